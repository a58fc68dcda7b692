"""Room registers: small counts of a private register, withheld so that nothing told gives them away.

To people who do not keep the records themselves a count from 1 to 4 is not told, nor could it be
worked out:

- single years are told of the topmost unit that is open to them, and of no unit below it;
- halves and quarters of a year are told of that unit alone as well, line by line below the year: a
  year and its halves, a half and its quarters, and no other sum of them;
- below that unit all years stand together; units of the `inner` kinds are never told of;
- counts are withheld by group: a group with a count from 1 to 4 is withheld whole;
- in every sum that is told at least two parts of a group are withheld or none, and together they
  count nothing or five and more: what is left of the sum is no small count either. A part that
  counts nothing is withheld along with them, and parts are listed whatever they count, so that who
  is withheld need not have anything. What lies below a withheld part is withheld as well.

So a withheld count stands in one told sum at most, beside others that are not told.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Value
from django.db.models.functions import Left, StrIndex, Substr

from namro.figures import tally
from namro.figures.figure import Sheet
from namro.figures.suppression import FLOOR, Withheld
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Placement, Unit, ids_of
from namro.registers import spans, sums
from namro.registers.sums import Sums

Gone = frozenset[str]


@dataclass(frozen=True)
class Group:
    """Figures that are told together or not at all."""

    names: tuple[str, ...]
    # The one that is the sum of the group, and those of which the others are made.
    whole: str
    made_of: tuple[str, ...]
    # Figures of another group that could be had from these.
    along: tuple[str, ...] = ()

    @property
    def all(self) -> set[str]:
        return {*self.names, *self.along}


@dataclass(frozen=True)
class Small:
    """What is told of small counts, as a register declares it: `Counts(withhold=…, floor=…)`."""

    sheet: Sheet
    groups: tuple[Group, ...]
    # Kinds of units that are told of to nobody outside.
    inner: tuple[str, ...]
    # Does this person keep the records of a unit, and so knows its counts?
    keeper: Callable[[Access, Unit], bool]

    @cached_property
    def names(self) -> Gone:
        return frozenset(figure.name for figure in self.sheet.figures)

    def keeps(self, shown: Any) -> bool:
        """The person of a page keeps the records of its unit; asked once a page."""
        if "keeps" not in shown.memo:
            shown.memo["keeps"] = self.keeper(shown.access, shown.unit)
        return bool(shown.memo["keeps"])

    def floor(self, shown: Any) -> int | None:
        """Tables: of the topmost unit and all years only, small rows put together."""
        if self.keeps(shown):
            return 0
        return FLOOR if shown.memo["told"] else None

    def withhold(
        self, sheet: Sheet, own: Sums, parts: list[Sums], shown: Any
    ) -> dict[int, Withheld]:
        """What is not told to this person of a unit and its parts."""
        if self.keeps(shown):
            return {}
        top = _topmost(own.unit, shown.access, shown.counts.capability)
        gone = self.names if top is None else self._below(own.unit, top, shown)
        shown.memo["told"] = top == own.unit and shown.year is None and not gone & self._first
        if shown.year is not None:
            gone = self._year(own.unit, shown, gone) if top == own.unit else self.names
            gone = self._part(own.unit, shown, gone) if shown.part and gone != self.names else gone
            of_parts = [self.names] * len(parts)
        else:
            of_parts = self.line(parts, gone)
        named = [(own, gone), *zip(parts, of_parts, strict=True)]
        # Which of them was small is not told either.
        return {row.unit.pk: Withheld(frozenset(), one) for row, one in named if one}

    @property
    def _first(self) -> set[str]:
        return set(self.groups[0].names)

    def small(self, row: Sums) -> Gone:
        """Figures of the groups in which a count of a unit would tell of a few people."""
        low = {f.name for f in self.sheet.figures if 0 < f.count(row) < FLOOR}
        for group in self.groups:
            if low & set(group.names):
                low |= group.all
        return frozenset(low)

    def line(self, rows: Sequence[Sums], withheld: Gone, *, of_units: bool = True) -> list[Gone]:
        """What is withheld of the parts of a sum, of which `withheld` is not told itself.

        Where a group is withheld of a part it is of all that count nothing, and of the next smallest
        until two have something and their sum is no small count. Of an inner unit nothing is told,
        whatever it counts; parts of time are none.
        """
        inner = [of_units and row.unit.kind in self.inner for row in rows]
        gone = [
            self.names if inner[n] else self.small(row) | withheld for n, row in enumerate(rows)
        ]
        for group in self.groups:
            shut = {n for n, one in enumerate(gone) if set(group.names) <= one}
            if not shut or set(group.names) & withheld:
                continue
            sizes = [self.sheet[group.whole].count(row) for row in rows]
            shut |= {n for n, size in enumerate(sizes) if not size}
            free = (n for n in range(len(rows)) if n not in shut)
            left = sorted(free, key=lambda n: (-sizes[n], -n))
            while left and not self._enough([rows[n] for n in shut], group):
                shut.add(left.pop())
            for n in shut:
                gone[n] |= group.all
        return gone

    def _enough(self, rows: Sequence[Sums], group: Group) -> bool:
        """What these have together tells neither of one of them alone nor of a few people."""
        having = sum(self.sheet[group.whole].count(row) > 0 for row in rows)
        of = [sum(self.sheet[name].count(row) for row in rows) for name in group.made_of]
        return having != 1 and all(n == 0 or n >= FLOOR for n in of)

    def _below(self, unit: Unit, top: Unit, shown: Any) -> Gone:
        """What is not told of a unit, all years together: line by line down from the top."""
        here, known, counts = top, shown.years, shown.counts
        whole = shown.year is None and here == unit
        own, parts = (shown.own, shown.level) if whole else sums.level(counts, here, known)
        gone = self.names if here.kind in self.inner else self.small(own)
        while here != unit:
            of_parts = self.line(parts, gone)
            nexts = [n for n, row in enumerate(parts) if row.unit.pk in unit.ancestor_ids]
            if not nexts:
                return self.names
            here, gone = parts[nexts[0]].unit, of_parts[nexts[0]]
            if here != unit:
                _own, parts = sums.level(counts, here, known)
        return gone

    def _year(self, unit: Unit, shown: Any, withheld: Gone) -> Gone:
        """Years are the parts of all years together."""
        counts, known = shown.counts, shown.years
        periods = {tally.year_of(counts.block, one): one for one in known}
        by_year = {one: Sums(unit, defaultdict(Counter)) for one in known}
        for period, of, key, n in tally.by_period(periods, unit, *counts.sets):
            by_year[periods[period]].sets[of][key] += n
        gone = self.line([by_year[one] for one in known], withheld, of_units=False)
        return gone[known.index(shown.year)]

    def _part(self, unit: Unit, shown: Any, withheld: Gone) -> Gone:
        """Halves are the parts of a year, quarters those of a half."""
        half = next(h for h in spans.HALVES if shown.part in (h, *spans.WITHIN[h]))
        for names, wanted in ((spans.HALVES, half), (spans.WITHIN[half], shown.part)):
            if wanted not in names:
                continue
            rows = [spans.level(shown.counts, unit, shown.year, name)[0] for name in names]
            withheld = self.line(rows, withheld, of_units=False)[names.index(wanted)]
        return withheld


def holding(unit: Unit, kind: str) -> set[int]:
    """Parts of a unit below which a unit of a kind has stood.

    They are listed whether they count anything or not: who is listed must not tell who has any.
    """
    found: set[int] = set()
    for path in maps.paths_of(unit):
        rows = Placement.objects.filter(path__startswith=path, unit__kind=kind)
        below = Substr("path", len(path) + 1)
        parts = rows.annotate(part=Left(below, StrIndex(below, Value(".")))).order_by()
        found.update(*map(ids_of, parts.values_list("part", flat=True).distinct()))
    return found


def _topmost(unit: Unit, access: Access, capability: str) -> Unit | None:
    """The highest unit above, or the unit itself, in which this person holds the right."""
    above = [root for root in access.roots.get(capability, ()) if unit.path.startswith(root)]
    top = min(above, key=len, default="")
    return unit if top == unit.path else Unit.objects.filter(path=top).first()
