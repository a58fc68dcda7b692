"""Sheets room: what one cell holds: two things in one, a word that names a kind, a long number."""

import re

from namro.core.text import fold, nfc
from namro.sheets.grid import plain
from namro.sheets.layout import Column, Found, Layout

# A line break parts for certain; a hyphen or comma may belong to the name of a unit.
_CERTAIN = ("\n", ";", " / ")
_POSSIBLE = (" – ", " - ", ", ", "/")
_ROUNDED = re.compile(r"[-+]?\d(?:[.,]\d+)?[eE]\+?\d+")
_POINT_ZERO = re.compile(r"(\d+)\.0+")


def marks_in(text: str, column: Column) -> tuple[str, ...]:
    """The values whose words stand in the text: "Việc mới" names the new."""
    words = f" {plain(text)} "
    return tuple(
        value for value, names in column.marks if any(f" {plain(name)} " in words for name in names)
    )


def split_cell(text: str, one: Found, layout: Layout) -> str:
    """One of the things that a cell holds, each on its line or after a sign."""
    pieces = _pieces(text, one.parts, layout)
    return pieces[one.part] if one.part < len(pieces) else ""


def _pieces(text: str, fields: tuple[str, ...], layout: Layout) -> list[str]:
    left, rest = list(fields), nfc(text, lines=True)
    pieces: list[str] = []
    while len(left) > 1:
        first, rest = _cut(rest, left, layout)
        pieces.append(first)
        left.pop(0)
    pieces.append(nfc(rest))
    if len(fields) == 2 and _is_swapped(pieces, fields, layout):
        pieces.reverse()
    return pieces


def _cut(text: str, fields: list[str], layout: Layout) -> tuple[str, str]:
    """Cuts off the first field; where words say how a field begins, there and nowhere else."""
    for sign in (*_CERTAIN, *_POSSIBLE):
        parts = text.split(sign)
        if len(parts) < 2:
            continue
        at = _cut_at(parts, fields, layout)
        if at == 0 and sign in _CERTAIN:
            at = 1
        if at:
            return nfc(sign.join(parts[:at])), sign.join(parts[at:])
    return nfc(text), ""


def _cut_at(parts: list[str], fields: list[str], layout: Layout) -> int:
    for at in range(1, len(parts)):
        if _begins(parts[at], fields[1], layout):
            return at
    if _begins(parts[0], fields[0], layout) or _begins(parts[0], fields[1], layout):
        return 1
    return 0


def _begins(text: str, name: str, layout: Layout) -> bool:
    column = layout.column(name)
    starts = column.starts if column else ()
    return any(f"{fold(text)} ".startswith(f"{fold(start)} ") for start in starts)


def _is_swapped(pieces: list[str], fields: tuple[str, ...], layout: Layout) -> bool:
    """ "Chức vụ" before "Đơn vị" in the cell although the header names them the other way."""
    first, second = fields
    wrong = _begins(pieces[0], second, layout) or _begins(pieces[1], first, layout)
    right = _begins(pieces[1], second, layout) or _begins(pieces[0], first, layout)
    return wrong and not right


def is_rounded(text: str) -> bool:
    """A long number that a spreadsheet has shortened, such as 1.23E+11: its digits are lost."""
    return bool(_ROUNDED.fullmatch(nfc(text)))


def digits(text: str) -> str:
    """An identification number without blanks and points; "912345678901.0" loses its ".0"."""
    clean = nfc(text).replace(" ", "")
    match = _POINT_ZERO.fullmatch(clean)
    return match[1] if match else clean
