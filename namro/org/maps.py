"""Room org: the tree as it was on a day: who stood under whom, and by which name.

Everything here costs one indexed prefix of `Placement.path`, whatever the size of the tree. Units
that come back carry the name and kind of that day; they are for showing and are never saved.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from namro.org.models import Placement, Succession, Unit, UnitName, ids_of


def placed(unit: Unit, day: dt.date) -> Placement | None:
    """Where a unit stood on a day; None before it began and after it closed."""
    return Placement.objects.on(day).filter(unit=unit).first()


def under(path: str, day: dt.date) -> QuerySet[Placement]:
    """Where everything stood that was below a path on a day, the path's own unit included."""
    rows: QuerySet[Placement] = Placement.objects.on(day).filter(path__startswith=path)
    return rows


def subtree(unit: Unit, day: dt.date, *, deepest: int = 0) -> list[Unit]:
    """The unit and all below it as they stood on a day, parents before their parts.

    `deepest` leaves out what lies deeper than so many levels from the root (0: nothing).
    """
    place = placed(unit, day)
    if place is None:
        return []
    rows = under(place.path, day).select_related("unit")
    if deepest:
        rows = rows.exclude(path__regex=rf"^([0-9]+\.){{{deepest + 1}}}")
    found = []
    for row in sorted(rows, key=lambda row: ids_of(row.path)):
        row.unit.path, row.unit.parent_id = row.path, row.parent_id
        found.append(row.unit)
    return as_named(found, day)


class Stood(NamedTuple):
    """One unit on a day, as plain values: quick to read by the ten thousand."""

    pk: int
    path: str
    parent_id: int | None
    name: str
    kind: str
    level: str
    branch: str


def stood(unit: Unit, day: dt.date) -> list[Stood]:
    """The unit and all below it as they stood on a day, in one query, in no particular order."""
    place = placed(unit, day)
    if place is None:
        return []
    named = Q(unit__names__since__lte=day) & (
        Q(unit__names__until=None) | Q(unit__names__until__gt=day)
    )
    rows = under(place.path, day).filter(named).order_by()
    fields = ("unit_id", "path", "parent_id", "unit__names__name", "unit__names__kind")
    return [Stood(*row) for row in rows.values_list(*fields, "unit__names__level", "unit__branch")]


def below(unit: Unit, day: dt.date) -> list[Unit]:
    """The direct parts of a unit on a day, in their order."""
    rows = Placement.objects.on(day).filter(parent=unit).select_related("unit")
    units = []
    for row in rows.order_by("unit__order", "unit_id"):
        row.unit.path, row.unit.parent_id = row.path, row.parent_id
        units.append(row.unit)
    return as_named(units, day)


def as_named(units: Iterable[Unit], day: dt.date) -> list[Unit]:
    """The units with the name, kind and level that they had on a day."""
    units = list(units)
    rows = UnitName.objects.on(day).filter(unit__in=[unit.pk for unit in units])
    names = {row.unit_id: row for row in rows}
    for unit in units:
        if row := names.get(unit.pk):
            unit.name, unit.kind, unit.level = row.name, row.kind, row.level
    return units


def parents(day: dt.date) -> dict[int, int | None]:
    """Who stood under whom on a day."""
    return dict(Placement.objects.on(day).values_list("unit", "parent"))


def paths_of(unit: Unit) -> list[str]:
    """Every path that a unit has had, the present one among them."""
    kept = Placement.objects.filter(unit=unit).values_list("path", flat=True)
    return sorted({unit.path, *kept})


def within(field: str, unit: Unit) -> Q:
    """Rows that count, or counted, in a unit: whatever path it had then."""
    found = Q(pk__in=[])
    for path in paths_of(unit):
        found |= Q(**{f"{field}__startswith": path})
    return found


def moved_since(unit: Unit, day: dt.date) -> bool:
    """Has anything below a unit been moved, closed or taken in after a day?"""
    left = Placement.objects.filter(path__startswith=unit.path, until__gt=day)
    came = Placement.objects.filter(path__startswith=unit.path, since__gt=day)
    return left.exists() or came.exclude(unit__since__gt=day).exists()


def former_names(units: Iterable[Unit]) -> dict[int, list[UnitName]]:
    """Unit id to the names that it no longer has, the latest first."""
    rows = UnitName.objects.filter(unit__in=[unit.pk for unit in units], until__isnull=False)
    found: dict[int, list[UnitName]] = defaultdict(list)
    for row in rows.select_related("unit").order_by("-until"):
        if row.name != row.unit.name:
            found[row.unit_id].append(row)
    return found


def carried_on(unit: Unit) -> list[Succession]:
    """Who carries on what a unit was, the whole ones first."""
    rows = Succession.objects.filter(before=unit).select_related("after")
    order = {"whole": 0, "part": 1, "remainder": 2}
    return sorted(rows, key=lambda row: (order[row.kind], row.after.order, row.pk))


def came_from(unit: Unit) -> list[Succession]:
    """What a unit carries on."""
    rows = Succession.objects.filter(after=unit).select_related("before")
    return list(rows.order_by("on", "before__order", "pk"))
