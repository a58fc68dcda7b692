"""Room sittings: the life cycles of a sitting and of one item of its agenda."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.org.access import Access, person_of
from namro.registers.workflow import Step, Taken, Workflow, personal
from namro.sittings import closing
from namro.sittings.counting import Count, roster
from namro.sittings.docket import docket_of
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.states import (
    LIVE,
    PREPARING,
    UNSETTLED,
    Choice,
    ItemState,
    SittingState,
    Way,
)

PREPARE, LEAD = "sitting.prepare", "sitting.lead"


def has_chair(sitting: Sitting, access: Access) -> str | None:
    """Somebody presides and somebody keeps the minutes."""
    seats = roster(sitting)
    if seats.on_duty("chair") is None:
        return _("Say who chairs the sitting.")
    if seats.on_duty("secretary") is None:
        return _("Say who is the secretary of the sitting.")
    return None


def has_agenda(sitting: Sitting, access: Access) -> str | None:
    """There is something to decide."""
    return None if sitting.items.exists() else _("Put at least one line on the agenda.")


def quorum(sitting: Sitting, access: Access) -> str | None:
    """Enough members are there. (The share stands in the sitting's rule pack, with its source.)"""
    seats = roster(sitting)
    if seats.is_quorate:
        return None
    return _("%(there)s of %(members)s members are present; at least %(needed)s are needed.") % {
        "there": len(seats.there),
        "members": len(seats.members),
        "needed": seats.needed,
    }


@personal
def leads(sitting: Sitting, access: Access) -> str | None:
    """The chair, a deputy chair or the secretary of this very sitting."""
    if roster(sitting).leads(access):
        return None
    return _("The chair or the secretary of the sitting does this.")


@personal
def presides(sitting: Sitting, access: Access) -> str | None:
    """Whoever presides closes it with their own account, or their deputy does, traced."""
    seats = roster(sitting)
    if seats.presides(access):
        return None
    return _("%(who)s, who presides, closes the sitting.") % {"who": seats.presiding or "–"}


def all_settled(sitting: Sitting, access: Access) -> str | None:
    """Nothing stays in the air: each item is decided or left for another sitting."""
    n = sitting.items.filter(status__in=UNSETTLED).count()
    if not n:
        return None
    return _("%(n)s lines are neither decided nor left for another sitting.") % {"n": n}


def all_signed(sitting: Sitting, access: Access) -> str | None:
    """Who presided over an item in the chair's stead confirms it; nobody signs for another."""
    hands = access.stands_for(LEAD, sitting.unit)
    open_ones = sitting.items.filter(status=ItemState.DECIDED, signed=False)
    names = sorted({str(one.presider) for one in open_ones if one.presider_id not in hands})
    if not names:
        return None
    return _("Still to be confirmed by who presided: %(names)s.") % {"names": ", ".join(names)}


def on_open(sitting: Sitting, access: Access) -> dict[str, object]:
    """The hour stands in the minutes."""
    return {"opened_at": clock.now(), "pulse": sitting.pulse + 1}


def on_close(sitting: Sitting, access: Access) -> dict[str, object]:
    """The hour stands in the minutes."""
    return {"closed_at": clock.now(), "pulse": sitting.pulse + 1}


def release(taken: Taken) -> None:
    """Lines of a sitting that is over may stand on another agenda."""
    taken.record.items.update(live=False)


SITTING = Workflow(
    states=SittingState,
    start=SittingState.PLANNED,
    final=(SittingState.CLOSED, SittingState.CANCELLED),
    steps=(
        Step(
            "call",
            _lazy("Call the sitting"),
            (SittingState.PLANNED,),
            SittingState.CALLED,
            PREPARE,
            (has_chair, has_agenda),
            primary=True,
        ),
        Step(
            "open-sitting",
            _lazy("Open the sitting"),
            PREPARING,
            SittingState.OPEN,
            LEAD,
            (has_chair, leads, has_agenda, quorum),
            also=on_open,
            primary=True,
        ),
        Step(
            "close-sitting",
            _lazy("Close the sitting"),
            (SittingState.OPEN,),
            SittingState.CLOSED,
            LEAD,
            (presides, quorum, all_settled, all_signed),
            effect=closing.carry_out,
            also=on_close,
            primary=True,
            button=False,  # a page of its own shows first what will happen
        ),
        Step(
            "cancel-sitting",
            _lazy("Cancel the sitting"),
            LIVE,
            SittingState.CANCELLED,
            PREPARE,
            effect=release,
            asks_note=True,
        ),
    ),
)


def in_session(item: AgendaItem, access: Access) -> str | None:
    """Items move only while the body sits."""
    if item.sitting.status == SittingState.OPEN:
        return None
    return _("The sitting is not in session.")


@personal
def led(item: AgendaItem, access: Access) -> str | None:
    """See `leads`."""
    return leads(item.sitting, access)


def reasoned(item: AgendaItem, access: Access) -> str | None:
    """A line that goes back says why."""
    motion = docket_of(item.docket).motion(item.motion)
    if motion.asks_note and not item.motion_note.strip():
        return _("Say why, so that the person can act on it.")
    return None


def quorate(item: AgendaItem, access: Access) -> str | None:
    """See `quorum`."""
    return quorum(item.sitting, access)


def presider_apart(item: AgendaItem, access: Access) -> str | None:
    """Who has an interest in a line does not preside over it."""
    recused = {one.seat.person_id for one in item.recusals.select_related("seat")}
    if item.presider_id in recused:
        return _("%(who)s has an interest in this line; another member presides over it.") % {
            "who": item.presider
        }
    return None


def carried(item: AgendaItem, access: Access) -> str | None:
    """The rule's majority is for it; without objection where the body decides by consensus."""
    seats = roster(item.sitting)
    count = seats.count(item)
    if item.way == Way.CONSENSUS:
        if any(vote.choice == Choice.AGAINST for vote in item.votes.all()):
            return _("There is an objection: put it to the vote.")
        count = seats.consent(item)
    if seats.carries(count, seats.chair_is_for(item)):
        return None
    return _("%(n)s of %(base)s are for it; more than %(share)s of them are needed.") % {
        "n": count.votes_for,
        "base": count.base,
        "share": seats.rule.majority,
    }


def on_decide(item: AgendaItem, access: Access) -> dict[str, object]:
    """What was counted is kept with the decision."""
    seats = roster(item.sitting)
    count: Count = seats.consent(item) if item.way == Way.CONSENSUS else seats.count(item)
    return {
        **count.as_columns,
        "decided_at": clock.now(),
        "signed": item.presider_id in access.stands_for(LEAD, item.unit),
        "recorded_by_id": person_of(access).pk,
    }


def on_reconsider(item: AgendaItem, access: Access) -> dict[str, object]:
    """The decision is open again; votes stay until hands are raised anew."""
    return {
        "way": "",
        "decided_at": None,
        "signed": False,
        "presider_id": None,
        "votes_for": None,
        "votes_against": None,
        "votes_abstain": None,
        "votes_base": None,
    }


ITEM = Workflow(
    states=ItemState,
    start=ItemState.WAITING,
    final=(ItemState.DECIDED, ItemState.LEFT),
    steps=(
        Step(
            "table",
            _lazy("Put under discussion"),
            (ItemState.WAITING,),
            ItemState.TABLED,
            LEAD,
            (in_session, led),
            primary=True,
        ),
        Step(
            "decide-item",
            _lazy("Decide"),
            UNSETTLED,
            ItemState.DECIDED,
            LEAD,
            (in_session, led, quorate, reasoned, carried),
            apart=(presider_apart,),
            also=on_decide,
            button=False,  # by vote or by consensus: two buttons of the page
        ),
        Step(
            "leave",
            _lazy("Leave for another sitting"),
            UNSETTLED,
            ItemState.LEFT,
            LEAD,
            (in_session, led),
        ),
        Step(
            "take-up",
            _lazy("Take it up after all"),
            (ItemState.LEFT,),
            ItemState.WAITING,
            LEAD,
            (in_session, led),
        ),
        Step(
            "reconsider",
            _lazy("Decide anew"),
            (ItemState.DECIDED,),
            ItemState.TABLED,
            LEAD,
            (in_session, led),
            also=on_reconsider,
            asks_note=True,
        ),
    ),
)
