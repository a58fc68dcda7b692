"""Room ledger: the list of everything that is followed, as data."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.ledger import queries
from namro.ledger.models import Entry
from namro.ledger.states import EntryState, Finding, FourWay, Shown
from namro.org.access import Access
from namro.registers.listing import Cell, Column, Filter, Listing, Words


def href(entry: Entry) -> str:
    """The page of the record behind an entry; rooms above name theirs `<register>-detail`."""
    return reverse(f"{entry.register}-detail", args=[entry.source])


def _days(entry: Entry, day: dt.date) -> Cell:
    left = clock.working_days_between(day, entry.due) if entry.due and entry.is_open else None
    return {"date": entry.due, "left": left, "first": entry.first_due}


def declared_as(entry: Entry, day: dt.date) -> tuple[str, Words]:
    """State and words of what is declared; what was declared after its due day keeps saying so."""
    shown = entry.shown(day)
    late = shown == Shown.DONE and entry.late_by(entry.due)
    return shown.value, _("Done, declared late") if late else shown.label


def _shown(entry: Entry, day: dt.date) -> Cell:
    state, words = declared_as(entry, day)
    return {"state": state, "text": words}


def _verified(entry: Entry, day: dt.date) -> Cell:
    return {"state": entry.verified, "text": entry.get_verified_display()}


def _blocked(entry: Entry, day: dt.date) -> Cell:
    return {"state": "blocked", "text": _("Blocked")} if entry.blocked else {"text": ""}


def _keep_blocked(entries: QuerySet, value: str, day: dt.date) -> QuerySet:
    return entries.filter(blocked=value == "yes")


def _keep_timing(entries: QuerySet, value: str, day: dt.date) -> QuerySet:
    if value == "first":
        return queries.done_by_first_day(entries)
    return queries.four_way(entries, value, day)


def _keep_shown(entries: QuerySet, value: str, day: dt.date) -> QuerySet:
    return queries.shown_as(entries, value, day)


def _keep_verified(entries: QuerySet, value: str, day: dt.date) -> QuerySet:
    if value == "waiting":
        return entries.filter(status=EntryState.DONE, verified=Finding.NONE)
    found = (Finding.PARTLY, Finding.NOT_DONE) if value == "otherwise" else (value,)
    if day < clock.today() and value != Finding.NONE:
        return entries.filter(verified__in=found, verified_on__lte=day)
    return entries.filter(verified__in=found)


def _keep_extended(entries: QuerySet, value: str, day: dt.date) -> QuerySet:
    moved = entries.filter(first_due__isnull=False).exclude(first_due=F("due"))
    return moved if value == "yes" else entries.exclude(pk__in=moved.values("pk"))


def _fixed(choices: Any) -> Any:
    def given(access: Access, values: dict[str, str]) -> Any:
        return choices

    return given


YES_NO = (("yes", _("Yes")), ("no", _("No")))

COLUMNS = (
    Column("title", _("Work"), lambda e, d: {"text": e.title}, lambda e, d: e.title),
    Column(
        "owner",
        _("Accountable person"),
        lambda e, d: {"text": e.owner.full_name},
        lambda e, d: e.owner.full_name,
        order="name",
    ),
    Column("unit", _("Unit"), lambda e, d: {"text": e.unit.name}, lambda e, d: e.unit.name),
    Column("due", _("Due"), _days, lambda e, d: e.due, order="due"),
    Column("declared", _("Declared"), _shown, lambda e, d: str(declared_as(e, d)[1])),
    Column("verified", _("Verified"), _verified, lambda e, d: str(e.get_verified_display())),
    Column("blocked", _("Blocked"), _blocked, lambda e, d: str(_("Blocked")) if e.blocked else ""),
    Column(
        "first_due",
        _("First due day"),
        lambda e, d: {"date": e.first_due},
        lambda e, d: e.first_due,
        optional=True,
    ),
    Column(
        "declared_on",
        _("Declared on"),
        lambda e, d: {"date": e.declared_on},
        lambda e, d: e.declared_on,
        optional=True,
    ),
    Column(
        "leader",
        _("Answerable leader"),
        lambda e, d: {"text": e.leader.full_name if e.leader else ""},
        lambda e, d: e.leader.full_name if e.leader else "",
        optional=True,
        related=("leader",),
    ),
    Column(
        "result", _("Result"), lambda e, d: {"text": e.result}, lambda e, d: e.result, optional=True
    ),
)

FILTERS = (
    Filter("state", _("State"), _fixed(Shown.choices), _keep_shown),
    Filter(
        "timing",
        _("Timing"),
        _fixed((*FourWay.choices, ("first", _("Done by the first day")))),
        _keep_timing,
    ),
    Filter(
        "verified",
        _("Verified"),
        _fixed(
            (
                *Finding.choices,
                ("otherwise", _("Found otherwise")),
                ("waiting", _("Done, waits to be verified")),
            )
        ),
        _keep_verified,
    ),
    Filter("blocked", _("Blocked"), _fixed(YES_NO), _keep_blocked),
    Filter("extended", _("Extended"), _fixed(YES_NO), _keep_extended),
)


def listing(period: Filter) -> Listing:
    """The list; the room above says which periods there are."""
    return Listing(
        name="ledger",
        title=_("Ledger"),
        model=Entry,
        capability="entry.view",
        columns=COLUMNS,
        filters=(period, *FILTERS),
        orders={"new": ("pk", True), "due": ("due_key", False), "name": ("name_key", False)},
        order="new",
        href=href,
        related=("owner", "unit"),
        began="begins_on",
        empty=_("No approved work here yet. Work appears once its registration is approved."),
    )
