"""Room commitments: the figures of a campaign shown on today's units.

A unit that goes on, wherever it stands now, takes its own figures along. A closed one that a single
unit carries on whole is shown there. What a closed unit did that several carry on can be shared out
by nobody: it stands apart, once, with the names of its successors, so that totals still add up.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from namro.commitments.models import Campaign
from namro.commitments.queries import SETS, Row, parents, row_of
from namro.figures import tally
from namro.org import maps
from namro.org.models import Succession, Unit
from namro.org.states import SuccessionKind

Sets = dict[str, Counter[str]]


@dataclass(frozen=True)
class Apart:
    """Figures of a closed unit that belong to no single unit of today."""

    row: Row
    successors: list[Unit]
    # Whether the unit that is looked at stands above all of them, so that its total holds these.
    counted: bool


@dataclass
class TodaysMap:
    """A unit of today, its parts, what came whole from closed units, and what stands apart."""

    own: Row
    rows: list[Row]
    # Unit of today -> the closed units whose whole figures are shown in it.
    came: dict[int, list[Unit]] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)


def level(campaign: Campaign, unit: Unit, day: dt.date) -> TodaysMap:
    """A unit of today and its parts, with the figures of an older map."""
    own_sets = _own(campaign, day)
    units = Unit.objects.in_bulk(own_sets)
    heirs = _heirs()
    sums: dict[int, Sets] = defaultdict(lambda: defaultdict(Counter))
    came: dict[int, list[Unit]] = defaultdict(list)
    apart = []
    for pk, sets in own_sets.items():
        home = _home(units[pk], heirs)
        if home is None:
            successors = _ends(units[pk], heirs)
            above = _above_all(successors or [units[pk]])
            for one in above:
                _add(sums[one], sets)
            # Where a part holds all successors it stands apart in that part, and not here as well.
            below_it = any(unit.pk in end.ancestor_ids for end in successors)
            if unit.pk == above[-1] or (unit.pk not in above and below_it):
                row = row_of(units[pk], sets, day)
                apart.append(Apart(row, successors, counted=unit.pk in above))
            continue
        if home.pk != pk:
            came[home.pk].append(units[pk])
        for one in home.ancestor_ids:
            _add(sums[one], sets)
    rows = [row_of(part, sums[part.pk], day) for part in maps.below(unit, day)]
    rows = [row for row in rows if row.on_roll or row.items or row.followed]
    return TodaysMap(row_of(unit, sums[unit.pk], day), rows, dict(came), apart)


def held(campaign: Campaign, unit: Unit, day: dt.date) -> set[int]:
    """The units of the old map whose own figures the total of a unit of today holds."""
    own = _own(campaign, day)
    units, heirs = Unit.objects.in_bulk(own), _heirs()
    found = set()
    for pk in own:
        home = _home(units[pk], heirs)
        above = home.ancestor_ids if home else _above_all(_ends(units[pk], heirs) or [units[pk]])
        if unit.pk in above:
            found.add(pk)
    return found


def _own(campaign: Campaign, day: dt.date) -> dict[int, Sets]:
    """Unit to its figures without those of the units below it, on the campaign's own map."""
    whole: dict[int, Sets] = defaultdict(lambda: defaultdict(Counter))
    found: dict[int, Sets] = defaultdict(lambda: defaultdict(Counter))
    for (pk, name, key), n in tally.standing(campaign.pk, SETS).items():
        whole[pk][name][key] = found[pk][name][key] = n
    for pk, parent in parents(campaign, day).items():
        if pk in whole and parent in found:
            for name, counts in whole[pk].items():
                found[parent][name].subtract(counts)
    return {pk: sets for pk, sets in found.items() if any(any(c.values()) for c in sets.values())}


def _heirs() -> dict[int, list[Succession]]:
    found: dict[int, list[Succession]] = defaultdict(list)
    for row in Succession.objects.select_related("after", "before"):
        found[row.before_id].append(row)
    return found


def _home(unit: Unit, heirs: dict[int, list[Succession]]) -> Unit | None:
    """The open unit in which the whole of a unit goes on; None where there is no single one."""
    while unit.until is not None:
        rows = heirs.get(unit.pk, [])
        if len(rows) != 1 or rows[0].kind != SuccessionKind.WHOLE:
            return None
        unit = rows[0].after
    return unit


def _ends(unit: Unit, heirs: dict[int, list[Succession]]) -> list[Unit]:
    """Every open unit that carries on some of it."""
    found: dict[int, Unit] = {}
    stack, known = [unit], {unit.pk}
    while stack:
        one = stack.pop()
        if one.until is None:
            found[one.pk] = one
            continue
        # A unit that kept a part and took it back later is its own heir: each is asked once.
        fresh = [row.after for row in heirs.get(one.pk, []) if row.after_id not in known]
        known |= {after.pk for after in fresh}
        stack += fresh
    return sorted(found.values(), key=lambda one: one.path)


def _above_all(units: list[Unit]) -> list[int]:
    """The open units that stand above all of these, the deepest last: there the figures count."""
    shared = set(units[0].ancestor_ids)
    for one in units[1:]:
        shared &= set(one.ancestor_ids)
    open_now = set(Unit.objects.filter(pk__in=shared, until=None).values_list("pk", flat=True))
    return [pk for pk in units[0].ancestor_ids if pk in open_now]


def _add(sums: Sets, sets: Sets) -> None:
    for name, counts in sets.items():
        sums[name].update(counts)
