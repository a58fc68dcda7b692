"""Room figures: small counts of people are withheld so that nothing shown gives them away.

For somebody who may see figures and no names a count below five is shown as "< 5". A count can also
be had by taking others away from a whole: inside a unit by what is always true of it (on the roll =
asked + exempt), and between units by their total. So as many other counts are withheld as it takes:
where one part of a column is withheld the next smallest is as well, and all totals of people are;
inside a row until no withheld count has fewer than `CHOICES` values left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from namro.figures.figure import Identity, Kind, Sheet

FLOOR = 5
# So many different values must still be possible for whoever reads the page.
CHOICES = 3
NO_END = 10**9
# People of one figure who are people of another as well: what is left of the whole has no figure,
# and nobody is shown it, but it is never below zero.
WITHIN: Mapping[str, str] = {"short": "registered"}
REST = "rest"
Counts = Mapping[str, int]
Range = tuple[int, int]


@dataclass(frozen=True)
class Withheld:
    """Which counts are not shown: those below the floor, and those beside them."""

    small: frozenset[str]
    beside: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.small | self.beside

    def __contains__(self, name: str) -> bool:
        return name in self.all


NOTHING = Withheld(frozenset(), frozenset())


def people_of(sheet: Sheet) -> tuple[str, ...]:
    """The figures that count people."""
    return tuple(figure.name for figure in sheet.figures if figure.kind == Kind.PEOPLE)


def withhold(
    sheet: Sheet, parts: Sequence[Counts], total: Counts
) -> tuple[list[Withheld], Withheld]:
    """What is not shown of each part, and of the total."""
    names = people_of(sheet)
    identities = [one for one in sheet.identities if one.whole in names]
    identities += [
        Identity(whole, (part, REST))
        for part, whole in WITHIN.items()
        if {part, whole} <= set(names)
    ]
    small = [{name for name in names if row[name] < FLOOR} for row in parts]
    hidden = [set(one) for one in small]
    before: list[set[str]] = []
    while before != hidden:
        before = [set(one) for one in hidden]
        for row, gone, low in zip(parts, hidden, small, strict=True):
            _close_row(row, gone, low, identities)
        for name in names:
            _close_column(parts, hidden, name)
    # Totals of one figure follow from those of others: one count withheld, no total is told.
    told = any(hidden) or any(total[name] < FLOOR for name in names)
    foot = frozenset(names) if told else frozenset()
    shown = [Withheld(frozenset(s), frozenset(h - s)) for s, h in zip(small, hidden, strict=True)]
    return shown, Withheld(frozenset(), foot)


def _close_column(parts: Sequence[Counts], hidden: list[set[str]], name: str) -> None:
    """Where exactly one part is withheld, the next smallest is as well."""
    gone = [n for n, one in enumerate(hidden) if name in one]
    shown = [n for n, one in enumerate(hidden) if name not in one]
    if len(gone) == 1 and shown:
        hidden[min(shown, key=lambda n: (parts[n][name], n))].add(name)


def _close_row(
    row: Counts, gone: set[str], small: set[str], identities: Sequence[Identity]
) -> None:
    """Withhold more of a unit until no withheld count is pinned by the others."""
    while True:
        left = ranges(row, gone, small, identities)
        pinned = {name for name in gone if left[name][1] - left[name][0] + 1 < CHOICES}
        near = {
            other
            for one in identities
            if ({one.whole, *one.parts} & pinned)
            for other in {one.whole, *one.parts} - gone - {REST}
        }
        if not near:
            # What is pinned only by figures further off: they are withheld one step after another.
            near = _further(gone, identities) if pinned else set()
        if not near:
            return
        gone.add(min(near, key=lambda name: (row[name], name)))


def _further(gone: set[str], identities: Sequence[Identity]) -> set[str]:
    """Figures of any identity that has a withheld one."""
    touched = [{one.whole, *one.parts} for one in identities if {one.whole, *one.parts} & gone]
    return set().union(*touched) - gone - {REST}


def ranges(
    row: Counts, gone: set[str], small: set[str], identities: Sequence[Identity]
) -> dict[str, Range]:
    """What a reader can still work out of each figure: the least and the most that it may be."""
    left = {name: (n, n) for name, n in row.items()} | {REST: (0, NO_END)}
    for name in gone:
        left[name] = (0, FLOOR - 1) if name in small else (FLOOR, NO_END)
    while True:
        before = dict(left)
        for one in identities:
            _narrow(left, one)
        if left == before:
            return left


def _narrow(left: dict[str, Range], one: Identity) -> None:
    """The whole is the sum of its parts: what that leaves of each."""
    low = sum(left[name][0] for name in one.parts)
    high = sum(left[name][1] for name in one.parts)
    whole = left[one.whole]
    left[one.whole] = (max(whole[0], low), min(whole[1], high))
    for name in one.parts:
        others = (low - left[name][0], high - left[name][1])
        least = max(left[name][0], left[one.whole][0] - others[1])
        most = min(left[name][1], left[one.whole][1] - others[0])
        left[name] = (least, most)
        low, high = others[0] + least, others[1] + most
