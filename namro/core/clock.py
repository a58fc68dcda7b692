"""Room core: which days count, and how a time limit is counted (Civil Code 2015, arts 147-148)."""

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import holidays
from django.conf import settings
from django.utils import timezone

from namro.core.models import LIBRARY, CalendarDay, DayKind

SATURDAY = 5
REMEMBERED_SECONDS = 60
_pretended: ContextVar["dt.date | None"] = ContextVar("pretended_day", default=None)


def today() -> dt.date:
    """The day in Viet Nam, which is what an office writes on its papers.

    A demonstration lives on a day of its own (`NAMRO_TODAY`), so that its autumn stays an autumn.
    """
    return _pretended.get() or settings.TODAY or timezone.localdate()


def now() -> dt.datetime:
    """The moment; on a demonstration's day, the time of day is the real one."""
    real = timezone.localtime()
    day = today()
    return real if day == real.date() else real.replace(year=day.year, month=day.month, day=day.day)


@contextmanager
def pretend(day: dt.date) -> Iterator[None]:
    """Act as on an earlier day; only a demonstration may, for its past must be made somehow."""
    if settings.TODAY is None:
        raise RuntimeError("only a demonstration pretends a day")
    token = _pretended.set(day)
    try:
        yield
    finally:
        _pretended.reset(token)


def seconds() -> float:
    """Seconds of the machine's own clock, for measuring how long something takes or has rested."""
    return time.time()


def is_working_day(day: dt.date) -> bool:
    """True unless it is a weekend or a day off; a make-up Saturday counts."""
    kind = _kinds(day.year, int(time.monotonic() // REMEMBERED_SECONDS)).get(day)
    if kind is not None:
        return kind == DayKind.WORKING
    return day.weekday() < SATURDAY


def add_working_days(start: dt.date, count: int) -> dt.date:
    """The last day of a limit of `count` working days; the day of the event is not counted."""
    day = start
    while count > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def add_calendar_days(start: dt.date, count: int) -> dt.date:
    """The last day of a limit in days; ending on a day off, it ends with the next working day."""
    return next_working_day(start + dt.timedelta(days=count))


def next_working_day(day: dt.date) -> dt.date:
    """The day itself when it works, else the next one that does."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    weeks, rest = divmod((end - start).days, 7)
    ordinary = weeks * SATURDAY + sum(
        (start.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1)
    )
    return ordinary + sum(
        change
        for year in range(start.year, end.year + 1)
        for day, change in _changes(year, int(time.monotonic() // REMEMBERED_SECONDS))
        if start < day <= end
    )


def fill(years: Iterable[int]) -> int:
    """Put the library's days into the table; a day that an office has written is left alone."""
    kept = set(CalendarDay.objects.values_list("on", flat=True))
    rows = []
    for year in years:
        found = holidays.country_holidays("VN", years=year, language="vi")
        days = [
            (day, DayKind.COMPENSATING if "nghỉ" in name.casefold() else DayKind.HOLIDAY, name)
            for day, name in sorted(found.items())
        ]
        days += [
            (day, DayKind.WORKING, "Ngày làm bù")
            for day in found.weekend_workdays
            if day.year == year
        ]
        rows += [
            CalendarDay(on=day, kind=kind, name=name[:200], source=LIBRARY)
            for day, kind, name in days
            if day not in kept
        ]
    CalendarDay.objects.bulk_create(rows)
    forget()
    return len(rows)


def forget() -> None:
    """Drop what was remembered of the table, after somebody has changed it."""
    _kinds.cache_clear()
    _changes.cache_clear()


@lru_cache(maxsize=64)
def _kinds(year: int, _minute: int) -> dict[dt.date, str]:
    # Asked for thousands of times a page; the table changes once a year, and another process
    # must see that change within a minute.
    return dict(CalendarDay.objects.filter(on__year=year).values_list("on", "kind"))


@lru_cache(maxsize=64)
def _changes(year: int, minute: int) -> list[tuple[dt.date, int]]:
    """The days that are not what their weekday says: one working day more, or one fewer."""
    return [
        (day, 1 if kind == DayKind.WORKING else -1)
        for day, kind in _kinds(year, minute).items()
        if (kind == DayKind.WORKING) == (day.weekday() >= SATURDAY)
    ]
