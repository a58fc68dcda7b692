"""Room commitments: figures of campaigns from the counters, and what waits for whom."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse

from namro.commitments.models import Amendment, Campaign, Commitment, Registrant
from namro.commitments.states import COUNTED, WAITING, Kind, Standing, State
from namro.commitments.workflow import DOCKET
from namro.figures import tally
from namro.ledger.models import Entry
from namro.ledger.states import OPEN_STATES, EntryState, Finding
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.pages import link
from namro.sittings.models import AgendaItem

SETS = ("registrant", "commitment", "entry", "open", "topic", "day")
OPEN = "/".join(OPEN_STATES)


@dataclass(frozen=True)
class Row:
    """One unit of a roll-up: every number is a count of records, never typed."""

    unit: Unit
    roll: Counter[str]
    lines: Counter[str]
    entries: Counter[str]
    open_by_due: Counter[str]
    topics: Counter[str]
    days: Counter[str]
    day: dt.date

    def people(self, *standings: str, klass: str | None = None) -> int:
        """People on the roll with one of these standings."""
        return tally.total(self.roll, klass, "/".join(standings) or None)

    @property
    def on_roll(self) -> int:
        return self.people()

    @property
    def exempt(self) -> int:
        return self.people(Standing.EXEMPT)

    @property
    def asked(self) -> int:
        """The denominator of coverage: on the roll and not exempt."""
        return self.on_roll - self.exempt

    @property
    def registered(self) -> int:
        """The numerator of coverage: with at least one item."""
        return self.people(Standing.MET, Standing.SHORT)

    @property
    def short(self) -> int:
        return self.people(Standing.SHORT)

    @property
    def missing(self) -> int:
        return self.people(Standing.MISSING)

    @property
    def items(self) -> int:
        """Lines that count as registered."""
        return tally.total(self.lines, "/".join(COUNTED))

    def items_in(self, *states: str, kind: str | None = None) -> int:
        """Lines in one of these states."""
        return tally.total(self.lines, "/".join(states), kind)

    @property
    def new(self) -> int:
        return self.items_in(*COUNTED, kind=Kind.NEW)

    @property
    def hard(self) -> int:
        return self.items_in(*COUNTED, kind=Kind.HARD)

    @property
    def waiting(self) -> int:
        return self.items_in(*WAITING)

    @property
    def approved(self) -> int:
        return self.items_in(State.APPROVED)

    @property
    def late(self) -> int:
        return tally.total(self.lines, "/".join(COUNTED), None, "l")

    @property
    def followed(self) -> int:
        """Entries of the ledger."""
        return tally.total(self.entries)

    @property
    def done(self) -> int:
        return tally.total(self.entries, EntryState.DONE)

    @property
    def verified(self) -> int:
        return tally.total(self.entries, EntryState.DONE, Finding.DONE)

    @property
    def contradicted(self) -> int:
        """Declared done, found otherwise."""
        found = f"{Finding.PARTLY}/{Finding.NOT_DONE}"
        return tally.total(self.entries, EntryState.DONE, found)

    @property
    def done_in_time(self) -> int:
        return tally.total(self.entries, EntryState.DONE, None, "tt/tl")

    @property
    def done_in_first_time(self) -> int:
        """Done by the first due day, whatever was extended later."""
        return tally.total(self.entries, EntryState.DONE, None, "tt/lt")

    @property
    def blocked(self) -> int:
        return tally.total(self.entries, OPEN, None, None, "x")

    def open_in(self, state: str | None = None, *, late: bool | None = None) -> int:
        """Open entries, by state, and by whether their day has passed."""
        today = self.day.isoformat()
        total = 0
        for key, n in self.open_by_due.items():
            due, status = key.split("|")
            is_late = due != "-" and due < today
            if (state is None or status == state) and (late is None or late == is_late):
                total += n
        return total

    @property
    def behind(self) -> int:
        return self.open_in(late=True)

    @property
    def on_schedule(self) -> int:
        return self.open_in(EntryState.UNDER_WAY, late=False)

    @property
    def partly(self) -> int:
        return self.open_in(EntryState.PARTLY, late=False)

    @property
    def not_begun(self) -> int:
        return self.open_in(EntryState.NOT_BEGUN, late=False)

    @property
    def stopped(self) -> int:
        return tally.total(self.entries, EntryState.STOPPED)


def roll_up(campaign: Campaign, units: Iterable[Unit], day: dt.date) -> list[Row]:
    """One row a unit, each with everything below it; two queries at any size."""
    units = list(units)
    read = tally.read(campaign.pk, units, *SETS)
    return [row_of(unit, read[unit.pk], day) for unit in units]


def map_day(campaign: Campaign, day: dt.date) -> dt.date:
    """The day whose tree the figures of a campaign show; a closed one keeps its own."""
    return min(campaign.counted_on, day) if campaign.counted_on else day


def parents(campaign: Campaign, day: dt.date) -> dict[int, int | None]:
    """Who stands under whom on the map that the figures of a campaign keep."""
    if campaign.counted_map and campaign.counted_on and campaign.counted_on <= day:
        return {int(pk): parent for pk, parent in campaign.counted_map.items()}
    return maps.parents(map_day(campaign, day))


def parts(campaign: Campaign, unit: Unit, day: dt.date) -> list[Unit]:
    """The direct parts of a unit on that map, with the names of its day."""
    if not (campaign.counted_map and campaign.counted_on and campaign.counted_on <= day):
        return maps.below(unit, map_day(campaign, day))
    wanted = [int(pk) for pk, parent in campaign.counted_map.items() if parent == unit.pk]
    units = Unit.objects.filter(pk__in=wanted).order_by("order", "pk")
    # On the last day of a unit that closed meanwhile it still had its name.
    named = maps.as_named(units, campaign.counted_on)
    return list(named)


def level(campaign: Campaign, unit: Unit, day: dt.date) -> tuple[Row, list[Row]]:
    """A unit and its parts; where one part holds everything, the parts of that part."""
    while True:
        below = parts(campaign, unit, day)
        own, *rows = roll_up(campaign, [unit, *below], day)
        rows = [row for row in rows if row.on_roll or row.items or row.followed]
        if len(rows) != 1 or rows[0].on_roll != own.on_roll or rows[0].items != own.items:
            return own, rows
        unit = rows[0].unit


def row_of(unit: Unit, sets: dict[str, Counter[str]], day: dt.date) -> Row:
    """The counters of one unit as a row."""
    return Row(
        unit=unit,
        roll=sets["registrant"],
        lines=sets["commitment"],
        entries=sets["entry"],
        open_by_due=sets["open"],
        topics=sets["topic"],
        days=sets["day"],
        day=day,
    )


def by_day(row: Row) -> list[tuple[dt.date, int]]:
    """Lines handed in on each day."""
    return sorted((dt.date.fromisoformat(key), n) for key, n in row.days.items())


def recounted(campaign: Campaign) -> dict[tuple[int, str, str], int]:
    """Count a campaign's records anew, as the counters should stand."""
    counted: Counter[tuple[str, str, str]] = Counter()
    sources: list[QuerySet] = [
        Registrant.objects.filter(campaign=campaign),
        Commitment.objects.filter(campaign=campaign),
        Entry.objects.filter(register="commitment", period=campaign.pk),
    ]
    for source in sources:
        for record in source.iterator(chunk_size=2000):
            for key in record.tally():
                counted[record.counted_path, key.set, key.text] += 1
    return tally.climb(counted)


COUNTED_SETS = SETS


def waiting_lines(access: Access) -> QuerySet:
    """Lines that wait for a body this person sits in and for no sitting, the oldest first."""
    bodies = access.units("commitment.decide")
    found = Commitment.objects.filter(waits_for__in=bodies).exclude(person=access.person)
    agenda = AgendaItem.objects.filter(docket=DOCKET, live=True, source=OuterRef("pk"))
    return (
        found.select_related("person", "unit", "campaign", "waits_for")
        .annotate(agenda=Exists(agenda))
        .filter(agenda=False)
        .order_by("waits_since", "pk")
    )


def waiting_changes(access: Access) -> QuerySet:
    """Changes after approval that wait for a body this person sits in."""
    bodies = access.units("commitment.decide")
    found = Amendment.objects.filter(status="asked", waits_for__in=bodies)
    return (
        found.exclude(asked_by_id=access.person_id)
        .select_related(
            "commitment__person", "commitment__unit", "commitment__campaign", "waits_for"
        )
        .order_by("asked_on", "pk")
    )


def mine(access: Access) -> QuerySet:
    """Lines that this person still has in hand."""
    found = Commitment.objects.filter(
        person=access.person, status__in=(State.DRAFT, State.RETURNED)
    )
    return found.select_related("campaign", "unit").order_by("-pk")


def places(access: Access) -> QuerySet:
    """Where this person is asked to register now."""
    found = Registrant.objects.filter(person=access.person, campaign__status="open")
    return found.select_related("campaign", "unit").order_by("-campaign__year", "-pk")


def waiting_by_body(campaign: Campaign, access: Access) -> list[dict[str, object]]:
    """For each body: how many lines wait there, and since when the oldest does."""
    lines = access.rows(Commitment, "commitment.view").filter(
        campaign=campaign, waits_for__isnull=False
    )
    rows = (
        lines.order_by()
        .values("waits_for", "waits_for__name")
        .annotate(n=Count("pk"), since=Min("waits_since"))
    )
    return list(rows.order_by("-n", "waits_for"))


def records_href(name: str, campaign: Campaign, unit: Unit, **filters: str) -> str:
    """The list that holds exactly the records behind a figure."""
    period = {"period": campaign.pk} if name == "ledger" else {"campaign": campaign.pk}
    return link(reverse(name), **period, unit=unit.pk, **filters)
