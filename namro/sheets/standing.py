"""Sheets room: rows whose record was entered another way: by hand, or by another file."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from namro.sheets.models import ImportState, Made

if TYPE_CHECKING:
    from namro.sheets.lists import ListKind, Target, Verdict

BATCH = 500


@dataclass(frozen=True)
class Standing:
    """How a kind of list knows a record again that no row of a list has made."""

    model: type[models.Model]
    # What a row that is ready has in common with its record.
    place_of: Callable[["Verdict"], Hashable]
    # The records that the rows may mean, each with its place, the oldest first.
    records: Callable[["Target", list["Verdict"]], Iterable[tuple[Hashable, Any]]]
    # What a row may leave unsaid, but not say otherwise.
    fits: Callable[["Verdict", Any], bool]


@dataclass
class Claims:
    """What rows of one file stand for: by their keys, or because they say the same."""

    keys: frozenset[str]
    records: set[int] = field(default_factory=set)


def entered_before(
    kind: "ListKind", target: "Target", verdicts: list["Verdict"], claims: Claims
) -> list["Verdict"]:
    """Rows of these whose record stands already; a record stands for one row of a file."""
    if kind.standing is None or not verdicts:
        return []
    taken = claims.records | _brought(kind, kind.standing, target, claims)
    free: dict[Hashable, list[Any]] = defaultdict(list)
    for place, record in kind.standing.records(target, verdicts):
        if record.pk not in taken:
            free[place].append(record)
    same = []
    for verdict in verdicts:
        here = free[kind.standing.place_of(verdict)]
        record = next((one for one in here if kind.standing.fits(verdict, one)), None)
        if record is not None:
            here.remove(record)
            claims.records.add(record.pk)
            same.append(verdict)
    return same


def _brought(kind: "ListKind", of: Standing, target: "Target", claims: Claims) -> set[int]:
    """Records that rows of this file have made before: they are known by their keys."""
    keys = sorted(claims.keys)
    made: set[int] = set()
    for start in range(0, len(keys), BATCH):
        rows = Made.objects.filter(
            record__layout=kind.name,
            record__target=target.key,
            record__status=ImportState.TAKEN,
            model=of.model._meta.label_lower,
            row_key__in=keys[start : start + BATCH],
        )
        made |= set(rows.values_list("row_id", flat=True))
    return made
