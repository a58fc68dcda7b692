"""Room commitments: campaigns, places, lines and case files go on where a closed unit is carried on.

What belongs to a campaign that is still open moves with its count; of a closed campaign only open
work moves, and it counts where it counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import queries
from namro.commitments.models import (
    Amendment,
    Body,
    Campaign,
    CaseFile,
    Commitment,
    Registrant,
)
from namro.commitments.states import EDITABLE, WAITING, AmendmentState
from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.figures import tally
from namro.figures.counted import follow_units
from namro.ledger.models import Entry
from namro.ledger.passing import LEFT, LISTED, NOBODY
from namro.ledger.states import OPEN_STATES
from namro.org.followers import Aim, Handing, Hanging, Meeting, Orphan, Passing
from namro.org.handover import undecided
from namro.org.models import Person, Unit
from namro.registers.models import Passage

REGISTER = "commitment"
UNDECIDED = (*EDITABLE, *WAITING)
COLLECTIVE = _lazy(
    "The unit that carries it on has a collective of this campaign too. The one of the unit that"
    " closes stays with it; open work goes on."
)
Change = tuple[Model, dict[str, Any]]


def _hanging() -> list[tuple[str, str, QuerySet]]:
    """What it is called, the column of its unit, and the rows."""
    return [
        (_("open campaigns"), "unit", Campaign.objects.filter(counted_on=None)),
        (_("bodies of open campaigns"), "unit", Body.objects.filter(campaign__counted_on=None)),
        (_("places on an open roll"), "unit", Registrant.objects.filter(campaign__counted_on=None)),
        (_("lines waiting for it"), "waits_for", Commitment.objects.all()),
        (
            _("changes waiting for it"),
            "waits_for",
            Amendment.objects.filter(status=AmendmentState.ASKED),
        ),
        (_("case files"), "unit", CaseFile.objects.filter(ended_on=None)),
    ]


class CommitmentsFollower:
    """Declared by the app; see `org.followers`. The ledger has gone first."""

    order = 2

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """What is open in these units, or waits for them."""
        wanted = list(units)
        found = []
        for what, column, rows in _hanging():
            counted = rows.filter(**{f"{column}__in": wanted}).order_by().values(column)
            found += [
                Hanging(row[column], what, row["n"]) for row in counted.annotate(n=Count("pk"))
            ]
        return found

    def carry(self, passing: Passing) -> None:
        """Everything open goes on; each changed row goes through the journal."""
        _places(passing)
        _lines_of_closed_campaigns(passing)
        for _what, column, rows in _hanging():
            if rows.model is not Registrant:
                _to_successor(passing, column, rows)

    def meet(self, closed: Collection[int], aim: Aim) -> list[Meeting]:
        """Collectives of one campaign of which only one may stand in a unit."""
        rows = Registrant.objects.filter(
            campaign__counted_on=None, person=None, unit__in=closed
        ).select_related("campaign", "unit")
        aims = [(row, to) for row in rows if (to := aim(row.unit_id, None)) is not None]
        stays = _collectives_that_meet(aims)
        return [
            Meeting(row.unit_id, to, row.campaign.name, COLLECTIVE)
            for row, to in aims
            if row.pk in stays
        ]

    def in_hand(self, unit: Unit, person: Person) -> list[tuple[str | Promise, int]]:
        """Lines not decided yet for which this person is accountable or answers."""
        rows = Commitment.objects.filter(status__in=UNDECIDED, unit__path__startswith=unit.path)
        return [
            (_("lines not decided yet"), rows.filter(accountable=person).count()),
            (_("lines to answer for"), rows.filter(leader=person).count()),
        ]

    def hand_over(self, handing: Handing) -> int:
        """The successor is accountable for them and may hand them in or withdraw them."""
        rows = Commitment.objects.select_for_update(of=("self",)).filter(
            Q(accountable=handing.gone) | Q(leader=handing.gone),
            status__in=UNDECIDED,
            unit__path__startswith=handing.unit.path,
        )
        lines = []
        for line in rows:
            changes = {}
            for name in ("accountable", "leader"):
                if getattr(line, f"{name}_id") == handing.gone.pk:
                    changes[name] = [handing.gone.full_name, handing.to.full_name]
                    setattr(line, name, handing.to)
            line.version += 1
            line.save(update_fields=["accountable", "leader", "version"])
            lines.append(Line("commitment.hand_over", line, changes))
        return audit.record_many(lines, handing.by)

    def orphans(self, reach: Q, gone: QuerySet) -> list[Orphan]:
        """Lines of people who are gone, and lines that wait for a body in which nobody sits."""
        rows = Commitment.objects.filter(reach).select_related("person", "unit", "waits_for")
        left = rows.filter(status__in=UNDECIDED, accountable__in=gone)
        waiting = list(rows.filter(waits_for__isnull=False).order_by("pk")[:LISTED])
        bodies = {line.waits_for for line in waiting if line.waits_for}
        nobody = {one.pk for one in undecided(bodies, "commitment.decide", clock.today())}
        found = [(line, LEFT) for line in left.order_by("pk")[:LISTED]]
        found += [(line, NOBODY) for line in waiting if line.waits_for_id in nobody]
        return [
            Orphan(
                _("line"), line.title, reverse("commitment-detail", args=[line.key]), line.unit,
                str(line.person or line.unit), why,
            )
            for line, why in found
        ]  # fmt: skip

    def settle(self) -> None:
        """Open campaigns count on today's map; closed ones keep theirs."""
        for campaign in Campaign.objects.filter(counted_on=None):
            changed = [
                follow_units(Registrant.objects.filter(campaign=campaign)),
                follow_units(Commitment.objects.filter(campaign=campaign)),
                follow_units(Entry.objects.filter(register=REGISTER, period=campaign.pk)),
            ]
            if any(changed):
                tally.replace(campaign.pk, queries.COUNTED_SETS, queries.recounted(campaign))


def _to_successor(passing: Passing, column: str, rows: QuerySet) -> None:
    """The unit itself is meant, not a person in it."""
    changes: list[Change] = []
    for row in rows.filter(**{f"{column}__in": passing.closed}):
        to = passing.target(getattr(row, f"{column}_id"), None)
        if to is not None:
            changes.append((row, {f"{column}_id": to.pk}))
    passing.journal.change(changes)


def _places(passing: Passing) -> None:
    """Places on open rolls go where their people go, with their lines and the work on them."""
    rows = Registrant.objects.filter(campaign__counted_on=None, unit__in=passing.closed)
    targets: dict[int, Unit] = {}
    changes: list[Change] = []
    traces: list[Passage] = []
    going = [
        (row, passing.target(row.unit_id, row.person_id)) for row in rows.select_related("person")
    ]
    stays = _collectives_that_meet((row, to.pk) for row, to in going if to is not None)
    for row, to in going:
        if to is None or row.pk in stays:
            continue
        targets[row.pk] = to
        traces.append(
            Passage(
                register="roll", record=row.key, before_id=row.unit_id, after=to,
                on=passing.on, title=str(row)[:300],
            )
        )  # fmt: skip
        words = text.fold(f"{row.person or to.name} {to.name}")[:800]
        changes.append((row, {"unit_id": to.pk, "search_text": words}))
    passing.journal.make(traces)
    passing.journal.change(changes)
    lines = Commitment.objects.filter(
        campaign__counted_on=None, registrant__unit__in=[to.pk for to in targets.values()]
    ).select_related("person", "unit", "campaign", "entry")
    mine = [line for line in lines if line.registrant_id in targets]
    _pass_lines(passing, [(line, targets[line.registrant_id]) for line in mine])
    entries = [(line.entry, targets[line.registrant_id]) for line in mine if line.entry]
    passing.journal.change((entry, {"unit_id": to.pk}) for entry, to in entries)


def _collectives_that_meet(aims: Iterable[tuple[Registrant, int]]) -> set[int]:
    """A collective that closed and one that stands already are two; the closed one stays.

    So do two that would come to a new unit together: neither of them is the new collective.
    """
    places = [(row, (row.campaign_id, to)) for row, to in aims if row.person_id is None]
    wanted = Counter(place for _row, place in places)
    taken = set(
        Registrant.objects.filter(person=None, unit__in=[to for _c, to in wanted if to > 0])
        .order_by()
        .values_list("campaign", "unit")
    )
    return {row.pk for row, place in places if place in taken or wanted[place] > 1}


def _lines_of_closed_campaigns(passing: Passing) -> None:
    """The ledger has passed open work on; its line goes along, and counts where it counted."""
    lines = Commitment.objects.filter(
        unit__in=passing.closed, campaign__counted_on__isnull=False, entry__status__in=OPEN_STATES
    ).exclude(entry__unit=F("unit"))
    _pass_lines(
        passing,
        [
            (line, line.entry.unit)
            for line in lines.select_related("person", "unit", "campaign", "entry__unit")
            if line.entry is not None
        ],
    )


def _pass_lines(passing: Passing, moves: list[tuple[Commitment, Unit]]) -> None:
    traced = set(
        Passage.objects.filter(
            register=REGISTER, on=passing.on, record__in=[line.key for line, _to in moves]
        ).values_list("record", flat=True)
    )
    passing.journal.make(
        Passage(
            register=REGISTER, record=line.key, before_id=line.unit_id, after=to, on=passing.on,
            title=line.title[:300],
        )
        for line, to in moves
        if line.key not in traced
    )  # fmt: skip
    changes: list[Change] = []
    for line, to in moves:
        was = line.unit.name
        words = text.fold(f"{line.title} {line.person or was} {was} {to.name} {line.code}")[:2600]
        changes.append((line, {"unit_id": to.pk, "search_text": words}))
    passing.journal.change(changes)
