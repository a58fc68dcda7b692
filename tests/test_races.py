"""Two at once: one wins, the other is told who was first and when; nothing is done twice."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import translation

from namro.commitments import actions, queries
from namro.commitments.models import Commitment, Registrant, Review
from namro.commitments.workflow import COMMITMENT
from namro.core import audit
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditEntry
from namro.figures import tally
from namro.ledger.models import Entry
from namro.sheets.models import Import
from tests import everything, make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 200
FEW = 25


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run each act in a thread and a connection of its own, all let go at one moment."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def go(place: int, act: Callable[[], Any]) -> None:
        try:
            with translation.override("en"):
                gate.wait(10)
                answers[place] = act()
        except Exception as answer:
            answers[place] = answer
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def take(line: Commitment, step: str, user: Any, note: str = "") -> Callable[[], Any]:
    """A step by somebody who has the page open: the record as it stood, the rights of now."""
    seen, access = Commitment.objects.get(pk=line.pk), make.access(user)
    assert access.grants or access.person
    return lambda: COMMITMENT.take(seen, step, access, note)


def place(world: Any) -> Registrant:
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.ward]
    )
    return make.registrant(campaign, world.member.person, world.cell, "key_official")


def sound(campaign: Any) -> None:
    assert list(audit.problems()) == []
    stands = tally.standing(campaign.pk, queries.COUNTED_SETS)
    assert stands == queries.recounted(campaign)


def outcome(answers: list[Any]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def test_approve_when_two_approve_at_once_200_times_then_each_line_is_approved_once(world):
    """The loser is told who was first and when; nothing is approved twice."""
    other = make.user(make.person("Phó Bí Thư Phường"), "pho", approver=world.ward)
    registrant = place(world)
    names = {"Phạm Văn Hùng", "Phó Bí Thư Phường"}
    told, seen = [], Counter()

    for _n in range(ROUNDS):
        line = make.commitment(registrant, world.member, "submitted")
        answers = together(take(line, "approve", world.hung), take(line, "approve", other))
        seen += outcome(answers)
        told += [answer for answer in answers if isinstance(answer, Exception)]

    assert seen == {"Commitment": ROUNDS, "Conflict": ROUNDS}
    assert {str(answer).split(" was first, at ")[0] for answer in told} <= names
    assert {str(answer).endswith(": the record now stands at “Approved”.") for answer in told} == {
        True
    }
    assert (Review.objects.count(), Entry.objects.count()) == (ROUNDS, ROUNDS)
    assert AuditEntry.objects.filter(action="approve").count() == ROUNDS
    assert Registrant.objects.get(pk=registrant.pk).items == ROUNDS
    sound(registrant.campaign)


def test_approve_and_withdraw_when_at_once_then_one_of_them_goes(world):
    registrant = place(world)
    seen: Counter[str] = Counter()

    for _n in range(FEW):
        line = make.commitment(registrant, world.member, "submitted")
        answers = together(take(line, "approve", world.hung), take(line, "withdraw", world.member))
        line.refresh_from_db()
        seen += outcome(answers)
        assert (line.status == "approved") is (line.entry_id is not None)

    assert seen == {"Commitment": FEW, "Conflict": FEW}
    sound(registrant.campaign)


def test_approve_and_return_when_at_once_then_one_decision_a_round(world):
    registrant = place(world)
    other = make.user(make.person("Phó"), "pho", approver=world.ward)
    seen: Counter[str] = Counter()

    for _n in range(FEW):
        line = make.commitment(registrant, world.member, "submitted")
        seen += outcome(
            together(take(line, "approve", world.hung), take(line, "return", other, "thiếu"))
        )

    assert seen == {"Commitment": FEW, "Conflict": FEW}
    assert Review.objects.count() == FEW
    sound(registrant.campaign)


def test_approve_and_edit_when_at_once_then_what_was_approved_is_what_was_handed_in(world):
    registrant = place(world)

    for _n in range(FEW):
        line = make.commitment(registrant, world.member, "submitted")
        content, access = make.content(title="Viết đè lên"), make.access(world.member)
        seen = Commitment.objects.get(pk=line.pk)
        answers = together(
            take(line, "approve", world.hung),
            lambda seen=seen, content=content, access=access: actions.edit(
                seen, content, access, seen.version
            ),
        )
        line.refresh_from_db()
        assert outcome(answers) == {"Commitment": 1, "Refused": 1}
        assert (line.status, line.title) == ("approved", seen.title)

    sound(registrant.campaign)


def test_edit_and_edit_when_at_once_then_the_second_gets_a_conflict_and_overwrites_nothing(world):
    line = make.commitment(place(world), world.member)
    users = (world.member, world.lan)

    for _n in range(FEW):
        seen = Commitment.objects.get(pk=line.pk)
        acts = [
            partial(
                actions.edit,
                seen,
                make.content(title=f"Bởi {user.username}"),
                make.access(user),
                seen.version,
            )
            for user in users
        ]
        answers = together(*acts)
        now = Commitment.objects.get(pk=line.pk)
        winner = next(answer for answer in answers if isinstance(answer, Commitment))
        assert outcome(answers) == {"Commitment": 1, "Conflict": 1}
        assert (now.title, now.version) == (winner.title, seen.version + 1)

    sound(line.campaign)


def test_submit_when_the_last_free_place_is_wanted_twice_then_one_is_refused(world):
    campaign = make.campaign(world.area, world.van)
    registrant = make.registrant(campaign, world.member.person, world.cell)
    for _n in range(2):
        make.commitment(registrant, world.member, "submitted")
    drafts = [make.commitment(registrant, world.member) for _n in range(2)]

    answers = together(*(take(line, "submit", world.member) for line in drafts))

    assert outcome(answers) == {"Commitment": 1, "Conflict": 1}
    assert Registrant.objects.get(pk=registrant.pk).items == 3
    sound(campaign)


def test_exempt_and_submit_when_at_once_then_nobody_exempt_has_items(world):
    campaign = make.campaign(world.area, world.van)
    reason, van = "Ốm nặng, điều trị dài ngày", make.access(world.van)
    assert van.grants

    for _n in range(FEW):
        somebody = make.person("Ai Đó", world.cell, "residential_member")
        registrant = make.registrant(campaign, somebody, world.cell)
        line = make.commitment(registrant, world.lan)
        together(
            take(line, "submit", world.lan),
            lambda registrant=registrant: actions.exempt(registrant, reason, van),
        )
        registrant.refresh_from_db()
        assert (registrant.items, registrant.standing) == (1, "met")

    sound(campaign)


def test_register_when_two_lines_of_a_unit_begin_at_once_then_each_has_its_number(world):
    registrant = place(world)
    users = (world.member, world.lan, world.van)
    for user in users:
        assert make.access(user).person

    for _n in range(FEW):
        answers = together(
            *(
                partial(actions.draft, registrant, make.content(), make.access(user))
                for user in users
            )
        )
        assert outcome(answers) == {"Commitment": 3}

    numbers = sorted(Commitment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 3 * FEW + 1))
    sound(registrant.campaign)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_form_when_sent_twice_with_the_same_token_then_one_line_and_the_same_page(world):
    registrant = make.registrant(
        make.campaign(world.area, world.van), world.member.person, world.cell
    )
    url = f"/roll/{registrant.key}/register/"

    for n in range(5):
        form = {
            "once": str(uuid.uuid4()),
            "kind": "hard",
            "title": f"Việc {n}",
            "due_text": "30/11",
            "result": "12 biên bản",
            "step-TOTAL_FORMS": "0",
            "step-INITIAL_FORMS": "0",
        }
        clients = [browser(world.member) for _n in range(2)]
        answers = together(*(lambda c=c, form=form: c.post(url, form) for c in clients))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert len({answer["Location"] for answer in answers}) == 1

    assert Commitment.objects.count() == 5


def test_decide_when_pressed_twice_with_the_same_token_then_one_decision(world):
    line = make.commitment(place(world), world.member, "submitted")
    form = {"once": str(uuid.uuid4()), "pick": [line.pk], "step": "approve"}
    clients = [browser(world.hung) for _n in range(2)]

    answers = together(*(lambda c=c: c.post("/review/decide/", form) for c in clients))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Review.objects.count() == 1
    assert AuditEntry.objects.filter(action="approve").count() == 1


def test_import_when_confirmed_twice_at_once_then_each_row_is_in_once(world):
    made = everything.build(world)
    url = f"/imports/{made.sent.key}/confirm/"
    clients = [browser(world.van) for _n in range(2)]
    before = Commitment.objects.count()

    answers = together(*(lambda c=c: c.post(url, {"only_ready": "1"}) for c in clients))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Commitment.objects.count() == before + 1
    assert Import.objects.get(pk=made.sent.pk).counts["taken"] == 1
    sound(made.campaign)


def test_conflict_when_raised_then_it_is_a_refusal_with_409():
    assert issubclass(Conflict, Refused)
    assert Conflict("x").status == 409
