"""Sheets room: the reading of one workbook, run as a process of its own with limits of its own."""

import datetime as dt
import importlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import python_calamine as calamine

from namro.sheets import limits, preflight, separated
from namro.sheets.limits import TOO_HEAVY, Refusal
from namro.sheets.parts import Look, address, too_far

# Above this a float no longer holds every whole number; Excel keeps 15 digits.
_EXACT = 10**15

# One encoder for all lines: json.dumps would make one for each.
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

_ROWS_A_LINE = 100
FORMULA_ERROR = "#ERROR!"

_Json = str | int | float | bool | None | dict[str, str]


def confine(system: ModuleType | None) -> None:
    """Memory, processor time and output are limited by the system, where it can."""
    if system is None:
        return
    for name, most in (
        ("RLIMIT_AS", limits.CHILD_MEMORY),
        ("RLIMIT_CPU", limits.CHILD_CPU_SECONDS),
        ("RLIMIT_FSIZE", limits.CHILD_OUTPUT),
        ("RLIMIT_CORE", 0),
    ):
        try:
            system.setrlimit(getattr(system, name), (most, most))
        except (AttributeError, ValueError, OSError):
            continue


def resource_module(name: str = "resource") -> ModuleType | None:
    """Windows has no such module; there only the time limit of the parent holds."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def main(arguments: list[str], out: TextIO) -> int:
    """Writes the workbook as JSON lines; a refusal is an answer as well, so the end is 0."""
    path, name = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    try:
        for line in _gathered(_answers(path, name)):
            out.write(_encode(line) + "\n")
        out.flush()
    except (MemoryError, OSError):
        return TOO_HEAVY
    return 0


def _gathered(answers: Iterator[Any]) -> Iterator[Any]:
    """Rows by the hundred in one line: each line costs, on both sides, as much as its cells."""
    rows: list[Any] = []
    for one in answers:
        if isinstance(one, list):
            rows.append(one)
            if len(rows) < _ROWS_A_LINE:
                continue
            one = None
        if rows:
            yield rows
            rows = []
        if one is not None:
            yield one


def _answers(path: Path, name: str) -> Iterator[Any]:
    try:
        yield from read(path, name)
    except Refusal as refusal:
        yield {"refusal": refusal.code, "params": refusal.params}


def read(path: Path, name: str) -> Iterator[Any]:
    """For each sheet its head and its rows, and one last line that says that nothing is missing."""
    checked = preflight.check(path, name)
    if checked.kind == "csv":
        yield _head(Path(name or path.name).stem, Look())
        yield from _trimmed([_as_json(cell) for cell in row] for row in separated.read_lines(path))
    else:
        yield from _read_workbook(path, checked.looks)
    yield {"end": checked.kind}


def _read_workbook(path: Path, looks: dict[str, Look]) -> Iterator[Any]:
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for about in book.sheets_metadata:
                if about.typ == calamine.SheetTypeEnum.WorkSheet:
                    hidden = about.visible != calamine.SheetVisibleEnum.Visible
                    look = looks.get(about.name) or looks.get("", Look())
                    yield from _read_sheet(book.get_sheet_by_name(about.name), look, hidden)
    except calamine.PasswordError as error:
        raise Refusal("encrypted") from error
    except (calamine.CalamineError, OSError) as error:
        raise Refusal("damaged") from error


def _read_sheet(sheet: calamine.CalamineSheet, look: Look, hidden: bool) -> Iterator[Any]:
    _, first_column = sheet.start or (0, 0)
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= limits.MAX_ROWS or last_column >= limits.MAX_COLUMNS:
        raise too_far(address(last_row, last_column))
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    yield _head(sheet.name, look, hidden=hidden, merged=merged)
    left: list[_Json] = [None] * first_column
    rows = (left + [_as_json(cell) for cell in row] for row in sheet.iter_rows())
    yield from _trimmed(_with_errors(rows, look.errors) if look.errors else rows)


def _with_errors(
    rows: Iterator[list[_Json]], errors: set[tuple[int, int]]
) -> Iterator[list[_Json]]:
    """Where a formula has no value the cell says so; empty, the row above would seem to go on."""
    wrong = defaultdict(list)
    for line, column in errors:
        wrong[line].append(column)
    for number, row in enumerate(rows):
        for column in wrong.get(number, ()):
            if column < len(row) and row[column] is None:
                row[column] = FORMULA_ERROR
        yield row


def _head(
    name: str, look: Look, *, hidden: bool = False, merged: list[list[int]] | None = None
) -> dict[str, Any]:
    return {
        "sheet": name,
        "hidden": hidden,
        "merged": merged or [],
        "hidden_columns": sorted(look.hidden_columns),
        "hidden_rows": sorted(row for row in look.hidden_rows if row < limits.MAX_ROWS),
        "fonts": sorted(look.fonts),
    }


def _trimmed(rows: Iterator[list[_Json]]) -> Iterator[list[_Json]]:
    """Rows without empty cells at their end, and without empty rows at the end of the sheet."""
    held = 0
    for row in rows:
        while row and row[-1] is None:
            row.pop()
        if not row:
            held += 1
            continue
        for _ in range(held):
            yield []
        held = 0
        yield row


def _as_json(value: object) -> _Json:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dt.date):
        # An hour beside a day is an accident of NOW(); registers keep days.
        return {"day": f"{value.year:04}-{value.month:02}-{value.day:02}"}
    return str(value)


def _number(value: float) -> _Json:
    if not math.isfinite(value):
        return str(value)
    # calamine gives every number as float: 912345678901.0 is a number of twelve digits.
    return int(value) if value == int(value) and abs(value) < _EXACT else value


if __name__ == "__main__":  # pragma: no cover - the line that starts the process itself
    confine(resource_module())
    sys.exit(main(sys.argv[1:], sys.stdout))
