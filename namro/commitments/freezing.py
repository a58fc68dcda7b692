"""Room commitments: the figures of a campaign are frozen with the lines and places behind them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from namro.commitments import queries
from namro.commitments.asof import Past
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.sheet import SHEET
from namro.figures.frozen import VERSION, Content, Record, Subject
from namro.figures.tally import Key
from namro.org import maps
from namro.org.models import Unit, ids_of

TITLE, WHO = 300, 200


def freeze(unit: Unit, scope: str, day: dt.date) -> Content:
    """A campaign in a unit as of a day, as plain JSON."""
    campaign = Campaign.objects.select_related("unit").get(pk=int(scope))
    past = Past(campaign, unit, day)
    records: list[Record] = []
    sets: dict[int, dict[str, Counter[str]]] = defaultdict(_sets)
    root = max(past.path_of(unit).count(".") - 1, 0)
    for path, record, keys in past.counted:
        inside = ids_of(path)[root:]
        records.append(_record(record, inside[-1], keys))
        for pk in inside:
            for key in keys:
                sets[pk][key.set][key.text] += 1
    sets[unit.pk]  # a unit without records has its zeros
    named = _named(past, unit, set(sets), day)
    return {
        "version": VERSION,
        "sheet": SHEET.name,
        "day": day.isoformat(),
        "scope": {"id": campaign.pk, "slug": campaign.slug, "name": campaign.name},
        "unit": unit.pk,
        "units": named,
        "figures": {
            str(pk): SHEET.plain(queries.row_of(unit, sets[pk], day)) for pk, _p, _n in named
        },
        "records": [one.as_row() for one in sorted(records, key=lambda r: (r.register, r.key))],
    }


def _sets() -> dict[str, Counter[str]]:
    return {name: Counter() for name in queries.SETS}


def _record(record: Registrant | Commitment, unit: int, keys: list[Key]) -> Record:
    counted = tuple(sorted(f"{key.set}:{key.text}" for key in keys))
    if isinstance(record, Registrant):
        return Record("roll", record.key.hex, unit, str(record)[:TITLE], str(record)[:WHO], counted)
    who = str(record.person or record.unit)[:WHO]
    return Record("commitment", record.key.hex, unit, record.title[:TITLE], who, counted)


def _named(past: Past, unit: Unit, wanted: set[int], day: dt.date) -> list[list[Any]]:
    """Units with their parents and the names of the day, parents first, in the order of the tree."""
    parents = queries.parents(past.campaign, day)
    units = {one.pk: one for one in maps.as_named(Unit.objects.filter(pk__in=wanted), past.map_day)}

    def place(one: Unit) -> tuple[int, int, int]:
        return _depth(one.pk, parents), one.order, one.pk

    rows = sorted(units.values(), key=place)
    return [[one.pk, None if one == unit else parents.get(one.pk), one.name] for one in rows]


def _depth(pk: int, parents: dict[int, int | None]) -> int:
    depth, above = 0, parents.get(pk)
    while above is not None:
        depth, above = depth + 1, parents.get(above)
    return depth


@lru_cache(maxsize=4096)
def _counts(counted: tuple[str, ...], day: str) -> frozenset[str]:
    sets = _sets()
    for one in counted:
        name, _colon, key = one.partition(":")
        sets[name][key] += 1
    row = queries.row_of(Unit(), sets, dt.date.fromisoformat(day))
    return frozenset(figure.name for figure in SHEET.figures if figure.count(row))


def counts_in(counted: Sequence[str], day: str) -> set[str]:
    """The figures in which one record counts."""
    return set(_counts(tuple(counted), day))


SUBJECT = Subject(SHEET, freeze, counts_in)
