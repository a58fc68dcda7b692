"""Room commitments: paper twins: numbered forms are printed, filled by hand and keyed back in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import actions, clears
from namro.commitments.models import Campaign, Commitment, PaperForm, Registrant
from namro.commitments.models.paper import read, shown
from namro.commitments.states import Source
from namro.commitments.workflow import COMMITMENT
from namro.core import audit, clock
from namro.core.audit import Line
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org.access import Access, person_of
from namro.org.models import Unit
from namro.papers import content as papers
from namro.papers import making, pdf
from namro.papers.kinds import PaperKind, declare
from namro.papers.models import Paper

TEMPLATES = Path(__file__).parent / "papers"
PER_MEMBER, PER_CELL = "member", "cell"
MOST = 400  # sheets in one file
RECEIPT = declare(PaperKind("paper-receipt", _lazy("Receipt"), "BN", "BIÊN NHẬN", numbered=False))


class NoSuchForm(Refused):  # noqa: N818 - a refusal is an answer, not a fault
    """The typed number is no form's, or not one of this person's units."""

    status = 422


@writing()
def number(campaign: Campaign, roll: Iterable[Registrant], access: Access) -> list[PaperForm]:
    """Give each of these places its form; one that has a number keeps it. Numbers have no gaps.

    Raises:
        Refused: the person may not register for them.
    """
    roll = [place for place in roll if place.person_id is not None]
    for unit in {place.unit for place in roll}:
        if not access.can("commitment.behalf", unit):
            raise Refused(_("You may not register for others in %(unit)s.") % {"unit": unit})
    standing = {
        form.registrant_id: form
        for form in PaperForm.objects.filter(registrant__in=[place.pk for place in roll])
    }
    last = PaperForm.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    fresh = []
    for place in roll:
        if place.pk not in standing:
            last += 1
            fresh.append(
                PaperForm(campaign=campaign, registrant=place, number=last, printed_at=clock.now())
            )
    PaperForm.objects.bulk_create(fresh, batch_size=500)
    audit.record_many(
        (Line("paper.number", one.registrant, {"number": [None, str(one)]}) for one in fresh),
        access.actor,
    )
    standing |= {form.registrant_id: form for form in fresh}
    return [standing[place.pk] for place in roll]


def sheets(campaign: Campaign, unit: Unit, forms: list[PaperForm], layout: str) -> bytes:
    """The forms as PDF: a sheet for each member, or one list for the cell."""
    rows = [
        {
            "number": shown(form.number),
            "name": str(form.registrant.person),
            "unit": form.registrant.unit.name,
        }
        for form in forms
    ]
    content = {
        "campaign": campaign.name,
        "unit": unit.name,
        "closes": f"{campaign.closes:%d/%m/%Y}",
        "clears": campaign.clears_name,
        "hints": [clear["name"] for clear in campaign.clears],
        "authority": clears.asks(campaign, "authority"),
        "rows": rows,
        "year": campaign.year,
    }
    return pdf.render(TEMPLATES / f"{layout}.typ", content)


def receipt(campaign: Campaign, forms: list[PaperForm], access: Access) -> Paper:
    """What was keyed in, to be signed and given back; in the head of the unit that they share."""
    lines = Commitment.objects.filter(
        registrant__in=[form.registrant_id for form in forms], source=Source.PAPER
    ).order_by("pk")
    titles: dict[int, list[str]] = {}
    for line in lines:
        titles.setdefault(line.registrant_id, []).append(line.title)
    columns = [
        papers.column("TT", 0.5, "center"), papers.column("Số phiếu", 1, "center"),
        papers.column("Họ và tên", 2), papers.column("Đơn vị", 2),
        papers.column("Việc đăng ký", 4), papers.column("Nhập lúc", 1.4, "center"),
    ]  # fmt: skip
    rows: list[list[str | int]] = [
        [
            n, shown(form.number), str(form.registrant), form.registrant.unit.name,
            "\n".join(titles.get(form.registrant_id, ())), _minute(form.keyed_at),
        ]
        for n, form in enumerate(forms, start=1)
    ]  # fmt: skip
    units = {form.registrant.unit for form in forms}
    said = papers.content(
        subject=f"Đăng ký việc mới, việc khó – {campaign.name}",
        blocks=[
            papers.paragraph(
                f"Ngày {clock.today():%d/%m/%Y}, {access.actor.name} đã nhập vào sổ "
                f"{len(forms)} phiếu sau đây."
            ),
            papers.table(columns, rows),
        ],
        signature=[
            papers.signature("direct", "", "Người đăng ký", ""),
            papers.signature("direct", "", "Người nhập", access.actor.name),
        ],
    )
    return making.unnumbered(RECEIPT.name, said, units.pop() if len(units) == 1 else campaign.unit)


def _minute(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else ""


@dataclass(frozen=True)
class Keyed:
    """What was written on a form."""

    typed_number: str
    kind: str
    title: str
    due: dt.date | None
    due_text: str
    result: str
    attempts: str = ""
    authority: str = ""


def find(campaign: Campaign, typed: str, access: Access) -> PaperForm:
    """The form of a typed number, as far as this person may register for it.

    Raises:
        NoSuchForm: the digits do not check, or there is no such form here.
    """
    n = read(typed)
    if n is None:
        raise NoSuchForm(
            _("“%(number)s” is not the number of a form; look at the last digit.")
            % {"number": typed[:20]},
        )
    found = (
        access.rows(PaperForm, "commitment.behalf")
        .filter(campaign=campaign, number=n)
        .select_related(
            "registrant__person", "registrant__unit", "registrant__campaign", "campaign"
        )
        .first()
    )
    if found is None:
        raise NoSuchForm(
            _("There is no form %(number)s in the units for which you register.")
            % {"number": shown(n)},
        )
    form: PaperForm = found
    return form


@writing()
def key_in(campaign: Campaign, what: Keyed, access: Access) -> PaperForm:
    """Register what a form says, on behalf of its person, and hand it in.

    Raises:
        Refused: no such form, the same work is in already, or the registration is not complete.
    """
    form = find(campaign, what.typed_number, access)
    place = form.registrant
    same = Commitment.objects.filter(registrant=place, title=what.title, source=Source.PAPER)
    if same.exists():
        raise Refused(
            _("Form %(number)s of %(who)s is in already with this work.")
            % {"number": shown(form.number), "who": place},
            status=409,
        )
    content: dict[str, Any] = {
        "kind": what.kind,
        "title": what.title,
        "due": what.due,
        "due_text": what.due_text,
        "result": what.result,
        "basis_attempts": what.attempts,
        "authority": what.authority,
    }
    reason = _("paper form %(number)s") % {"number": shown(form.number)}
    line = actions.draft(place, content, access, actions.Way(Source.PAPER, behalf_reason=reason))
    COMMITMENT.take(line, "submit", access)
    form.keyed_at, form.keyed_by = clock.now(), person_of(access)
    form.save(update_fields=["keyed_at", "keyed_by"])
    audit.record("paper.key_in", place, {"number": [None, shown(form.number)]}, access.actor)
    return form
