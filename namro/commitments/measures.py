"""Room commitments: what is held of a unit or a member in a year, for whoever needs it."""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.commitments.models import Registrant
from namro.commitments.states import Standing
from namro.figures.measures import OF_PERSON, OF_UNIT, Measure, Measured
from namro.ledger.models import Entry
from namro.ledger.states import EntryState
from namro.registers.pages import link


def registered(unit: Any, year: int) -> Measured:
    """Members of a unit who registered, of those asked, in the campaigns of a year."""
    rows = Registrant.objects.filter(campaign__year=year, unit__path__startswith=unit.path)
    asked = rows.exclude(standing=Standing.EXEMPT)
    met = asked.filter(standing__in=(Standing.MET, Standing.SHORT))
    href = link(reverse("campaign-roll"), unit=unit.pk)
    return Measured(met.count(), asked.count(), href)


def _on_time(rows: Any, year: int, href: str) -> Measured:
    due = rows.filter(register="commitment", due__year=year).exclude(status=EntryState.STOPPED)
    done = due.filter(status=EntryState.DONE).filter(Q(declared_on__lte=F("due")))
    return Measured(done.count(), due.count(), href)


def on_time(unit: Any, year: int) -> Measured:
    """Work of a unit declared done by the day in force, of all that was due in a year."""
    href = link(reverse("ledger"), unit=unit.pk)
    return _on_time(Entry.objects.filter(unit__path__startswith=unit.path), year, href)


def on_time_of_person(person: Any, year: int) -> Measured:
    """The same of one person's own work."""
    return _on_time(Entry.objects.filter(owner=person), year, "")


MEASURES = (
    Measure("commitments.registered", _("Members who registered"), _("members asked"), OF_UNIT,
            registered),
    Measure("commitments.on_time", _("Work done in time"), _("pieces of work due"), OF_UNIT, on_time),
    Measure("commitments.on_time_person", _("Own work done in time"), _("pieces of work due"),
            OF_PERSON, on_time_of_person),
)  # fmt: skip
