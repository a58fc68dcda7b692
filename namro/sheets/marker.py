"""Sheets room: writes reasons into an office's own workbook, in a process of its own with limits."""

import json
import sys
from copy import copy
from pathlib import Path
from typing import Any, TextIO

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from namro.sheets import limits, preflight
from namro.sheets.child import confine, resource_module
from namro.sheets.limits import TOO_HEAVY, Refusal
from namro.sheets.marks import is_ours

_FILL = PatternFill("solid", fgColor="FFF2CC")
_WIDTH = 60


def main(arguments: list[str], orders: TextIO, out: TextIO) -> int:
    """`arguments`: the workbook, its name, where the marked one goes; the marks come on stdin.

    Writes one line of JSON: what was refused, or nothing.
    """
    path, name, target = Path(arguments[0]), arguments[1], Path(arguments[2])
    try:
        preflight.check(path, name)
        mark(path, target, json.load(orders))
    except Refusal as refusal:
        out.write(json.dumps({"refusal": refusal.code, "params": refusal.params}))
    except MemoryError:
        return TOO_HEAVY
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError):
        # openpyxl says in many ways that a workbook is not what it should be.
        out.write(json.dumps({"refusal": "damaged", "params": {}}))
    return 0


def mark(path: Path, target: Path, orders: dict[str, Any]) -> None:
    """`orders`: head (its words), sheets (name to header row and rows with reason and cells)."""
    # Handed over open: openpyxl judges a name by its ending, and a kept file has none.
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, keep_links=False)
    for name, wanted in orders["sheets"].items():
        if name in book.sheetnames:
            _mark_sheet(book[name], wanted, str(orders["head"]))
    book.save(target)


def _mark_sheet(sheet: Worksheet, wanted: dict[str, Any], head: str) -> None:
    top = int(wanted["header"])
    column = _column(sheet, top)
    beside = sheet.cell(top, max(column - 1, 1))
    title = _write(sheet, top, column, head)
    title.font = copy(beside.font) if column > 1 else Font(bold=True)
    title.fill, title.border = _FILL, copy(beside.border)
    sheet.column_dimensions[title.column_letter].width = _WIDTH
    sheet.column_dimensions[title.column_letter].hidden = False
    for row, order in wanted["rows"].items():
        cell = _write(sheet, int(row), column, order["reason"])
        cell.alignment, cell.fill = Alignment(wrap_text=True, vertical="top"), _FILL
        for place in order["cells"]:
            sheet[place].fill = _FILL


def _column(sheet: Worksheet, top: int) -> int:
    """Right of everything; or our own column of the last time, emptied."""
    for cell in sheet[top]:
        if is_ours(cell.value):
            for below in range(top, sheet.max_row + 1):
                sheet.cell(below, cell.column).value = None
            return int(cell.column)
    rows = sheet.iter_rows(max_col=limits.MAX_COLUMNS)
    last = max((cell.column for row in rows for cell in row if cell.value is not None), default=0)
    merged = max((area.max_col for area in sheet.merged_cells.ranges), default=0)
    return max(last, min(merged, limits.MAX_COLUMNS)) + 1


def _write(sheet: Worksheet, row: int, column: int, words: str) -> Cell:
    cell: Cell = sheet.cell(row, column)
    cell.value = words
    # What a list says must never be calculated.
    cell.data_type = "s"
    return cell


if __name__ == "__main__":  # pragma: no cover - the line that starts the process itself
    confine(resource_module())
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
