"""Sheets room: text typed in the old TCVN3 fonts (.VnTime) is recognised and shown as Unicode."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from namro.sheets.book import Cell, Sheet

ENCODING = "tcvn3"
_FIRST = 0xA1
# The letters of codes A1 to FF; a blank where TCVN3 has a bare tone mark. Capitals with a tone
# share their codes with the small letters: the font made the difference, the text cannot.
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ "
    "    àảãáạẲằẳẵắẴẮ"
    "ẦẨẪẤỀặầẩẫấậèỂẻẽé"
    "ẹềểễếệìỉỄẾỒĩíịòỔ"
    "ỏõóọồổỗốộờởỡớợùỖ"
    "ủũúụừửữứựỳỷỹýỵỐ"
)
_TABLE = {_FIRST + at: letter for at, letter in enumerate(_LETTERS) if letter != " "}
# Signs that stand inside words in TCVN3 and nowhere inside words in Unicode text.
_TELLING = frozenset("¸µ¶·¹¨»¾¼½Æ©ÊÇÈÉË®ÐÎÏÑªÕÒÓÔÖÝ×ØÜÞ«èåæçé¬íêëìîýïñ\xad÷±²³´°")
_SAMPLE = 400
_AT_LEAST = 4


def looks_old(sheet: Sheet) -> bool:
    """Whether the first texts read like TCVN3: its signs inside words, and no Unicode letter."""
    words = [word for text in _texts(sheet) for word in text.split()]
    telling = [word for word in words if len(word) > 1 and _is_telling(word)]
    modern = [word for word in words if any(_is_modern(letter) for letter in word)]
    return len(telling) >= _AT_LEAST and not modern and len(telling) * 4 >= len(words)


def _texts(sheet: Sheet) -> Iterable[str]:
    cells = (cell for row in sheet.rows for cell in row if isinstance(cell, str))
    return (text for _, text in zip(range(_SAMPLE), cells, strict=False))


def _is_telling(word: str) -> bool:
    return any(letter in _TELLING for letter in word) and any("a" <= one <= "z" for one in word)


def _is_modern(letter: str) -> bool:
    code = ord(letter)
    return 0x100 <= code < 0x250 or 0x1EA0 <= code < 0x1F00 or unicodedata.combining(letter) > 0


def decode(text: str) -> str:
    return text.translate(_TABLE)


def decoded(sheet: Sheet) -> Sheet:
    """The same sheet with its texts in Unicode."""
    return replace(sheet, rows=tuple(tuple(_cell(cell) for cell in row) for row in sheet.rows))


def _cell(cell: Cell) -> Cell:
    return decode(cell) if isinstance(cell, str) else cell
