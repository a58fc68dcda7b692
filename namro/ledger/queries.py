"""Room ledger: reads over several models: the story of an entry, and what waits for whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from namro.core import clock
from namro.ledger import papers
from namro.ledger.models import Blocker, Draw, Entry, Extension
from namro.ledger.states import (
    OPEN_STATES,
    BlockerState,
    EntryState,
    ExtensionState,
    Finding,
    FourWay,
    Shown,
)
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.access import Access
from namro.registers.workflow import Workflow

SOON_DAYS = 10


def shown_as(entries: QuerySet, shown: str, day: dt.date) -> QuerySet:
    """Only the entries that an office reads in one of the five states on a day."""
    if day < clock.today():
        return _shown_then(entries, shown, day)
    if shown == Shown.BEHIND:
        return _late(entries, day)
    if shown in (Shown.DONE, Shown.STOPPED):
        return entries.filter(status=shown)
    # SQL's "not late" would lose rows without a day; they are never late.
    state = EntryState.UNDER_WAY if shown == Shown.ON_SCHEDULE else shown
    return entries.filter(Q(due__isnull=True) | Q(due__gte=day), status=state)


def _shown_then(entries: QuerySet, shown: str, day: dt.date) -> QuerySet:
    """The same on a day gone by: what was declared later was still under way."""
    later = Q(status=EntryState.DONE, declared_on__gt=day)
    in_time = Q(due__isnull=True) | Q(due__gte=day)
    if shown == Shown.DONE:
        return entries.filter(status=shown, declared_on__lte=day)
    if shown == Shown.BEHIND:
        return entries.filter(Q(status__in=OPEN_STATES) | later, due__lt=day)
    if shown == Shown.ON_SCHEDULE:
        return entries.filter(Q(status=EntryState.UNDER_WAY) | later, in_time)
    if shown == Shown.STOPPED:
        return entries.filter(status=shown)
    return entries.filter(in_time, status=shown)


def four_way(entries: QuerySet, way: str, day: dt.date) -> QuerySet:
    """Only the entries in one of the four fields: done or not, in time or late."""
    if way in (FourWay.DONE_IN_TIME, FourWay.DONE_LATE):
        late = Q(due__isnull=False, declared_on__gt=F("due"))
        done = entries.filter(status=EntryState.DONE)
        return done.filter(late) if way == FourWay.DONE_LATE else done.exclude(late)
    still = entries.filter(status__in=OPEN_STATES)
    if way == FourWay.OPEN_LATE:
        return _late(entries, day)
    return still.filter(Q(due__isnull=True) | Q(due__gte=day))


def _late(entries: QuerySet, day: dt.date) -> QuerySet:
    # In the words of the index of open work; work without a day has the last one of all as key.
    return entries.filter(still_open=True, due_key__lt=day)


def done_by_first_day(entries: QuerySet) -> QuerySet:
    """Declared done by the day that was first agreed, whatever was extended later."""
    late = Q(first_due__isnull=False, declared_on__gt=F("first_due"))
    return entries.filter(status=EntryState.DONE).exclude(late)


@dataclass(frozen=True)
class Story:
    """Everything that a page tells of one entry."""

    entry: Entry
    shown: Shown
    late: bool
    left: int | None
    steps: list[Any]
    milestones: list[Any]
    notes: list[Any]
    blockers: list[Any]
    extensions: list[Any]
    verifications: list[Any]
    draws: list[Any]
    may_report: bool
    may_verify: bool


def _visits(entry: Entry, access: Access) -> list[Any]:
    """Visits with their records; who was there may issue the record."""
    visits: list[Any] = list(entry.verifications.select_related("by", "file"))
    may = access.anywhere(papers.ISSUE)
    records = papers.records_of(visits)
    for visit in visits:
        visit.record = records.get(str(visit.pk))
        visit.may_record = may and visit.by_id == access.person_id
    return visits


def story(entry: Entry, access: Access) -> Story:
    """Read one entry with all that hangs on it; the number of queries does not grow."""
    day = clock.today()
    blockers = list(entry.blockers.select_related("unit", "raised_by", "ended_by").order_by("-pk"))
    extensions = list(entry.extensions.select_related("asked_by", "decided_by").order_by("-pk"))
    rows: list[tuple[Any, Workflow]] = [(row, BLOCKER) for row in blockers]
    rows += [(row, EXTENSION) for row in extensions]
    for row, workflow in rows:
        row.entry = entry
        row.open_steps = workflow.open_steps(row, access)
    notes = entry.notes.select_related("by", "on_behalf").prefetch_related("evidence__file")
    doers = {entry.owner_id, entry.leader_id, entry.declared_by_id}
    return Story(
        entry=entry,
        shown=entry.shown(day),
        late=entry.status == EntryState.DONE and entry.late_by(entry.due),
        left=clock.working_days_between(day, entry.due) if entry.due and entry.is_open else None,
        steps=ENTRY.open_steps(entry, access),
        milestones=list(entry.milestones.all()),
        notes=list(notes[:100]),
        blockers=blockers,
        extensions=extensions,
        verifications=_visits(entry, access) if entry.verified != Finding.NONE else [],
        draws=list(access.rows(Draw, "draw.view").filter(drawn__entry=entry).order_by("pk")),
        may_report=access.may("entry.report", entry) and entry.status != EntryState.STOPPED,
        may_verify=access.can("entry.verify", entry.unit) and access.person_id not in doers,
    )


def mine(access: Access) -> QuerySet:
    """Open work that this person owns, the next due first."""
    entries = Entry.objects.filter(owner_id=access.person_id, status__in=OPEN_STATES)
    return entries.select_related("unit").order_by("due_key", "pk")


def to_clear(access: Access) -> QuerySet:
    """Blockers that wait for a level this person speaks for, the oldest first."""
    waiting = access.rows(Blocker, "blocker.clear").filter(status=BlockerState.RAISED)
    return waiting.select_related("entry", "unit").order_by("due", "pk")


def to_extend(access: Access) -> QuerySet:
    """Extensions that wait for this person's answer."""
    waiting = access.rows(Extension, "entry.extend").filter(
        status=ExtensionState.ASKED, entry__status__in=OPEN_STATES
    )
    return waiting.exclude(asked_by_id=access.person_id).select_related("entry").order_by("pk")


def to_verify(access: Access) -> QuerySet:
    """Work declared done that nobody has looked at yet."""
    waiting = access.rows(Entry, "entry.verify").filter(
        status=EntryState.DONE, verified=Finding.NONE
    )
    return waiting.exclude(owner_id=access.person_id).order_by("pk")
