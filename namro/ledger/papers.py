"""Room ledger: the record of a visit as a numbered paper; who verified signs, and who did the work."""

from collections.abc import Iterable
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from namro.core import clock, rules
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.ledger.models import Verification
from namro.org.access import Access
from namro.org.models import Appointment, Unit
from namro.papers import actions as desk
from namro.papers import content as papers
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.models import Paper
from namro.papers.states import PaperState

RULES = Path(__file__).parent / "rules"
KIND = PaperKind("supervision-record", "Biên bản thẩm tra", "BB", "BIÊN BẢN")
ISSUE = "paper.issue"


def declare_kinds() -> None:
    """Called once by the app."""
    declare(KIND)


def records_of(visits: Iterable[Verification]) -> dict[str, Paper]:
    """The records of visits that hold, by the visit; one query for all."""
    label = Verification._meta.label_lower
    rows = Paper.objects.filter(
        register=label,
        source__in=[str(visit.pk) for visit in visits],
        kind=KIND.name,
        status=PaperState.ISSUED,
    )
    return {paper.source: paper for paper in rows.defer("content")}


def issuer_for(access: Access) -> Unit | None:
    """The verifier's own body, where they may issue papers; else the unit of their role."""
    mine = access.units(ISSUE).filter(until=None)
    posts = Appointment.objects.on(clock.today()).filter(person=access.person_id)
    own = mine.filter(pk__in=posts.values("unit")).order_by("-path").first()
    return own or mine.order_by("path").first()


@writing()
def issue_record(visit: Verification, access: Access) -> Paper:
    """Issue the record of a visit.

    Raises:
        Refused: somebody else made the visit, or issues no papers.
        Conflict: its record stands already.
    """
    unit = issuer_for(access)
    if unit is None or visit.by_id != access.person_id:
        raise Refused(_("Who was there issues the record of the visit."))
    paper = records_of([visit]).get(str(visit.pk))
    if paper is not None:
        raise Conflict(_("It was issued as %(paper)s; cancel that one first.") % {"paper": paper})
    return desk.issue(KIND.name, _content(visit), unit=unit, source=visit, access=access)


def _content(visit: Verification) -> Content:
    words = rules.in_force(RULES, "supervision.wording", visit.on).rules["record"]
    entry = visit.entry
    with translation.override("vi"):
        declared = f"{entry.declared_on:%d/%m/%Y}" if entry.declared_on else ""
        rows = [
            (words["work"], entry.title),
            (words["who"], str(visit.doer)),
            (words["unit"], entry.unit.name),
            (words["due"], f"{entry.due:%d/%m/%Y}" if entry.due else ""),
            (words["declared"], f"{entry.get_status_display()} {declared}".strip()),
            (words["found"], str(visit.get_found_display())),
        ]
        return papers.content(
            subject=words["subject"],
            blocks=[
                papers.paragraph(words["lead"].format(on=f"{visit.on:%d/%m/%Y}", by=visit.by)),
                papers.facts([(label, said) for label, said in rows if said]),
                papers.paragraph(words["seen"].format(note=visit.note)),
            ],
            recipients=words["recipients"],
            signature=[
                papers.signature("direct", "", words["doer"], str(visit.doer)),
                papers.signature("direct", "", words["verifier"], str(visit.by)),
            ],
        )
