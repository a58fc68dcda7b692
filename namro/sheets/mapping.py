"""Room sheets: what was understood of a workbook, shown as a form and taken back from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from namro.core import text
from namro.sheets.book import Book, Sheet
from namro.sheets.layout import Layout, SheetPlan, Understanding
from namro.sheets.problems import sentence
from namro.sheets.understanding import missing_fields, understand_sheet

LETTERS = 26
LACKS = ("no_header", "missing_column")
HEAD_ROWS = 40


@dataclass(frozen=True)
class ShownSheet:
    """One sheet of the form."""

    name: str
    prefix: str
    used: bool
    why: str
    # It is not used because columns are missing; an empty workbook of the kind is offered.
    lacks: bool
    title: str
    header_rows: str
    heads: list[tuple[int, str]]
    chosen: list[tuple[str, Any, int | None, int]]  # field, label, column, how sure
    encoding: str


def letter(column: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        name = chr(65 + rest) + name
    return name


def sheets(book: Book, understanding: Understanding, layout: Layout) -> list[ShownSheet]:
    """Every sheet with what was understood of it."""
    found = []
    for place, plan in enumerate(understanding.sheets):
        sheet = book.sheet(plan.sheet)
        if sheet is not None:
            found.append(_shown(sheet, plan, layout, f"s{place}"))
    return found


def _shown(sheet: Sheet, plan: SheetPlan, layout: Layout, prefix: str) -> ShownSheet:
    chosen = []
    for column in layout.columns:
        at = plan.found(column.name)
        chosen.append((column.name, column.label, at.column if at else None, at.sure if at else 0))
    return ShownSheet(
        name=sheet.name,
        prefix=prefix,
        used=plan.used,
        why=_why(plan, layout),
        lacks=plan.why in LACKS,
        title=plan.title,
        header_rows=", ".join(str(row + 1) for row in plan.header_rows),
        heads=[(at, _head(sheet, plan, at)) for at in range(sheet.width)],
        chosen=chosen,
        encoding=plan.encoding,
    )


def _why(plan: SheetPlan, layout: Layout) -> str:
    """Why a sheet is not used; columns that are missing are named."""
    if not plan.why:
        return ""
    words = sentence(plan.why, {})
    missing = [str(layout.label(name)) for name in missing_fields(plan, layout)]
    if plan.why not in LACKS or not missing:
        return words
    return f"{words} " + _("Missing: %(columns)s.") % {"columns": ", ".join(missing)}


def _head(sheet: Sheet, plan: SheetPlan, column: int) -> str:
    texts = [sheet.at(row, column) for row in plan.header_rows]
    words = " / ".join(str(text) for text in texts if text)
    return f"{letter(column)}: {words[:60]}" if words else letter(column)


def changed(
    book: Book, understanding: Understanding, layout: Layout, posted: Mapping[str, str]
) -> Understanding:
    """What a person corrected: sheets used, header rows, and which column holds which field."""
    for place, plan in enumerate(understanding.sheets):
        sheet = book.sheet(plan.sheet)
        prefix = f"s{place}"
        if sheet is None or f"{prefix}-header" not in posted:
            continue
        rows = _rows(posted[f"{prefix}-header"], len(sheet.rows))
        if rows and rows != plan.header_rows:
            plan = understand_sheet(sheet, layout, rows)
        else:
            plan = _columns(sheet, plan, layout, posted, prefix)
        used = posted.get(f"{prefix}-used") == "1" and bool(plan.columns)
        understanding = understanding.with_sheet(replace(plan, used=used))
    return understanding


def _rows(typed: str, height: int) -> tuple[int, ...]:
    parts = typed.replace(";", ",").split(",")
    numbers = [(text.whole_number(part.strip()) or 0) - 1 for part in parts]
    return tuple(row for row in numbers if 0 <= row < height)


def _columns(
    sheet: Sheet, plan: SheetPlan, layout: Layout, posted: Mapping[str, str], prefix: str
) -> SheetPlan:
    for column in layout.columns:
        typed = posted.get(f"{prefix}-{column.name}", "")
        wanted = text.whole_number(typed)
        at = plan.found(column.name)
        if not typed:
            plan = plan.drop(column.name)
        elif wanted is not None and wanted < sheet.width and (at is None or at.column != wanted):
            plan = plan.choose(column.name, wanted, _head(sheet, plan, wanted))
    return plan
