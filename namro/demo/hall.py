"""Room demo: the meeting room: who sits in a body, and sittings held as they are held."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from namro.commitments.docket import DOCKET
from namro.commitments.models import Campaign
from namro.core import clock
from namro.core.audit import Actor
from namro.demo.names import Names
from namro.demo.stage import Stage
from namro.org import actions as org
from namro.org.access import Access
from namro.org.actions import Arrival
from namro.org.models import Person, Unit
from namro.sittings import actions, issuing, seating, voting, wording
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.setup import Setup
from namro.sittings.wording import Papers
from namro.sittings.workflow import SITTING

SINGLY = 3  # lines that are talked about one by one; the rest is taken in blocks
BLOCK = 60
PLACE = "Phòng họp tầng 2"
OF_PARTY = ("Phó Bí thư Thường trực", "Phó Bí thư", *("Ủy viên Ban Thường vụ",) * 8)
OF_STATE = ("Phó Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch", *("Ủy viên Ủy ban",) * 7)
OF_COMMITTEE = ("Phó Bí thư Đảng ủy", *("Ủy viên Ban Chấp hành",) * 7)


@dataclass(frozen=True)
class Plan:
    """What is written on the invitation."""

    body: Unit
    campaign: Campaign
    name: str
    on: dt.date
    chair: str


def fill(unit: Unit, posts: Sequence[str], since: dt.date, by: Actor, seed: int) -> list[Person]:
    """Invented people on the seats of a body, beside the one who leads it."""
    names = Names(seed).several(len(posts))
    rows = [Arrival(name, unit, post) for name, post in zip(names, posts, strict=True)]
    return org.bring_in(rows, since, by)


def prepare(stage: Stage, plan: Plan) -> Sitting:
    """The office sets it up and calls it."""
    at = dt.datetime.combine(plan.on, dt.time(8, 30), timezone.get_current_timezone())
    setup = Setup(plan.name, at, PLACE, DOCKET.name, str(plan.campaign.pk))
    sitting = actions.plan(plan.body, setup, stage.access("vanphong"))
    called: Sitting = SITTING.take(sitting, "call", stage.access("vanphong"))
    words = Papers(called, clock.today()).proposed(wording.INVITATION)
    issuing.issue(called, wording.INVITATION, words, stage.access("vanphong"))
    return called


def hold(stage: Stage, plan: Plan) -> Sitting:
    """From the agenda to the papers: one member is away, some lines are voted on one by one."""
    with clock.pretend(plan.on):
        office, chair = stage.access("vanphong"), stage.access(plan.chair)
        sitting = prepare(stage, plan)
        _present(sitting, office)
        sitting = _fresh(sitting)
        sitting = SITTING.take(sitting, "open-sitting", office)
        items = list(sitting.items.select_related("presider", "unit").order_by("order"))
        for item in items[:SINGLY]:
            _one(sitting, item, office, chair)
        rest = items[SINGLY:]
        for start in range(0, len(rest), BLOCK):
            _all_went(actions.decide_many(rest[start : start + BLOCK], "consensus", chair))
        SITTING.take(_fresh(sitting), "close-sitting", chair)
        closed = _fresh(sitting)
        for kind in (wording.MINUTES, wording.DECISION):
            words = Papers(closed, clock.today()).proposed(kind)
            issuing.issue(closed, kind, words, office)
    return closed


def _one(sitting: Sitting, item: AgendaItem, office: Access, chair: Access) -> None:
    """One line: hands are put down as the secretary sees them in the room."""
    _all_went(actions.step_many([item], "table", office))
    item = AgendaItem.objects.select_related("presider", "unit").get(pk=item.pk)
    item.sitting = sitting
    away = {one.seat_id for one in item.recusals.all()}
    for seat in sitting.seats.filter(votes=True, present=True).exclude(pk__in=away):
        seat.sitting = sitting
        voting.cast([item], seat, voting.Hand("for", uuid.uuid4(), voting.moment()), office)
    _all_went(actions.decide_many([item], "vote", chair))


def _present(sitting: Sitting, office: Access) -> None:
    seats = list(sitting.seats.order_by("pk"))
    away = [seat for seat in seats if seat.duty == "member"][-1:]
    marks = {seat.pk: (seat not in away, "Đi công tác") for seat in seats}
    seating.mark_present(sitting, marks, office)


def _all_went(done: actions.Done) -> None:
    if done[1]:
        raise RuntimeError(f"{len(done[1])} lines did not go: {done[1][0][1]}")


def _fresh(sitting: Sitting) -> Sitting:
    return Sitting.objects.select_related("unit").get(pk=sitting.pk)
