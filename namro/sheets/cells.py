"""Sheets room: what one cell holds: two things in one, a word that names a kind, a long number."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from namro.core import clock
from namro.core.dates import read_day
from namro.core.text import bad_letters, fold, nfc
from namro.sheets.grid import plain
from namro.sheets.layout import Column, Found, Layout

if TYPE_CHECKING:
    from namro.sheets.lists import Verdict

Birth = dt.date | int | None
MAX_NAME = 200
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\.0+)?")
_FOUR_DIGITS = re.compile(r"\d{4}")
_PHONE_SIGNS = re.compile(r"[\s.()\-]")

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


def read_birth(value: object) -> Birth:
    """A day of birth, or only its year; None where it is neither, or lies in the future."""
    text = nfc(str(value)) if value is not None and not isinstance(value, dt.date) else ""
    if match := _YEAR.fullmatch(text):
        return int(match[1]) if int(match[1]) <= clock.today().year else None
    day = read_day(value) or read_day(text.replace(" ", ""))
    if day is not None and day > clock.today():
        # Two digits of a year are those of a living person: "12/5/45" is 1945.
        # A 29 February that lies ahead has one a hundred years before it: only 1900 had none.
        older = day.replace(year=day.year - 100)
        return older if not _FOUR_DIGITS.search(text) and text else None
    return day


@dataclass(frozen=True)
class Number:
    """A long number as it was meant, and what was wrong with how it stood there."""

    text: str
    problem: str = ""
    params: dict[str, str | int] = field(default_factory=dict)


def read_phone(typed: str) -> Number:
    """A telephone number; a lost zero at its beginning comes back, "+84" becomes "0"."""
    if not nfc(typed):
        return Number("")
    if is_rounded(typed):
        return Number("", "rounded_number", {"text": nfc(typed)})
    clean = _PHONE_SIGNS.sub("", digits(typed))
    if clean.startswith("+84") or (clean.startswith("84") and len(clean) == 11):
        clean = "0" + clean.removeprefix("+").removeprefix("84")
    if not clean.isascii() or not clean.isdigit():
        return Number("", "not_digits", {"text": nfc(typed)})
    if len(clean) == 9 and clean[0] in "35789":
        return Number(f"0{clean}", "lost_zeros", {"text": f"0{clean}"})
    if len(clean) not in (10, 11) or not clean.startswith("0"):
        return Number("", "wrong_digits", {"wanted": 10, "found": len(clean)})
    return Number(clean)


def read_paper(typed: str) -> Number:
    """The twelve digits of an identity card, or nine of an old one; lost zeros come back."""
    if not nfc(typed):
        return Number("")
    if is_rounded(typed):
        return Number("", "rounded_number", {"text": nfc(typed)})
    clean = digits(typed).lstrip("'")
    if not clean.isascii() or not clean.isdigit():
        return Number("", "not_digits", {"text": nfc(typed)})
    if len(clean) in (10, 11):
        # They begin with the number of a province, 001 to 096: a spreadsheet drops its zeros.
        whole = clean.zfill(12)
        return Number(whole, "lost_zeros", {"text": whole})
    if len(clean) not in (9, 12):
        return Number("", "wrong_digits", {"wanted": 12, "found": len(clean)})
    return Number(clean)


def look_at_words(verdict: "Verdict", names: tuple[str, ...]) -> None:
    """Strange letters and words that are too long for a name."""
    for name in names:
        text = verdict.row.text(name)
        for position in bad_letters(text)[:1]:
            verdict.wrong("bad_letter", name, position=position)
        if len(text) > MAX_NAME:
            verdict.wrong("too_long", name, most=MAX_NAME, length=len(text))


def is_rounded(text: str) -> bool:
    """A long number that a spreadsheet has shortened, such as 1.23E+11: its digits are lost."""
    return bool(_ROUNDED.fullmatch(nfc(text)))


def digits(text: str) -> str:
    """An identification number without blanks and points; "912345678901.0" loses its ".0"."""
    clean = nfc(text).replace(" ", "")
    match = _POINT_ZERO.fullmatch(clean)
    return match[1] if match else clean
