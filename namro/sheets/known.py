"""Sheets room: the units and people that are known below a unit, by the names that lists use."""

import datetime as dt
import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from namro.core import text
from namro.org.models import Appointment, Person, Succession, Unit, UnitName
from namro.org.states import Branch, UnitKind

# The beginning of a unit's name tells what it is; a person may choose otherwise.
BEGINNINGS: tuple[tuple[str, str, str], ...] = (
    ("dang uy phuong", Branch.PARTY, UnitKind.GRASSROOTS),
    ("dang bo", Branch.PARTY, UnitKind.GRASSROOTS),
    ("chi bo", Branch.PARTY, UnitKind.CELL),
    ("ban thuong vu", Branch.PARTY, UnitKind.STANDING),
    ("uy ban kiem tra", Branch.PARTY, UnitKind.BOARD),
    ("uy ban nhan dan", Branch.STATE, UnitKind.PEOPLES_COMMITTEE),
    ("ubnd", Branch.STATE, UnitKind.PEOPLES_COMMITTEE),
    ("phong", Branch.STATE, UnitKind.AGENCY),
    ("van phong hdnd", Branch.STATE, UnitKind.AGENCY),
    ("thanh tra", Branch.STATE, UnitKind.AGENCY),
    ("hoi", Branch.MASS, UnitKind.MASS_BODY),
    ("lien doan", Branch.MASS, UnitKind.MASS_BODY),
    ("doan thanh nien", Branch.MASS, UnitKind.MASS_BODY),
    ("mttq", Branch.MASS, UnitKind.MASS_BODY),
    ("uy ban mttq", Branch.MASS, UnitKind.MASS_BODY),
    ("to dan pho", Branch.MASS, UnitKind.RESIDENTIAL),
)
# Nothing stands under these.
LEAVES = (UnitKind.CELL, UnitKind.RESIDENTIAL, UnitKind.TEAM)
_NEAR = 0.9
Born = dt.date | int | None
Post = tuple[Person, Unit]


@dataclass(frozen=True)
class Closed:
    """A unit that has closed, who carries it on here (all of them, the nearest first), since when."""

    name: str
    heirs: tuple[Unit, ...]
    on: dt.date

    def __str__(self) -> str:
        said = {"unit": self.name, "day": f"{self.on:%d/%m/%Y}"}
        if not self.heirs:
            return _("“%(unit)s” closed on %(day)s and nobody here carries it on.") % said
        said["heirs"] = "; ".join(unit.name for unit in self.heirs)
        if len(self.heirs) > 1:
            words = _("“%(unit)s” was divided among %(heirs)s on %(day)s. Which one do you mean?")
            return words % said
        return _("“%(unit)s” was merged into %(heirs)s on %(day)s. Use %(heirs)s?") % said


@dataclass
class Known:
    """Names once read, compared with every row."""

    units: dict[str, list[Unit]]
    # Names that units had before; asked only where no unit bears the name now.
    former: dict[str, list[Unit]]
    people: dict[str, list[Post]]
    by_unit: dict[int, list[Person]] = field(default_factory=dict)
    top: Unit | None = None
    day: dt.date | None = None

    def unit(self, name: str, sections: tuple[str, ...] = ()) -> Unit | None:
        """The one unit of this name; of several, the one whose superior heads the section."""
        key = text.identity(name)
        found = self.units.get(key) or self.former.get(key) or []
        if len(found) > 1:
            above = {text.identity(section) for section in sections}
            found = [unit for unit in found if unit.parent and self._named(unit.parent, above)]
        return found[0] if len(found) == 1 else None

    def renamed(self, name: str, unit: Unit) -> dt.date | None:
        """Since when a unit found by this name has another one; None: it bears this name."""
        if text.identity(name) == text.identity(unit.name):
            return None
        return self._named_on.get(unit.pk)

    @cached_property
    def _named_on(self) -> dict[int, dt.date]:
        """The day on which each unit that was renamed got the name it bears; asked when needed."""
        found: dict[int, dt.date] = {}
        named = {unit.pk: unit.name for units in self.former.values() for unit in units}
        rows = UnitName.objects.filter(unit__in=named).order_by("unit", "-since")
        for pk, name, since in rows.values_list("unit", "name", "since"):
            # A unit that became of another kind has its name twice, one after the other.
            if name == named.get(pk):
                found[pk] = since
            else:
                named.pop(pk, None)
        return found

    def closed(self, name: str) -> Closed | None:
        """The unit of this name that has closed; of several, the one that closed last."""
        return self._closed.get(text.identity(name))

    @cached_property
    def _closed(self) -> dict[str, Closed]:
        """Units that closed below the top, or that are carried on there; asked for when needed."""
        if self.top is None or self.day is None:
            return {}
        here = {unit.pk: unit for units in self.units.values() for unit in units}
        after: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
        steps = Succession.objects.filter(on__lte=self.day).order_by("on", "pk")
        for one, other, on in steps.values_list("before", "after", "on"):
            after[one].append((other, on))
        heirs = {pk: _open_heirs(pk, after, here) for pk in after if pk not in here}
        carried = [pk for pk, units in heirs.items() if units]
        gone = Q(unit__path__startswith=self.top.path, unit__until__lte=self.day)
        found: dict[str, Closed] = {}
        names = UnitName.objects.filter(gone | Q(unit__in=carried), unit__until__isnull=False)
        rows = names.order_by("unit__until", "pk").values_list("unit", "name", "unit__until")
        for pk, name, until in rows:
            on = after[pk][-1][1] if after.get(pk) else until
            found[text.identity(name)] = Closed(name, tuple(heirs.get(pk, ())), on)
        return found

    def _named(self, unit: Unit, names: set[str]) -> bool:
        own = text.identity(unit.name)
        return any(own in name or name in own for name in names)

    def by_pk(self, chosen: str) -> Unit | None:
        """The unit that a person chose by hand."""
        wanted = text.whole_number(chosen)
        every = (unit for units in self.units.values() for unit in units)
        return next((unit for unit in every if unit.pk == wanted), None)

    def alike(self, name: str) -> list[Unit]:
        """Units whose names are near, the nearest first."""
        folded = {text.fold(units[0].name): units for units in self.units.values()}
        close = difflib.get_close_matches(text.fold(name), list(folded), n=8, cutoff=0.5)
        return [unit for one in close for unit in folded[one]][:8]

    def parents(self) -> list[Unit]:
        """Units under which another may stand, from the top down."""
        every = [unit for units in self.units.values() for unit in units]
        return sorted((u for u in every if u.kind not in LEAVES), key=lambda unit: unit.path)

    def same_name(self, name: str) -> list[Post]:
        """Everybody of this name, with where they belong."""
        return self.people.get(text.identity(name), [])

    def near_name(self, name: str, unit: Unit) -> list[Post]:
        """People of the unit whose names differ by a mark or a letter."""
        wanted = text.fold(name)
        found = []
        for person in self.by_unit.get(unit.pk, ()):
            other = person.search_text
            if other[:2] == wanted[:2] and abs(len(other) - len(wanted)) <= 1:
                matcher = difflib.SequenceMatcher(None, other, wanted)
                if other == wanted or matcher.ratio() >= _NEAR:
                    found.append((person, unit))
        return found

    def add(self, person: Person, unit: Unit) -> None:
        """A post that was read along."""
        posts = self.people.setdefault(text.identity(person.full_name), [])
        if not any(p.pk == person.pk and u.pk == unit.pk for p, u in posts):
            posts.append((person, unit))
            self.by_unit.setdefault(unit.pk, []).append(person)


def _open_heirs(
    pk: int, after: dict[int, list[tuple[int, dt.date]]], here: dict[int, Unit]
) -> list[Unit]:
    """Units of the list's own tree that carry one on, through others that closed meanwhile."""
    found: dict[int, Unit] = {}
    seen, waiting = {pk}, [pk]
    while waiting:
        for other, _on in after.get(waiting.pop(0), ()):
            if other in here:
                found[other] = here[other]
            elif other not in seen:
                seen.add(other)
                waiting.append(other)
    return list(found.values())


def known(top: Unit, day: dt.date) -> Known:
    """Read the names once; three queries whatever the length of the list."""
    units: dict[str, list[Unit]] = defaultdict(list)
    below = {unit.pk: unit for unit in Unit.objects.under(top).on(day).select_related("parent")}
    for unit in below.values():
        units[text.identity(unit.name)].append(unit)
    former: dict[str, list[Unit]] = defaultdict(list)
    for old in UnitName.objects.filter(unit__in=list(below), until__isnull=False):
        if below[old.unit_id] not in former[text.identity(old.name)]:
            former[text.identity(old.name)].append(below[old.unit_id])
    found = Known(dict(units), dict(former), {}, top=top, day=day)
    posts = Appointment.objects.filter(unit__path__startswith=top.path).order_by("pk")
    for post in posts.select_related("person", "unit").iterator(chunk_size=2000):
        found.add(post.person, post.unit)
    return found


def guess(name: str) -> tuple[str, str]:
    """Branch and kind of a unit that nobody knows yet, by the beginning of its name."""
    folded = text.fold(name)
    fitting = [one for one in BEGINNINGS if folded.startswith(one[0])]
    if fitting:
        _beginning, branch, kind = max(fitting, key=lambda one: len(one[0]))
        return branch, kind
    party = "quan uy" in folded or "dang uy" in folded or "chinh tri" in folded
    return (Branch.PARTY, UnitKind.BOARD) if party else (Branch.STATE, UnitKind.AGENCY)


def same_birth(known_day: dt.date | None, born: Born) -> bool | None:
    """Whether two births agree; None where one of them says too little."""
    if known_day is None or born is None:
        return None
    if isinstance(born, int):
        return None if known_day.year == born else False
    return known_day == born
