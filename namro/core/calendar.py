"""Room core: changes of the calendar of days off and make-up days, each with its entry."""

import datetime as dt
from dataclasses import dataclass

from namro.core import audit, clock
from namro.core.audit import Actor
from namro.core.models import CalendarDay
from namro.core.write import writing


@dataclass(frozen=True)
class Day:
    """A day that is not what its weekday says."""

    on: dt.date
    kind: str
    name: str
    source: str


@writing()
def set_day(day: Day, by: Actor) -> CalendarDay:
    """Write a day, or correct what the library said of it."""
    before = CalendarDay.objects.filter(on=day.on).first()
    row, _made = CalendarDay.objects.update_or_create(
        on=day.on, defaults={"kind": day.kind, "name": day.name, "source": day.source}
    )
    held = before.kind if before else None
    audit.record("calendar.set", row, {"kind": [held, day.kind]}, by, day.source)
    clock.forget()
    return row


@writing()
def drop_day(pk: int, by: Actor) -> dt.date | None:
    """Take a day out; None where there is none."""
    row = CalendarDay.objects.filter(pk=pk).first()
    if row is None:
        return None
    audit.record("calendar.drop", row, {"kind": [row.kind, None]}, by)
    row.delete()
    clock.forget()
    return row.on


def days_of(year: int) -> list[CalendarDay]:
    """The days of a year that are written down, in order."""
    return list(CalendarDay.objects.filter(on__year=year).order_by("on"))


def working_days_of(year: int) -> int:
    """How many days of a year count as working days."""
    first, last = dt.date(year - 1, 12, 31), dt.date(year, 12, 31)
    return clock.working_days_between(first, last)
