"""Sheets room: text files (.csv) as Excel and others leave them: encoding, separator, quotes."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from namro.sheets import limits
from namro.sheets.limits import Refusal
from namro.sheets.parts import address, too_far

_SEPARATORS = ";,\t|"
_SNIFFED_LINES = 30
_HINT = "sep="
# Where a cell begins so, a spreadsheet calculates it; write_csv puts an apostrophe before it.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def read_lines(path: Path) -> Iterator[list[str]]:
    """The rows of the file; every value stays text, so that no leading zero is lost."""
    text = _decode(path.read_bytes())
    separator = ""
    if text[:4].lower() == _HINT and len(text) > 4:
        separator, text = text[4], text[5:].lstrip("\r\n")
    line = 0
    try:
        separator = separator or _separator(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, row in enumerate(reader):
            line = number + 1
            _check_extent(number, row)
            yield [plain_cell(cell) for cell in row]
    except csv.Error as error:
        raise Refusal("damaged_line", line=line + 1) from error


def plain_cell(cell: str) -> str:
    """The text without the apostrophe that kept it from being calculated."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(ACTIVE) else cell


def _check_extent(number: int, row: list[str]) -> None:
    filled = next((column for column in reversed(range(len(row))) if row[column]), -1)
    if filled >= 0 and (number >= limits.MAX_ROWS or filled >= limits.MAX_COLUMNS):
        raise too_far(address(number, filled))


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        # windows-1258 is what Excel in Viet Nam writes when UTF-8 was not chosen.
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refusal("unknown_encoding")


def _separator(text: str) -> str:
    """The sign that cuts the first lines into the same number of pieces most often."""
    lines = text.splitlines()[:_SNIFFED_LINES]
    return max(_SEPARATORS, key=lambda sign: (_agreement(lines, sign), -_SEPARATORS.index(sign)))


def _agreement(lines: list[str], sign: str) -> int:
    counts = [len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1]
    return max((counts.count(count) * (count - 1) for count in set(counts)), default=0)
