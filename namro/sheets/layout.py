"""Sheets room: what a register declares of its list, and what was understood of a workbook."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.functional import Promise

# The running number has no field of its own; it only tells items from section rows.
NUMBER = "#"


@dataclass(frozen=True)
class Column:
    """One field of a list and the ways in which offices head it; words are compared folded."""

    name: str
    label: str | Promise
    words: tuple[str, ...]
    never: tuple[str, ...] = ()
    required: bool = False
    # Belongs to the person: an empty cell below a filled one means "the same".
    carried: bool = False
    # How its values begin, to tell two things in one cell apart.
    starts: tuple[str, ...] = ()
    # (value, words): the values it may take, each a column with x or a word in the cell.
    marks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # Says whether a value may stand in it; finds the column when its header is unknown.
    looks: Callable[[object], bool] | None = None


@dataclass(frozen=True)
class Layout:
    """A list as a register expects it."""

    name: str
    columns: tuple[Column, ...]
    # Fields that together tell one person from another.
    person: tuple[str, ...] = ("name",)
    # (what, words): what a total at the foot may count, beside the marks.
    counted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # The field that section rows name when no column does.
    section_field: str = ""
    # The field whose text stands in the mark columns themselves when it has no column.
    marks_carry: str = ""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def label(self, name: str) -> str | Promise:
        """How the pages call a field."""
        column = self.column(name)
        return column.label if column else name


@dataclass(frozen=True)
class Found:
    """A field found in a column; `part` counts the things that one cell holds, from 0 of `parts`."""

    field: str
    column: int
    header: str
    sure: int
    mark: str = ""
    part: int = 0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """The document to which a list is annexed, as its title rows name it."""

    kind: str
    number: str
    on: dt.date | None
    text: str


@dataclass(frozen=True)
class SheetPlan:
    """How one sheet is read; rows and columns count from 0. `why` names the reason if unused."""

    sheet: str
    used: bool
    why: str = ""
    header_rows: tuple[int, ...] = ()
    first_row: int = 0
    columns: tuple[Found, ...] = ()
    ignored: tuple[str, ...] = ()
    title: str = ""
    reference: Reference | None = None
    year: int | None = None
    # "tcvn3" where the texts are in the old fonts and are shown as Unicode.
    encoding: str = ""

    def found(self, name: str) -> Found | None:
        return next((found for found in self.columns if found.field == name), None)

    def choose(self, name: str, column: int, header: str = "") -> "SheetPlan":
        """The same plan with a field taken from another column, as a person decided."""
        kept = tuple(found for found in self.columns if found.field != name)
        return replace(self, columns=(*kept, Found(name, column, header, 100)))

    def drop(self, name: str) -> "SheetPlan":
        return replace(self, columns=tuple(item for item in self.columns if item.field != name))


@dataclass(frozen=True)
class Understanding:
    """What was understood of a workbook; a person may change it before anything is read."""

    layout: str
    year: int | None
    sheets: tuple[SheetPlan, ...] = field(default=())

    def sheet(self, name: str) -> SheetPlan | None:
        return next((plan for plan in self.sheets if plan.sheet == name), None)

    def with_sheet(self, plan: SheetPlan) -> "Understanding":
        changed = tuple(plan if plan.sheet == kept.sheet else kept for kept in self.sheets)
        return replace(self, sheets=changed)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=dt.date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "Understanding":
        """Raises ValueError if the text is not one that to_json() gave."""
        try:
            read = json.loads(text)
            sheets = tuple(_plan(plan) for plan in read["sheets"])
            return cls(layout=str(read["layout"]), year=_number(read["year"]), sheets=sheets)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not an understanding") from error


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _plan(read: dict[str, Any]) -> SheetPlan:
    reference = read["reference"]
    if reference:
        on = reference["on"]
        reference = Reference(**{**reference, "on": on and dt.date.fromisoformat(on)})
    columns = tuple(Found(**{**one, "parts": tuple(one["parts"])}) for one in read["columns"])
    return SheetPlan(
        **{
            **read,
            "header_rows": tuple(int(row) for row in read["header_rows"]),
            "columns": columns,
            "ignored": tuple(read["ignored"]),
            "reference": reference,
        }
    )
