"""Core room: dates as people in offices write them are read here; the last day named counts."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from namro.core.text import fold, nfc

How = Literal["day", "month", "quarter", "year", "ongoing", "empty", "unreadable"]

FIRST_YEAR = 1900
LAST_YEAR = 2199
# Excel counts days from 1899-12-30; below 20,000 (1954) a number is not a term of work.
EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_SERIALS = range(20_000, 110_000)

_SEP = r"\s*[/.\-]\s*"
# "Tháng 4-6/2022" names months, not the fourth of June.
_FULL = re.compile(
    rf"(?<!\d)(?<!thang )(?<!quy )(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})(?!\d)"
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR_WORD = r"(?:\s*(?:nam\s*|[/.\-]\s*)(\d{4}|\d{2})(?!\d))?"
_WORDED = re.compile(rf"(?<!\d)(\d{{1,2}})\s*thang\s*(\d{{1,2}})(?!\d){_YEAR_WORD}")
_LIST = r"(?:\s*(?:,|va|den|\+|-|–)\s*"
_QUARTER = re.compile(
    rf"\b(?:quy|q)\.?\s*((?:iv|i{{1,3}}|[1-4]|mot|hai|ba|tu|bon)"
    rf"{_LIST}(?:quy\s*)?(?:iv|i{{1,3}}|[1-4])\b(?!\d))*)(?![a-z\d]){_YEAR_WORD}"
)
_MONTH = re.compile(
    rf"\b(?:thang|t)\.?\s*(\d{{1,2}}(?!\d)"
    rf"{_LIST}(?:thang\s*)?\d{{1,2}}(?!\d))*){_YEAR_WORD}"
)
_HALF = re.compile(r"\b(0?6|sau|0?9|chin|0?3|ba)\s*thang\s*(dau|cuoi)\s*(?:nam)?\s*(\d{4})?")
_MONTH_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{4}})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?!\d)")
_YEAR_END = re.compile(r"\b(?:cuoi|het|ket thuc)\s+nam\b(?!\s*\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d{2})(?!\d)")
_ONGOING = re.compile(
    r"\b(?:thuong xuyen|lien tuc|dinh ky|hang (?:ngay|tuan|thang|quy|nam)|lau dai"
    r"|trong nam|ca nam|suot nam|theo ke hoach)\b"
)
_CLOCK = re.compile(r"\s*(?:luc\s*)?\b\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4}
_HALF_MONTHS = {"6": 6, "06": 6, "sau": 6, "9": 9, "09": 9, "chin": 9, "3": 3, "03": 3, "ba": 3}


@dataclass(frozen=True)
class Due:
    """`on` is the last day of what was written, None where no day is named or it cannot be read."""

    on: dt.date | None
    how: How
    raw: str


class ImpossibleDayError(ValueError):
    """A day that the calendar does not have, such as 31/02."""


def read_due(value: object, year: int | None) -> Due:
    """The term that a cell names; `year` is that of the campaign, for "Quý III" or "15/9"."""
    if value is None or (isinstance(value, str) and not nfc(value)):
        return Due(None, "empty", "")
    if isinstance(value, dt.date):
        day = _plain_day(value)
        return Due(day, "day", day.isoformat())
    raw = nfc(str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _due_of_number(value, raw)
    if not isinstance(value, str):
        return Due(None, "unreadable", raw)
    try:
        return _due_of_text(raw, year)
    except ImpossibleDayError:
        return Due(None, "unreadable", raw)


def read_day(value: object) -> dt.date | None:
    """A plain day, day before month; None where it is not one."""
    if isinstance(value, dt.date):
        return _plain_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial_day(value)
    text = _CLOCK.sub("", nfc(str(value or "")))
    try:
        if match := _FULL.fullmatch(text):
            return _day(match[3], match[2], match[1])
        if match := _ISO.fullmatch(text):
            return _day(match[1], match[2], match[3])
        if (match := _WORDED.fullmatch(fold(text).removeprefix("ngay "))) and match[3]:
            return _day(match[3], match[2], match[1])
    except ImpossibleDayError:
        return None
    return None


def _plain_day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _serial_day(value: float) -> dt.date | None:
    # NaN and infinity compare as outside.
    if EXCEL_SERIALS.start <= value < EXCEL_SERIALS.stop:
        return EXCEL_EPOCH + dt.timedelta(days=int(value))
    return None


def _due_of_number(value: float, raw: str) -> Due:
    if value in range(FIRST_YEAR, LAST_YEAR + 1):
        return Due(dt.date(int(value), 12, 31), "year", raw)
    day = _serial_day(value)
    return Due(day, "day" if day else "unreadable", raw)


def _due_of_text(raw: str, year: int | None) -> Due:
    text = _CLOCK.sub("", fold(raw))
    for how, read in _READERS:
        days: list[dt.date | None] = []
        for pattern, last_day in read:
            # What one pattern has read must not be read again: "30/9/2022" holds "9/2022".
            days += [last_day(match, year) for match in pattern.finditer(text)]
            text = pattern.sub(" ; ", text)
        if days:
            known = [day for day in days if day]
            return Due(max(known), how, raw) if known else Due(None, "unreadable", raw)
    if _ONGOING.search(text) and not _YEAR.search(text):
        return Due(None, "year" if "nam" in text.split() else "ongoing", raw)
    years = [int(found) for found in _YEAR.findall(text)]
    if years:
        return Due(dt.date(max(years), 12, 31), "year", raw)
    return Due(None, "ongoing" if _ONGOING.search(text) else "unreadable", raw)


def _day(year: str, month: str, day: str) -> dt.date:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 50 else FIRST_YEAR
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ImpossibleDayError
    try:
        return dt.date(number, int(month), int(day))
    except ValueError as error:
        raise ImpossibleDayError from error


def _month_end(year: int | None, month: int) -> dt.date | None:
    if not 1 <= month <= 12:
        raise ImpossibleDayError
    if year is None:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _year_of(written: str | None, year: int | None) -> int | None:
    return _day(written, "1", "1").year if written else year


def _full(match: re.Match[str], _: int | None) -> dt.date:
    return _day(match[3], match[2], match[1])


def _iso(match: re.Match[str], _: int | None) -> dt.date:
    return _day(match[1], match[2], match[3])


def _worded(match: re.Match[str], year: int | None) -> dt.date | None:
    known = _year_of(match[3], year)
    return _day(str(known), match[2], match[1]) if known else None


def _day_month(match: re.Match[str], year: int | None) -> dt.date | None:
    return _day(str(year), match[2], match[1]) if year else None


def _quarter(match: re.Match[str], year: int | None) -> dt.date | None:
    last = re.findall(r"[a-z\d]+", match[1])[-1]
    return _month_end(_year_of(match[2], year), 3 * (_QUARTERS.get(last) or int(last)))


def _month(match: re.Match[str], year: int | None) -> dt.date | None:
    return _month_end(_year_of(match[2], year), int(re.findall(r"\d+", match[1])[-1]))


def _month_year(match: re.Match[str], _: int | None) -> dt.date | None:
    return _month_end(_year_of(match[2], None), int(match[1]))


def _part_of_year(match: re.Match[str], year: int | None) -> dt.date | None:
    month = _HALF_MONTHS[match[1]] if match[2] == "dau" else 12
    return _month_end(_year_of(match[3], year), month)


def _year_end(_: re.Match[str], year: int | None) -> dt.date | None:
    return _month_end(year, 12)


_LastDay = Callable[[re.Match[str], int | None], dt.date | None]
_READERS: tuple[tuple[How, tuple[tuple[re.Pattern[str], _LastDay], ...]], ...] = (
    ("day", ((_FULL, _full), (_ISO, _iso), (_WORDED, _worded))),
    ("quarter", ((_QUARTER, _quarter),)),
    ("month", ((_HALF, _part_of_year), (_MONTH, _month), (_MONTH_YEAR, _month_year))),
    ("day", ((_DAY_MONTH, _day_month),)),
    ("year", ((_YEAR_END, _year_end),)),
)
