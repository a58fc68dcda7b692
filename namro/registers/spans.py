"""Room registers: halves and quarters of a year, by a day of each record.

Counters know whole years; what counts in a part of one is counted from the records of that year.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.figures import tally
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Unit, ids_of
from namro.registers.kit import Counts
from namro.registers.listing import Filter
from namro.registers.sums import Sums, parts_of, placed

PART = _("Part of the year")
LABELS: dict[str, str | Promise] = {
    "h1": _("First half of the year"), "h2": _("Second half of the year"), "q1": _("Quarter I"),
    "q2": _("Quarter II"), "q3": _("Quarter III"), "q4": _("Quarter IV"),
}  # fmt: skip
MONTHS = {"h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}
HALVES = ("h1", "h2")
# The quarters of a half.
WITHIN = {"h1": ("q1", "q2"), "h2": ("q3", "q4")}


def choices(chosen: str) -> list[tuple[str, str | Promise, bool]]:
    """Value, words and whether it is chosen, for a page."""
    return [(name, label, name == chosen) for name, label in LABELS.items()]


def keep(rows: QuerySet, column: str, part: str) -> QuerySet:
    """Records whose day lies in a part of its year."""
    return rows.filter(**{f"{column}__month__range": MONTHS[part]})


def among(column: str) -> Filter:
    """A filter by half or quarter; the year is chosen beside it."""

    def offered(access: Access, values: dict[str, str]) -> Sequence[tuple[str, str | Promise]]:
        return list(LABELS.items())

    def kept(rows: QuerySet, value: str, on: dt.date) -> QuerySet:
        return keep(rows, column, value)

    return Filter("part", PART, offered, kept)


def level(counts: Counts, unit: Unit, year: int, part: str) -> tuple[Sums, list[Sums]]:
    """A unit and its parts in a half or a quarter of a year: as `sums.level` for whole years."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    period = tally.year_of(counts.block, year)
    for model in counts.models:
        rows = model._default_manager.filter(maps.within("counted_path", unit), period=period)
        for record in keep(rows, counts.day, part).iterator(chunk_size=2000):
            ids = ids_of(record.counted_path)
            for pk in ids[ids.index(unit.pk) :][:2]:
                for key in record.tally():
                    found[pk][key.set][key.text] += 1
    return parts_of(counts, unit, placed(unit), found)
