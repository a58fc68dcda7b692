"""Room reports: what pages of snapshots and dashboards read, inside what a person may see."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet
from django.db.models.functions import Length

from namro.commitments import clears, queries
from namro.commitments.models import Amendment, Campaign, Commitment, Registrant
from namro.commitments.queries import Row
from namro.commitments.register import visible_campaigns
from namro.core import rules
from namro.core.models import AuditDetail, AuditEntry
from namro.criteria.scoring import highest_band
from namro.figures import tally
from namro.figures.frozen import SUBJECTS
from namro.figures.models import Snapshot, Tally
from namro.ledger.models import Blocker, Entry, Extension
from namro.ledger.states import EntryState
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.workflow import DENIED
from namro.reports.hints import Graded
from namro.titles import actions as titles
from namro.titles.models import Card, Round
from namro.titles.states import CardState

PERIODS = 6
MOST_EVENTS = 1000
Event = tuple[AuditEntry, AuditDetail]


def snapshots(access: Access) -> QuerySet:
    """Snapshots of units that are open to this person; they hold names, so names must be open too."""
    named = access.rows(Snapshot, "commitment.view").order_by().values("pk")
    found = access.rows(Snapshot, "figures.view").filter(pk__in=named, sheet__in=list(SUBJECTS))
    return found.select_related("unit", "taken_by")


def campaigns(access: Access) -> list[Campaign]:
    """The campaigns that reach this person, newest first."""
    found = visible_campaigns(access).select_related("unit").prefetch_related("classes")
    return list(found.order_by("-year", "-pk"))


def place(campaign: Campaign, access: Access) -> Unit | None:
    """The topmost unit of a campaign whose figures this person may see."""
    seen = access.units("figures.view")
    if (found := seen.filter(pk=campaign.unit_id).first()) is not None:
        return found
    return seen.filter(path__startswith=campaign.unit.path).order_by("path").first()


def units_to_freeze(access: Access) -> QuerySet:
    """Units whose figures this person may freeze: open ones first, the uppermost first."""
    found = access.units("snapshot.take").select_related("parent")
    return found.order_by(F("until").asc(nulls_first=True), Length("path"), "path")


def stands_below(unit: Unit, campaign: Campaign, day: dt.date) -> bool:
    """Did a unit stand below the unit of a campaign, on the map that the figures of the day keep?"""
    parents = queries.parents(campaign, day)
    above: int | None = unit.pk if unit.pk in parents else None
    while above is not None and above != campaign.unit_id:
        above = parents.get(above)
    return above is not None


def same_kind(campaign: Campaign, among: Iterable[Campaign]) -> list[Campaign]:
    """This campaign and the earlier ones of its kind, the oldest first: same rules, or same classes."""
    subject, classes = _subject(campaign), _classes(campaign)
    found = [
        one
        for one in among
        if one.pk == campaign.pk
        or (one.year < campaign.year and (_subject(one) == subject or _classes(one) == classes))
    ]
    return sorted(found, key=lambda one: (one.year, one.pk))[-PERIODS:]


def _subject(campaign: Campaign) -> str:
    return rules.by_id(clears.RULES, campaign.rules).subject


def _classes(campaign: Campaign) -> set[str]:
    return {one.klass for one in campaign.classes.all()}


def over_periods(campaigns: Iterable[Campaign], unit: Unit, day: dt.date) -> dict[int, Row]:
    """Campaign to the counters of one unit in it; one query for all campaigns."""
    wanted = [one.pk for one in campaigns]
    sets: dict[int, dict[str, Counter[str]]] = defaultdict(
        lambda: {name: Counter() for name in queries.SETS}
    )
    rows = Tally.objects.filter(period__in=wanted, unit=unit, set__in=queries.SETS).exclude(n=0)
    for period, name, key, n in rows.values_list("period", "set", "key", "n"):
        sets[period][name][key] = n
    return {pk: queries.row_of(unit, sets[pk], day) for pk in wanted}


def _work(campaign: Campaign, unit: Unit) -> QuerySet:
    entries = Entry.objects.filter(register="commitment", period=campaign.pk)
    return entries.filter(maps.within("counted_path", unit)).order_by()


def declared(campaign: Campaign, unit: Unit) -> list[tuple[int, int]]:
    """How many days before its last day work was declared done, and how often.

    The last day is that of the item, or that of the campaign's work where it is nearer.
    """
    counted: Counter[int] = Counter()
    done = _work(campaign, unit).filter(status=EntryState.DONE)
    for on, due, n in done.values_list("declared_on", "due").annotate(n=Count("pk")):
        ends = [day for day in (due, campaign.ends_on) if day is not None]
        early = [(day - on).days for day in ends if day >= on]
        counted[min(early) if early else -1] += n
    return sorted(counted.items())


def graded(campaign: Campaign, unit: Unit, access: Access) -> list[Graded]:
    """The scored cards of that year below a unit, round by round, as far as they are open."""
    period = tally.year_of(titles.BLOCK, campaign.year)
    cards = access.rows(Card, "title.view").filter(maps.within("counted_path", unit), period=period)
    scored: dict[int, Counter[str]] = defaultdict(Counter)
    counted = cards.exclude(status=CardState.SCORING).order_by()
    for pk, band, n in counted.values_list("round", "proposed").annotate(n=Count("pk")):
        scored[pk][band] = n
    rounds = Round.objects.filter(pk__in=scored).order_by("name")
    return [
        Graded(one.pk, str(one), best, scored[one.pk][best], scored[one.pk].total())
        for one in rounds
        for best in [highest_band(one.content)]
    ]


def extended(campaign: Campaign, unit: Unit) -> int:
    """Items whose last day is no longer the first one."""
    moved = _work(campaign, unit).filter(first_due__isnull=False)
    return moved.exclude(first_due=F("due")).count()


@dataclass(frozen=True)
class Standing:
    """The records of today behind frozen ones, by key; only those that are open to this person."""

    lines: Mapping[str, Commitment]
    places: Mapping[str, Registrant]

    def record(self, register: str, key: str) -> Model | None:
        return self.places.get(key) if register == "roll" else self.lines.get(key)


def standing(keys: Iterable[tuple[str, str]], access: Access) -> Standing:
    """What became of frozen records; two queries."""
    wanted = list(keys)
    lines = access.rows(Commitment, "commitment.view").select_related("entry")
    places = access.rows(Registrant, "commitment.view")
    on_roll = [key for register, key in wanted if register == "roll"]
    others = [key for register, key in wanted if register != "roll"]
    return Standing(
        {one.key.hex: one for one in lines.filter(key__in=others)},
        {one.key.hex: one for one in places.filter(key__in=on_roll)},
    )


def happened(
    found: Standing, since: dt.datetime, until: dt.datetime | None = None
) -> dict[Model, list[Event]]:
    """What was done to records after a moment, the oldest first, with all that hangs on them.

    A place on the roll counts by its lines, so what happened to them is told there too.
    """
    behind = dict(_behind(found))
    wanted = Q(pk__in=[])
    for label, keys in _by_type(behind).items():
        wanted |= Q(target_type=label, target_id__in=keys)
    trail = AuditEntry.objects.filter(wanted, at__gt=since).exclude(action=DENIED)
    if until is not None:
        trail = trail.filter(at__lte=until)
    entries = list(trail.order_by("seq")[:MOST_EVENTS])
    details = AuditDetail.objects.in_bulk([one.seq for one in entries])
    told: dict[Model, list[Event]] = defaultdict(list)
    for one in entries:
        event = (one, details.get(one.seq) or AuditDetail(seq=one.seq))
        for record in behind.get((one.target_type, one.target_id), ()):
            told[record].append(event)
    return told


def _by_type(behind: Mapping[tuple[str, str], Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label, key in behind:
        found[label].append(key)
    return found


def _behind(found: Standing) -> Mapping[tuple[str, str], list[Model]]:
    """What the trail names -> the records whose story it belongs to."""
    told: dict[tuple[str, str], list[Model]] = defaultdict(list)
    told |= {_named(one): [one] for one in found.places.values()}
    lines: dict[int, Commitment] = {one.pk: one for one in found.lines.values()}
    owners: dict[int, list[Model]] = {pk: [one] for pk, one in lines.items()}
    places = {one.pk: one for one in found.places.values()}
    others = Commitment.objects.filter(registrant__in=list(places)).select_related("entry")
    for one in others:
        lines.setdefault(one.pk, one)
        owners.setdefault(one.pk, []).append(places[one.registrant_id])
    work = {one.entry_id: owners[pk] for pk, one in lines.items() if one.entry_id}
    for pk, one in lines.items():
        told[_named(one)] = owners[pk]
        if one.entry is not None:
            told[_named(one.entry)] = owners[pk]
    for record, records in _hanging(owners, work):
        told[_named(record)] = records
    return told


def _hanging(
    owners: Mapping[int, list[Model]], work: Mapping[Any, list[Model]]
) -> Iterator[tuple[Model, list[Model]]]:
    """Changes asked for, later days and blockers, each with the records that it belongs to."""
    for change in Amendment.objects.filter(commitment__in=list(owners)):
        yield change, owners[change.commitment_id]
    for later in Extension.objects.filter(entry__in=list(work)):
        yield later, work[later.entry_id]
    for blocker in Blocker.objects.filter(entry__in=list(work)):
        yield blocker, work[blocker.entry_id]


def _named(record: Model) -> tuple[str, str]:
    return record._meta.label_lower, str(record.pk)
