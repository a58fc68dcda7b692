"""Sheets room: lists go out as .xlsx and .csv, where text stays text and nothing is calculated."""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from namro.sheets.parts import address
from namro.sheets.separated import ACTIVE

OutCell = str | int | float | bool | dt.date | None

MAX_CELL = 32_767
MAX_SHEET_NAME = 31
_WIDTHS = (8, 60)
_MEASURED_ROWS = 50
# XML 1.0 has no place for these, so Excel would call the file damaged.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_INERT = re.compile(r"[+-]?\d[\d\s.,]*%?|-")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


@dataclass(frozen=True)
class OutSheet:
    """One sheet to be written; `rows` may be a generator, it is passed through once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[OutCell]]
    widths: Sequence[int] = field(default=())


A4 = 9  # as Excel counts paper


@dataclass(frozen=True)
class Change:
    """A cell that could not be written as it is."""

    sheet: str
    cell: str
    why: str


def write_xlsx(out: IO[bytes], sheets: Sequence[OutSheet]) -> list[Change]:
    """Writes the workbook; what had to be changed is also listed on a last sheet of notes."""
    changes: list[Change] = []
    names: set[str] = set()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for sheet in sheets:
            name = sheet_name(sheet.name, names)
            target = book.add_worksheet(name)
            _write_sheet(target, sheet, (bold, day), changes)
        if changes:
            notes = _notes(changes)
            target = book.add_worksheet(sheet_name(notes.name, names))
            _write_sheet(target, notes, (bold, day), [])
    return changes


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has; `taken` remembers it."""
    clean = _SHEET_SIGNS.sub(" ", _CONTROL.sub(" ", wanted)).strip(" '")[:MAX_SHEET_NAME]
    name = clean = clean or _("Sheet")
    number = 2
    # "History" is a name that Excel keeps for itself.
    while name.casefold() in taken | {"history"}:
        ending = f" ({number})"
        name = clean[: MAX_SHEET_NAME - len(ending)] + ending
        number += 1
    taken.add(name.casefold())
    return name


def _write_sheet(
    target: Worksheet, sheet: OutSheet, formats: tuple[Format, Format], changes: list[Change]
) -> None:
    bold, day = formats
    target.freeze_panes(1, 0)
    for column, width in enumerate(sheet.widths or _header_widths(sheet.header)):
        target.set_column(column, column, width)
    for column, text in enumerate(sheet.header):
        target.write_string(0, column, _clean(text), bold)
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            why = _write_cell(target, (number, column), value, day)
            if why:
                changes.append(Change(str(target.name), address(number, column), why))
    # As an office works with it: filtered by its heads, and printed lying, the head on every page.
    target.autofilter(0, 0, number, max(len(sheet.header) - 1, 0))
    target.repeat_rows(0)
    target.set_landscape()
    target.set_paper(A4)
    target.fit_to_pages(1, 0)


def _header_widths(header: Sequence[str]) -> list[int]:
    least, most = _WIDTHS
    return [min(max(len(text) + 4, least), most) for text in header]


def _write_cell(target: Worksheet, at: tuple[int, int], value: OutCell, day: Format) -> str:
    row, column = at
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        target.write_boolean(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        target.write_number(row, column, value)
    elif isinstance(value, dt.date):
        target.write_datetime(row, column, value, day)  # type: ignore[call-overload]  # takes days too
    else:
        return _write_text(target, at, str(value))
    return ""


def _write_text(target: Worksheet, at: tuple[int, int], value: str) -> str:
    text = _clean(value)
    target.write_string(*at, text[:MAX_CELL])
    if len(text) > MAX_CELL:
        return "cut"
    return "replaced" if text != value else ""


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _notes(changes: list[Change]) -> OutSheet:
    reasons = {
        "cut": _("The text is longer than a cell can hold; its end is missing here."),
        "replaced": _("Control characters were replaced by a sign for “unknown”."),
    }
    rows = [(change.sheet, change.cell, reasons[change.why]) for change in changes]
    return OutSheet(_("Notes"), (_("Sheet"), _("Cell"), _("Note")), rows, (30, 10, 80))


def write_csv(out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> None:
    """RFC 4180 with a byte order mark, so that Excel reads it as UTF-8."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in header])
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def csv_cell(value: Any) -> str:
    """Text that a spreadsheet would calculate gets an apostrophe; numbers and telephones do not."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    text = str(value).replace("\x00", "\ufffd")
    return f"'{text}" if text.startswith(ACTIVE) and not _INERT.fullmatch(text) else text
