"""Room mediation: what the law and the locality say, as dated data."""

import calendar
import datetime as dt
from pathlib import Path
from typing import Any

from namro.core import clock, rules

RULES = Path(__file__).parent / "rules"


def on(day: dt.date | None = None) -> dict[str, Any]:
    """What holds on a day."""
    return rules.in_force(RULES, "mediation", day or clock.today()).rules


def labels(part: str, day: dt.date | None = None) -> dict[str, str]:
    """Names to labels of a part: fields, reasons to refer."""
    return {one["name"]: one["label"] for one in on(day)[part]}


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
