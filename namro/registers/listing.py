"""Room registers: a list as data: its columns, filters, orders and search, read once, scoped."""

import base64
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text, web
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request

PAGE, LARGEST_PAGE = 50, 200
COUNT_LIMIT = 10_000  # beyond that an exact total costs more than it tells: "more than"
SEARCH_LENGTH = 200
Words = str | Promise
# What an address of a list may hold beside the list's own filters. A new name of ours is declared
# here: whatever is not is answered with 400, so that nobody believes a list to be filtered.
NAMES = frozenset(
    {"q", "unit", "order", "col", "after", "before", "page", "size", "export", "as_of", "map"}
)
MAP = _("Units of then or of today")
SHORT = 60  # letters of a stranger's word that a sentence repeats
Cell = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its head, its cell on the page, its plain value in an export."""

    name: str
    label: Words
    cell: Callable[[Any, dt.date], Cell]
    plain: Callable[[Any, dt.date], Any]
    number: bool = False
    order: str = ""
    more: bool = False
    optional: bool = False
    # What the cell reads beside the row itself; read along only where the column is shown.
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """One filter: what may be chosen, and what a choice keeps."""

    name: str
    label: Words
    choices: Callable[[Access, dict[str, str]], Sequence[tuple[str, Words]]]
    keep: Callable[[QuerySet, str, dt.date], QuerySet]


@dataclass(frozen=True)
class Listing:
    """A register's list, declared."""

    name: str
    title: Words
    model: type[Any]
    capability: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    # name of an order -> (column of the database, newest or largest first)
    orders: dict[str, tuple[str, bool]]
    order: str
    href: Callable[[Any], str]
    related: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    empty: Words = _("Nothing here yet.")
    base: Callable[[Access], QuerySet] | None = None
    # What is left out unless its filter is used: the filter's name, which is the column's -> values.
    unasked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # The column of the day from which a record is there, for a list as of a day.
    began: str = ""


@dataclass(frozen=True)
class Asked:
    """What a request asks of a list, checked: an unknown name or value is never passed on."""

    listing: Listing
    access: Access
    values: dict[str, str]
    unit: Unit | None
    words: str
    order: str
    columns: tuple[Column, ...]
    # What each filter offers this person, asked for once; the page shows it several times.
    choices: dict[str, Sequence[tuple[str, Words]]]
    size: int = PAGE
    as_of: dt.date | None = None
    # Units of then: where a record counts; of today: where it stands now.
    todays_map: bool = False

    @property
    def day(self) -> dt.date:
        """The day of which the list is asked; today unless it says otherwise."""
        return self.as_of or clock.today()


@dataclass(frozen=True)
class Page:
    """One page of rows."""

    rows: list[Any]
    before: str
    after: str
    total: int
    more_than: bool


def asked(request: Request, listing: Listing) -> Asked:
    """Read and check the query of a list.

    Raises:
        BadRequest: a filter, value, order or column that this list does not have. One that is
            hidden from this person gets the same sentence as one that there never was.
        Http404: a unit or a page that is not there.
    """
    names_known(request.GET, {one.name: one.label for one in listing.filters}, NAMES)
    access: Access = request.access
    values = {f.name: request.GET[f.name] for f in listing.filters if request.GET.get(f.name)}
    unit = None
    if wanted := request.GET.get("unit"):
        unit = _visible_unit(access, listing, wanted)
    choices = {one.name: one.choices(access, values) for one in listing.filters}
    return Asked(
        listing=listing,
        access=access,
        values=_known(listing, values, choices),
        choices=choices,
        unit=unit,
        words=text.fold(text.nfc(request.GET.get("q", "")))[:SEARCH_LENGTH],
        order=_known_order(request.GET.get("order", ""), listing),
        columns=_known_columns(request.GET.getlist("col"), listing),
        size=_size(request.GET.get("size", ""), request.GET.get("page", "")),
        as_of=web.as_of(request),
        todays_map=_map(request.GET.get("map", "")),
    )


def names_known(query: QueryDict, filters: Mapping[str, Words], also: Iterable[str] = ()) -> None:
    """Every name in the query is one of the filters, or one of what our own pages write there too.

    Raises:
        BadRequest: it is not; the sentence names it and says which filters there are.
    """
    allowed = {*filters, *also}
    for name in query:
        if name not in allowed:
            words = {"name": name[:SHORT], "names": ", ".join(map(str, filters.values()))}
            raise BadRequest(
                gettext("There is no filter “%(name)s” here. This page filters by: %(names)s.")
                % words
            )


def no_choice(label: Words, value: str) -> str:
    """The sentence about a value that a filter does not offer."""
    return gettext(
        "The filter “%(filter)s” has no choice “%(value)s”. Choose one from its list."
    ) % {
        "filter": label,
        "value": value[:SHORT],
    }


def _known_order(wanted: str, listing: Listing) -> str:
    if not wanted:
        return listing.order
    if wanted.removeprefix("-") not in listing.orders:
        raise BadRequest(
            gettext("There is no order “%(name)s” here. Sort the list by the heads of its columns.")
            % {"name": wanted[:SHORT]}
        )
    return wanted


def _known_columns(wanted: list[str], listing: Listing) -> tuple[Column, ...]:
    if not wanted:
        return tuple(column for column in listing.columns if not column.optional)
    for name in wanted:
        if name not in {column.name for column in listing.columns}:
            labels = ", ".join(str(column.label) for column in listing.columns)
            raise BadRequest(
                gettext("There is no column “%(name)s” here. There are: %(names)s.")
                % {"name": name[:SHORT], "names": labels}
            )
    return tuple(column for column in listing.columns if column.name in wanted)


def _size(wanted: str, page: str) -> int:
    """Rows on a page, capped. Lists are turned by key, so the only page with a number is one."""
    if page not in ("", "1"):
        raise Http404
    if not wanted:
        return PAGE
    number = text.whole_number(wanted)
    if not number:
        raise BadRequest(no_choice(_("Rows on a page"), wanted))
    return min(number, LARGEST_PAGE)


def rows(ask: Asked) -> QuerySet:
    """The rows that were asked for, inside what this person may see; not yet ordered."""
    listing = ask.listing
    found = (
        listing.base(ask.access)
        if listing.base
        else ask.access.rows(listing.model, listing.capability)
    )
    if ask.unit is not None:
        found = found.filter(_inside(ask, ask.unit))
    if ask.as_of is not None and listing.began:
        found = found.filter(**{f"{listing.began}__lte": ask.as_of})
    for one in listing.filters:
        if one.name in ask.values:
            found = one.keep(found, ask.values[one.name], ask.day)
    for name, values in listing.unasked.items():
        if name not in ask.values:
            found = found.exclude(**{f"{name}__in": values})
    for word in ask.words.split():
        found = found.filter(search_text__contains=word)
    return found


def _inside(ask: Asked, unit: Unit) -> Q:
    """Records of a unit and below: where they count, or where they stand on today's map."""
    model = ask.listing.model
    if ask.todays_map or not hasattr(model, "counted_path"):
        return Q(**{f"{model.SCOPE}__startswith": unit.path})
    return maps.within("counted_path", unit)


def _map(wanted: str) -> bool:
    if wanted not in ("", "then", "today"):
        raise BadRequest(no_choice(MAP, wanted))
    return wanted == "today"


def page(ask: Asked, request: Request) -> Page:
    """One page by key: the same cost at any depth."""
    found = rows(ask)
    column, descending = _order(ask)
    total = found.order_by()[: COUNT_LIMIT + 1].count()
    after, before = _mark(request, "after"), _mark(request, "before")
    backwards = before is not None and after is None
    chosen = found
    if (mark := before if backwards else after) is not None:
        chosen = chosen.filter(_beyond(column, descending != backwards, mark))
    signs = ("-" if descending != backwards else "", column)
    chosen = chosen.order_by(f"{signs[0]}{column}", f"{signs[0]}pk")
    chosen = chosen.select_related(*_along(ask.listing, ask.columns))
    chosen = chosen.prefetch_related(*ask.listing.prefetch)
    got = list(chosen[: ask.size + 1])
    more, got = len(got) > ask.size, got[: ask.size]
    if backwards:
        got.reverse()
    has_before = after is not None or (backwards and more)
    has_after = more if not backwards else True
    return Page(
        rows=got,
        before=_sign(got[0], column) if got and has_before else "",
        after=_sign(got[-1], column) if got and has_after else "",
        total=min(total, COUNT_LIMIT),
        more_than=total > COUNT_LIMIT,
    )


def ordered(ask: Asked) -> QuerySet:
    """Every row in the order asked for (export, print)."""
    column, descending = _order(ask)
    sign = "-" if descending else ""
    found = rows(ask).order_by(f"{sign}{column}", f"{sign}pk")
    found = found.select_related(*_along(ask.listing, ask.listing.columns))
    return found.prefetch_related(*ask.listing.prefetch)


def _along(listing: Listing, columns: tuple[Column, ...]) -> list[str]:
    return [*listing.related, *(name for column in columns for name in column.related)]


def _order(ask: Asked) -> tuple[str, bool]:
    column, descending = ask.listing.orders[ask.order.lstrip("-")]
    return column, descending != ask.order.startswith("-")


def _beyond(column: str, descending: bool, mark: tuple[str, int]) -> Q:
    side = "lt" if descending else "gt"
    value, pk = mark
    if column == "pk":
        return Q(**{f"pk__{side}": pk})
    return Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{side}": pk})


def _sign(row: Any, column: str) -> str:
    value: Any = row
    for part in column.split("__"):
        value = getattr(value, part)
    return base64.urlsafe_b64encode(f"{row.pk}|{value}".encode()).decode()


def _mark(request: Request, name: str) -> tuple[str, int] | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    try:
        pk, _bar, value = base64.urlsafe_b64decode(given.encode()).decode().partition("|")
        number = int(pk)
    except ValueError:
        raise Http404 from None
    if not 0 < number < 2**63 or "\x00" in value:
        raise Http404
    return value, number


def _visible_unit(access: Access, listing: Listing, wanted: str) -> Unit:
    """A unit open to this person, or one in which a record of their own stands."""
    pk = text.whole_number(wanted)
    found: Unit | None = access.units("unit.view").filter(pk=pk).first()
    if found is None and hasattr(listing.model, "unit") and pk is not None:
        own = access.rows(listing.model, listing.capability).filter(unit=pk)
        found = Unit.objects.filter(pk__in=own.values("unit")).first()
    if found is None:
        raise Http404
    return found


def _known(
    listing: Listing, values: dict[str, str], choices: dict[str, Sequence[tuple[str, Words]]]
) -> dict[str, str]:
    for one in listing.filters:
        wanted = values.get(one.name)
        if wanted is not None and wanted not in {str(value) for value, _label in choices[one.name]}:
            raise BadRequest(no_choice(one.label, wanted))
    return values
