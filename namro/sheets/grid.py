"""Sheets room: a sheet as a person sees it: text of cells, merged areas, headers over columns."""

import datetime as dt
import functools
import re

from namro.core.text import fold, nfc
from namro.sheets.book import Area, Cell, Sheet

_REMEMBERED_ROWS = 64
_SIGNS = re.compile(r"[^\w\s]+|_")
_BRACKETS = re.compile(r"\([^()]*\)")


def as_text(cell: Cell) -> str:
    """What a person reads in the cell; whole numbers without a point, days as dd/mm/yyyy."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return nfc(cell, lines=True)
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, dt.date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    return str(cell)


@functools.lru_cache(maxsize=8192)  # the same header words are compared with every cell
def plain(text: str) -> str:
    """Folded, and without signs: what remains are words."""
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def without_brackets(text: str) -> str:
    return _BRACKETS.sub(" ", text)


class Grid:
    """Looks through merged cells: every cell of an area shows what its first cell holds."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._texts: dict[int, list[str]] = {}
        self._areas: dict[tuple[int, int], Area] = {}
        # An area over a whole sheet must not become millions of entries.
        for area in sheet.merged:
            for row in range(area.top, min(area.bottom + 1, len(sheet.rows))):
                for column in range(area.left, min(area.right + 1, sheet.width)):
                    self._areas[row, column] = area

    def area(self, row: int, column: int) -> Area | None:
        return self._areas.get((row, column))

    def own(self, row: int, column: int) -> str:
        """The text of the cell itself."""
        texts = self._row(row)
        return texts[column] if 0 <= column < len(texts) else ""

    def _row(self, row: int) -> list[str]:
        """The texts of a row; a few rows are remembered, since each is asked for many times."""
        if row not in self._texts:
            if len(self._texts) >= _REMEMBERED_ROWS:
                self._texts.clear()
            rows = self.sheet.rows
            self._texts[row] = [as_text(cell) for cell in rows[row]] if 0 <= row < len(rows) else []
        return self._texts[row]

    def shown(self, row: int, column: int) -> str:
        """The text that stands over the cell in any direction."""
        row, column = self._origin(row, column)
        return self.own(row, column)

    def _origin(self, row: int, column: int) -> tuple[int, int]:
        area = self._areas.get((row, column))
        return (area.top, area.left) if area else (row, column)

    def from_above(self, row: int, column: int) -> tuple[int, int]:
        """The cell that fills this one: itself, or the first cell of a merge downwards."""
        area = self._areas.get((row, column))
        return (area.top, column) if area and area.left == column else (row, column)

    def filled(self, row: int) -> list[int]:
        """Columns with something of their own in this row."""
        return [number for number, text in enumerate(self._row(row)) if text]

    def breadth(self, row: int, column: int) -> int:
        """How many columns the cell covers."""
        area = self._areas.get((row, column))
        return area.right - area.left + 1 if area else 1

    def header(self, rows: tuple[int, ...], column: int) -> tuple[str, ...]:
        """The texts over a column from top to bottom, each once; empty if nothing stands there."""
        texts: list[str] = []
        for position, row in enumerate(rows):
            text = nfc(self.shown(row, column)) or self._group(rows, position, column)
            if text and text not in texts:
                texts.append(text)
        return tuple(texts)

    def _group(self, rows: tuple[int, ...], position: int, column: int) -> str:
        """A group heading that was not merged stands over the first of its columns only."""
        row = rows[position]
        if not any(self.own(below, column) for below in rows[position + 1 :]):
            return ""
        left = column - 1
        while left >= 0 and not self.shown(row, left):
            if not any(self.own(below, left) for below in rows[position + 1 :]):
                return ""
            left -= 1
        if left < 0 or not any(self.own(below, left) for below in rows[position + 1 :]):
            return ""
        return nfc(self.shown(row, left))
