"""Room inspections: the life cycles of a line of the programme, a conclusion and an item."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.inspections.models import Conclusion, Inspection, Item
from namro.inspections.states import ConclusionState, InspectionState, ItemState
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.ledger.states import EntryState
from namro.ledger.workflow import ENTRY
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.workflow import Step, Taken, Workflow

ANSWER = _lazy("The body that concluded accepts this or sends it back, on the page of the item.")
EDIT, ACCEPT, PLAN = "conclusion.edit", "conclusion.accept", "inspection.edit"


def has_begun(inspection: Inspection, access: Access) -> str | None:
    """What lies ahead has not been held."""
    if clock.today() >= inspection.begins_on:
        return None
    words = _("It begins on %(day)s; mark it as held from that day on, or correct its days.")
    return words % {"day": f"{inspection.begins_on:%d/%m/%Y}"}


def number_is_free(conclusion: Conclusion, access: Access) -> str | None:
    """While it lay dropped, another one may have been entered under its number."""
    other = conclusion.namesake(conclusion.number, conclusion.issued_on)
    if other is None:
        return None
    words = _("%(other)s stands in the register by now, with the same number in the same year.")
    return words % {"other": other}


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


def issuer_of(entry: Entry) -> Unit:
    """The same, asked of what the ledger follows."""
    return issuer(Item.objects.select_related("conclusion__unit").get(entry=entry))


def follow_items(taken: Taken) -> None:
    """From now on the ledger follows every item."""
    for item in taken.record.items.select_related("conclusion__unit", "unit", "owner", "leader"):
        if item.status == ItemState.PLANNED:
            ITEM.take(item, "follow-item", taken.access)


def drop_items(taken: Taken) -> None:
    """What was entered with it goes with it."""
    for item in taken.record.items.filter(status=ItemState.PLANNED).select_related("unit"):
        ITEM.take(item, "drop-item", taken.access)


def take_up_items(taken: Taken) -> None:
    """And comes back with it."""
    for item in taken.record.items.filter(status=ItemState.DROPPED).select_related("unit"):
        ITEM.take(item, "take-up-item", taken.access)


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
    """The day on which it ended, or today where its last day lies ahead."""
    return {"held_on": min(clock.today(), inspection.ends_on)}


def not_held(inspection: Inspection, access: Access) -> dict[str, object]:
    """It has no such day."""
    return {"held_on": None}


INSPECTION = Workflow(
    states=InspectionState,
    start=InspectionState.PLANNED,
    final=(InspectionState.HELD, InspectionState.DROPPED),
    steps=(
        Step("hold", _lazy("Mark as held"), (InspectionState.PLANNED,), InspectionState.HELD,
             PLAN, (has_begun,), also=held, primary=True),
        Step("not-held", _lazy("Not held: back into the plan"), (InspectionState.HELD,),
             InspectionState.PLANNED, PLAN, asks_note=True, also=not_held),
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
        # Only a draft: what is followed stands in the ledger of others.
        Step("drop-conclusion", _lazy("Drop this draft"), (ConclusionState.DRAFT,),
             ConclusionState.DROPPED, EDIT, effect=drop_items, asks_note=True),
        Step("take-up-conclusion", _lazy("Take up again"), (ConclusionState.DROPPED,),
             ConclusionState.DRAFT, EDIT, (number_is_free,), effect=take_up_items, asks_note=True),
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
        Step("drop-item", _lazy("Dropped with its conclusion"), (ItemState.PLANNED,),
             ItemState.DROPPED, EDIT, where=issuer, button=False),
        Step("take-up-item", _lazy("Taken up again with its conclusion"), (ItemState.DROPPED,),
             ItemState.PLANNED, EDIT, where=issuer, button=False),
    ),
)  # fmt: skip


def problems() -> Iterator[str]:
    """What was accepted is done; with a conclusion all its items are dropped, or none."""
    accepted = Item.objects.filter(status=ItemState.ACCEPTED)
    for item in accepted.exclude(entry__status=EntryState.DONE).select_related("conclusion"):
        yield f"{item.conclusion.number} ({item.number}): accepted, and the ledger has it not done"
    left = Item.objects.filter(conclusion__status=ConclusionState.DROPPED)
    for item in left.exclude(status=ItemState.DROPPED).select_related("conclusion"):
        yield f"{item.conclusion.number} ({item.number}): its conclusion is dropped, it is not"
    alone = Item.objects.filter(status=ItemState.DROPPED)
    alone = alone.exclude(conclusion__status=ConclusionState.DROPPED)
    for item in alone.select_related("conclusion"):
        yield f"{item.conclusion.number} ({item.number}): dropped, its conclusion is not"
