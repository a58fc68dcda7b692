"""Room mediation: what the law and the locality say, as dated data."""

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
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
