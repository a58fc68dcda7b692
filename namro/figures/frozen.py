"""Room figures: figures are frozen with their records, counted again, and held against today.

What a room above freezes is plain JSON: `units` (id, parent, name), `records` (register, key, unit
id, title, who, what it counted as) and `figures` (unit id to figures by name).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.errors import Refused
from namro.core.write import writing
from namro.figures.figure import Difference, Sheet, reconcile
from namro.figures.models import Snapshot, SnapshotKind
from namro.org.access import Access, person_of
from namro.org.models import Unit

VERSION = 1
TAKE = "snapshot.take"
Content = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """One record of a snapshot."""

    register: str
    key: str
    unit: int
    title: str
    who: str
    # "set:facets", as the counters keep them.
    counted: tuple[str, ...]

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Record":
        register, key, unit, title, who, counted = row
        return cls(register, key, unit, title, who, tuple(counted))

    def as_row(self) -> list[Any]:
        return [self.register, self.key, self.unit, self.title, self.who, list(self.counted)]


@dataclass(frozen=True)
class Subject:
    """What a room above declares to be frozen."""

    sheet: Sheet
    # Unit, scope and day -> content; no right is asked here.
    freeze: Callable[[Unit, str, Any], Content]
    # What one record counts as -> the names of the figures in which it counts.
    counts_in: Callable[[Sequence[str], Any], set[str]]


SUBJECTS: dict[str, Subject] = {}


def declare(subject: Subject) -> None:
    """Called once by the AppConfig of the room above."""
    SUBJECTS[subject.sheet.name] = subject


def canonical(content: Content) -> bytes:
    """The one spelling of a content: equal contents are equal bytes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def fingerprint(content: Content) -> str:
    """SHA-256 of the canonical spelling."""
    return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True)
class Taking:
    """What is to be frozen, and what it is called."""

    sheet: str
    scope: str
    kind: str
    name: str
    day: Any


@writing()
def take(unit: Unit, what: Taking, access: Access) -> Snapshot:
    """Freeze the figures of a unit as of a day.

    Raises:
        Refused: the right is missing, the day has not come, or the kind is unknown.
    """
    if not access.can(TAKE, unit):
        raise Refused(_("You may not freeze figures of %(unit)s.") % {"unit": unit})
    if what.day > clock.today():
        raise Refused(_("This day has not come yet."), status=422)
    if what.kind not in SnapshotKind.values or not what.name.strip():
        raise Refused(_("Say which review it is, and give it a name."), status=422)
    content = SUBJECTS[what.sheet].freeze(unit, what.scope, what.day)
    made = Snapshot.objects.create(
        unit=unit,
        sheet=what.sheet,
        scope=what.scope,
        kind=what.kind,
        name=text.nfc(what.name),
        day=what.day,
        taken_at=clock.now(),
        taken_by=person_of(access),
        content=content,
        sha256=fingerprint(content),
    )
    audit.record("snapshot.take", made, {"sha256": [None, made.sha256]}, access.actor)
    return made


class Frozen:
    """A snapshot's content, read."""

    def __init__(self, content: Content, sheet: Sheet) -> None:
        self.content, self.sheet = content, sheet
        self.names = {int(pk): name for pk, _parent, name in content["units"]}
        self.parents = {int(pk): parent for pk, parent, _name in content["units"]}

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Frozen":
        return cls(snapshot.content, SUBJECTS[snapshot.sheet].sheet)

    def figures(self, unit: int) -> dict[str, int]:
        """The figures of one unit with everything below it."""
        return dict(self.content["figures"].get(str(unit), {}))

    def children(self, unit: int) -> list[int]:
        """The parts of a unit, in the order of the tree."""
        return [pk for pk, parent in self.parents.items() if parent == unit]

    def below(self, unit: int) -> set[int]:
        """The unit and everything below it."""
        found = {unit}
        for pk in self.parents:  # parents stand before their parts
            if self.parents[pk] in found:
                found.add(pk)
        return found

    def records(self) -> Iterator[Record]:
        """Every record."""
        return map(Record.of, self.content["records"])

    def parts(self, unit: int) -> list[tuple[str, dict[str, int]]]:
        """The parts of a unit, and what it holds itself beside them, by name."""
        rows = [(self.names[pk], self.figures(pk)) for pk in self.children(unit)]
        own = self.figures(unit)
        rest = {
            figure.name: own[figure.name] - sum(row[figure.name] for _name, row in rows)
            for figure in self.sheet.figures
        }
        if rows and any(rest.values()):
            rows.append((self.names[unit], rest))
        return rows

    def differences(self, unit: int) -> list[Difference]:
        """Where parts do not make the whole; the gate of a report asks this."""
        parts = [(self.names[pk], self.figures(pk)) for pk in self.children(unit)]
        held = self._held_itself(unit)
        if parts and any(held.values()):
            parts.append((self.names[unit], held))
        return reconcile(self.sheet, (self.names[unit], self.figures(unit)), parts)

    def _held_itself(self, unit: int) -> dict[str, int]:
        """Counted from the records that stand in the unit itself, never taken by subtraction."""
        subject = SUBJECTS[self.sheet.name]
        found = dict.fromkeys((figure.name for figure in self.sheet.figures), 0)
        for record in self.records():
            if record.unit == unit:
                for name in subject.counts_in(record.counted, self.content["day"]):
                    found[name] += 1
        return found

    def having(self, unit: int, figure: str) -> list[Record]:
        """The records behind one figure of one unit."""
        subject, inside = SUBJECTS[self.sheet.name], self.below(unit)
        return [
            record
            for record in self.records()
            if record.unit in inside
            and figure in subject.counts_in(record.counted, self.content["day"])
        ]


@dataclass(frozen=True)
class Change:
    """A record that counts otherwise now than when the figures were frozen."""

    record: Record
    # Figures in which it counted then and no longer does, and the other way round.
    left: list[str]
    entered: list[str]


def changes(then: Content, now: Content, subject: Subject) -> list[Change]:
    """Record by record, what has been corrected since; figures differ by exactly these."""
    before, after = _by_key(then), _by_key(now)
    found = []
    for key in sorted({*before, *after}, key=str):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and old.counted == new.counted:
            continue
        was = subject.counts_in(old.counted, then["day"]) if old else set()
        stands = subject.counts_in(new.counted, now["day"]) if new else set()
        record = new or old
        if was != stands and record is not None:
            order = [figure.name for figure in subject.sheet.figures]
            found.append(
                Change(
                    record,
                    [name for name in order if name in was - stands],
                    [name for name in order if name in stands - was],
                )
            )
    return found


def _by_key(content: Content) -> Mapping[tuple[str, str], Record]:
    return {(row[0], row[1]): Record.of(row) for row in content["records"]}


def problems() -> Iterator[str]:
    """Snapshots that were changed, or whose figures are not what their records say."""
    for snapshot in Snapshot.objects.iterator(chunk_size=1):
        if snapshot.sha256 != fingerprint(snapshot.content):
            yield f"snapshot {snapshot.pk}: its content was changed"
            continue
        frozen = Frozen.of(snapshot)
        root = snapshot.unit_id
        for name, n in frozen.figures(root).items():
            found = len(frozen.having(root, name))
            if found != n:
                yield f"snapshot {snapshot.pk}: {name} is {n}, its records say {found}"
