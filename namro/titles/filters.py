"""Room titles: what the list of cards may be asked for: rounds, titles and bands that have open cards."""

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db.models import Exists, OuterRef, QuerySet

from namro.org.access import Access
from namro.titles.models import Card, Round, facet_of
from namro.titles.workflow import SEE

MOST_ROUNDS = 300


class Known(NamedTuple):
    """A round with a card that is open to a person; one of the level above may be among them."""

    pk: int
    period: int
    name: str
    bands: list[dict[str, Any]]


# An access lives as long as its request, and what was asked for it goes with it.
_ASKED: WeakKeyDictionary[Access, list[Known]] = WeakKeyDictionary()


def _known(access: Access) -> list[Known]:
    """The latest rounds, asked once for all filters of a page.

    Of the rounds, which are few: every card of the city would be read for the same words.
    """
    if access not in _ASKED:
        cards = access.rows(Card, SEE).filter(round=OuterRef("pk"))
        rows = Round.objects.filter(Exists(cards)).order_by("-period", "name")
        fields = ("pk", "period", "name", "content__bands")
        _ASKED[access] = [Known(*row) for row in rows.values_list(*fields)[:MOST_ROUNDS]]
    return _ASKED[access]


def rounds(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.name} {-one.period % 10_000}") for one in _known(access)]


def titles(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    names = sorted({one.name for one in _known(access)})
    return list({facet_of(name): name for name in names}.items())


def bands(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    names = {band["name"] for one in _known(access) for band in one.bands}
    return [(name, name) for name in sorted(names)]


def keep_title(rows: QuerySet, value: str, day: Any) -> QuerySet:
    names = rows.order_by().values_list("round__name", flat=True).distinct()
    return rows.filter(round__name__in=[name for name in names if facet_of(name) == value])
