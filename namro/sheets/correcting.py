"""Sheets room: an office gets its own workbook back, with the reasons beside the rows to correct."""

import io
import json
import re
import tempfile
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from namro.core.errors import Refused
from namro.sheets import inbox, limits, preflight, preview
from namro.sheets.book import Book, Cell, Sheet, run_child
from namro.sheets.grid import as_text
from namro.sheets.layout import Understanding
from namro.sheets.limits import Refusal
from namro.sheets.lists import Judged, in_letters
from namro.sheets.models import Import
from namro.sheets.parts import address
from namro.sheets.problems import refusal_sentence
from namro.sheets.understanding import in_unicode
from namro.sheets.writer import MAX_CELL, sheet_name

_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_NOT_READY = ("problem", "ask")


def name_of(record: Import) -> str:
    """The office's own name of the file, with what it is."""
    what = _("to correct")
    return f"{Path(record.name).stem[:120]} - {what}.xlsx"


def marked(record: Import, judged: Judged) -> IO[bytes]:
    """The workbook with a column of reasons at the right of each sheet in use, and marked cells.

    An .xlsx keeps its formatting; every other kind becomes an .xlsx of the same rows.

    Raises:
        Refused: the file cannot be written so within the limits.
    """
    understanding = Understanding.from_json(record.understanding)
    orders = {"head": _("To be corrected because"), "sheets": _orders(understanding, judged)}
    path = inbox.where(record)
    try:
        if preflight.check(path, record.name).kind == "xlsx":
            return _in_child(path, record.name, orders)
    except Refusal as refusal:
        raise Refused(refusal_sentence(refusal), status=422) from None
    out, book = io.BytesIO(), inbox.read(record)
    understanding, _asked = in_letters(book, understanding, record.choices)
    _write_anew(out, book, understanding, orders)
    out.seek(0)
    return out


def _orders(understanding: Understanding, judged: Judged) -> dict[str, dict[str, Any]]:
    sheets: dict[str, dict[str, Any]] = {
        plan.sheet: {"header": (plan.header_rows or (0,))[-1] + 1, "rows": {}}
        for plan in understanding.sheets
        if plan.used
    }
    for verdict in judged.verdicts:
        if verdict.state in _NOT_READY and verdict.row.sheet in sheets:
            words = preview.in_one(preview.reasons(verdict))[:MAX_CELL]
            cells = [one.cell for one in verdict.problems if _CELL.fullmatch(one.cell)]
            order = sheets[verdict.row.sheet]["rows"].setdefault(
                str(verdict.row.number), {"reason": words, "cells": cells}
            )
            if order["reason"] != words:
                order["reason"] = preview.in_one((order["reason"], words))[:MAX_CELL]
                order["cells"] = [*order["cells"], *cells]
    return sheets


def _in_child(path: Path, name: str, orders: dict[str, Any]) -> IO[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "marked.xlsx"
        answer = run_child("namro.sheets.marker", [str(path), name, str(target)], orders)
        said = json.loads(answer) if answer else {}
        if "refusal" in said:
            raise Refusal(said["refusal"], **said["params"])
        return io.BytesIO(target.read_bytes())


def _write_anew(
    out: IO[bytes], book: Book, understanding: Understanding, orders: dict[str, Any]
) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    taken: set[str] = set()
    with xlsxwriter.Workbook(out, options) as made:
        fill = made.add_format({"bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"})
        bold = made.add_format({"bold": True})
        for sheet in book.sheets:
            plan = understanding.sheet(sheet.name)
            shown = in_unicode(sheet, plan.encoding) if plan else sheet
            target = made.add_worksheet(sheet_name(sheet.name, taken))
            order = orders["sheets"].get(sheet.name, {"header": 0, "rows": {}})
            places = {place for one in order["rows"].values() for place in one["cells"]}
            heads = set(plan.header_rows) if plan else set()
            _write_rows(
                target, shown, {"marked": places, "heads": heads, "fill": fill, "bold": bold}
            )
            if order["header"]:
                target.write_string(order["header"] - 1, shown.width, orders["head"], fill)
                target.set_column(shown.width, shown.width, 60)
            for row, one in order["rows"].items():
                target.write_string(int(row) - 1, shown.width, one["reason"], fill)


def _write_rows(target: Any, sheet: Sheet, look: dict[str, Any]) -> None:
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            style = look["fill"] if address(number, column) in look["marked"] else None
            style = style or (look["bold"] if number in look["heads"] else None)
            _write_cell(target, (number, column), cell, style)
    for area in sheet.merged[: limits.MAX_ENTRIES]:
        if area.bottom < len(sheet.rows) and area.right < limits.MAX_COLUMNS:
            first = as_text(sheet.at(area.top, area.left))
            target.merge_range(area.top, area.left, area.bottom, area.right, first)


def _write_cell(target: Any, at: tuple[int, int], cell: Cell, style: Any) -> None:
    # Days go out as lists write them; numbers stay numbers, so that sums still count.
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        target.write_number(*at, cell, style)
    else:
        target.write_string(*at, as_text(cell)[:MAX_CELL], style)
