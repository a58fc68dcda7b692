"""Room figures: a figure is declared once: what it counts, of which set, and where its records are.

Page, command line, Excel, Word and chart read the same declaration; none of them counts anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Kind(models.TextChoices):
    """What is counted; two kinds are never added, for a person is no item and no attendance."""

    PEOPLE = "people", _("people")
    ITEMS = "items", _("items")
    ATTENDANCES = "attendances", _("attendances")
    RECOGNITIONS = "recognitions", _("recognitions")


class NotAddable(TypeError):  # noqa: N818 - it names what was tried
    """Two amounts of different kinds were added or taken from each other."""


@dataclass(frozen=True)
class Amount:
    """A count with its kind."""

    n: int
    kind: str

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.n + self._same(other), self.kind)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.n - self._same(other), self.kind)

    def _same(self, other: "Amount") -> int:
        if self.kind != other.kind:
            raise NotAddable(f"{self.kind} and {other.kind} are not added")
        return other.n


@dataclass(frozen=True)
class Rate:
    """A share, never naked: numerator, denominator, and the name of the set."""

    numerator: int
    denominator: int
    set: Words


@dataclass(frozen=True)
class Figure:
    """One figure of a sheet."""

    name: str
    label: Words
    kind: Kind
    # From the counters of one unit.
    count: Callable[[Any], int]
    # The figure that is its whole, and what that whole is called; none for a figure by itself.
    of: str = ""
    set: Words = ""
    # The list and the filters that show exactly its records.
    listing: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    # Adds up over units that do not overlap.
    additive: bool = True


@dataclass(frozen=True)
class Identity:
    """What must hold in one unit: the whole is the sum of its parts."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Parts that do not make the whole, by how much, and where."""

    where: str
    whole: str
    expected: int
    found: int

    @property
    def by(self) -> int:
        return self.expected - self.found


@dataclass(frozen=True)
class Sheet:
    """The figures of one subject: a campaign, a round of titles."""

    name: str
    figures: tuple[Figure, ...]
    identities: tuple[Identity, ...] = ()

    def __getitem__(self, name: str) -> Figure:
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(name)

    def amount(self, name: str, row: Any) -> Amount:
        """One figure of one unit."""
        figure = self[name]
        return Amount(figure.count(row), figure.kind)

    def rate(self, name: str, row: Any) -> Rate:
        """One figure as a share of its whole.

        Raises:
            LookupError: the figure has no whole.
        """
        figure = self[name]
        if not figure.of:
            raise LookupError(f"{name} is no rate")
        return Rate(figure.count(row), self[figure.of].count(row), figure.set)

    def plain(self, row: Any) -> dict[str, int]:
        """Every figure by name."""
        return {figure.name: figure.count(row) for figure in self.figures}

    def as_data(self, row: Any) -> list[dict[str, Any]]:
        """Every figure for another program; a rate names its whole and what that is called."""
        return [
            {
                "name": one.name,
                "label": str(one.label),
                "kind": one.kind.value,
                "number": one.count(row),
            }
            | (
                {"of": one.of, "denominator": self[one.of].count(row), "set": str(one.set)}
                if one.of
                else {}
            )
            for one in self.figures
        ]

    def problems(self) -> list[str]:
        """What is unsound in the declaration itself."""
        known = {figure.name for figure in self.figures}
        found = [
            f"{f.name}: no figure {f.of!r}" for f in self.figures if f.of and f.of not in known
        ]
        found += [f"{f.name}: a rate without a set" for f in self.figures if f.of and not f.set]
        found += [
            f"{f.name}: {self[f.of].kind} as the whole of {f.kind}"
            for f in self.figures
            if f.of in known and self[f.of].kind != f.kind
        ]
        for one in self.identities:
            kinds = {self[name].kind for name in (one.whole, *one.parts) if name in known}
            missing = {one.whole, *one.parts} - known
            found += [f"{one.whole}: no figure {name!r}" for name in sorted(missing)]
            if len(kinds) > 1:
                found.append(f"{one.whole}: parts of different kinds")
        return found


def reconcile(
    sheet: Sheet, own: tuple[str, Mapping[str, int]], parts: Sequence[tuple[str, Mapping[str, int]]]
) -> list[Difference]:
    """Where parts do not make the whole: inside each unit, and the units against the whole.

    `own` and `parts` are (name of the unit, figures by name). What the whole holds itself beside
    its parts stands in `parts` under its own name, so that nothing is left over silently.
    """
    found = []
    for where, figures in (own, *parts):
        for one in sheet.identities:
            total = sum(
                (Amount(figures[name], sheet[name].kind) for name in one.parts[1:]),
                start=Amount(figures[one.parts[0]], sheet[one.parts[0]].kind),
            )
            if total.n != figures[one.whole]:
                found.append(Difference(where, one.whole, figures[one.whole], total.n))
    if parts:
        for figure in sheet.figures:
            if figure.additive:
                n = sum(figures[figure.name] for _where, figures in parts)
                if n != own[1][figure.name]:
                    found.append(Difference(own[0], figure.name, own[1][figure.name], n))
    return found
