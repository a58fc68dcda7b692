"""Room registers: the figures of a register by unit and year, for page, Excel and chart alike."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from namro.figures import tally
from namro.figures.models import Tally
from namro.org import maps
from namro.org.models import Unit, ids_of
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
    """The years that have records, the latest first."""
    first, last = tally.year_of(counts.block, 9999), tally.year_of(counts.block, 0)
    rows = Tally.objects.filter(period__range=(first, last), set__in=counts.sets).exclude(n=0)
    found = rows.order_by().values_list("period", flat=True).distinct()
    return sorted((-period - counts.block * 10_000 for period in found), reverse=True)


def level(counts: Counts, unit: Unit, wanted: Iterable[int]) -> tuple[Sums, list[Sums]]:
    """A unit and its parts in some years, as the records counted then."""
    periods = [tally.year_of(counts.block, year) for year in wanted]
    parts = list(Unit.objects.filter(pk__in=_parts(counts, unit, periods)).order_by("path"))
    found = tally.read_years(periods, [unit, *parts], *counts.sets)
    rows = [Sums(one, found[one.pk]) for one in (unit, *parts)]
    return rows[0], rows[1:]


def _parts(counts: Counts, unit: Unit, periods: list[int]) -> set[int]:
    """The units next below, by the paths under which records counted, whatever became of them."""
    found = set()
    for model in counts.models:
        rows = model._default_manager.filter(period__in=periods)
        rows = rows.filter(maps.within("counted_path", unit)).order_by()
        for path in rows.values_list("counted_path", flat=True).distinct():
            ids = ids_of(path)
            below = ids[ids.index(unit.pk) + 1 :] if unit.pk in ids else []
            found.update(below[:1])
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
