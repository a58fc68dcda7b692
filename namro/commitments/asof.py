"""Room commitments: figures as the records stood on a day, counted from their own dates."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from namro.commitments import queries
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.queries import Row
from namro.commitments.roll import standing_for
from namro.commitments.states import COUNTED, State
from namro.figures.tally import Key
from namro.ledger.models import Entry
from namro.ledger.states import EntryState, Finding
from namro.org.models import Placement, Unit, ids_of
from namro.registers.models import Passage


def row(campaign: Campaign, unit: Unit, day: dt.date) -> Row:
    """One unit as it stood at the end of a day; costs a walk over its records."""
    return Past(campaign, unit, day).row(unit)


def level(campaign: Campaign, unit: Unit, day: dt.date) -> tuple[Row, list[Row]]:
    """A unit and its parts of that day; where one part holds everything, the parts of that part."""
    past = Past(campaign, unit, day)
    while True:
        own = past.row(unit)
        rows = [past.row(part) for part in queries.parts(campaign, unit, day)]
        rows = [row for row in rows if row.on_roll or row.items or row.followed]
        if len(rows) != 1 or rows[0].on_roll != own.on_roll or rows[0].items != own.items:
            return own, rows
        unit = rows[0].unit


class Past:
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
        self.lines = self._there(lines.select_related("entry", "campaign", "person", "unit"), root)
        places = Registrant.objects.filter(campaign=campaign).select_related("person", "unit")
        self.places = self._there(places, root)

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

    def records(self) -> Iterator[tuple[str, Registrant | Commitment, list[Key]]]:
        """Each record with the path under which it counted, and what it counted as."""
        items = Counter(line.registrant_id for _path, line in self.lines if _counts(line))
        for path, place in self.places:
            exempt = bool(place.exempt_reason)
            minimum = self.minimum.get(place.klass, 1)
            standing = standing_for(items[place.pk], minimum, exempt)
            yield path, place, [Key("registrant", (place.klass, standing))]
        for path, line in self.lines:
            yield path, line, _keys(line, self.day)

    def row(self, unit: Unit) -> Row:
        """One unit with everything below it."""
        root = self.path_of(unit)
        sets: dict[str, Counter[str]] = {name: Counter() for name in queries.SETS}
        for path, _record, keys in self.counted:
            if path.startswith(root):
                for key in keys:
                    sets[key.set][key.text] += 1
        return queries.row_of(unit, sets, self.day)

    @cached_property
    def counted(self) -> list[tuple[str, Registrant | Commitment, list[Key]]]:
        """The records, worked out once for all units."""
        return list(self.records())


def _counts(line: Commitment) -> bool:
    return line.status in COUNTED


def _keys(line: Commitment, day: dt.date) -> list[Key]:
    """What a line and the work on it counted as."""
    status = line.status
    if status == State.APPROVED and line.approved_on and line.approved_on > day:
        status = State.SUBMITTED
    keys = [Key("commitment", (status, line.kind, "l" if line.late else "-"))]
    if _counts(line):
        topic = str(line.topic_id) if line.topic_id else "-"
        keys.append(Key("topic", (topic, line.kind)))
        if line.submitted_on:
            keys.append(Key("day", (line.submitted_on.isoformat(),)))
    followed = line.approved_on is not None and line.approved_on <= day
    return [*keys, *(_work(line.entry, day) if line.entry and followed else ())]


def _work(entry: Entry, day: dt.date) -> Iterator[Key]:
    status, timing = _status(entry, day), "-"
    if status == EntryState.DONE:
        timing = ("l" if entry.late_by(entry.due) else "t") + (
            "l" if entry.late_by(entry.first_due) else "t"
        )
    seen = entry.verified_on is not None and entry.verified_on <= day
    finding = entry.verified if seen else Finding.NONE
    yield Key("entry", (status, finding, timing, "x" if entry.blocked else "-"))
    if status not in (EntryState.DONE, EntryState.STOPPED):
        yield Key("open", (entry.due.isoformat() if entry.due else "-", status))


def _status(entry: Entry, day: dt.date) -> str:
    if entry.status == EntryState.DONE and entry.declared_on and entry.declared_on > day:
        return EntryState.UNDER_WAY
    return entry.status
