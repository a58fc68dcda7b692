"""Sheets room: in which old font a sheet is written: by its name where the file has it, else by
its letters."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from namro.sheets import tcvn3, vni
from namro.sheets.book import Cell, Sheet

DECODERS: dict[str, Callable[[str], str]] = {
    tcvn3.ENCODING: tcvn3.decode,
    vni.ENCODING: vni.decode,
}
_FAMILIES = (
    (re.compile(r"\.vn", re.IGNORECASE), tcvn3.ENCODING),
    (re.compile(r"vni-", re.I), vni.ENCODING),
)
_SAMPLE = 400
_AT_LEAST = 4
_SAMPLES_SHOWN = 3


def encoding_of(sheet: Sheet) -> str:
    """The old encoding that its texts are in; empty for Unicode."""
    words = [word for text in _texts(sheet) for word in text.split()]
    old = [word for word in words if not word.isascii()]
    if not old or any(is_modern(letter) for word in old for letter in word):
        return ""
    named = {code for font in sheet.fonts for family, code in _FAMILIES if family.match(font)}
    if len(named) == 1:
        return named.pop()
    own = any(tcvn3.is_own(word) for word in old)
    if own:
        telling = [word for word in old if tcvn3.is_telling(word)]
        return tcvn3.ENCODING if _enough(telling, words) else ""
    marked = [word for word in old if vni.is_telling(word)]
    return vni.ENCODING if _enough(marked, words) else ""


def _enough(telling: list[str], words: list[str]) -> bool:
    return len(telling) >= _AT_LEAST and len(telling) * 4 >= len(words)


def _texts(sheet: Sheet) -> Iterable[str]:
    cells = (cell for row in sheet.rows for cell in row if isinstance(cell, str))
    return (text for _, text in zip(range(_SAMPLE), cells, strict=False))


def is_modern(letter: str) -> bool:
    """A letter that only Unicode has: no old font could show it."""
    code = ord(letter)
    return 0x100 <= code < 0x250 or 0x1EA0 <= code < 0x1F00 or unicodedata.combining(letter) > 0


def decoded(sheet: Sheet, encoding: str) -> Sheet:
    """The same sheet with its texts in Unicode; a cell that is in Unicode already stays."""
    decode = DECODERS.get(encoding)
    if decode is None:
        return sheet
    rows = tuple(tuple(_cell(cell, decode) for cell in row) for row in sheet.rows)
    return replace(sheet, rows=rows)


def _cell(cell: Cell, decode: Callable[[str], str]) -> Cell:
    if not isinstance(cell, str) or any(is_modern(letter) for letter in cell):
        return cell
    return decode(cell)


def samples(sheet: Sheet, encoding: str) -> list[tuple[str, str]]:
    """Some texts as they stand and as they would be read, the longest first."""
    texts = [text for text in dict.fromkeys(_texts(sheet)) if not text.isascii()]
    decode = DECODERS[encoding]
    pairs = [(text, decode(text)) for text in sorted(texts, key=len, reverse=True)]
    return [pair for pair in pairs if pair[0] != pair[1]][:_SAMPLES_SHOWN]
