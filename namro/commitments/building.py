"""Room commitments: a row of a workbook becomes a line that stands as handed in."""

import datetime as dt

from django.utils.translation import gettext as _

from namro.commitments import roll
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.states import Source, State
from namro.core import clock
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.sheets.lists import Verdict
from namro.sheets.registrations import Registration


class Builder:
    """Makes lines out of rows; what is the same for many rows is looked up once."""

    def __init__(
        self,
        campaign: Campaign,
        places: dict[int, Registrant],
        access: Access,
        numbers: dict[int, int],
    ) -> None:
        self.campaign, self.places, self.access = campaign, places, access
        self.numbers = numbers
        self.day = clock.today()
        self.bodies: dict[int, Unit] = {}
        self.leaders = _leaders(campaign)

    def line(self, verdict: Verdict, person: Person) -> Commitment:
        """One line, handed in."""
        read: Registration = verdict.read
        place = self.places[person.pk]
        self.numbers[place.unit_id] = self.numbers.get(place.unit_id, 0) + 1
        line = Commitment(
            campaign=self.campaign,
            registrant=place,
            person=place.person,
            unit=place.unit,
            number=self.numbers[place.unit_id],
            source=Source.WORKBOOK,
            row_key=verdict.key,
            behalf_by=self.access.person,
            behalf_reason=_("from the workbook of the office"),
            round=1,
            submitted_on=self.day,
            late=self.day > self.campaign.closes,
            waits_since=self.day,
            kind=read.kind,
            title=read.title,
            due=read.due.on,
            due_text=read.due.raw[:100],
            result=read.result,
            supporters=read.support,
            basis_attempts=read.reason,
            topic=verdict.more.get("topic"),
            accountable=place.person,
            leader=self._leader(place),
            # A bulk load begins where the step `submit` would have led.
            **{"status": State.SUBMITTED},
        )
        line.waits_for = self._body(line)
        line.set_keys()
        return line

    def _leader(self, place: Registrant) -> Person | None:
        return place.person if place.klass == "key_official" else self.leaders.get(place.unit_id)

    def _body(self, line: Commitment) -> Unit:
        if line.unit_id not in self.bodies:
            self.bodies[line.unit_id] = roll.body_for(line, 1)
        return self.bodies[line.unit_id]


def _leaders(campaign: Campaign) -> dict[int, Person]:
    day: dt.date = campaign.begins_on
    posts = Appointment.objects.on(day).filter(
        leads=True, unit__path__startswith=campaign.unit.path
    )
    return {post.unit_id: post.person for post in posts.select_related("person").order_by("-pk")}
