"""A post changes hands: what was open goes along, and nothing stays with somebody who left."""

import datetime as dt

import pytest

from namro.commitments.models import Commitment
from namro.config.commands import check
from namro.core import clock
from namro.core.audit import history
from namro.core.errors import Refused
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.org import actions, handover
from namro.org.models import Appointment, Grant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(world):
    return Appointment.objects.get(person=world.hung.person)


@pytest.fixture
def heir(world):
    return make.person("Tô Thị Kế Nhiệm", world.area)


@pytest.fixture
def work(world):
    """What Hùng has in hand: a line followed, one not decided, and one he answers for."""
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.hung.person, world.ward, "key_official")
    other = make.user(make.person("Cấp Ủy Trên"), "tren", approver=world.ward)
    cell = make.registrant(campaign, world.member.person, world.cell)
    return (
        make.approved(place, world.hung, other, leader=world.chief.person),
        make.commitment(
            place, world.hung, "submitted", leader=world.chief.person, title="Việc hai"
        ),
        make.approved(cell, world.member, other, leader=world.hung.person),
    )


def test_hand_over_when_confirmed_then_everything_open_goes_and_the_trail_says_so(
    world, post, heir, work
):
    today = clock.today()
    grant = Grant.objects.get(person=world.hung.person)
    found = handover.in_hand(post, today)

    moved = handover.hand_over(post, heir, today, make.access(world.van), roles=[grant.pk])

    followed, waiting, led = (Commitment.objects.get(pk=line.pk) for line in work)
    assert moved == found.total == 3
    assert (followed.entry.owner, followed.entry.leader) == (heir, world.chief.person)
    assert (waiting.accountable, waiting.person) == (heir, world.hung.person)
    assert led.entry.leader == heir
    assert [a.person for a in Appointment.objects.on(today).filter(unit=world.ward)] == [heir]
    assert [g.person for g in Grant.objects.on(today).filter(unit=world.ward, role="approver")][
        -1:
    ] == [heir]
    assert not make.access(world.hung).can("commitment.decide", world.ward)
    entry, detail = history(followed.entry)[0]
    assert entry.action == "entry.hand_over"
    assert detail.changes == {"owner": ["Phạm Văn Hùng", "Tô Thị Kế Nhiệm"]}
    assert list(check.problems()) == []


def test_orphans_when_somebody_left_without_handing_over_then_they_are_listed_and_empty_after(
    world, post, heir, work
):
    office = make.access(world.van)
    assert handover.orphans(office) == []
    actions.end_appointment(post, clock.today(), make.SYSTEM)
    listed = {(str(one.what), one.title) for one in handover.orphans(office)}

    handover.hand_over(post, heir, clock.today(), office)

    title = "Vận động 12 hộ ngõ 5 bàn giao mặt bằng"
    assert listed == {("entry", title), ("line", "Việc hai"), ("role", "Approving body")}
    assert handover.orphans(office) == []


def test_orphans_when_nobody_may_clear_a_blocker_then_it_is_listed(world, work):
    entry = Entry.objects.get(pk=work[0].entry_id)
    blocker = ledger.block(entry, world.ward, "Thiếu mặt bằng", make.access(world.hung))
    make.grant(world.chief.person, "leader", world.ward)
    Grant.objects.filter(role="leader").update(until=clock.today())

    found = handover.orphans(make.access(world.van))

    assert [(str(one.what), str(one.why)) for one in found] == [
        ("blocker", "nobody may decide on it")
    ]
    assert blocker.unit == world.ward


def test_orphans_when_they_lie_outside_ones_reach_then_they_are_not_seen(world, post, work):
    actions.end_appointment(post, clock.today(), make.SYSTEM)

    assert handover.orphans(make.access(world.tu)) == []
    assert len(handover.orphans(make.access(world.van))) == 4


@pytest.mark.parametrize(
    ("days", "words"), [(1, "not after today"), (-9999, "lies after 01/01/2020")]
)
def test_hand_over_when_the_day_is_out_of_order_then_it_is_refused(world, post, heir, days, words):
    day = clock.today() + dt.timedelta(days=days)

    with pytest.raises(Refused, match=words):
        handover.hand_over(post, heir, day, make.access(world.van))

    assert Appointment.objects.get(pk=post.pk).until is None


def test_hand_over_when_to_oneself_or_by_an_outsider_then_it_is_refused(world, post, heir):
    with pytest.raises(Refused, match="to somebody else"):
        handover.hand_over(post, post.person, clock.today(), make.access(world.van))
    with pytest.raises(Refused, match="You may not change posts"):
        handover.hand_over(post, heir, clock.today(), make.access(world.tu))
    assert handover.hand_over(post, heir, clock.today(), make.access(world.van)) == 0
