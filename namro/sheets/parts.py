"""Sheets room: the XML parts of a workbook are walked here once, as a stream, before any parser."""

import functools
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from namro.sheets import archive as archives
from namro.sheets import limits
from namro.sheets.limits import Refusal

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_CONTENT = frozenset({"v", "is", "f"})
_HARMLESS_LINK = "/hyperlink"
_SHEET_ROOT = "worksheet"


@dataclass
class Look:
    """What the parser of values does not tell about one sheet; numbers count from 0."""

    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    last_row: int = -1
    last_column: int = -1
    styles: set[str] = field(default_factory=set)
    fonts: set[str] = field(default_factory=set)
    # Cells whose formula has no value: the parser of values would show them as empty.
    errors: set[tuple[int, int]] = field(default_factory=set)


def column_number(letters: str) -> int:
    """From 0: "A" is 0, "AA" is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(column: int) -> str:
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(65 + rest) + letters
        column -= 1
    return letters


def address(row: int, column: int) -> str:
    """The name of a cell as people see it: (16, 2) is "C17"."""
    return f"{column_letters(column)}{row + 1}"


_WIDE = limits.MAX_COLUMNS
_LETTERS = tuple(column_letters(column) for column in range(_WIDE))


class _Walker:
    """Follows the elements of one part; knows no namespaces, only the last part of a name."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.root = ""
        # False once its root says that nothing in it is of interest but its being sound.
        self._listens = True
        self.look = Look()
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self._row = -1
        self._row_name = "0"
        self._cell = -1
        self._cells = 0
        self._style = "0"
        self._list = ""
        # Of a part of styles: the fonts, and which of them each format of cells uses.
        self.fonts: list[str] = []
        self.formats: list[int] = []
        self._on: dict[str, Callable[[dict[str, str]], None]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called for every element of a part, a million times in a large one: kept short."""
        reader = self._on.get(name)
        if reader is not None:
            reader(attributes)
        elif ":" in name or not self.root:
            self._start_other(name.rpartition(":")[2], attributes)

    def hears(self) -> bool:
        """Is anything more of this part to be told?"""
        return self._listens

    def _start_other(self, local: str, attributes: dict[str, str]) -> None:
        if not self.root:
            self.root = local
            self._on = self._watched(local)
            self._listens = bool(self._on)
        if reader := self._on.get(local):
            reader(attributes)

    def _watched(self, root: str) -> dict[str, Callable[[dict[str, str]], None]]:
        if root == _SHEET_ROOT:
            watched: dict[str, Callable[[dict[str, str]], None]] = {
                "row": self._start_row,
                "c": self._start_cell,
                "col": self._column,
                "mergeCell": self._merge,
            }
            return watched | dict.fromkeys(_CONTENT, self._content)
        if root == "workbook":
            return {"sheet": self._sheet}
        if root == "styleSheet":
            lists = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
            enter = {name: functools.partial(self._enter, name) for name in lists}
            return {**enter, "font": self._font, "name": self._font_name, "xf": self._format}
        return {"Relationship": self._relationship} if root == "Relationships" else {}

    def _enter(self, name: str, _: dict[str, str]) -> None:
        self._list = name

    def _font(self, _: dict[str, str]) -> None:
        self._count()
        if self._list == "fonts":
            self.fonts.append("")

    def _font_name(self, attributes: dict[str, str]) -> None:
        if self._list == "fonts" and self.fonts:
            self.fonts[-1] = attributes.get("val", "")[:60]

    def _format(self, attributes: dict[str, str]) -> None:
        self._count()
        if self._list == "cellXfs":
            self.formats.append(_number(attributes.get("fontId", "0")))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) - 1 if number.isdecimal() and len(number) < 9 else self._row + 1
        self._row_name = str(self._row + 1)
        self._cell = -1
        self._count()
        if _is_true(attributes.get("hidden")):
            self.look.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = cell = self._cell + 1
        self._cells += 1
        if self._cells > limits.MAX_CELLS:
            self._count()
        self._style = attributes.get("s", "0")
        reference = attributes.get("r")
        # In nearly every file the cells of a row stand in their order, and say so.
        if not (
            reference is None or (cell < _WIDE and reference == _LETTERS[cell] + self._row_name)
        ) and (match := _REFERENCE.fullmatch(reference)):
            self._cell = column_number(match[1])
            self._row, self._row_name = int(match[2]) - 1, match[2]
        if attributes.get("t") == "e":
            self.look.errors.add((self._row, self._cell))

    def _count(self) -> None:
        self._cells += 1
        if self._cells > limits.MAX_CELLS:
            raise Refusal("too_many_cells", part=self.part, most=limits.MAX_CELLS)

    def _content(self, _: dict[str, str]) -> None:
        row, column, look = self._row, self._cell, self.look
        if row >= limits.MAX_ROWS or column >= limits.MAX_COLUMNS:
            raise too_far(address(row, column))
        look.styles.add(self._style)
        if row > look.last_row:
            look.last_row = row
        if column > look.last_column:
            look.last_column = column

    def _column(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (first.isdecimal() and last.isdecimal()):
            return
        if _is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            last_column = min(int(last[:6]), limits.MAX_COLUMNS)
            self.look.hidden_columns.update(range(int(first[:6]) - 1, last_column))

    def _merge(self, _: dict[str, str]) -> None:
        self._count()

    def _sheet(self, attributes: dict[str, str]) -> None:
        link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        self.sheets.append((attributes.get("name", ""), link))

    def _relationship(self, attributes: dict[str, str]) -> None:
        # A link that a person may click is never followed here; all else outside is refused.
        kind = attributes.get("Type", "")
        if attributes.get("TargetMode", "").casefold() == "external" and not kind.endswith(
            _HARMLESS_LINK
        ):
            raise Refusal("external_link", target=attributes.get("Target", "")[:200])
        self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


def too_far(cell: str) -> Refusal:
    return Refusal("too_far", cell=cell, rows=limits.MAX_ROWS, columns=limits.MAX_COLUMNS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _refuse_doctype(*_: object) -> None:
    raise Refusal("doctype")


def walk(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None],
    listens: Callable[[], bool] = lambda: True,
) -> None:
    """One part through expat; a document type stops it before any entity is known."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    try:
        for chunk in archives.chunks(archive, entry):
            parser.Parse(chunk, False)
            if not listens():
                parser.StartElementHandler = None
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refusal("damaged_part", part=entry.filename) from error


def look_at_workbook(archive: zipfile.ZipFile) -> dict[str, Look]:
    """Walks every XML part of an .xlsx; gives the look of each sheet by its name."""
    walkers: dict[str, _Walker] = {}
    for entry in archive.infolist():
        if entry.filename.casefold().endswith((".xml", ".rels")):
            walker = walkers[entry.filename] = _Walker(entry.filename)
            walk(archive, entry, walker.start, walker.hears)
        else:
            _refuse_hidden_doctype(archive, entry)
    return _by_sheet_name(walkers)


def _refuse_hidden_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Drawings of comments (.vml) are no clean XML, and pictures none at all."""
    tail = b""
    for chunk in archives.chunks(archive, entry):
        if entry.filename.casefold().endswith(".vml") and b"<!DOCTYPE" in tail + chunk:
            raise Refusal("doctype")
        tail = chunk[-16:]


def _by_sheet_name(walkers: dict[str, _Walker]) -> dict[str, Look]:
    looks: dict[str, Look] = {}
    styles = next((one for one in walkers.values() if one.root == "styleSheet"), None)
    for part, walker in walkers.items():
        if walker.root != "workbook":
            continue
        folder, name = posixpath.split(part)
        links = walkers.get(f"{folder}/_rels/{name}.rels")
        for sheet, link in walker.sheets:
            target = links.targets.get(link, "") if links else ""
            found = walkers.get(posixpath.normpath(posixpath.join("/", folder, target))[1:])
            if found:
                looks[sheet] = found.look
                found.look.fonts = _fonts(found.look.styles, styles)
    return looks


def _fonts(used: set[str], styles: _Walker | None) -> set[str]:
    """The names of the fonts of the formats in use."""
    if styles is None:
        return set()
    numbers = {_number(one) for one in used}
    ids = {styles.formats[one] for one in numbers if one < len(styles.formats)}
    return {styles.fonts[one] for one in ids if one < len(styles.fonts)} - {""}
