"""Room figures: the one writer and the readers of the counters."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from namro.core.write import buffer, writing
from namro.figures.models import Tally
from namro.org.models import Unit, ids_of


class Counted(Protocol):
    """A record that counters follow."""

    @property
    def period(self) -> int: ...

    @property
    def counted_path(self) -> str: ...

    def tally(self) -> "list[Key]": ...


def year_of(block: int, year: int) -> int:
    """The period of a register that counts by years; below zero, for campaigns stand above it."""
    return -(block * 10_000 + year)


@dataclass(frozen=True)
class Key:
    """What one record counts as: its set, and the facets of the set joined by a bar."""

    set: str
    facets: tuple[str, ...]

    @property
    def text(self) -> str:
        return "|".join(self.facets)


class _Shifts:
    """By how much each counter moves in a transaction."""

    def __init__(self) -> None:
        # period, unit id, set, key -> by how much
        self.delta: Counter[tuple[int, int, str, str]] = Counter()

    def mark(self) -> Counter[tuple[int, int, str, str]]:
        return self.delta.copy()

    def back_to(self, mark: Counter[tuple[int, int, str, str]]) -> None:
        self.delta = mark

    def flush(self) -> None:
        rows = [(*key, n) for key, n in sorted(self.delta.items()) if n]
        if rows:
            _add(rows)


def shift(period: int, path: str, before: Iterable[Key], after: Iterable[Key]) -> None:
    """A record counted as `before` counts as `after` from now on, in every unit of its path."""
    change: Counter[tuple[str, str]] = Counter()
    for key in before:
        change[key.set, key.text] -= 1
    for key in after:
        change[key.set, key.text] += 1
    moved = {pair: n for pair, n in change.items() if n}
    if not moved:
        return
    with writing():
        delta = buffer(_Shifts).delta
        for unit_id in ids_of(path):
            for (set_name, key_text), n in moved.items():
                delta[period, unit_id, set_name, key_text] += n


@contextmanager
def counted(record: "Counted") -> Iterator[None]:
    """Whatever the block changes of a record, its place among the units too, its counters follow."""
    before, place = record.tally(), record.counted_path
    yield
    if record.counted_path == place:
        shift(record.period, place, before, record.tally())
    else:
        shift(record.period, place, before, [])
        shift(record.period, record.counted_path, [], record.tally())


def read(period: int, units: Iterable[Unit], *sets: str) -> dict[int, dict[str, Counter[str]]]:
    """Unit id to set to key to count; one query whatever the size of the units."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    rows = Tally.objects.filter(period=period, unit__in=list(units), set__in=sets).exclude(n=0)
    for unit_id, set_name, key, n in rows.values_list("unit_id", "set", "key", "n"):
        found[unit_id][set_name][key] = n
    return found


def read_years(
    periods: Iterable[int], units: Iterable[Unit], *sets: str
) -> dict[int, dict[str, Counter[str]]]:
    """The same over several periods, added up."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    rows = Tally.objects.filter(period__in=list(periods), unit__in=list(units), set__in=sets)
    for unit_id, set_name, key, n in rows.exclude(n=0).values_list("unit_id", "set", "key", "n"):
        found[unit_id][set_name][key] += n
    return found


def by_period(
    periods: Iterable[int], unit: Unit, *sets: str
) -> Iterator[tuple[int, str, str, int]]:
    """What a unit counted in each of several periods: (period, set, key, count)."""
    rows = Tally.objects.filter(unit=unit, set__in=sets, period__in=list(periods)).exclude(n=0)
    yield from rows.values_list("period", "set", "key", "n")


def total(counts: Counter[str], *wanted: str | None) -> int:
    """Sum over keys whose facets equal the wanted ones; None takes any, `a/b` takes either."""
    choices = [None if want is None else set(want.split("/")) for want in wanted]
    return sum(n for key, n in counts.items() if _matches(key.split("|"), choices))


def replace(period: int, sets: Iterable[str], counted: dict[tuple[int, str, str], int]) -> None:
    """Put a fresh recount in the place of what stands (after a bulk load, or as a repair)."""
    with writing():
        Tally.objects.filter(period=period, set__in=list(sets)).delete()
        Tally.objects.bulk_create(
            [
                Tally(period=period, unit_id=unit_id, set=set_name, key=key, n=n)
                for (unit_id, set_name, key), n in sorted(counted.items())
                if n
            ],
            batch_size=1000,
        )


def standing(period: int, sets: Iterable[str]) -> dict[tuple[int, str, str], int]:
    """What the counters say now, in the shape of a recount."""
    rows = Tally.objects.filter(period=period, set__in=list(sets)).exclude(n=0)
    return {
        (unit_id, set_name, key): n
        for unit_id, set_name, key, n in rows.values_list("unit_id", "set", "key", "n")
    }


def climb(
    counted: Counter[tuple[str, str, str]],
) -> dict[tuple[int, str, str], int]:
    """Counts by path become counts by unit and everything below it."""
    sums: Counter[tuple[int, str, str]] = Counter()
    for (path, set_name, key), n in counted.items():
        for unit_id in ids_of(path):
            sums[unit_id, set_name, key] += n
    return dict(sums)


def _matches(facets: list[str], choices: list[set[str] | None]) -> bool:
    return all(
        choice is None or facet in choice for facet, choice in zip(facets, choices, strict=False)
    )


def _add(rows: list[tuple[int, int, str, str, int]]) -> None:
    sql = (
        "INSERT INTO figures_tally (period, unit_id, set, key, n) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (period, unit_id, set, key) DO UPDATE SET n = figures_tally.n + excluded.n"
    )
    if connection.vendor == "sqlite":
        sql = sql.replace(", set,", ', "set",')
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
