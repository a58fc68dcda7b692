"""Room registers: a numbered paper of a record, one at a time."""

from typing import Any

from django.utils.translation import gettext as _

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.org.models import Appointment
from namro.papers import actions as desk
from namro.papers import letterheads, queries, words
from namro.papers.models import Paper
from namro.papers.states import PaperState
from namro.papers.words import Words
from namro.registers.kit import PaperOf
from namro.registers.workflow import lock

ISSUE = "paper.issue"


def standing(record: Any, kind: str) -> Paper | None:
    """The paper of this kind that holds."""
    return queries.papers_of(record).filter(kind=kind, status=PaperState.ISSUED).first()


def offers(record: Any, papers: tuple[PaperOf, ...], access: Access) -> list[PaperOf]:
    """Papers that this person may issue now."""
    return [
        one
        for one in papers
        if access.can(ISSUE, one.unit(record))
        and one.offered(record, access)
        and standing(record, one.kind) is None
    ]


def proposed(record: Any, one: PaperOf, access: Access) -> Words:
    """The words that may still be changed: what it is about, who gets it, who signs."""
    unit, today = one.unit(record), clock.today()
    leader = Appointment.objects.on(today).filter(unit=unit, leads=True).select_related("person")
    signer = leader.order_by("-since", "pk").first()
    head = letterheads.head_of(unit, today)
    return words.proposed(one.write(record, access), head, str(signer.person) if signer else "")


@writing()
def issue(record: Any, one: PaperOf, access: Access, said: Words) -> Paper:
    """Issue it with the words that the office has checked.

    Raises:
        Refused: no right, the record is not that far, or nobody is named who signs.
        Conflict: one stands already.
    """
    record = lock(record)
    unit = one.unit(record)
    if not said.name:
        raise Refused(_("Write the name of who signs: no paper goes out without one."), status=422)
    if not access.can(ISSUE, unit):
        raise Refused(_("You may not issue papers of %(unit)s.") % {"unit": unit})
    if not one.offered(record, access):
        raise Refused(_("The record is not that far yet."), status=409)
    if paper := standing(record, one.kind):
        raise Conflict(_("It was issued as %(paper)s; cancel that one first.") % {"paper": paper})
    content = said.on(one.write(record, access))
    return desk.issue(one.kind, content, unit=unit, source=record, access=access)
