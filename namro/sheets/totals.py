"""Sheets room: totals at the foot of a list are recognised, read and checked against the rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from namro.core.text import fold
from namro.sheets.grid import Grid, plain
from namro.sheets.layout import Layout, SheetPlan
from namro.sheets.parts import address
from namro.sheets.reading import Row, Total, count

_LABEL = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(tong|cong|toan|an dinh|danh sach)\b(?!\s+(?:ty|tac|dong|an|nghe|hop))"
)
_BARE_LABEL = re.compile(r"^\W*(?:tong|cong|tong cong|tong so|cong chung)\W*$")
_FILLER = re.compile(r"\b(?:tong cong|tong so|tong|cong|danh sach|an dinh|nay|co|gom|la|so)\b")
_DATES = re.compile(r"\bnam\s+\d{4}|\bquy\s+[ivx\d]+|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\bthang\s+\d+")
_SEGMENTS = re.compile(r"\s*[;/,()+–]\s*|\s+-\s+|\b(?:va|cua|trong do|gom)\b")
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{3})+(?![\w.])|(?<![\w])\d+(?!\w)")
_HAS_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"[\d\s.,]+")


@dataclass(frozen=True)
class Stated:
    """One number of a total row; `what` is empty when nothing says what it counts."""

    what: str
    number: int
    cell: str
    text: str
    overall: bool


def is_total(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    """One cell with a label, all others numbers, and a number somewhere."""
    texts = [grid.own(row, column) for column in columns]
    labels = [text for text in texts if not _DIGITS.fullmatch(text)]
    known = [text for text in labels if _LABEL.match(fold(text))]
    if not known or any(text not in known and not _HAS_DIGIT.search(text) for text in labels):
        return False
    return any(_NUMBER.search(fold(text)) for text in texts) or bool(
        _BARE_LABEL.match(fold(known[0]))
    )


def stated(grid: Grid, row: int, plan: SheetPlan, layout: Layout) -> list[Stated]:
    """The numbers of a total row, as far as it is clear or left open what they count."""
    found: list[Stated] = []
    columns = grid.filled(row)
    label = next(grid.own(row, column) for column in columns if _is_label(grid.own(row, column)))
    overall = fold(label).lstrip(" *-(").startswith(("tong", "toan", "danh sach", "an dinh"))
    marked = {one.column: one.mark for one in plan.columns if one.mark}
    for column in columns:
        text, cell = grid.own(row, column), address(row, column)
        if _DIGITS.fullmatch(text):
            number = int(re.sub(r"\D", "", text) or 0)
            found.append(Stated(marked.get(column, ""), number, cell, label, overall))
        else:
            found += [
                Stated(what, number, cell, text, overall)
                for what, number in _numbers(text, _words(layout))
            ]
    return found


def _is_label(text: str) -> bool:
    return bool(_LABEL.match(fold(text)))


def _words(layout: Layout) -> list[tuple[str, tuple[str, ...]]]:
    """Marks first: "32 việc mới" counts the new, not all."""
    marks = [mark for column in layout.columns for mark in column.marks]
    return [*marks, *layout.counted]


def _numbers(text: str, known: list[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, int]]:
    for segment in _SEGMENTS.split(_DATES.sub(" ", fold(text))):
        matches = list(_NUMBER.finditer(segment))
        for place, match in enumerate(matches):
            end = matches[place + 1].start() if place + 1 < len(matches) else len(segment)
            after = plain(segment[match.end() : end])
            before = plain(_FILLER.sub(" ", segment[: match.start()])) if place == 0 else ""
            what = _meaning(after, known) or (not after and _meaning(before, known)) or ""
            if what or not after:
                yield what, int(match.group().replace(".", ""))


def _meaning(words: str, known: list[tuple[str, tuple[str, ...]]]) -> str:
    padded = f" {words} "
    for what, names in known:
        if any(f" {plain(name)} " in padded for name in names):
            return what
    return ""


@dataclass(frozen=True)
class Scopes:
    """Where the rows begin that a total may count, the nearest first."""

    sections: tuple[int, ...]
    sheet: int
    end: int


def compare(
    one: Stated, sheet: str, rows: Sequence[Row], scopes: Scopes, *, last: bool, layout: Layout
) -> Total:
    """Against the rows it most probably counts: a reading that agrees is taken as meant."""
    starts = [("section", start) for start in scopes.sections]
    starts = [("sheet", scopes.sheet), *starts, ("book", 0)]
    if not (last or one.overall) and scopes.sections:
        starts = [starts[1], starts[0], *starts[2:]]
    whats = [one.what] if one.what else ["rows", "people"]
    readings = [
        Total(
            what,
            one.number,
            count(rows[start : scopes.end], what, layout),
            scope,
            sheet,
            one.cell,
            one.text,
        )
        for what in whats
        for scope, start in starts
    ]
    return next((reading for reading in readings if reading.agrees), readings[0])
