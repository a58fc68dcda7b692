"""Room reports: a draft as the proof-reader sees it: its blocks in order, each with its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Where in a document words stand."""

    PARAGRAPH = "paragraph"
    CELL = "cell"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"


@dataclass(frozen=True)
class Place:
    """What a person looks for: the paragraph, the cell of a table, the line of a page."""

    kind: Kind = Kind.PARAGRAPH
    number: int = 0
    row: int = 0
    column: int = 0
    page: int = 0


@dataclass(frozen=True)
class Block:
    """Words that belong together: a paragraph, an item of a list, a cell."""

    text: str
    place: Place
    # The list to which a paragraph belongs, where the file tells and the words do not.
    mark: str = ""

    @property
    def table(self) -> int:
        """The number of the table, 0 outside of one."""
        return self.place.number if self.place.kind == Kind.CELL else 0


@dataclass(frozen=True)
class Span:
    """Letters of a block, as the block is shown."""

    block: int
    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    blocks: tuple[Block, ...]
    name: str = ""

    @property
    def letters(self) -> int:
        return sum(len(block.text) for block in self.blocks)

    def words(self, span: Span) -> str:
        """The words at which a span points."""
        return self.blocks[span.block].text[span.start : span.end]


_MARKER = re.compile(r"\s*(?:[-–—+*•·▪►]|\d{1,2}[.)]|[a-zđ][.)]|[ivx]{1,5}[.)])\s", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;…][”\"')\]]*\s*$")
_MIN_COLUMNS = 2
_WRAPPED_AT, _FULL_LINE = 45, 60


def is_listed(text: str) -> bool:
    """An item of a list, by the mark before it."""
    return bool(_MARKER.match(text))


def from_text(text: str, name: str = "") -> Draft:
    """A draft out of plain text: lines cut short by the width of a page are joined again."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Draft(tuple(from_lines((line, 0) for line in lines)), name)


def from_lines(lines: Iterable[tuple[str, int]], *, wrapped: bool = False) -> Iterator[Block]:
    """Blocks out of lines with the page on which each stands; `wrapped` ones end at the margin."""
    paragraph, table = 0, 0
    for kind, group, page in _groups(lines, wrapped):
        if kind == Kind.CELL:
            table += 1
            yield from _cells(group, table, page)
        else:
            paragraph += 1
            yield Block("\n".join(group), Place(Kind.PARAGRAPH, paragraph, page=page))


def _groups(
    lines: Iterable[tuple[str, int]], wrapped: bool
) -> Iterator[tuple[Kind, list[str], int]]:
    kept: list[str] = []
    now, at = Kind.PARAGRAPH, 0
    for line, page in lines:
        kind = Kind.CELL if is_row(line) else Kind.PARAGRAPH
        goes_on = bool(kept) and kind == now
        goes_on = goes_on and (kind == Kind.CELL or _goes_on(kept[-1], line, wrapped))
        if kept and not goes_on:
            yield now, kept, at
            kept = []
        if line.strip():
            now, at = (kind, page) if not kept else (now, at)
            kept.append(line)
    if kept:
        yield now, kept, at


def is_row(line: str) -> bool:
    """A row of a table, as a copied table comes: cells between tabs or upright lines."""
    return (
        line.count("\t") >= _MIN_COLUMNS - 1
        and bool(line.strip())
        or "|" in line.strip().strip("|")
    )


def _goes_on(before: str, line: str, wrapped: bool) -> bool:
    """A line that was broken only because the page was full."""
    if not line.strip() or is_listed(line) or _ENDED.search(before):
        return False
    if before.rstrip().endswith((",", "(", "/")):
        return True
    if wrapped and len(before.strip()) >= _FULL_LINE:
        return True
    return line.lstrip()[0].islower() or (len(before) >= _WRAPPED_AT and line.lstrip()[0].isdigit())


def _cells(rows: list[str], table: int, page: int) -> Iterator[Block]:
    for row, line in enumerate(rows, 1):
        sign = "\t" if "\t" in line else "|"
        cells = line.split(sign)
        if sign == "|" and line.strip().startswith("|"):
            cells = line.strip().strip("|").split("|")
        for column, cell in enumerate(cells, 1):
            yield Block(cell.strip(), Place(Kind.CELL, table, row, column, page))
