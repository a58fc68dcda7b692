"""Room registers: the figures of a register by unit and year, for page, Excel and chart alike."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from namro.figures import tally
from namro.figures.models import Tally
from namro.org import maps
from namro.org.models import Placement, Unit, ids_of
from namro.registers.kit import Counts


@dataclass(frozen=True)
class Sums:
    """What the counters say of one unit with everything below it."""

    unit: Unit
    sets: dict[str, Counter[str]]

    def total(self, of: str, *facets: str | None) -> int:
        """Records of a set whose facets are these; None takes any, `a/b` takes either."""
        return tally.total(self.sets[of], *facets)


def counted(of: str, *facets: str | None) -> Callable[[Sums], int]:
    """The `count` of a figure: records of a set with these facets."""

    def count(row: Sums) -> int:
        return row.total(of, *facets)

    return count


def years(counts: Counts) -> list[int]:
    """The years that have records, the latest first; the roots of the tree count everything."""
    first, last = tally.year_of(counts.block, 9999), tally.year_of(counts.block, 0)
    rows = Tally.objects.filter(period__range=(first, last), set__in=counts.sets).exclude(n=0)
    found = rows.filter(unit__parent=None).order_by().values_list("period", flat=True).distinct()
    return sorted((-period - counts.block * 10_000 for period in found), reverse=True)


def level(counts: Counts, unit: Unit, wanted: Iterable[int]) -> tuple[Sums, list[Sums]]:
    """A unit and its parts in some years, each with what counted there in this unit.

    A part that has stood under other units as well is counted from its records: its counters hold
    what it counted elsewhere.
    """
    periods = [tally.year_of(counts.block, year) for year in wanted]
    parts = placed(unit)
    apart = Placement.objects.filter(unit__in=[one.pk for one in parts]).exclude(parent=unit)
    moved = set(apart.values_list("unit", flat=True))
    still = [one for one in parts if one.pk not in moved]
    found = tally.read_years(periods, [unit, *still], *counts.sets)
    if moved:
        found |= _here(counts, unit, moved, periods)
    return parts_of(counts, unit, parts, found)


def placed(unit: Unit) -> list[Unit]:
    """All units that stand or have stood under this one, in their order."""
    rows = Placement.objects.filter(parent=unit).values("unit")
    return list(Unit.objects.filter(pk__in=rows).order_by("order", "pk"))


def parts_of(
    counts: Counts, unit: Unit, parts: list[Unit], found: dict[int, dict[str, Counter[str]]]
) -> tuple[Sums, list[Sums]]:
    """What was counted, by unit: the unit itself, and its parts that have something or are listed."""
    listed = counts.listed(unit)
    rows = [
        Sums(one, found[one.pk])
        for one in parts
        if one.pk in listed or (one.pk in found and any(found[one.pk].values()))
    ]
    return Sums(unit, found[unit.pk]), rows


def _here(
    counts: Counts, unit: Unit, moved: set[int], periods: list[int]
) -> dict[int, dict[str, Counter[str]]]:
    """What parts that have moved counted while they stood in this unit."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    inside = Q(pk__in=[])
    for path in maps.paths_of(unit):
        for pk in sorted(moved):
            inside |= Q(counted_path__startswith=f"{path}{pk}.")
    for model in counts.models:
        for record in model._default_manager.filter(inside, period__in=periods).iterator():
            ids = ids_of(record.counted_path)
            part = ids[ids.index(unit.pk) + 1]
            for key in record.tally():
                found[part][key.set][key.text] += 1
    return found


def recounted(counts: Counts, period: int) -> dict[tuple[int, str, str], int]:
    """Count the records of a year anew, as the counters should stand."""
    found: Counter[tuple[str, str, str]] = Counter()
    for model in counts.models:
        rows = model._default_manager.filter(period=period)
        for record in rows.iterator(chunk_size=2000):
            for key in record.tally():
                found[record.counted_path, key.set, key.text] += 1
    return tally.climb(found)
