"""Sheets room: days such as 2/1/24, which may mean 2 January or 1 February: asked once for a file."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from namro.core import clock
from namro.core.dates import read_day
from namro.core.text import fold
from namro.sheets.reading import Row, Value

KEY = "dates:order"
DAY_FIRST, MONTH_FIRST = "day", "month"
_SHORT = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{2})")
_BEFORE = re.compile(r"^(?:(?:truoc|den|het|tu|trong)\s+)?(?:ngay\s+)?")
_MONTHS = 12
SOON = 10  # years ahead in which a term of work may lie


@dataclass(frozen=True)
class Settled:
    """The rows as their days are meant, and what there is to be asked."""

    rows: Sequence[Row]
    # The first day that may be read in two ways, as it is written; "" where there is none.
    written: str = ""
    readings: tuple[tuple[str, dt.date], ...] = ()
    unclear: frozenset[tuple[str, int]] = frozenset()
    chosen: str = ""

    def waits(self, row: Row) -> bool:
        """Does this row wait for the answer?"""
        return not self.chosen and (row.sheet, row.number) in self.unclear


def settle(rows: Sequence[Row], choices: dict[str, str]) -> Settled:
    """Say how short days of a file are meant; a day after the twelfth tells it for all of them."""
    found = [(row, match) for row in rows for match in _short(row)]
    unclear = [(row, match) for row, match in found if _is_unclear(match)]
    if not unclear or any(int(match[1]) > _MONTHS for _row, match in found):
        return Settled(rows)
    chosen = choices.get(KEY, "")
    written = str(unclear[0][1][0])
    readings = tuple(
        (order, day)
        for order, day in (
            (DAY_FIRST, read_day(written)),
            (MONTH_FIRST, read_day(_turned(written))),
        )
        if day is not None
    )
    if chosen not in (DAY_FIRST, MONTH_FIRST):
        chosen = ""
    turned = [_with_days(row) for row in rows] if chosen == MONTH_FIRST else rows
    where = frozenset((row.sheet, row.number) for row, _match in unclear)
    return Settled(turned, written, readings, where, chosen)


def _short(row: Row) -> Iterable[re.Match[str]]:
    """Cells that hold nothing but a day with two digits for its year."""
    for value in row.values.values():
        if not isinstance(value.raw, dt.date) and (match := _match(value.text)):
            yield match


def _match(text: str) -> re.Match[str] | None:
    return _SHORT.fullmatch(_BEFORE.sub("", fold(text))) if len(text) <= 30 else None


def _is_unclear(match: re.Match[str]) -> bool:
    return max(int(match[1]), int(match[3])) <= _MONTHS and int(match[1]) != int(match[3])


def _turned(written: str) -> str:
    """The month first: 2/1/24 becomes 1/2/24."""
    return _SHORT.sub(r"\3\2\1\g<2>\4", written)


def _with_days(row: Row) -> Row:
    return replace(row, values={name: _clear(value) for name, value in row.values.items()})


def _clear(value: Value) -> Value:
    """The day as it is meant, with four digits for its year, so that nobody is in doubt again."""
    match = None if isinstance(value.raw, dt.date) else _match(value.text)
    day = read_day(_turned(match[0])) if match else None
    if match is None or day is None:
        return value
    # "45" may still be 1945: whoever reads a birth knows.
    year = f"{day:%Y}" if day.year <= clock.today().year + SOON else match[4]
    words = _SHORT.sub(f"{day:%d/%m}/{year}", value.text)
    return replace(value, raw=words, text=words)
