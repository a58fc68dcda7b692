"""Room registers: the columns and filters that most lists have, each in one call."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures import tally
from namro.org.access import Access
from namro.org.models import Person
from namro.registers.listing import Column, Filter, Listing

Words = str | Promise
Choices = Sequence[tuple[str, Words]]
STATE = _("State")


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
    """A column of days to come, with the working days left while the record `is_open`."""

    def cell(record: Any, on: dt.date) -> dict[str, Any]:
        date = read(record)
        waits = date is not None and getattr(record, "is_open", True)
        return {
            "date": date,
            "left": clock.working_days_between(on, date) if waits and date else None,
        }

    return Column(name, label, cell, lambda r, d: read(r), **more)


def _status(record: Any) -> tuple[str, Words]:
    return getattr(record, "look", record.status), record.get_status_display()


def state(
    name: str = "status",
    label: Words = STATE,
    read: Callable[[Any], tuple[str, Words]] = _status,
    **more: Any,
) -> Column:
    """A column of states: shape, word and colour."""

    def cell(record: Any, on: dt.date) -> dict[str, Any]:
        value, said = read(record)
        return {"state": value, "text": said}

    return Column(name, label, cell, lambda r, d: str(read(r)[1]), **more)


def of(model: type[Any], *names: str, **labels: Words) -> tuple[Column, ...]:
    """Columns of fields of a model, each read and shown as what it is; labels where they differ."""
    return tuple(_of(model, name, labels.get(name, "")) for name in names)


def _of(model: type[Any], name: str, label: Words) -> Column:
    if name == "status":
        return state(label=label or STATE)
    field: Any = model._meta.get_field(name)
    label = label or capfirst(field.verbose_name)
    if isinstance(field, models.DateField):
        how = due if name == "due" else day
        return how(name, label, lambda r: getattr(r, name), order=name)
    if isinstance(field, models.ForeignKey):
        return words(name, label, read(field), related=(name,))
    if isinstance(field, models.IntegerField):
        return number(name, label, lambda r: getattr(r, name))
    return words(name, label, read(field))


def read(field: Any) -> Callable[[Any], str]:
    """A stored value as people read it."""

    def shown(record: Any) -> str:
        if field.choices:
            return str(getattr(record, f"get_{field.name}_display")())
        value = getattr(record, field.name)
        if isinstance(value, Person):
            return value.full_name
        if isinstance(value, dt.date):
            return f"{value:%d/%m/%Y}"
        return "" if value is None else str(value)

    return shown


def answers(model: type[Any], *names: str) -> Callable[[Any, Access], list[tuple[Words, str]]]:
    """Fields of a record as label and value, for its page."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]

    def told(record: Any, access: Access) -> list[tuple[Words, str]]:
        return [(capfirst(one.verbose_name), read(one)(record)) for one in fields]

    return told


def listing(book: str, title: Words, model: type[Any], capability: str, **more: Any) -> Listing:
    """A list of a book: `show` names fields or gives columns, `by` names fields with choices.

    `order` names the column it begins with, `-` in front for the last first; without it the rows
    that were entered last come first.
    """
    columns: list[Column] = []
    for one in more.pop("show"):
        columns += of(model, one) if isinstance(one, str) else [one]
    filters = [_by(model, one) if isinstance(one, str) else one for one in more.pop("by", ())]
    orders = {one.order: (one.order, False) for one in columns if one.order}
    return Listing(
        name=book,
        title=title,
        model=model,
        capability=capability,
        columns=tuple(columns),
        filters=tuple(filters),
        orders={"new": ("pk", True), **orders},
        order=more.pop("order", "new"),
        href=href(book),
        related=("unit",),
        **more,
    )


def _by(model: type[Any], name: str) -> Filter:
    field: Any = model._meta.get_field(name)
    if name == "status":
        return among(name, STATE, model.STATES.choices)
    return among(name, capfirst(field.verbose_name), field.choices)


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


def states(model: type[Any], **groups: tuple[Words, Sequence[str]]) -> Filter:
    """A filter by state in which several states together can be chosen: name=(label, states)."""
    together = {name: tuple(found) for name, (_label, found) in groups.items()}
    choices = [*model.STATES.choices, *((name, label) for name, (label, _s) in groups.items())]
    return Filter(
        "status",
        STATE,
        lambda access, values: choices,
        lambda rows, value, on: rows.filter(status__in=together.get(value, (value,))),
    )


def year(block: int, years: Callable[[], Sequence[int]]) -> Filter:
    """A filter by the year in which a record counts (its column `period`)."""

    def keep(rows: QuerySet, value: str, on: dt.date) -> QuerySet:
        return rows.filter(period=tally.year_of(block, int(value)))

    def offered(access: Access, values: dict[str, str]) -> Choices:
        return [(str(one), str(one)) for one in years()]

    return Filter("year", _("Year"), offered, keep)
