"""Room commitments: figures as the records stood on a day, counted from their own dates."""

import datetime as dt
from collections import Counter

from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.queries import Row
from namro.commitments.roll import standing_for
from namro.commitments.states import COUNTED, State
from namro.ledger.models import Entry
from namro.ledger.states import EntryState, Finding
from namro.org.models import Unit


def row(campaign: Campaign, unit: Unit, day: dt.date) -> Row:
    """One unit as it stood at the end of a day; costs a walk over its records."""
    lines = list(
        Commitment.objects.filter(
            campaign=campaign, unit__path__startswith=unit.path, submitted_on__lte=day
        ).select_related("entry", "campaign")
    )
    minimum = dict(campaign.classes.values_list("klass", "minimum"))
    return Row(
        unit=unit,
        roll=_roll(campaign, unit, lines, minimum),
        lines=_lines(lines, day),
        entries=_entries(lines, day),
        open_by_due=_open(lines, day),
        topics=Counter(f"{line.topic_id or '-'}|{line.kind}" for line in lines),
        days=Counter(line.submitted_on.isoformat() for line in lines if line.submitted_on),
        day=day,
    )


def _roll(
    campaign: Campaign, unit: Unit, lines: list[Commitment], minimum: dict[str, int]
) -> Counter[str]:
    items = Counter(line.registrant_id for line in lines if line.status in COUNTED)
    counted: Counter[str] = Counter()
    places = Registrant.objects.filter(campaign=campaign, unit__path__startswith=unit.path)
    for place in places.iterator(chunk_size=2000):
        exempt = bool(place.exempt_reason)
        standing = standing_for(items[place.pk], minimum.get(place.klass, 1), exempt)
        counted[f"{place.klass}|{standing}"] += 1
    return counted


def _lines(lines: list[Commitment], day: dt.date) -> Counter[str]:
    counted: Counter[str] = Counter()
    for line in lines:
        status = line.status
        if status == State.APPROVED and line.approved_on and line.approved_on > day:
            status = State.SUBMITTED
        counted[f"{status}|{line.kind}|{'l' if line.late else '-'}"] += 1
    return counted


def _entries(lines: list[Commitment], day: dt.date) -> Counter[str]:
    counted: Counter[str] = Counter()
    for entry in _followed(lines, day):
        status, timing = _status(entry, day), "-"
        if status == EntryState.DONE:
            timing = ("l" if entry.late_by(entry.due) else "t") + (
                "l" if entry.late_by(entry.first_due) else "t"
            )
        seen = entry.verified_on is not None and entry.verified_on <= day
        finding = entry.verified if seen else Finding.NONE
        counted[f"{status}|{finding}|{timing}|{'x' if entry.blocked else '-'}"] += 1
    return counted


def _open(lines: list[Commitment], day: dt.date) -> Counter[str]:
    counted: Counter[str] = Counter()
    for entry in _followed(lines, day):
        status = _status(entry, day)
        if status != EntryState.DONE and status != EntryState.STOPPED:
            counted[f"{entry.due.isoformat() if entry.due else '-'}|{status}"] += 1
    return counted


def _followed(lines: list[Commitment], day: dt.date) -> list[Entry]:
    return [
        line.entry
        for line in lines
        if line.entry is not None and line.approved_on is not None and line.approved_on <= day
    ]


def _status(entry: Entry, day: dt.date) -> str:
    if entry.status == EntryState.DONE and entry.declared_on and entry.declared_on > day:
        return EntryState.UNDER_WAY
    return entry.status
