"""Sheets room: how an office's file was read, found again by the words over its columns."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from namro.org.access import Access
from namro.sheets.book import Book, Sheet
from namro.sheets.grid import Grid, plain
from namro.sheets.layout import Found, Layout, SheetPlan, Understanding
from namro.sheets.models import Mapping
from namro.sheets.understanding import in_unicode, understand_sheet

_SEARCHED_ROWS = 80
# Who keeps the units of a committee keeps its office.
OFFICE = "unit.edit"
Heads = list[list[str]]


@dataclass(frozen=True)
class Offer:
    """A reading of an earlier file that fits this one and differs from how it is read now."""

    mapping: Mapping
    understanding: Understanding


def saved(book: Book, understanding: Understanding) -> list[dict[str, Any]]:
    """What is kept of a reading: the words over the columns, and which column holds what."""
    kept = []
    for plan in understanding.sheets:
        sheet = book.sheet(plan.sheet)
        if plan.used and sheet and plan.header_rows:
            heads = _heads(in_unicode(sheet, plan.encoding), plan.header_rows)
            kept.append({"heads": heads, "columns": [asdict(one) for one in plan.columns]})
    return kept


def shape_of(sheets: Iterable[dict[str, Any]]) -> str:
    """The same for two files whose columns are headed alike, wherever the header stands."""
    heads = sorted(json.dumps(one["heads"], ensure_ascii=False) for one in sheets)
    return hashlib.sha256("\n".join(heads).encode()).hexdigest()


def apply(
    mapping: Mapping, book: Book, understanding: Understanding, layout: Layout
) -> Understanding:
    """This file read as the earlier one was, sheet by sheet where the header is the same."""
    for plan in understanding.sheets:
        sheet = book.sheet(plan.sheet)
        if sheet is None or not sheet.rows:
            continue
        for kept in mapping.sheets:
            rows = _place(in_unicode(sheet, plan.encoding), kept["heads"])
            if rows:
                understanding = understanding.with_sheet(_like(sheet, layout, rows, kept))
                break
    return understanding


def offers(
    mappings: Iterable[Mapping], book: Book, understanding: Understanding, layout: Layout
) -> list[Offer]:
    """Earlier readings that would change something here."""
    found = []
    for mapping in mappings:
        other = apply(mapping, book, understanding, layout)
        if other != understanding:
            found.append(Offer(mapping, other))
    return found


def may_forget(mapping: Mapping, access: Access) -> bool:
    """Who brings lists into its unit, and kept it or keeps the office there."""
    if not access.can("import.use", mapping.unit):
        return False
    own = mapping.by_id is not None and mapping.by_id == access.person_id
    return own or access.can(OFFICE, mapping.unit)


def forgettable(mappings: Iterable[Mapping], access: Access) -> set[int]:
    """Of these the ones that this person may forget."""
    return {one.pk for one in mappings if may_forget(one, access)}


def _heads(sheet: Sheet, rows: tuple[int, ...]) -> Heads:
    grid = Grid(sheet)
    return [_trimmed([plain(grid.own(row, at)) for at in range(sheet.width)]) for row in rows]


def _trimmed(words: list[str]) -> list[str]:
    while words and not words[-1]:
        words.pop()
    return words


def _place(sheet: Sheet, heads: Heads) -> tuple[int, ...]:
    if not heads or not any(heads):
        return ()
    grid = Grid(sheet)
    rows = [
        _trimmed([plain(grid.own(row, at)) for at in range(sheet.width)])
        for row in range(min(len(sheet.rows), _SEARCHED_ROWS))
    ]
    for top in range(len(rows) - len(heads) + 1):
        if rows[top : top + len(heads)] == heads:
            return tuple(range(top, top + len(heads)))
    return ()


def _like(sheet: Sheet, layout: Layout, rows: tuple[int, ...], kept: dict[str, Any]) -> SheetPlan:
    plan = understand_sheet(sheet, layout, rows)
    columns = tuple(Found(**{**one, "parts": tuple(one["parts"])}) for one in kept["columns"])
    return replace(plan, used=True, why="", columns=columns)
