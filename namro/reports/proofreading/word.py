"""Room reports: a Word file as blocks in the order in which a person reads it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from namro.reports.proofreading.draft import Block, Kind, Place
from namro.sheets.limits import Refusal

_SKIPPED = frozenset(
    qn(name) for name in ("w:txbxContent", "w:del", "w:moveFrom", "w:pPr", "w:rPr")
)
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLD_FONT = re.compile(r"^(?:\.Vn|VNI-)")
_DEEPEST = 4


def read(path: Path) -> Iterator[Block]:
    """Headers, the body with its tables and text boxes, footnotes, footers.

    Raises:
        Refusal: the file cannot be read, or its letters are no Unicode.
    """
    try:
        document = docx.Document(str(path))
        _refuse_old_letters(document.element.body)
        yield from _Reader(_listing_styles(document)).document(document)
    except (OpcError, BadZipFile, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise Refusal("damaged") from error


def _refuse_old_letters(body: Any) -> None:
    """A run in a font of before Unicode holds other letters than it shows."""
    for fonts in body.iter(qn("w:rFonts")):
        run = fonts.getparent().getparent()
        font = fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
        if _OLD_FONT.match(font) and run.tag == qn("w:r") and words(run).strip():
            raise Refusal("old_letters", font=font)


def words(element: Any) -> str:
    """The words of a paragraph or run: what was struck out is left out, what came in is there."""
    found: list[str] = []
    _gather(element, found)
    return "".join(found)


def _gather(element: Any, found: list[str]) -> None:
    for child in element:
        if child.tag == qn("w:t"):
            found.append(child.text or "")
        elif child.tag in _BREAKS:
            found.append(_BREAKS[child.tag])
        elif child.tag not in _SKIPPED and child.tag != _FALLBACK:
            _gather(child, found)


class _Reader:
    """Counts paragraphs and tables while it walks."""

    def __init__(self, listing_styles: frozenset[str]) -> None:
        self.listing_styles = listing_styles
        self.paragraph = 0
        self.table = 0

    def document(self, document: Any) -> Iterator[Block]:
        for number, section in enumerate(document.sections, 1):
            yield from self.frame(section.header, Kind.HEADER, number)
        yield from self.inside(document.element.body, 0)
        yield from self.notes(document)
        for number, section in enumerate(document.sections, 1):
            yield from self.frame(section.footer, Kind.FOOTER, number)

    def frame(self, part: Any, kind: Kind, number: int) -> Iterator[Block]:
        """A header or footer of its own; one taken from the section before was read there."""
        if part.is_linked_to_previous:
            return
        for paragraph in part._element.iter(qn("w:p")):
            if said := words(paragraph).strip():
                yield Block(said, Place(kind, number))

    def inside(self, element: Any, depth: int) -> Iterator[Block]:
        """Paragraphs and tables in order, also those inside of content controls."""
        for child in element:
            if child.tag == qn("w:p"):
                yield from self.words_of(child)
            elif child.tag == qn("w:tbl") and depth < _DEEPEST:
                yield from self.rows(child, depth)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                yield from self.inside(child, depth)

    def words_of(self, paragraph: Any) -> Iterator[Block]:
        self.paragraph += 1
        said = words(paragraph)
        if said.strip():
            place = Place(Kind.PARAGRAPH, self.paragraph)
            yield Block(said, place, self.mark(paragraph))
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.inside(box, _DEEPEST)

    def mark(self, paragraph: Any) -> str:
        """The list and level of a paragraph that Word numbers itself."""
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbered is not None:
            return _list_mark(numbered)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = style.get(qn("w:val"), "") if style is not None else ""
        return f"style {name}" if name in self.listing_styles else ""

    def rows(self, table: Any, depth: int) -> Iterator[Block]:
        self.table += 1
        number = self.table
        nested: list[Any] = []
        for row, line in enumerate(table.iterchildren(qn("w:tr")), 1):
            column = 1
            for cell in line.iterchildren(qn("w:tc")):
                # A cell that goes on from the row above shows nothing of its own.
                said = "" if _goes_on(cell) else _cell_words(cell)
                yield Block(said, Place(Kind.CELL, number, row, column))
                nested += cell.iterchildren(qn("w:tbl"))
                column += _width(cell)
        for inner in nested:
            if depth + 1 < _DEEPEST:
                yield from self.rows(inner, depth + 1)

    def notes(self, document: Any) -> Iterator[Block]:
        for part in document.part.package.iter_parts():
            if not re.search(r"/(?:foot|end)notes\.xml$", str(part.partname)):
                continue
            for number, paragraph in enumerate(parse_xml(part.blob).iter(qn("w:p")), 1):
                if said := words(paragraph).strip():
                    yield Block(said, Place(Kind.NOTE, number))


def _listing_styles(document: Any) -> frozenset[str]:
    """Styles that make an item of a list out of a paragraph."""
    numbered = f"{qn('w:pPr')}/{qn('w:numPr')}"
    styles = document.styles.element.iterchildren(qn("w:style"))
    return frozenset(
        style.get(qn("w:styleId"), "") for style in styles if style.find(numbered) is not None
    )


def _list_mark(numbered: Any) -> str:
    parts = [numbered.find(qn(name)) for name in ("w:numId", "w:ilvl")]
    values = [part.get(qn("w:val")) if part is not None else "0" for part in parts]
    return "" if values[0] == "0" else "list {} {}".format(*values)


def _cell_words(cell: Any) -> str:
    return "\n".join(words(paragraph) for paragraph in cell.iterchildren(qn("w:p"))).strip()


def _goes_on(cell: Any) -> bool:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val")) != "restart"


def _width(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    said = span.get(qn("w:val")) if span is not None else "1"
    return max(1, int(said)) if said and said.isascii() and said.isdigit() and len(said) < 4 else 1  # noqa: PLR2004
