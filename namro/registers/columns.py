"""Room registers: the columns and filters that most lists have, each in one call."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures import tally
from namro.org.access import Access
from namro.registers.listing import Column, Filter

Words = str | Promise
Choices = Sequence[tuple[str, Words]]


def href(book: str) -> Callable[[Any], str]:
    """Where a record of a book has its page."""
    return lambda record: reverse(f"{book}-detail", args=[record.key])


def words(name: str, label: Words, read: Callable[[Any], Any], **more: Any) -> Column:
    """A column of words."""
    return Column(
        name, label, lambda r, d: {"text": read(r)}, lambda r, d: str(read(r) or ""), **more
    )


def number(name: str, label: Words, read: Callable[[Any], int], **more: Any) -> Column:
    """A column of whole numbers."""
    return Column(
        name, label, lambda r, d: {"number": read(r)}, lambda r, d: read(r), number=True, **more
    )


def day(name: str, label: Words, read: Callable[[Any], dt.date | None], **more: Any) -> Column:
    """A column of days."""
    return Column(name, label, lambda r, d: {"date": read(r)}, lambda r, d: read(r), **more)


def due(name: str, label: Words, read: Callable[[Any], dt.date | None], **more: Any) -> Column:
    """A column of days that are still to come, with the working days that are left."""

    def cell(record: Any, on: dt.date) -> dict[str, Any]:
        date = read(record)
        return {"date": date, "left": clock.working_days_between(on, date) if date else None}

    return Column(name, label, cell, lambda r, d: read(r), **more)


def state(
    name: str = "status",
    label: Words = _("State"),
    read: Callable[[Any], tuple[str, Words]] = lambda r: (r.status, r.get_status_display()),
    **more: Any,
) -> Column:
    """A column of states: shape, word and colour."""

    def cell(record: Any, on: dt.date) -> dict[str, Any]:
        value, said = read(record)
        return {"state": value, "text": said}

    return Column(name, label, cell, lambda r, d: str(read(r)[1]), **more)


def among(
    name: str, label: Words, choices: Choices | Callable[[], Choices], column: str = ""
) -> Filter:
    """A filter by a column of the database against a list of choices."""
    return Filter(
        name,
        label,
        lambda access, values: choices() if callable(choices) else choices,
        lambda rows, value, on: rows.filter(**{column or name: value}),
    )


def year(block: int, years: Callable[[], Sequence[int]]) -> Filter:
    """A filter by the year in which a record counts (its column `period`)."""

    def keep(rows: QuerySet, value: str, on: dt.date) -> QuerySet:
        return rows.filter(period=tally.year_of(block, int(value)))

    def offered(access: Access, values: dict[str, str]) -> Choices:
        return [(str(one), str(one)) for one in years()]

    return Filter("year", _("Year"), offered, keep)
