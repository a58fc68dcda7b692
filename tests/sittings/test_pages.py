"""What the pages of a sitting say: one sentence for each thing done, and the ballot of a member."""

import re
import uuid

import pytest

from namro.commitments.models import Commitment
from namro.sittings import actions, voting
from namro.sittings.models import AgendaItem, Vote
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(as_user):
    """A browser of an account, in the language of the sentences in the code."""

    def browser(user):
        client = as_user(user)
        client.cookies["django_language"] = "en"
        return client

    return browser


def told(answer) -> list[str]:
    """What the page after a step says has happened."""
    part = answer.content.decode().split('id="messages"', 1)[1].split("<main", 1)[0]
    return re.findall(r'data-kind="success"><p>(.*?)</p>', part)


def items(hall) -> list[AgendaItem]:
    return list(hall.sitting.items.order_by("order"))


def block(client, hall, do, *picked):
    address = f"/sittings/{hall.sitting.key}/agenda/"
    return client.post(address, {"do": do, "pick": [one.pk for one in picked]}, follow=True)


def alone(client, hall, item, do, **more):
    address = f"/sittings/{hall.sitting.key}/items/{item.key}/"
    return client.post(address, {"do": do, **more}, follow=True)


def raise_hand(hall, user, item, choice="for"):
    seat = hall.sitting.seats.get(person=user.person)
    seat.sitting = hall.sitting
    voting.cast([item], seat, voting.Hand(choice, uuid.uuid4(), 1), make.access(user))


def test_agenda_when_it_is_prepared_then_each_thing_done_has_its_sentence(hall, browse):
    client, address = browse(hall.van), f"/sittings/{hall.sitting.key}/"
    first, *_others = items(hall)

    assert told(block(client, hall, "drop", first)) == [
        "1 line was taken off the agenda; it waits on."
    ]
    assert told(block(client, hall, "drop", *items(hall))) == [
        "2 lines were taken off the agenda; they wait on."
    ]
    assert told(block(client, hall, "add")) == ["3 lines were put on the agenda."]
    assert told(block(client, hall, "add")) == ["Nothing more waits."]
    assert told(client.post(f"{address}steps/call/", follow=True)) == ["The sitting is called."]
    typed = {"name": "Phiên họp", "on": "1/12/2026", "at": "8:30", "place": ""}
    assert told(client.post(f"{address}edit/", typed, follow=True)) == [
        "Name, day and place are kept."
    ]
    cancelled = client.post(f"{address}steps/cancel-sitting/", {"note": "hoãn"}, follow=True)
    assert told(cancelled) == ["The sitting is cancelled; its lines wait on."]


def test_lines_when_the_body_sits_then_each_thing_done_has_its_sentence(session, browse):
    chair, van = browse(session.chair), browse(session.van)
    first, second, third = items(session)

    assert told(block(van, session, "table", first, second)) == ["2 lines are under discussion."]
    assert told(block(chair, session, "leave", third)) == ["1 line was put off to another sitting."]
    assert told(block(chair, session, "take-up", third)) == ["1 line is taken up after all."]
    assert told(block(chair, session, "consensus", third)) == ["1 line was decided by consensus."]
    for user in (session.chair, session.ba, session.cuc):
        raise_hand(session, user, second)
    assert told(block(chair, session, "vote", second)) == ["1 line was decided by vote."]
    assert told(block(van, session, "consensus", first)) == ["1 line was decided by consensus."]
    assert told(block(chair, session, "sign", first)) == ["You have confirmed 1 line."]

    again = block(chair, session, "sign", first)
    assert (again.status_code, told(again)) == (409, [])
    assert "You presided over none of the lines" in again.content.decode()


def test_one_line_when_something_is_done_with_it_then_its_page_says_what(session, browse):
    van = browse(session.van)
    item = items(session)[1]
    ba = session.sitting.seats.get(person=session.ba.person)
    actions.step_many([item], "table", make.access(session.van))

    def say(do, **more):
        return told(alone(van, session, item, do, **more))

    assert say("motion", motion="return", note="Nêu rõ sản phẩm.") == ["Proposed now: Return."]
    assert say("remark", remark="Cần nêu rõ sản phẩm.") == ["The remark stands in the minutes."]
    assert say("remark", remark="") == ["The line has no remark in the minutes."]
    assert say("recuse", seat=ba.key, reason="người thân") == [
        "Đào Văn Ba leaves the room for line 2."
    ]
    assert say("return-to", seat=ba.key) == ["Đào Văn Ba comes back for line 2."]
    assert say("hands", **{f"hand-{ba.key}": "for"}) == ["1 hand was put down."]
    Commitment.objects.filter(pk=item.source).update(title="Việc đã sửa", version=7)
    assert say("anew") == ["The body now has the line as it reads today; hands are raised anew."]
    block(van, session, "consensus", item)
    assert say("reconsider", note="Đếm lại.") == [
        "The line is under discussion again; its decision no longer holds."
    ]


def test_hands_when_none_is_chosen_then_it_says_so_and_nothing_is_put_down(session, browse):
    van, item = browse(session.van), items(session)[1]
    actions.step_many([item], "table", make.access(session.van))

    answer = alone(van, session, item, "hands")

    assert answer.status_code == 422
    assert "Choose at least one hand." in answer.content.decode()
    assert not Vote.objects.exists()


def test_interest_when_a_member_says_it_on_the_phone_then_the_ballot_says_for_which_line(
    session, browse
):
    item = items(session)[1]
    actions.step_many([item], "table", make.access(session.van))
    ba = session.sitting.seats.get(person=session.ba.person)
    address = f"/sittings/{session.sitting.key}/items/{item.key}/leave/"

    refused = browse(session.ba).post(address, {"seat": ba.key, "reason": " "}, follow=True)
    went = browse(session.ba).post(address, {"seat": ba.key, "reason": "người thân"}, follow=True)

    assert told(refused) == []
    assert told(went) == ["Đào Văn Ba leaves the room for line 2."]


def test_ballot_when_a_line_is_put_to_the_vote_then_the_remark_stands_above_the_buttons(
    session, browse
):
    address = f"/sittings/{session.sitting.key}/ballot/"
    ba = browse(session.ba)

    before = ba.get(address).content.decode()
    actions.step_many([items(session)[1]], "table", make.access(session.van))
    page = ba.get(address).content.decode()
    part = ba.get(f"{address}?pulse=0", headers={"HX-Request": "true"}).content.decode()

    assert re.search(r'id="ballot-hand"[^>]* hidden>', before)
    assert 'value="for"' not in before
    places = [page.index(one) for one in ('id="ballot"', "<textarea", 'value="for"')]
    assert places == sorted(places)
    assert page.count('form="hand"') == 4  # the remark and three buttons
    # What is asked for again brings the buttons, and leaves alone what is being typed.
    assert 'hx-swap-oob="true"' in part
    assert 'value="for"' in part
    assert "<textarea" not in part
    assert "hx-swap-oob" not in page


def test_ballot_when_somebody_may_not_vote_now_then_there_are_no_buttons(session, browse):
    actions.step_many(items(session)[:1], "table", make.access(session.van))  # of anh's own
    address = f"/sittings/{session.sitting.key}/ballot/"

    assert 'value="for"' not in browse(session.anh).get(address).content.decode()
    assert 'value="for"' in browse(session.ba).get(address).content.decode()


def test_vote_when_the_remark_has_several_lines_then_they_are_kept_as_one(session, browse):
    item = items(session)[1]
    actions.step_many([item], "table", make.access(session.van))
    typed = "Nêu rõ sản phẩm.\r\n" + "Thêm thời hạn. " * 32

    browse(session.ba).post(
        f"/sittings/{session.sitting.key}/votes/",
        {"item": item.key, "choice": "for", "token": uuid.uuid4(), "made_at": 5, "remark": typed},
    )

    vote = Vote.objects.get()
    assert vote.remark.startswith("Nêu rõ sản phẩm. Thêm thời hạn. Thêm")
    assert "\n" not in vote.remark
