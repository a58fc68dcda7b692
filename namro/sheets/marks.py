"""Sheets room: the column of reasons that a list gets from us, and its way out when it comes back."""

from typing import TypeVar

from namro.core.text import fold

# What stands over the column, folded, in both languages of the pages.
HEADS = frozenset({"ly do can sua", "to be corrected because"})
_SEARCHED_ROWS = 80
C = TypeVar("C")


def is_ours(cell: object) -> bool:
    """Whether a cell is the head of our own column."""
    return isinstance(cell, str) and fold(cell) in HEADS


def without_reasons(rows: list[tuple[C | None, ...]]) -> list[tuple[C | None, ...]]:
    """The list as it was before we wrote beside it."""
    for top, row in enumerate(rows[:_SEARCHED_ROWS]):
        for column, cell in enumerate(row):
            if is_ours(cell):
                return [*rows[:top], *(_without(one, column) for one in rows[top:])]
    return rows


def _without(row: tuple[C | None, ...], column: int) -> tuple[C | None, ...]:
    if column >= len(row):
        return row
    left = [*row[:column], None, *row[column + 1 :]]
    while left and left[-1] is None:
        left.pop()
    return tuple(left)
