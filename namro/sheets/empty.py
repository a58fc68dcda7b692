"""Sheets room: an empty workbook of a kind of list, with heads that the reader knows."""

import io
from typing import IO

from namro.sheets.layout import Column
from namro.sheets.lists import ListKind
from namro.sheets.writer import OutSheet, write_xlsx


def workbook(kind: ListKind) -> IO[bytes]:
    """One sheet with a header and nothing below it."""
    out = io.BytesIO()
    write_xlsx(out, [OutSheet(str(kind.label), [_head(one) for one in columns(kind)], [])])
    out.seek(0)
    return out


def columns(kind: ListKind) -> list[Column]:
    """What the preview shows first, in its order; then the rest."""
    order = {name: place for place, name in enumerate(kind.shows)}
    return sorted(kind.layout.columns, key=lambda one: order.get(one.name, len(order)))


def _head(column: Column) -> str:
    # In the words of the lists themselves, whatever the language of the page.
    words = column.words[0] if column.words else str(column.label)
    return words[:1].upper() + words[1:]
