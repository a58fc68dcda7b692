"""Room commitments: figures as the records stood on a day, counted from their own dates."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from namro.commitments import queries
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.queries import Row
from namro.commitments.roll import standing_for
from namro.commitments.states import COUNTED, State
from namro.ledger.models import Entry
from namro.ledger.states import EntryState, Finding
from namro.org.models import Placement, Unit, ids_of
from namro.registers.models import Passage


def row(campaign: Campaign, unit: Unit, day: dt.date) -> Row:
    """One unit as it stood at the end of a day; costs a walk over its records."""
    return _Past(campaign, unit, day).row(unit)


def level(campaign: Campaign, unit: Unit, day: dt.date) -> tuple[Row, list[Row]]:
    """A unit and its parts of that day; where one part holds everything, the parts of that part."""
    past = _Past(campaign, unit, day)
    while True:
        own = past.row(unit)
        rows = [past.row(part) for part in queries.parts(campaign, unit, day)]
        rows = [row for row in rows if row.on_roll or row.items or row.followed]
        if len(rows) != 1 or rows[0].on_roll != own.on_roll or rows[0].items != own.items:
            return own, rows
        unit = rows[0].unit


class _Past:
    """The records of a campaign below a unit, each with the path under which it counted then.

    A closed campaign keeps the map of its closing. Before a reorganisation an open one counted on
    the map of before: each record where it stood then, which its passages tell.
    """

    def __init__(self, campaign: Campaign, unit: Unit, day: dt.date) -> None:
        self.campaign, self.day = campaign, day
        self.map_day = min(day, campaign.counted_on or day)
        self.minimum = dict(campaign.classes.values_list("klass", "minimum"))
        self.paths = dict(Placement.objects.on(self.map_day).values_list("unit", "path"))
        passages = Passage.objects.filter(on__gt=self.map_day).order_by("-on", "-pk")
        # The earliest passage after the day says where a record stood on the day.
        self.before = dict(passages.values_list("record", "before"))
        self.kept = campaign.counted_on == self.map_day
        root = self.path_of(unit)
        lines = Commitment.objects.filter(campaign=campaign, submitted_on__lte=day)
        self.lines = self._there(lines.select_related("entry", "campaign"), root)
        self.places = self._there(Registrant.objects.filter(campaign=campaign), root)

    def path_of(self, unit: Unit) -> str:
        """The path of a unit on the map of the day; one that there was not has none."""
        if self.kept:
            return self._kept_path(unit)
        return self.paths.get(unit.pk, "none")

    def _kept_path(self, unit: Unit) -> str:
        """The path on the map that was kept when the campaign closed."""
        parents = queries.parents(self.campaign, self.day)
        ids: list[int] = []
        above: int | None = unit.pk if unit.pk in parents else None
        while above is not None:
            ids.insert(0, above)
            above = parents.get(above)
        return "".join(f"{pk}." for pk in ids) or "none"

    def _there(self, rows: QuerySet, root: str) -> list[tuple[str, Any]]:
        found = []
        for one in rows.iterator(chunk_size=2000):
            path = one.counted_path
            if not self.kept:
                unit_id = self.before.get(one.key, ids_of(path)[-1])
                path = self.paths.get(unit_id, path)
            if path.startswith(root):
                found.append((path, one))
        return found

    def row(self, unit: Unit) -> Row:
        """One unit with everything below it."""
        root = self.path_of(unit)
        lines = [line for path, line in self.lines if path.startswith(root)]
        places = [place for path, place in self.places if path.startswith(root)]
        return Row(
            unit=unit,
            roll=_roll(places, lines, self.minimum),
            lines=_lines(lines, self.day),
            entries=_entries(lines, self.day),
            open_by_due=_open(lines, self.day),
            topics=Counter(f"{line.topic_id or '-'}|{line.kind}" for line in lines),
            days=Counter(line.submitted_on.isoformat() for line in lines if line.submitted_on),
            day=self.day,
        )


def _roll(
    places: Iterable[Registrant], lines: list[Commitment], minimum: dict[str, int]
) -> Counter[str]:
    items = Counter(line.registrant_id for line in lines if line.status in COUNTED)
    counted: Counter[str] = Counter()
    for place in places:
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
