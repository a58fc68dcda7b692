"""A sitting from the agenda to the outcomes: quorum, votes, interests, deputies, all or nothing."""

import uuid

import pytest

from namro.commitments.models import Commitment, Review
from namro.commitments.workflow import COMMITMENT
from namro.core import audit, clock
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditDetail, AuditEntry
from namro.ledger.models import Entry
from namro.sittings import actions, closing, seating, voting
from namro.sittings.models import AgendaItem, Recusal, Seat, Vote
from namro.sittings.setup import Setup
from namro.sittings.workflow import ITEM, SITTING
from tests import make
from tests.sittings.conftest import board

pytestmark = pytest.mark.django_db


def item_of(hall, line) -> AgendaItem:
    return hall.sitting.items.get(source=line.pk)


def fresh(*items) -> list[AgendaItem]:
    """As a page fetches them for the next thing that is done."""
    return [AgendaItem.objects.select_related("presider").get(pk=item.pk) for item in items]


def step(items, name, access, note=""):
    return actions.step_many(fresh(*items), name, access, note)


def decide(items, way, access, presider=None):
    return actions.decide_many(fresh(*items), way, access, presider)


def seat_of(hall, user) -> Seat:
    place = hall.sitting.seats.get(person=user.person)
    place.sitting = hall.sitting
    return place


def raise_hand(hall, user, choice="for", items=None, **more):
    hand = voting.Hand(choice, more.pop("token", uuid.uuid4()), more.pop("at", voting.moment()))
    wanted = items or list(hall.sitting.items.filter(status="tabled"))
    return voting.cast(wanted, seat_of(hall, more.pop("seat", user)), hand, make.access(user))


def close(hall, user=None):
    hall.sitting.refresh_from_db()
    return SITTING.take(hall.sitting, "close-sitting", make.access(user or hall.chair))


def test_plan_when_lines_wait_then_all_are_on_the_agenda_and_the_body_is_seated(hall):
    seats = {str(s.person): (s.duty, s.votes) for s in hall.sitting.seats.all()}

    # In one unit by given name: Anh, Bình, Lan.
    assert [i.source for i in hall.sitting.items.all()] == [
        hall.own.pk, hall.lines[0].pk, hall.lines[1].pk
    ]  # fmt: skip
    assert seats == {
        "Bùi Văn Chủ": ("chair", True), "Cao Thị Anh": ("member", True),
        "Đào Văn Ba": ("member", True), "Hà Thị Cúc": ("member", True),
        "Lý Văn Đức": ("member", True), "Đỗ Thị Vân": ("secretary", False),
    }  # fmt: skip


def test_plan_when_a_member_owns_a_line_then_they_leave_the_room_for_it(hall):
    assert [str(r.seat.person) for r in Recusal.objects.all()] == ["Cao Thị Anh"]


def test_plan_when_a_line_stands_on_another_agenda_then_it_stays_there(hall):
    second = make.sitting(hall.world.standing, hall.van, str(hall.campaign.pk))

    assert second.items.count() == 0


def test_review_when_a_line_is_on_an_agenda_then_it_is_decided_there_and_nowhere_else(hall):
    line = hall.lines[0]

    with pytest.raises(Refused, match="agenda of “Phiên họp xét duyệt”"):
        COMMITMENT.take(line, "approve", make.access(hall.ba))

    line.refresh_from_db()
    assert line.status == "submitted"


def test_page_when_it_was_called_then_it_says_what_is_to_be_done_before_it_opens(hall, as_user):
    hall.sitting = SITTING.take(hall.sitting, "call", make.access(hall.van))
    browser = as_user(hall.van)
    browser.cookies["django_language"] = "en"
    address = f"/sittings/{hall.sitting.key}/"

    before = browser.get(address).content.decode()
    everybody = {seat_of(hall, user).pk: (True, "") for user in hall.members}
    seating.mark_present(hall.sitting, everybody, make.access(hall.van))
    after = browser.get(address).content.decode()

    assert "0 of 5 members are present; at least 4 are needed. Mark who is present" in before
    assert "Mark who is present" not in after
    assert "open-sitting" in after


def test_open_when_too_few_are_there_then_it_is_refused_with_both_numbers(hall):
    hall.sitting = SITTING.take(hall.sitting, "call", make.access(hall.van))
    there = {seat_of(hall, user).pk: (True, "") for user in (hall.chair, hall.anh, hall.ba)}
    seating.mark_present(hall.sitting, there, make.access(hall.van))

    hall.sitting.refresh_from_db()
    with pytest.raises(Refused, match="3 of 5 members are present; at least 4 are needed"):
        SITTING.take(hall.sitting, "open-sitting", make.access(hall.van))

    seating.mark_present(
        hall.sitting, {seat_of(hall, hall.cuc).pk: (True, "")}, make.access(hall.van)
    )
    assert SITTING.take(hall.sitting, "open-sitting", make.access(hall.van)).status == "open"


def test_decide_by_consensus_and_close_then_lines_are_approved_by_the_chairs_hand(session):
    items = [item_of(session, line) for line in session.lines]
    step(items, "table", make.access(session.van))

    done, refused = decide(items, "consensus", make.access(session.chair))
    assert (done, refused) == (3, [])
    close(session)

    assert {line.status for line in Commitment.objects.all()} == {"approved"}
    assert Entry.objects.count() == 3
    assert {review.by for review in Review.objects.all()} == {session.chair.person}
    assert (
        list(AuditEntry.objects.filter(action="approve").values_list("via", flat=True))
        == ["sitting"] * 3
    )
    assert not AgendaItem.objects.filter(live=True).exists()
    assert list(audit.problems()) == []
    own = item_of(session, session.own)
    assert (own.votes_for, own.votes_base) == (4, 4)  # the member whose line it is counts nowhere


def test_decide_by_vote_when_half_is_for_then_it_is_not_carried(session):
    item = item_of(session, session.lines[0])
    step([item], "table", make.access(session.van))
    for user in (session.chair, session.anh):
        raise_hand(session, user)
    raise_hand(session, session.ba, "against")

    done, refused = decide([item], "vote", make.access(session.chair))
    assert done == 0
    assert "2 of 5 are for it; more than 1/2 of them are needed" in refused[0][1].message

    raise_hand(session, session.cuc)
    done, refused = decide([item], "vote", make.access(session.chair))
    item.refresh_from_db()
    assert (done, refused) == (1, [])
    assert (item.votes_for, item.votes_against, item.votes_abstain, item.votes_base) == (3, 1, 0, 5)


def test_decide_by_consensus_when_somebody_objects_then_it_goes_to_the_vote(session):
    item = item_of(session, session.lines[0])
    step([item], "table", make.access(session.van))
    raise_hand(session, session.duc, "against")

    _done, refused = decide([item], "consensus", make.access(session.chair))

    assert "There is an objection" in refused[0][1].message


def test_state_body_when_votes_are_equal_then_the_chairs_side_carries(world):
    users = make.body(world.council, "Chủ Tịch", "Phó Một", "Phó Hai", "Ủy Viên")
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.council]
    )
    place = make.registrant(campaign, world.member.person, world.cell, "key_official")
    make.commitment(place, world.member, "submitted")
    sitting = make.opened(make.sitting(world.council, world.van, str(campaign.pk)), world.van)
    item = sitting.items.get()
    step([item], "table", make.access(world.van))
    for user, choice in zip(users, ("for", "for", "against", "against"), strict=True):
        seat = sitting.seats.get(person=user.person)
        voting.cast([item], seat, voting.Hand(choice, uuid.uuid4(), 1), make.access(user))

    done, refused = decide([item], "vote", make.access(users[0]))

    assert (done, refused) == (1, [])


def test_vote_when_sent_twice_then_it_counts_once_and_the_newest_hand_stands(session):
    item = item_of(session, session.lines[0])
    step([item], "table", make.access(session.van))
    token = uuid.uuid4()

    raise_hand(session, session.ba, token=token, at=1000)
    raise_hand(session, session.ba, token=token, at=1000)
    raise_hand(session, session.ba, "against", at=3000)
    late, _refused = raise_hand(session, session.ba, "for", at=2000)

    assert late == 1
    assert [vote.choice for vote in Vote.objects.all()] == ["against"]
    assert AuditEntry.objects.filter(action="item.vote").count() == 2
    changes = [d.changes for d in AuditDetail.objects.all() if "seat" in d.changes]
    assert all("against" not in str(one) for one in changes)


def test_vote_when_recused_absent_or_decided_then_it_says_why(session):
    own, other = item_of(session, session.own), item_of(session, session.lines[0])
    step([own, other], "table", make.access(session.van))

    _done, refused = raise_hand(session, session.anh, items=[own])
    assert "has left the room" in refused[0][1].message

    seating.mark_present(
        session.sitting, {seat_of(session, session.duc).pk: (False, "ốm")}, make.access(session.van)
    )
    with pytest.raises(Refused, match="has no vote here now"):
        raise_hand(session, session.duc)

    decide([other], "consensus", make.access(session.chair))
    _done, refused = raise_hand(session, session.ba, items=[other])
    assert isinstance(refused[0][1], Conflict)
    assert "without this vote" in refused[0][1].message


def test_vote_when_it_is_anothers_seat_then_only_the_secretary_or_chair_may(session):
    item = item_of(session, session.lines[0])
    step([item], "table", make.access(session.van))

    with pytest.raises(Refused, match="not your seat"):
        raise_hand(session, session.ba, seat=session.cuc)
    raise_hand(session, session.van, seat=session.cuc)

    assert Vote.objects.get().by == session.van.person


def test_own_line_of_the_chair_when_decided_then_another_member_presides(session):
    line = session.lines[0]
    item = item_of(session, line)
    actions.recuse(item, seat_of(session, session.chair), "người thân", make.access(session.chair))
    step([item], "table", make.access(session.van))

    _done, refused = decide([item], "consensus", make.access(session.van))
    assert "another member presides" in refused[0][1].message

    presider = seat_of(session, session.ba)
    assert decide([item], "consensus", make.access(session.van), presider)[0] == 1
    step(
        list(session.sitting.items.filter(status="waiting")),
        "leave",
        make.access(session.van),
    )
    with pytest.raises(Refused, match="Still to be confirmed by who presided: Đào Văn Ba"):
        close(session)

    item.refresh_from_db()
    assert actions.sign(fresh(item), make.access(session.ba)) == 1
    close(session)
    assert Review.objects.get().by == session.ba.person


def test_close_when_a_line_has_changed_since_then_nothing_is_carried_out(session):
    items = [item_of(session, line) for line in session.lines]
    decide(items, "consensus", make.access(session.chair))
    COMMITMENT.take(session.lines[1], "withdraw", make.access(session.world.lan))

    with pytest.raises(closing.NotCarried, match="no longer waits for this body"):
        close(session)

    session.sitting.refresh_from_db()
    assert session.sitting.status == "open"
    assert not Review.objects.exists()
    assert {line.status for line in Commitment.objects.all()} == {"submitted", "withdrawn"}

    step([items[1]], "reconsider", make.access(session.van), "đã rút")
    items[1].refresh_from_db()
    step([items[1]], "leave", make.access(session.van))
    close(session)
    assert Review.objects.count() == 2


def test_close_when_a_line_is_neither_decided_nor_left_then_it_is_refused(session):
    decide([item_of(session, session.lines[0])], "consensus", make.access(session.chair))

    with pytest.raises(Refused, match="2 lines are neither decided nor left"):
        close(session)


def test_close_when_the_secretary_tries_then_only_who_presides_may(session):
    decide(list(session.sitting.items.all()), "consensus", make.access(session.van))

    with pytest.raises(Refused, match="Bùi Văn Chủ, who presides, closes"):
        close(session, session.van)
    assert close(session).status == "closed"


def test_deputy_when_granted_for_the_chair_then_closes_on_behalf_traced(session):
    deputy = make.user(make.person("Vũ Phó Bí Thư"), "phobithu")
    make.grant(deputy.person, "approver", session.world.standing, deputy_for=session.chair.person)
    decide(list(session.sitting.items.all()), "consensus", make.access(session.chair))

    close(session, deputy)

    entry = AuditEntry.objects.filter(action="close-sitting").get()
    assert (entry.actor_id, entry.on_behalf_id) == (deputy.person_id, session.chair.person_id)


def test_deputy_seat_when_a_member_is_away_then_votes_in_their_place(hall):
    deputy = make.user(make.person("Người Dự Thay"), "duthay")
    make.grant(deputy.person, "approver", hall.world.standing, deputy_for=hall.anh.person)
    made = seating.seat(
        hall.sitting, deputy.person, "member", make.access(hall.van), hall.anh.person
    )

    assert (made.votes, made.stands_for) == (True, hall.anh.person)
    assert not hall.sitting.seats.filter(person=hall.anh.person).exists()
    assert hall.sitting.seats.filter(votes=True).count() == 5
    with pytest.raises(Refused, match="has a seat already"):
        seating.seat(hall.sitting, hall.anh.person, "member", make.access(hall.van))


@pytest.mark.parametrize(
    ("motion", "status"), [("return", "returned"), ("refuse", "refused"), ("replace", "replaced")]
)
def test_motion_when_a_line_goes_back_then_it_says_why_to_the_registrant(session, motion, status):
    item = item_of(session, session.lines[0])
    actions.move(item, motion, "", make.access(session.van))
    item.refresh_from_db()
    _done, refused = decide([item], "consensus", make.access(session.chair))
    assert "Say why" in refused[0][1].message

    actions.move(item, motion, "Nêu rõ sản phẩm rồi gửi lại.", make.access(session.van))
    item.refresh_from_db()
    decide([item], "consensus", make.access(session.chair))
    step(list(session.sitting.items.filter(status="waiting")), "leave", make.access(session.van))
    close(session)

    line = Commitment.objects.get(pk=session.lines[0].pk)
    assert (line.status, line.reviews.get().note) == (status, "Nêu rõ sản phẩm rồi gửi lại.")


def test_move_when_hands_were_raised_then_they_count_no_more(session):
    item = item_of(session, session.lines[0])
    step([item], "table", make.access(session.van))
    raise_hand(session, session.ba)

    item.refresh_from_db()
    actions.move(item, "return", "thiếu sản phẩm", make.access(session.van))

    assert not Vote.objects.exists()


def test_two_bodies_when_each_sits_then_the_first_passes_on_and_the_second_approves(world):
    party = make.body(world.standing, "Bí Thư", "Ủy Viên Một", "Ủy Viên Hai")
    state = make.body(world.council, "Chủ Tịch", "Phó Chủ Tịch", "Ủy Viên Ba")
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    make.second_body(campaign, world.council)
    place = make.registrant(campaign, world.member.person, world.cell, "key_official")
    line = make.commitment(place, world.member, "submitted")

    for unit, users, after in (
        (world.standing, party, "endorsed"),
        (world.council, state, "approved"),
    ):
        sitting = make.opened(make.sitting(unit, world.van, str(campaign.pk)), world.van)
        decide(list(sitting.items.all()), "consensus", make.access(users[0]))
        sitting.refresh_from_db()
        SITTING.take(sitting, "close-sitting", make.access(users[0]))
        line.refresh_from_db()
        assert line.status == after

    assert [r.body for r in line.reviews.order_by("pk")] == [world.standing, world.council]


def test_cancel_when_the_sitting_falls_away_then_its_lines_may_be_decided_elsewhere(hall):
    SITTING.take(hall.sitting, "cancel-sitting", make.access(hall.van), "hoãn")
    second = make.sitting(hall.world.standing, hall.van, str(hall.campaign.pk))

    assert second.items.count() == 3


def test_read_anew_when_a_line_was_changed_then_the_new_words_are_before_the_body(session):
    item = item_of(session, session.lines[0])
    Commitment.objects.filter(pk=item.source).update(title="Việc đã sửa", version=7)
    assert board(session).lines[0].item.source_version != 7

    actions.read_anew(item, make.access(session.van))

    item.refresh_from_db()
    assert (item.source_version, item.title) == (7, "Việc đã sửa")


def test_outsider_and_office_of_another_area_when_they_try_then_nothing_goes(session):
    with pytest.raises(Refused):
        actions.plan(
            session.world.standing, Setup("x", clock.now(), docket="commitments"),
            make.access(session.world.tu),
        )  # fmt: skip
    items = list(session.sitting.items.all())

    done, refused = step(items, "table", make.access(session.world.tu))

    assert (done, len(refused)) == (0, 3)
    assert {i.status for i in session.sitting.items.all()} == {"waiting"}


def test_life_cycles_when_read_then_they_are_sound():
    assert list(SITTING.problems()) == []
    assert list(ITEM.problems()) == []


def test_pages_when_there_are_more_sittings_and_lines_then_they_ask_no_more(
    session, as_user, django_assert_max_num_queries
):
    hall, address = session, f"/sittings/{session.sitting.key}/"
    item = hall.sitting.items.order_by("order").first()
    ITEM.take(item, "table", make.access(hall.van))
    for n in range(12):
        make.sitting(hall.world.standing, hall.van, str(hall.campaign.pk), name=f"Phiên {n}")
    asked = {
        hall.van: ["/sittings/", address, f"{address}items/{item.key}/", f"{address}screen/"],
        hall.anh: ["/sittings/", address, f"{address}ballot/"],
    }

    for user, pages in asked.items():
        browser = as_user(user)
        for page in pages:
            with django_assert_max_num_queries(15):
                assert browser.get(page).status_code == 200


def test_screens_when_nothing_is_new_then_they_get_nothing_and_else_only_their_part(
    session, as_user
):
    chair = as_user(session.chair)
    session.sitting.refresh_from_db()
    pages = {
        "": 'id="live"',
        "screen/": 'id="screen"',
        "ballot/": 'id="ballot"',
    }
    for page, mark in pages.items():
        url = f"/sittings/{session.sitting.key}/{page}"
        still = chair.get(f"{url}?pulse={session.sitting.pulse}", headers={"HX-Request": "true"})
        fresh = chair.get(f"{url}?pulse=0", headers={"HX-Request": "true"})

        assert (still.status_code, still.content) == (204, b"")
        assert mark in fresh.content.decode()
        assert "<html" not in fresh.content.decode()
