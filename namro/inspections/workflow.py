"""Room inspections: the life cycles of a line of the programme, a conclusion and an item."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.inspections.models import Conclusion, Inspection, Item
from namro.inspections.states import ConclusionState, InspectionState, ItemState
from namro.ledger import actions as ledger
from namro.ledger.states import EntryState
from namro.ledger.workflow import ENTRY
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.workflow import Step, Taken, Workflow

ANSWER = _lazy("The body that concluded accepts this or sends it back, on the page of the item.")
EDIT, ACCEPT, PLAN = "conclusion.edit", "conclusion.accept", "inspection.edit"


def has_items(conclusion: Conclusion, access: Access) -> str | None:
    """A conclusion without items has nothing to be followed."""
    return None if conclusion.items.exists() else _("Enter its items first.")


def all_accepted(conclusion: Conclusion, access: Access) -> str | None:
    """It is closed when the inspecting body has accepted every item."""
    left = conclusion.items.exclude(status=ItemState.ACCEPTED).count()
    return _("%(n)s items are not accepted yet.") % {"n": left} if left else None


def declared_done(item: Item, access: Access) -> str | None:
    """The inspecting body answers what the unit has declared."""
    done = item.entry is not None and item.entry.status == EntryState.DONE
    return None if done else _("The unit has not declared it done yet.")


def not_the_doer(item: Item, access: Access) -> str | None:
    """Nobody accepts their own work, nor a deputy the principal's."""
    doers = {item.owner_id, item.leader_id, item.entry.declared_by_id if item.entry else None}
    mine = access.stands_for(ACCEPT, issuer(item))
    return _("Nobody decides on their own work.") if mine & doers else None


def issuer(item: Item) -> Unit:
    """The right is asked for at the body that concluded."""
    return item.conclusion.unit


def follow_items(taken: Taken) -> None:
    """From now on the ledger follows every item."""
    for item in taken.record.items.select_related("conclusion__unit", "unit", "owner", "leader"):
        if item.status == ItemState.PLANNED:
            ITEM.take(item, "follow-item", taken.access)


def open_in_ledger(item: Item, access: Access) -> dict[str, object]:
    """One obligation with its clock, written with the state; its page is the item's."""
    opening = ledger.Opening(
        register="conclusion-item",
        source=item.key,
        period=item.period,
        unit=item.unit,
        counted_path=item.counted_path,
        number=f"{item.conclusion.number} ({item.number})"[:40],
        title=item.text,
        result=item.evidence,
        owner=item.owner,
        leader=item.leader,
        begins_on=item.conclusion.issued_on,
        due=item.due,
    )
    return {"entry_id": ledger.open_entry(opening, access.actor).pk}


def back_to_work(taken: Taken) -> None:
    """What was declared is declared no longer."""
    ENTRY.take(taken.record.entry, "give-back", taken.access, taken.note)


def held(inspection: Inspection, access: Access) -> dict[str, object]:
    """The day on which it ended."""
    return {"held_on": min(clock.today(), max(inspection.ends_on, inspection.begins_on))}


INSPECTION = Workflow(
    states=InspectionState,
    start=InspectionState.PLANNED,
    final=(InspectionState.HELD, InspectionState.DROPPED),
    steps=(
        Step("hold", _lazy("It has been held"), (InspectionState.PLANNED,), InspectionState.HELD,
             PLAN, also=held, primary=True),
        Step("drop-inspection", _lazy("Drop from the programme"), (InspectionState.PLANNED,),
             InspectionState.DROPPED, PLAN, asks_note=True),
    ),
)  # fmt: skip
CONCLUSION = Workflow(
    states=ConclusionState,
    start=ConclusionState.DRAFT,
    final=(),
    steps=(
        Step("follow", _lazy("Follow its items"), (ConclusionState.DRAFT,),
             ConclusionState.FOLLOWED, EDIT, (has_items,), effect=follow_items, primary=True),
        Step("close-conclusion", _lazy("Close: all is accepted"), (ConclusionState.FOLLOWED,),
             ConclusionState.CLOSED, ACCEPT, (all_accepted,), primary=True),
        Step("reopen-conclusion", _lazy("Open again"), (ConclusionState.CLOSED,),
             ConclusionState.FOLLOWED, ACCEPT, asks_note=True),
    ),
)  # fmt: skip
ITEM = Workflow(
    states=ItemState,
    start=ItemState.PLANNED,
    final=(),
    steps=(
        Step("follow-item", _lazy("Follow"), (ItemState.PLANNED,), ItemState.FOLLOWED, EDIT,
             also=open_in_ledger, where=issuer, button=False),
        Step("accept", _lazy("Accept as done"), (ItemState.FOLLOWED,), ItemState.ACCEPTED, ACCEPT,
             (declared_done,), apart=(not_the_doer,), where=issuer, primary=True),
        Step("send-back", _lazy("Send back"), (ItemState.FOLLOWED,), ItemState.FOLLOWED, ACCEPT,
             (declared_done,), apart=(not_the_doer,), effect=back_to_work, where=issuer,
             asks_note=True),
        Step("take-back", _lazy("Take the acceptance back"), (ItemState.ACCEPTED,),
             ItemState.FOLLOWED, ACCEPT, apart=(not_the_doer,), where=issuer, asks_note=True),
    ),
)  # fmt: skip


def problems() -> Iterator[str]:
    """What was accepted is done."""
    accepted = Item.objects.filter(status=ItemState.ACCEPTED)
    for item in accepted.exclude(entry__status=EntryState.DONE).select_related("conclusion"):
        yield f"{item.conclusion.number} ({item.number}): accepted, and the ledger has it not done"
