"""The engine of life cycles: what it refuses, what it writes, who is told that they came late."""

import datetime as dt

import pytest
from django.db import models
from django.utils import timezone, translation

from namro.commitments.models import Commitment
from namro.commitments.states import State
from namro.commitments.workflow import COMMITMENT
from namro.core import audit
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditEntry
from namro.ledger import actions as ledger
from namro.ledger.models import Extension
from namro.ledger.states import ExtensionState
from namro.registers.workflow import Step, Workflow, lock
from tests import make

pytestmark = pytest.mark.django_db


class Light(models.TextChoices):
    RED = "red"
    GREEN = "green"
    GREY = "grey"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def place(world):
    return make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)


@pytest.fixture
def line(world, place):
    return make.commitment(place, world.member, "submitted")


def loose(*steps: Step, final: tuple[str, ...] = ()) -> Workflow:
    return Workflow(states=Light, start="red", final=final, steps=steps)


def test_problems_when_a_table_is_unsound_then_each_fault_is_named():
    table = loose(
        Step("go", "Go", ("red", "blue"), "green", "unit.view"),
        Step("fly", "Fly", ("red",), "red", "unit.fly"),
    )

    assert list(table.problems()) == [
        "go: unknown state ['blue']",
        "fly: no role holds unit.fly",
        "grey: no step leads there",
        "green: no way out, and not declared final",
        "grey: no way out, and not declared final",
    ]


def test_problems_when_a_table_is_sound_then_there_are_none():
    table = loose(
        Step("go", "Go", ("red",), "green", "unit.view"),
        Step("fade", "Fade", ("green",), "grey", "entry.report"),
        final=("grey",),
    )

    assert list(table.problems()) == []
    assert table.as_mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green: go",
        "    green --> grey: fade",
        "    grey --> [*]",
    ]


def test_getitem_when_a_step_is_unknown_then_key_error():
    with pytest.raises(KeyError):
        COMMITMENT["fly"]

    assert COMMITMENT["submit"].target == State.SUBMITTED


def test_take_when_allowed_then_status_version_and_one_entry_follow(world, line):
    before = AuditEntry.objects.filter(action="return").count()

    done = COMMITMENT.take(line, "return", make.access(world.hung), "Thiếu số hộ")

    line.refresh_from_db()
    entries = [pair for pair in audit.history(line) if pair[0].action == "return"]
    assert (line.status, line.version, line.waits_for_id) == ("returned", done.version, None)
    assert len(entries) == before + 1 == 1
    entry, detail = entries[0]
    assert entry.actor_id == world.hung.person_id
    assert detail.changes == {"status": ["submitted", "returned"]}
    assert detail.note == "Thiếu số hộ"
    assert list(audit.problems()) == []


def test_take_when_the_state_is_wrong_then_it_says_who_brought_it_there(world, line):
    COMMITMENT.take(line, "return", make.access(world.hung), "x")
    line.refresh_from_db()
    why = COMMITMENT.refusal(line, COMMITMENT["approve"], make.access(world.hung))

    with pytest.raises(Conflict) as conflict:
        COMMITMENT.take(line, "approve", make.access(world.hung))

    assert why == "The record stands at “Returned”."
    assert conflict.value.message.startswith("Phạm Văn Hùng was first, at ")
    assert conflict.value.message.endswith(": the record now stands at “Returned”.")


def test_take_when_the_right_is_missing_then_it_is_refused(world, line):
    with pytest.raises(Refused) as refused:
        COMMITMENT.take(line, "approve", make.access(world.lan))

    line.refresh_from_db()
    assert refused.value.message == "You do not have the right to take this step."
    assert line.status == "submitted"


@pytest.mark.parametrize("note", ["", "   \n"])
def test_take_when_a_reason_is_asked_for_and_missing_then_422_and_nothing_changes(
    world, line, note
):
    with pytest.raises(Refused) as refused:
        COMMITMENT.take(line, "refuse", make.access(world.hung), note)

    line.refresh_from_db()
    assert refused.value.status == 422
    assert refused.value.message == "Say why, so that the person can act on it."
    assert (line.status, line.reviews.count()) == ("submitted", 0)


def test_take_when_somebody_was_first_then_conflict_says_who_when_and_where_it_stands(world, line):
    stale = Commitment.objects.get(pk=line.pk)
    COMMITMENT.take(line, "return", make.access(world.hung), "Thiếu số hộ")
    at = timezone.localtime(audit.history(line)[0][0].at)

    with pytest.raises(Conflict) as conflict:
        COMMITMENT.take(stale, "approve", make.access(world.hung))

    assert conflict.value.status == 409
    assert conflict.value.message == (
        f"Phạm Văn Hùng was first, at {at:%H:%M %d/%m/%Y}: the record now stands at “Returned”."
    )
    assert Commitment.objects.get(pk=line.pk).status == "returned"


def test_take_when_the_version_is_older_then_conflict(world, place):
    line = make.commitment(place, world.member)
    Commitment.objects.filter(pk=line.pk).update(version=4)

    with pytest.raises(Conflict):
        COMMITMENT.take(line, "submit", make.access(world.member), version=3)
    done = COMMITMENT.take(line, "submit", make.access(world.member), version=4)

    assert (done.status, done.version) == ("submitted", 5)


def test_take_when_the_trail_has_no_word_of_it_then_conflict_still_says_what_to_do(world, place):
    entry = make.approved(place, world.member, world.hung).entry
    row = ledger.ask_extension(
        entry, entry.due + dt.timedelta(days=9), "mưa", make.access(world.member)
    )
    Extension.objects.filter(pk=row.pk).update(
        status=ExtensionState.REFUSED, decided_by=world.chief.person, decided_on=entry.begins_on
    )

    with pytest.raises(Conflict) as conflict:
        ledger.decide_extension(row, "grant", make.access(world.chief))

    assert conflict.value.message == "Somebody else has changed this record. Look at it anew."


def test_take_when_somebody_slips_in_between_then_nothing_is_overwritten(world, line):
    """The database may hold no row lock; the conditional update is the second line of defence."""

    def slip_in(record, access):
        Commitment.objects.filter(pk=record.pk).update(version=record.version + 1)
        return {}

    table = Workflow(
        states=State,
        start=State.DRAFT,
        final=(),
        steps=(Step("x", "x", ("submitted",), "withdrawn", "commitment.submit", also=slip_in),),
    )

    with pytest.raises(Conflict):
        table.take(line, "x", make.access(world.member))

    line.refresh_from_db()
    assert line.status == "submitted"
    assert AuditEntry.objects.filter(action="x").count() == 0


def test_take_when_an_effect_fails_then_everything_is_undone(world, line):
    def fail(taken):
        raise RuntimeError(taken.note)

    step = Step("x", "x", ("submitted",), "submitted", "commitment.submit", effect=fail)
    table = Workflow(states=State, start=State.DRAFT, final=(), steps=(step,))
    before = (line.version, AuditEntry.objects.count())

    with pytest.raises(RuntimeError):
        table.take(line, "x", make.access(world.member), "hỏng")

    line.refresh_from_db()
    assert (line.version, AuditEntry.objects.count()) == before


def test_open_steps_when_a_step_has_a_page_of_its_own_then_it_is_no_button(world, line):
    hidden = Step("x", "x", ("submitted",), "withdrawn", "commitment.submit", button=False)
    shown = Step("y", "y", ("submitted",), "withdrawn", "commitment.submit")
    table = Workflow(states=State, start=State.DRAFT, final=(), steps=(hidden, shown))

    assert [step.name for step in table.open_steps(line, make.access(world.member))] == ["y"]


def test_open_steps_when_compared_with_take_then_every_button_works_and_no_other(world, place):
    for name in [step.name for step in COMMITMENT.steps]:
        line = make.commitment(place, world.member, "submitted")
        access = make.access(world.hung)
        offered = name in {step.name for step in COMMITMENT.open_steps(line, access)}

        try:
            COMMITMENT.take(line, name, access, "lý do")
            taken = True
        except Refused:
            taken = False

        assert taken is offered
        line.refresh_from_db()
        if line.status == "submitted":
            COMMITMENT.take(line, "withdraw", make.access(world.member))
        elif line.status == "approved":
            Commitment.objects.filter(pk=line.pk).update(status="withdrawn", approved_on=None)


def test_lock_when_called_then_the_record_is_read_anew(line):
    Commitment.objects.filter(pk=line.pk).update(title="Đổi ở nơi khác")

    assert lock(line).title == "Đổi ở nơi khác"
