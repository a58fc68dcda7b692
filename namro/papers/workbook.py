"""Room papers: the tables of a paper as an Excel workbook; text stays text, numbers stay numbers."""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter

from namro.papers.content import Block

_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_WIDTH = 110  # letters, shared out among the columns
MAX_NAME = 31


def tables(sheet: Mapping[str, Any]) -> Iterator[tuple[str, Block]]:
    """Every table of a paper with the name of its place."""
    said = sheet["content"]
    for block in said["blocks"]:
        if block["is"] == "table":
            yield block["title"], block
    for annex in said["annexes"]:
        for block in annex["blocks"]:
            if block["is"] == "table":
                yield block["title"] or annex["title"], block


def render(sheet: Mapping[str, Any]) -> bytes:
    """A sheet for each table.

    Raises:
        LookupError: the paper has no table.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_urls": False}
    found = list(tables(sheet))
    if not found:
        raise LookupError("the paper has no table")
    with xlsxwriter.Workbook(out, options) as book:
        # The paper's own day: the same paper gives the same bytes whenever it is fetched.
        created = dt.datetime.combine(dt.date.fromisoformat(sheet["day"]), dt.time())
        book.set_properties({"created": created})
        looks = _looks(book)
        head = " ".join(word for word in (sheet["kind"]["type_name"], sheet["symbol"]) if word)
        for n, (name, block) in enumerate(found, 1):
            place = book.add_worksheet(_name(n, name))
            _write(place, looks, f"{head}: {name}" if name else head, block)
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    framed = font | {"border": 1, "text_wrap": True}
    return {
        "title": book.add_format(font | {"bold": True}),
        "head": book.add_format(framed | {"bold": True, "align": "center"}),
        **{side: book.add_format(framed | {"align": side}) for side in ("left", "center", "right")},
        "number": book.add_format(framed | {"num_format": "#,##0"}),
        "foot": book.add_format(framed | {"bold": True, "num_format": "#,##0"}),
    }


def _name(n: int, name: str) -> str:
    clean = " ".join(_NO_NAME.sub(" ", name).split())
    return f"{n}. {clean}"[:MAX_NAME].strip() if clean else f"Bảng {n}"


def _write(place: Any, looks: Mapping[str, Any], title: str, block: Block) -> None:
    columns = block["columns"]
    whole = sum(one["share"] for one in columns)
    for n, one in enumerate(columns):
        place.set_column(n, n, max(6, _WIDTH * one["share"] / whole))
    place.write_string(0, 0, title, looks["title"])
    for n, one in enumerate(columns):
        place.write_string(2, n, one["label"], looks["head"])
    place.repeat_rows(2)
    place.set_landscape()
    place.set_paper(9)
    place.fit_to_pages(1, 0)
    text = [looks[one["align"]] for one in columns]
    for y, row in enumerate(block["rows"], 3):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                place.write_string(y, x, cell, text[x])
            else:
                place.write_number(y, x, cell, looks["number"])
    _foot(place, looks, block)


def _foot(place: Any, looks: Mapping[str, Any], block: Block) -> None:
    y = 3 + len(block["rows"])
    for x, cell in enumerate(block["foot"]):
        if isinstance(cell, str):
            place.write_string(y, x, cell, looks["foot"])
        else:
            place.write_number(y, x, cell, looks["foot"])
