"""What was entered wrong about a case is put right by its team; the trail keeps digests alone."""

import datetime as dt

import pytest

from namro.core import clock
from namro.core.errors import Refused
from namro.core.models import AuditDetail
from namro.mediation import actions, correcting, law
from namro.mediation.models import Case
from namro.registers import checks, parts
from tests import make
from tests.mediation.rows import TOKEN, case, ended, full, team

pytestmark = pytest.mark.django_db


def english(client):
    """Its pages in the language of the source."""
    client.cookies["django_language"] = "en"
    return client


def put_right(client, made, ask, said):
    """Open the form, change what is said, send it."""
    url = f"/mediation/cases/{made.key}/ask/{ask}/"
    form = client.get(url).context["form"]
    first = {bound.name: bound.value() for bound in form}
    shown = {k: f"{v:%d/%m/%Y}" if isinstance(v, dt.date) else v for k, v in first.items()}
    return client.post(
        url, {k: v for k, v in (shown | said).items() if v is not None and v is not False}
    )


def test_correct_when_a_case_was_entered_wrong_then_it_is_right_and_the_trail_has_no_words(
    one, as_user
):
    made, other = full(one), case(one)
    day = clock.today().replace(day=1)
    said = {"field": "family", "content": f"Chuyện {TOKEN} khác", "note": f"ghi nhầm {TOKEN}",
            "received_on": f"{day:%d/%m/%Y}"}  # fmt: skip

    answer = put_right(english(as_user(one.head)), made, "correct-case", said)
    page = english(as_user(one.head)).get(f"/mediation/cases/{made.key}/").content.decode()

    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.field, made.received_on, made.words.content) == ("family", day, said["content"])
    assert (made.number, other.number) == (1, 2)
    assert f"ghi nhầm {TOKEN}" in page
    assert list(checks.problems()) == []
    kept = [
        d for d in AuditDetail.objects.all() if d.changes.get("words") or d.changes.get("field")
    ]
    assert {str(made.seal("land")), made.seal("family")} == set(kept[-1].changes["field"])
    sealed = made.seal("family")
    assert (f"{sealed[:8]}…" in page, sealed in page) == (True, False)
    assert not [d for d in kept if TOKEN.lower() in f"{d.changes} {d.note}".lower()]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"note": ""}, "required"),
        ({}, "Nothing was changed"),
        ({"received_on": "01/01/2020"}, "Write a day of"),
        ({"received_on": "31/12/2099"}, "Write a day of"),
        ({"version": 99}, "Somebody else"),
    ],
)
def test_correct_when_it_cannot_be_then_a_sentence_says_what_and_the_words_stay(
    one, as_user, said, words
):
    made = case(one)

    answer = put_right(
        english(as_user(one.head)), made, "correct-case", {"note": "vì sao thế", **said}
    ).content.decode()

    assert words in answer
    assert said.get("note", "vì sao thế") in answer


def test_correct_when_a_party_was_entered_wrong_then_put_right_or_taken_out_and_sealed(
    one, as_user
):
    made, head = case(one), make.access(one.head)
    wrong = actions.add_party(made, {"name": f"Nguyễn {TOKEN} Sai", "born": 1950}, head)
    extra = actions.add_party(made, {"name": f"Lê {TOKEN} Thừa"}, head)
    client = english(as_user(one.head))

    done = put_right(client, made, "correct-parties", {
        f"name_{wrong.pk}": f"Nguyễn {TOKEN} Đúng", f"out_{extra.pk}": "on", f"name_{extra.pk}": "",
        "note": f"nhầm người {TOKEN}"})  # fmt: skip
    again = put_right(client, made, "correct-parties", {"note": "không đổi gì"})
    nameless = put_right(client, made, "correct-parties", {"note": "x", f"name_{wrong.pk}": ""})

    assert done.status_code == 302, done.context["form"].errors
    assert "Nothing was changed" in again.content.decode()
    assert nameless.status_code == 422
    assert [(p.name, p.born) for p in made.parties.all()] == [(f"Nguyễn {TOKEN} Đúng", 1950)]
    kept = [d.changes for d in AuditDetail.objects.all() if "party" in d.changes]
    assert [[bool(side) for side in one["party"]] for one in kept] == [
        [False, True], [False, True], [True, True], [True, False]
    ]  # fmt: skip
    assert all("note" in one for one in kept[2:])
    assert not [
        d for d in AuditDetail.objects.all() if TOKEN.lower() in f"{d.changes}{d.note}".lower()
    ]
    page = client.get(f"/mediation/cases/{made.key}/").content.decode()
    assert "A party was taken out" in page
    assert f"nhầm người {TOKEN}" in page


def test_correct_when_a_session_was_entered_wrong_then_put_right_or_taken_out_and_sealed(
    one, as_user
):
    made, head = case(one), make.access(one.head)
    day = clock.today()
    wrong = actions.hold_session(made, {"on": day, "words": f"nói {TOKEN} sai"}, head)
    extra = actions.hold_session(made, {"on": day, "words": f"nói {TOKEN} thừa"}, head)
    client = english(as_user(one.head))

    done = put_right(client, made, "correct-sessions", {
        f"place_{wrong.pk}": "Nhà văn hóa", f"words_{wrong.pk}": f"nói {TOKEN} đúng",
        f"out_{extra.pk}": "on", f"on_{extra.pk}": "", "note": f"ghi nhầm {TOKEN}"})  # fmt: skip
    early = put_right(client, made, "correct-sessions", {
        f"on_{wrong.pk}": "01/01/2020", "note": "ngày khác"})  # fmt: skip

    assert done.status_code == 302, done.context["form"].errors
    assert early.status_code == 422
    assert "since the case was received" in early.content.decode()
    kept = [(s.on, s.place, s.words) for s in made.sessions.all()]
    assert kept == [(day, "Nhà văn hóa", f"nói {TOKEN} đúng")]
    trail = [d.changes["session"] for d in AuditDetail.objects.all() if "session" in d.changes]
    assert [[bool(side) for side in one] for one in trail] == [[True, True], [True, False]]
    assert not [
        d for d in AuditDetail.objects.all() if TOKEN.lower() in f"{d.changes}{d.note}".lower()
    ]
    page = client.get(f"/mediation/cases/{made.key}/").content.decode()
    assert "A session was taken out" in page


def test_correct_when_a_settled_case_would_be_left_without_a_session_then_refused(one, as_user):
    made = ended(case(one), one)
    only = made.sessions.get()

    answer = put_right(
        english(as_user(one.head)),
        made,
        "correct-sessions",
        {f"out_{only.pk}": "on", "note": "nhầm"},
    )

    assert "keeps at least one session" in answer.content.decode()
    assert made.sessions.count() == 1


def test_correct_when_an_ended_case_would_be_left_without_parties_then_refused(one, as_user):
    made = ended(case(one), one)
    first = made.parties.first()

    answer = put_right(
        english(as_user(one.head)),
        made,
        "correct-parties",
        {f"out_{first.pk}": "on", "note": "nhầm"},
    )

    assert "keeps at least 2 parties" in answer.content.decode()
    assert made.parties.count() == 2


def test_correct_when_the_second_team_was_wrong_then_it_reads_the_case_no_more(world, one, as_user):
    two = team(world, "2")
    made = case(one, second=two.unit)
    head = make.access(one.head)
    actions.choose(made, [two.people[1].person], "parties", head)

    early = put_right(
        english(as_user(one.head)), made, "correct-case", {"second": "", "note": "nhầm tổ"}
    )
    actions.choose(Case.objects.get(pk=made.pk), [one.people[1].person], "parties", head)
    done = put_right(
        english(as_user(one.head)), made, "correct-case", {"second": "", "note": "nhầm tổ"}
    )

    assert "choose the mediators anew" in early.content.decode()
    assert done.status_code == 302
    assert not make.access(two.head).rows(Case, "mediation.work").exists()


def test_correct_when_not_of_the_team_or_erased_then_not_at_all(world, one, as_user):
    made, two = ended(case(one), one, "fail"), team(world, "2")
    url = f"/mediation/cases/{made.key}/ask/correct-case/"

    assert as_user(two.head).get(url).status_code == 404
    assert as_user(world.admin).get(url).status_code == 404
    actions.erase_own(made, make.access(one.head))
    with pytest.raises(Refused, match="were erased"):
        parts.put_right(
            correcting.PARTIES, made, {"version": 0, "rows": {}, "note": ""}, make.access(one.head)
        )


def test_book_of_paper_when_typed_later_then_its_days_are_put_right_and_checks_follow(one, as_user):
    made = ended(case(one), one)
    client = english(as_user(one.head))
    made.sessions.update(on=clock.today() - dt.timedelta(days=20))
    real = {
        "received_on": clock.today() - dt.timedelta(days=30),
        "assigned_on": clock.today() - dt.timedelta(days=29),
        "begun_on": clock.today() - dt.timedelta(days=25),
        "ended_on": clock.today() - dt.timedelta(days=18),
    }
    said = {name: f"{day:%d/%m/%Y}" for name, day in real.items()} | {"note": "sổ giấy"}

    backwards = put_right(client, made, "correct-case", said | {"begun_on": said["received_on"]})
    to_come = put_right(client, made, "correct-case", said | {
        "ended_on": f"{clock.today() + dt.timedelta(days=1):%d/%m/%Y}"})  # fmt: skip
    done = put_right(client, made, "correct-case", said)

    assert [one.status_code for one in (backwards, to_come, done)] == [422, 422, 302]
    assert "follow each other" in backwards.content.decode()
    made.refresh_from_db()
    assert {name: getattr(made, name) for name in real} == real
    due = [law.months_later(real["ended_on"], months) for months in (3, 6)]
    assert [check.due for check in made.checks.all()] == due
