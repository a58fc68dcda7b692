"""Room commitments: a workbook of registrations: judged row by row, then taken in as one."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import gettext as _

from namro.commitments import following, matching, roll
from namro.commitments.building import Builder
from namro.commitments.matching import Known
from namro.commitments.models import Campaign, Commitment, Registrant, Version
from namro.commitments.states import Standing
from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.core.errors import Refused
from namro.core.write import writing
from namro.figures import tally
from namro.org import actions as org
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.sheets.book import Book
from namro.sheets.layout import Understanding
from namro.sheets.models import Import, ImportState
from namro.sheets.problems import Problem
from namro.sheets.reading import Row, Skipped, Total
from namro.sheets.registrations import REGISTRATIONS, Registration, interpret
from namro.sheets.rows import extract

BATCH = 500
NEW, ASK, SKIP = "new", "ask", "skip"


@dataclass
class Verdict:
    """What will become of one row, and why."""

    row: Row
    read: Registration
    problems: list[Problem]
    key: str
    already: bool = False
    unit: Unit | None = None
    person: Person | None = None
    new_unit: str = ""
    new_person: str = ""
    asks: str = ""

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)

    @property
    def state(self) -> str:
        """already · problem · ask · ready"""
        if self.already:
            return "already"
        if self.blocked:
            return "problem"
        return "ask" if self.asks else "ready"


@dataclass(frozen=True)
class NewUnit:
    """A unit that nobody knows yet: proposed, never made silently."""

    name: str
    key: str
    branch: str
    kind: str
    parent: Unit
    rows: int


@dataclass(frozen=True)
class NewPerson:
    """A person that nobody knows in that unit; people of the same name elsewhere are asked about."""

    name: str
    unit: str
    key: str
    alike: list[tuple[Person, Unit]]
    rows: int


@dataclass
class Judged:
    """A whole workbook, judged; nothing is written yet."""

    verdicts: list[Verdict]
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]
    units: list[NewUnit] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows stand in each state."""
        counted = Counter(verdict.state for verdict in self.verdicts)
        return {name: counted[name] for name in ("ready", "ask", "already", "problem")}

    @property
    def ready(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.state == "ready"]


def judge(
    book: Book, understanding: Understanding, campaign: Campaign, choices: dict[str, str]
) -> Judged:
    """Read every row and say what would become of it."""
    reading = extract(book, understanding, REGISTRATIONS)
    known = matching.known(campaign)
    year = understanding.year or campaign.year
    seen: Counter[str] = Counter()
    verdicts = []
    for row in reading.rows:
        read, problems = interpret(row, year)
        base = _row_key(read)
        seen[base] += 1
        key = (
            base if seen[base] == 1 else hashlib.sha256(f"{base}#{seen[base]}".encode()).hexdigest()
        )
        verdicts.append(Verdict(row=row, read=read, problems=problems, key=key))
    inside = _already(campaign, [verdict.key for verdict in verdicts])
    for verdict in verdicts:
        verdict.already = verdict.key in inside
        _match(verdict, known, choices)
    judged = Judged(verdicts, reading.totals, reading.skipped)
    judged.units = _new_units(judged, campaign, choices)
    judged.people = _new_people(judged, known)
    return judged


def _row_key(read: Registration) -> str:
    due = read.due.on.isoformat() if read.due.on else text.fold(read.due.raw)
    names = [text.identity(part) for part in (read.name, read.unit, read.title)]
    parts = [*names, read.kind, due]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _already(campaign: Campaign, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        rows = Commitment.objects.filter(campaign=campaign, row_key__in=keys[start : start + BATCH])
        found |= set(rows.values_list("row_key", flat=True))
    return found


def unit_key(name: str) -> str:
    """The name of a choice about a unit."""
    return f"unit:{text.identity(name)}"


def person_key(name: str, unit: str) -> str:
    """The name of a choice about a person."""
    return f"person:{text.identity(name)}@{text.identity(unit)}"


def _match(verdict: Verdict, known: Known, choices: dict[str, str]) -> None:
    read = verdict.read
    if not read.name or not read.unit:
        return
    verdict.unit = known.unit(read.unit)
    if verdict.unit is None:
        chosen = choices.get(unit_key(read.unit), "")
        verdict.unit = known.by_pk(chosen)
        if verdict.unit is None:
            verdict.new_unit = read.unit
            verdict.asks = "" if chosen == NEW else "unit"
    alike = known.same_name(read.name)
    here = [one for one in alike if verdict.unit is not None and one[1].pk == verdict.unit.pk]
    if len({person.pk for person, _unit in here}) == 1:
        verdict.person = here[0][0]
        return
    chosen = choices.get(person_key(read.name, read.unit), "")
    wanted = text.whole_number(chosen)
    verdict.person = next((one for one, _unit in alike if one.pk == wanted), None)
    if verdict.person is not None:
        return
    verdict.new_person = read.name
    if chosen != NEW:
        verdict.asks = verdict.asks or "person"


def _new_units(judged: Judged, campaign: Campaign, choices: dict[str, str]) -> list[NewUnit]:
    names = Counter(v.new_unit for v in judged.verdicts if v.new_unit and not v.already)
    found = []
    for name, rows in names.items():
        branch, kind = matching.guess(name)
        found.append(NewUnit(name, unit_key(name), branch, kind, campaign.unit, rows))
    return found


def _new_people(judged: Judged, known: Known) -> list[NewPerson]:
    names = Counter(
        (v.new_person, v.read.unit) for v in judged.verdicts if v.new_person and not v.already
    )
    return [
        NewPerson(name, unit, person_key(name, unit), known.same_name(name), rows)
        for (name, unit), rows in names.items()
    ]


def accept_all(judged: Judged) -> dict[str, str]:
    """Choices that make every proposed unit and person that has no namesake."""
    choices = {unit.key: NEW for unit in judged.units}
    return choices | {person.key: NEW for person in judged.people if not person.alike}


@writing()
def take_in(record: Import, campaign: Campaign, judged: Judged, access: Access) -> dict[str, int]:
    """Write every ready row, or none: units, people, the roll, the lines, one entry for each.

    A documented bulk load: lines come in as handed in, because they were registered on paper;
    the gaps they have are shown and counted. A row that is in already is passed over.

    Raises:
        Refused: the workbook was taken in meanwhile, or the campaign takes nothing now.
    """
    record = Import.objects.select_for_update().get(pk=record.pk)
    if record.status != ImportState.READ:
        raise Refused(_("This workbook was taken in already."), status=409)
    if not access.can("import.use", campaign.unit):
        raise Refused(_("You may not bring workbooks into this campaign."))
    if not campaign.takes_on(clock.today()):
        raise Refused(_("The campaign takes no registrations now."))
    inside = _already(campaign, [verdict.key for verdict in judged.ready])
    ready = [verdict for verdict in judged.ready if verdict.key not in inside]
    made = _make_units(ready, campaign, access)
    new_people = _make_people(ready, campaign, access)
    places = _places(ready, campaign)
    lines = _lines(ready, campaign, places, access)
    counts = judged.counts | {
        "taken": len(lines),
        "new_units": len(made),
        "new_people": new_people,
    }
    record.status = ImportState.TAKEN
    record.taken_at = clock.now()
    record.counts = counts
    record.save(update_fields=["status", "taken_at", "counts"])
    audit.record("import.take", record, {"rows": [None, len(lines)]}, access.actor)
    return counts


def _make_units(ready: Iterable[Verdict], campaign: Campaign, access: Access) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for verdict in ready:
        if not verdict.new_unit:
            continue
        key = text.identity(verdict.new_unit)
        if key not in made:
            branch, kind = matching.guess(verdict.new_unit)
            made[key] = org.create_unit(
                verdict.new_unit, branch, kind, campaign.unit, campaign.opens, access.actor
            )
        verdict.unit = made[key]
    return made


def _make_people(ready: Iterable[Verdict], campaign: Campaign, access: Access) -> int:
    people: dict[tuple[str, int], Person] = {}
    posts: list[Appointment] = []
    for verdict in ready:
        if verdict.person is not None or verdict.unit is None:
            continue
        key = (text.identity(verdict.read.name), verdict.unit.pk)
        if key not in people:
            person = Person(full_name=verdict.read.name)
            person.set_keys()
            people[key] = person
            posts.append(
                Appointment(
                    person=person,
                    unit=verdict.unit,
                    post=verdict.read.post or _("member"),
                    klass=matching.klass_for(campaign, verdict.unit),
                    since=campaign.opens,
                )
            )
        verdict.person = people[key]
    Person.objects.bulk_create(people.values(), batch_size=BATCH)
    Appointment.objects.bulk_create(posts, batch_size=BATCH)
    trail = [Line("person.add", post.person, {"post": [None, str(post)]}) for post in posts]
    audit.record_many(trail, access.actor)
    return len(people)


def _places(ready: Iterable[Verdict], campaign: Campaign) -> dict[int, Registrant]:
    rows = Registrant.objects.filter(campaign=campaign, person__isnull=False)
    places = {row.person_id: row for row in rows.select_related("unit", "person")}
    fresh: dict[int, Registrant] = {}
    for verdict in ready:
        person, unit = verdict.person, verdict.unit
        if person is None or unit is None or person.pk in places or person.pk in fresh:
            continue
        fresh[person.pk] = Registrant(
            campaign=campaign,
            person=person,
            unit=unit,
            klass=matching.klass_for(campaign, unit),
            standing=Standing.MISSING,
            name_key=person.sort_key,
            search_text=text.fold(f"{person} {unit}")[:800],
        )
    Registrant.objects.bulk_create(fresh.values(), batch_size=BATCH)
    for place in fresh.values():
        tally.shift(campaign.pk, place.counted_path, [], place.tally())
    return {key: row for key, row in (places | fresh).items() if key is not None}


def _lines(
    ready: list[Verdict], campaign: Campaign, places: dict[int, Registrant], access: Access
) -> list[Commitment]:
    numbers: dict[int, int] = {
        row["registered_in"]: row["last"]
        for row in Commitment.objects.filter(campaign=campaign)
        .order_by()
        .values("registered_in")
        .annotate(last=Max("number"))
    }
    builder = Builder(campaign, places, access, numbers)
    lines = [builder.line(v.read, v.person, v.key) for v in ready if v.person is not None]
    Commitment.objects.bulk_create(lines, batch_size=BATCH)
    at = clock.now()
    Version.objects.bulk_create(
        (
            Version(
                commitment=line,
                number=1,
                content=following.words(line),
                by_name=access.actor.name,
                at=at,
            )
            for line in lines
        ),
        batch_size=BATCH,
    )
    for line in lines:
        tally.shift(campaign.pk, line.counted_path, [], line.tally())
    audit.record_many(
        (Line("commitment.import", line, {"title": [None, line.title]}) for line in lines),
        access.actor,
    )
    _recount(lines, campaign)
    return lines


def _recount(lines: list[Commitment], campaign: Campaign) -> None:
    minimum = dict(campaign.classes.values_list("klass", "minimum"))
    added = Counter(line.registrant_id for line in lines)
    touched = {line.registrant_id: line.registrant for line in lines}
    for pk, place in touched.items():
        with tally.counted(place):
            place.items += added[pk]
            place.exempt_reason = ""
            place.standing = roll.standing_for(place.items, minimum.get(place.klass, 1), False)
    Registrant.objects.bulk_update(
        touched.values(), ["items", "standing", "exempt_reason"], batch_size=BATCH
    )
