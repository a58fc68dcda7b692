"""Room reports: the text of a PDF, its lines joined to paragraphs, each with its page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types

from namro.reports.proofreading import limits
from namro.reports.proofreading.draft import Block, from_lines
from namro.sheets.limits import Refusal

_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,4}\s*[-–]?\s*")
_LETTERS_A_PAGE = 12


def read(path: Path) -> Iterator[Block]:
    """The paragraphs of the file.

    Raises:
        Refusal: it cannot be read, or its pages are pictures.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = "encrypted" if "password" in str(error).casefold() else "damaged"
        raise Refusal(code) from error
    try:
        pages = len(document)
        if pages > limits.MAX_PAGES:
            raise Refusal("too_many_pages", most=limits.MAX_PAGES)
        lines = [line for number in range(pages) for line in _lines(document, number)]
    except pdfium.PdfiumError as error:
        raise Refusal("damaged") from error
    finally:
        document.close()
    if sum(sum(map(str.isalpha, line)) for line, _page in lines) < _LETTERS_A_PAGE * min(pages, 4):
        raise Refusal("scanned")
    yield from from_lines(lines, wrapped=True)


def _lines(document: pdfium.PdfDocument, number: int) -> Iterator[tuple[str, int]]:
    page = document[number]
    words = page.get_textpage()
    lines = words.get_text_bounded().replace("\r\n", "\n").split("\n")
    words.close()
    page.close()
    for place, line in enumerate(lines):
        at_an_end = place in (0, len(lines) - 1)
        if not (at_an_end and _PAGE_NUMBER.fullmatch(line)):
            # The sign by which a PDF hides a broken word.
            yield line.replace("\ufffe", "").replace("\x02", ""), number + 1
