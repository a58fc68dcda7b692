"""Sheets room: what comes out of a workbook: rows with their cells, totals, and rows left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from namro.sheets.book import Cell
from namro.sheets.layout import Layout


@dataclass(frozen=True)
class Value:
    """One field of one row, with the cell in which a person finds it."""

    raw: Cell
    text: str
    cell: str
    # The values that x-columns or words name, such as "new"; two of them contradict each other.
    marks: tuple[str, ...] = ()
    # From the row above although no merge says so: a person should look at it.
    assumed: bool = False


@dataclass(frozen=True)
class Row:
    sheet: str
    number: int
    values: dict[str, Value]
    section: tuple[str, ...] = ()
    hidden: bool = False

    def text(self, name: str) -> str:
        return self.values[name].text if name in self.values else ""

    def cell(self, name: str) -> str:
        return self.values[name].cell if name in self.values else ""


@dataclass(frozen=True)
class Total:
    """A number at the foot of a list against what the rows give; `what` is rows, people, a mark."""

    what: str
    stated: int
    counted: int
    scope: str
    sheet: str
    cell: str
    text: str

    @property
    def agrees(self) -> bool:
        return self.stated == self.counted


@dataclass(frozen=True)
class Skipped:
    """A row with text that is no item, and why: section, total, foot, header, note."""

    sheet: str
    number: int
    why: str
    text: str


@dataclass(frozen=True)
class Reading:
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]


def count(rows: Sequence[Row], what: str, layout: Layout) -> int:
    """Rows, people, or rows that bear a mark."""
    if what == "rows":
        return len(rows)
    if what == "people":
        return len({tuple(row.text(name).casefold() for name in layout.person) for row in rows})
    return sum(any(what in value.marks for value in row.values.values()) for row in rows)
