"""Room ledger: the life cycles of an entry, a blocker and an extension."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.figures import tally
from namro.ledger.models import Blocker, Entry, Extension
from namro.ledger.states import BlockerState, EntryState, ExtensionState
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.kit import Words
from namro.registers.workflow import Step, Taken, Workflow, lock, personal

REPORT = "entry.report"


def no_open_blocker(entry: Entry, access: Access) -> str | None:
    """Work that waits for a higher level is not done yet."""
    if entry.blocked:
        return _("A blocker is still open. Withdraw it, or wait until it is cleared.")
    return None


def not_the_doer(entry: Entry, access: Access) -> str | None:
    """Nobody judges their own work, nor a deputy the principal's (separation of duties)."""
    if access.stands_for("entry.verify", entry.unit) & {entry.owner_id, entry.declared_by_id}:
        return _("Nobody decides on their own work.")
    return None


class Answering(NamedTuple):
    """How a register answers what was declared itself."""

    # The sentence that leads there, and the unit at which the right is asked for.
    why: Words
    at: Callable[[Entry], Unit]


ANSWERED: dict[str, Answering] = {}


def left_to_its_register(entry: Entry, access: Access) -> str | None:
    """What a register accepts or sends back is not sent back behind its back."""
    by = ANSWERED.get(entry.register)
    return str(by.why) if by else None


def not_asked_by_me(extension: Extension, access: Access) -> str | None:
    """Who asks for a later day does not grant it, nor does a deputy of theirs."""
    mine = {extension.asked_by_id, extension.entry.owner_id}
    if access.stands_for("entry.extend", extension.entry.unit) & mine:
        return _("Nobody decides on their own work.")
    return None


@personal
def raised_by_me(blocker: Blocker, access: Access) -> str | None:
    """A blocker is withdrawn by who raised it, or by the owner of the work."""
    if access.person_id in {blocker.raised_by_id, blocker.entry.owner_id}:
        return None
    return _("Only who raised the blocker withdraws it.")


@personal
def asked_by_me(extension: Extension, access: Access) -> str | None:
    """A request is withdrawn by who asked, or by the owner of the work."""
    if access.person_id in {extension.asked_by_id, extension.entry.owner_id}:
        return None
    return _("Only who asked for the later day withdraws the request.")


def work_is_open(extension: Extension, access: Access) -> str | None:
    """What is done or stopped gets no later day."""
    # Anew: the work may have been declared done since the request was read.
    entry = Entry.objects.get(pk=extension.entry_id)
    if entry.is_open:
        return None
    words = _("The work is “%(state)s” by now: no day of it is moved any more.")
    return words % {"state": entry.get_status_display()}


def entry_unit(record: Blocker | Extension) -> Unit:
    """A right on the work, not on the level that is named."""
    return record.entry.unit


def on_declare(entry: Entry, access: Access) -> dict[str, object]:
    """The day and the name of who says so are written with the state."""
    return {
        "declared_on": max(clock.today(), entry.begins_on),
        "declared_by_id": access.person_id,
        "sent_back_on": None,
        "sent_back_why": "",
    }


def on_reopen(entry: Entry, access: Access) -> dict[str, object]:
    """Declared no longer; what was found on the ground stays."""
    return {"declared_on": None, "declared_by_id": None, "sent_back_on": clock.today()}


def keep_why(taken: Taken) -> None:
    """Why it was sent back stands with the work until it is declared anew."""
    taken.record.sent_back_why = taken.note
    taken.record.save(update_fields=["sent_back_why"])


def answering(entry: Entry) -> Unit:
    """Who sends back speaks for the body that asked for the work, where its register says so."""
    by = ANSWERED.get(entry.register)
    return by.at(entry) if by else entry.unit


def on_end(record: Blocker, access: Access) -> dict[str, object]:
    """The clock of the level named stops."""
    return {"ended_on": clock.today(), "ended_by_id": access.person_id}


def on_decide(record: Extension, access: Access) -> dict[str, object]:
    """Who granted or refused, and when."""
    return {"decided_on": clock.today(), "decided_by_id": access.person_id}


def on_withdraw(record: Extension, access: Access) -> dict[str, object]:
    """Nobody has decided on it."""
    return {"decided_on": clock.today()}


def keep_answer(taken: Taken) -> None:
    """What the level said stands on the record, not only in the trail."""
    taken.record.answer = taken.note
    taken.record.save(update_fields=["answer"])


def unblock(taken: Taken) -> None:
    """The work goes on when its last blocker has ended."""
    keep_answer(taken)
    entry = lock(taken.record.entry)
    with tally.counted(entry):
        waiting = Blocker.objects.filter(entry=entry, status=BlockerState.RAISED)
        entry.blocked = waiting.exists()
        entry.save(update_fields=["blocked"])


def extend(taken: Taken) -> None:
    """The due day moves; the first one stays."""
    keep_answer(taken)
    entry = lock(taken.record.entry)
    with tally.counted(entry):
        entry.due = taken.record.new_due
        entry.save(update_fields=["due"])


OPEN = (EntryState.NOT_BEGUN, EntryState.UNDER_WAY, EntryState.PARTLY)

ENTRY = Workflow(
    states=EntryState,
    start=EntryState.NOT_BEGUN,
    final=(EntryState.STOPPED, EntryState.DONE),
    steps=(
        Step("start", _lazy("Start"), (EntryState.NOT_BEGUN,), EntryState.UNDER_WAY, REPORT),
        Step(
            "partly",
            _lazy("Report partly done"),
            (EntryState.NOT_BEGUN, EntryState.UNDER_WAY),
            EntryState.PARTLY,
            REPORT,
            asks_note=True,
        ),
        Step(
            "declare",
            _lazy("Declare done"),
            OPEN,
            EntryState.DONE,
            REPORT,
            (no_open_blocker,),
            asks_note=True,
            also=on_declare,
            primary=True,
        ),
        Step(
            "reopen",
            _lazy("Send back to work"),
            (EntryState.DONE,),
            EntryState.UNDER_WAY,
            "entry.verify",
            (left_to_its_register,),
            apart=(not_the_doer,),
            asks_note=True,
            also=on_reopen,
            effect=keep_why,
        ),
        # Taken by the register that answers; it has no button of its own.
        Step(
            "give-back",
            _lazy("Send back to work"),
            (EntryState.DONE,),
            EntryState.UNDER_WAY,
            "entry.verify",
            apart=(not_the_doer,),
            asks_note=True,
            also=on_reopen,
            effect=keep_why,
            where=answering,
            button=False,
        ),
        Step(
            "stop",
            _lazy("Stop for good"),
            OPEN,
            EntryState.STOPPED,
            "entry.stop",
            asks_note=True,
        ),
    ),
)

BLOCKER = Workflow(
    states=BlockerState,
    start=BlockerState.RAISED,
    final=(BlockerState.CLEARED, BlockerState.WITHDRAWN),
    steps=(
        Step(
            "clear",
            _lazy("Mark as cleared"),
            (BlockerState.RAISED,),
            BlockerState.CLEARED,
            "blocker.clear",
            effect=unblock,
            asks_note=True,
            also=on_end,
            primary=True,
        ),
        Step(
            "withdraw",
            _lazy("Withdraw"),
            (BlockerState.RAISED,),
            BlockerState.WITHDRAWN,
            "blocker.raise",
            (raised_by_me,),
            effect=unblock,
            also=on_end,
            where=entry_unit,
        ),
    ),
)

EXTENSION = Workflow(
    states=ExtensionState,
    start=ExtensionState.ASKED,
    final=(ExtensionState.GRANTED, ExtensionState.REFUSED, ExtensionState.WITHDRAWN),
    steps=(
        Step(
            "grant",
            _lazy("Grant"),
            (ExtensionState.ASKED,),
            ExtensionState.GRANTED,
            "entry.extend",
            (work_is_open,),
            apart=(not_asked_by_me,),
            effect=extend,
            also=on_decide,
            where=entry_unit,
            primary=True,
        ),
        Step(
            "refuse",
            _lazy("Refuse"),
            (ExtensionState.ASKED,),
            ExtensionState.REFUSED,
            "entry.extend",
            apart=(not_asked_by_me,),
            effect=keep_answer,
            asks_note=True,
            also=on_decide,
            where=entry_unit,
        ),
        Step(
            "withdraw",
            _lazy("Withdraw"),
            (ExtensionState.ASKED,),
            ExtensionState.WITHDRAWN,
            "entry.report",
            (asked_by_me,),
            effect=keep_answer,
            also=on_withdraw,
            where=entry_unit,
        ),
    ),
)
