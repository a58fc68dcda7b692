"""Sheets room: the stream look at a LibreOffice workbook (.ods) before any parser."""

import zipfile

from namro.sheets import limits
from namro.sheets.limits import Refusal
from namro.sheets.parts import Look, address, too_far, walk

_VALUE = ("value-type", "formula")
_HIDDEN = ("collapse", "filter")
_ROW_END = 10_000_000


class _Table:
    """Rows and cells of .ods come with repeat counts, mostly over the empty rest of the sheet."""

    def __init__(self) -> None:
        self.looks: dict[str, Look] = {}
        self.fonts: set[str] = set()
        self._look = Look()
        self._row = 0
        self._column = 0
        self._style_column = 0
        self._row_repeat = 0
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        known = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if font := known.get("font-name") or known.get("font-family"):
            self.fonts.add(font.strip("'")[:60])
        match name.rpartition(":")[2]:
            case "table":
                self._start_table(known)
            case "table-column":
                self._start_column(known)
            case "table-row":
                self._start_row(known)
            case "table-cell" | "covered-table-cell":
                self._start_cell(known)

    def _start_table(self, known: dict[str, str]) -> None:
        self._look = self.looks[known.get("name", "")] = Look()
        self._row = self._row_repeat = self._style_column = 0

    def _start_column(self, known: dict[str, str]) -> None:
        last = self._style_column + _repeat(known, "number-columns-repeated")
        if known.get("visibility") in _HIDDEN:
            hidden = range(self._style_column, min(last, limits.MAX_COLUMNS))
            self._look.hidden_columns.update(hidden)
        self._style_column = last

    def _start_row(self, known: dict[str, str]) -> None:
        self._row += self._row_repeat
        self._row_repeat = _repeat(known, "number-rows-repeated")
        self._column = 0
        if known.get("visibility") in _HIDDEN:
            last = min(self._row + self._row_repeat, limits.MAX_ROWS)
            self._look.hidden_rows.update(range(self._row, last))

    def _start_cell(self, known: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > limits.MAX_CELLS:
            raise Refusal("too_many_cells", part="content.xml", most=limits.MAX_CELLS)
        repeat = _repeat(known, "number-columns-repeated")
        self._column += repeat
        if any(key in known for key in _VALUE):
            row, column = self._row + self._row_repeat - 1, self._column - 1
            if row >= limits.MAX_ROWS or column >= limits.MAX_COLUMNS:
                raise too_far(address(row, column))
            self._look.last_row = max(self._look.last_row, row)
            self._look.last_column = max(self._look.last_column, column)


def _repeat(known: dict[str, str], key: str) -> int:
    text = known.get(key, "1")
    return min(int(text), _ROW_END) if text.isdecimal() and len(text) < 9 else _ROW_END


def _refuse_encrypted(name: str, _: dict[str, str]) -> None:
    if name.rpartition(":")[2] == "encryption-data":
        raise Refusal("encrypted")


def look_at_document(archive: zipfile.ZipFile) -> dict[str, Look]:
    """Walks the XML parts of an .ods; macros, passwords and document types are refused."""
    table = _Table()
    names = {entry.filename for entry in archive.infolist()}
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refusal("macro")
    for entry in archive.infolist():
        if entry.filename == "META-INF/manifest.xml":
            walk(archive, entry, _refuse_encrypted)
    for entry in archive.infolist():
        if entry.filename.endswith(".xml"):
            walk(archive, entry, table.start if entry.filename == "content.xml" else _ignore)
    for look in table.looks.values():
        look.fonts = table.fonts
    return table.looks


def _ignore(_: str, __: dict[str, str]) -> None:
    return None
