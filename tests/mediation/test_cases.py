"""A case from receiving to the check of its agreement, by the team's own people."""

import datetime as dt

import pytest
from django.test import override_settings
from django.utils import timezone

from namro.core import clock
from namro.core.errors import Refused
from namro.core.models import AuditDetail
from namro.mediation import actions, law, teams
from namro.mediation.models import Case, Check, Mediator, Party, Session, Words
from namro.mediation.states import Origin
from namro.mediation.workflow import CASE
from namro.org.models import Appointment
from namro.registers import checks, nightly
from tests import make
from tests.mediation.rows import TOKEN, begun, case, ended, full, team
from tests.mediation.test_correcting import english

pytestmark = pytest.mark.django_db


def test_case_when_received_then_numbered_in_its_year_and_only_by_a_mediator_of_the_team(
    world, one
):
    first, second = case(one), case(one)
    with pytest.raises(Refused, match="Only a mediator"):
        actions.receive(
            {"unit": one.unit, "received_on": clock.today(), "field": "land", "origin": "request"},
            make.access(world.van),
        )

    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"received_on": dt.date(2030, 1, 1)}, "not come"), ({"field": "bịa"}, "Choose a field")],
)
def test_case_when_it_cannot_be_then_a_sentence_says_what(one, more, words):
    with pytest.raises(Refused, match=words):
        case(one, **more)


def test_begin_when_nobody_was_chosen_then_refused_and_afterwards_done(one):
    made = case(one)
    with pytest.raises(Refused, match="Choose the mediators"):
        CASE.take(made, "begin", make.access(one.head))

    assert begun(made, one).begun_on == clock.today()


def test_choose_when_somebody_has_an_interest_then_refused_and_they_do_not_see_it(one):
    made, head = case(one), make.access(one.head)
    actions.step_aside(made, one.people[1].person, head)

    with pytest.raises(Refused, match="no interest"):
        actions.choose(made, [one.people[1].person], "head", head)
    with pytest.raises(Refused, match="no interest"):
        actions.choose(made, [], "head", head)

    aside = make.access(one.people[1])
    assert not aside.rows(Case, "mediation.work").exists()
    assert make.access(one.people[2]).rows(Case, "mediation.work").get() == made
    with pytest.raises(Refused, match="without an interest"):
        actions.add_party(made, {"name": "Ai"}, aside)


def test_two_teams_when_they_act_together_then_both_see_it_and_it_counts_once(world, one):
    two = team(world, "2")
    made = case(one, second=two.unit)

    assert make.access(two.people[1]).rows(Case, "mediation.work").get() == made
    assert len(made.tally()) == 1
    assert list(checks.problems()) == []


def test_settle_when_done_then_the_agreement_is_checked_after_three_and_six_months(one):
    made = ended(case(one), one)
    due = [row.due for row in made.checks.all()]

    first = made.checks.order_by("due")[0]
    with pytest.raises(Refused, match="can be answered from"):
        actions.answer(first, True, make.access(one.head))
    first.due = clock.today() + dt.timedelta(days=14)
    actions.answer(first, True, make.access(one.head))

    assert due == [law.months_later(clock.today(), 3), law.months_later(clock.today(), 6)]
    assert [row.kept for row in made.checks.order_by("due")] == [True, None]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [(dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)), (dt.date(2026, 1, 31), 6, dt.date(2026, 7, 31)),
     (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28))],
)  # fmt: skip
def test_months_when_the_day_is_not_there_then_the_last_one(day, months, later):
    assert law.months_later(day, months) == later


def test_fail_when_the_parties_go_on_then_it_is_open_again(one):
    made = ended(case(one), one, "fail")
    again = CASE.take(made, "resume", make.access(one.head))

    assert (again.status, again.ended_on) == ("under_way", None)


@pytest.mark.parametrize(
    ("step", "parties", "met", "words"),
    [
        ("settle", 0, False, r"“Settled”, enter: the parties.*entered: 0.*at least one session"),
        ("settle", 1, True, r"enter: the parties, at least two \(entered: 1\)\.$"),
        ("settle", 2, False, r"enter: at least one session\.$"),
        ("settle", 2, True, ""),
        ("fail", 0, True, r"“Not settled”, enter: the parties"),
        ("fail", 1, True, r"entered: 1"),
        ("fail", 2, False, ""),
    ],
)
def test_end_when_parties_or_sessions_are_missing_then_a_sentence_names_them(
    one, as_user, step, parties, met, words
):
    made, head = case(one), make.access(one.head)
    for n in range(parties):
        actions.add_party(made, {"name": f"Bên {n}"}, head)
    made = begun(made, one)
    if met:
        actions.hold_session(made, {"on": clock.today()}, head)
    page = english(as_user(one.head)).get(f"/mediation/cases/{made.key}/").content.decode()

    assert (f"steps/{step}/" in page) is not bool(words)
    if words:
        with pytest.raises(Refused, match=words):
            CASE.take(made, step, head, "vì sao")
        assert "Before the case is ended" in page
    else:
        assert CASE.take(made, step, head, "vì sao").ended_on == clock.today()


def test_end_when_the_names_were_erased_and_the_parties_go_on_then_they_are_not_asked_for_again(
    one,
):
    made = ended(case(one), one, "fail")
    actions.erase_own(made, make.access(one.head))
    again = CASE.take(Case.objects.get(pk=made.pk), "resume", make.access(one.head))

    assert CASE.take(again, "fail", make.access(one.head), "thôi").status == "not_settled"


def test_refer_when_not_for_mediation_then_it_counts_apart(one):
    made = case(one)
    with pytest.raises(Refused, match="Choose why"):
        actions.refer(made, "bịa", "", make.access(one.head))

    done = actions.refer(made, "offence", "", make.access(one.head))

    assert (done.status, done.outside) == ("out_of_scope", "offence")


def test_erase_when_the_time_is_over_then_names_and_words_go_and_the_counts_stay(one):
    made = full(one)
    digest = made.seal("x")
    before = list(made.tally())
    assert actions.erase_old() == 0

    with override_settings(TODAY=dt.date(clock.today().year + 6, 3, 1)):
        assert nightly.once_a_day() is True
        assert nightly.once_a_day() is False

    made.refresh_from_db()
    assert made.erased_on is not None
    assert (Party.objects.count(), Words.objects.get().content, Words.objects.get().agreement) == (
        0,
        "",
        [],
    )
    assert set(Session.objects.values_list("words", "place")) == {("", "")}
    assert made.seal("x") != digest
    assert made.tally() == before
    with pytest.raises(Refused, match="were erased"):
        actions.add_party(made, {"name": "Ai"}, make.access(one.head))


def test_trail_when_names_and_words_are_entered_then_it_has_digests_alone(one):
    full(one)

    said = [str([d.changes, d.note, d.target_label]) for d in AuditDetail.objects.all()]

    assert len([one for one in said if "party" in one]) == 2
    assert [one for one in said if TOKEN.lower() in one.lower()] == []


def test_team_when_it_lacks_what_the_law_asks_then_the_article_is_named(world, one):
    small = team(world, "9", size=2)
    posts = list(Appointment.objects.filter(unit=small.unit).select_related("person"))
    whole = list(Appointment.objects.filter(unit=one.unit).order_by("-leads"))
    said = {
        "woman": True,
        "elected_on": None,
        "votes": 30,
        "households": 41,
        "decision": "12/QĐ-UBND",
    }
    actions.roster(whole[0], said, make.access(world.van))
    with pytest.raises(Refused, match="more households"):
        actions.roster(whole[0], {**said, "votes": 42}, make.access(world.van))
    with pytest.raises(Refused, match="may not enter"):
        actions.roster(whole[0], said, make.access(one.head))

    assert "article 12" in teams.short_of(posts)
    assert (
        teams.short_of(list(Appointment.objects.filter(unit=one.unit).select_related("mediator")))
        == ""
    )
    assert Mediator.objects.get().votes == 30


def test_alert_when_raised_then_the_leader_is_told_of_no_name(world, one, as_user):
    made = case(one)
    actions.alert(made, "offence", make.access(one.head))

    page = as_user(world.chief).get("/work/").content.decode()

    assert one.unit.name in page
    assert TOKEN not in page
    with pytest.raises(Refused):
        actions.alert(made, "bịa", make.access(one.head))


def test_load_when_cases_are_open_then_each_mediators_share_is_told(one):
    begun(case(one), one)
    ended(case(one), one)

    assert teams.load(one.unit) == {one.people[1].person_id: 1}


def test_pages_when_the_job_is_done_by_hand_then_from_the_empty_page_to_the_printed_book(
    one, as_user
):
    head = as_user(one.head)
    words = {"unit": one.unit.pk, "received_on": f"{clock.today():%d/%m/%Y}", "field": "land",
             "origin": "request", "content": "Ranh giới ngõ"}  # fmt: skip
    page = head.post("/mediation/cases/new/", words)["Location"]
    head.post(f"{page}ask/add-party/", {"name": "Nguyễn Văn Kín", "address": "số 5"})
    head.post(f"{page}ask/add-party/", {"name": "Trần Thị Lặng"})
    bad = head.post(f"{page}ask/add-party/", {"name": "", "address": "giữ chữ này"})
    head.post(
        f"{page}ask/choose-mediators/", {"by": "parties", "people": [one.people[1].person.pk]}
    )
    head.post(f"{page}steps/begin/")
    head.post(f"{page}ask/hold-session/", {"on": f"{clock.today():%d/%m/%Y}", "words": "đồng ý"})
    head.post(f"{page}ask/write-agreement/", {"part0": "Đơn đề nghị", "part4": "Mở lối 2 m"})
    head.post(f"{page}steps/settle/")
    shown = head.get(page).content.decode()

    assert bad.status_code == 422
    assert "giữ chữ này" in bad.content.decode()
    assert "Nguyễn Văn Kín" in shown
    assert "Mở lối 2 m" in shown
    assert Check.objects.count() == 2
    for name in ("book", "no-names", "pack", "pay", "agreement"):
        answer = head.get(f"{page}print/{name}/docx/")
        assert answer.status_code == 200, name
        assert "kin" not in answer["Content-Disposition"].lower()


def test_list_when_an_older_case_is_entered_late_then_the_newest_received_stands_first(
    one, as_user
):
    """An old book is taken over in the order of its lines, not of its days."""
    new, old = case(one), case(one, received_on=clock.today() - dt.timedelta(days=400))

    page = as_user(one.head).get("/mediation/cases/").content.decode()
    other = as_user(one.head).get("/mediation/cases/?order=received_on").content.decode()

    assert page.index(new.key.hex[:8]) < page.index(old.key.hex[:8])
    assert other.index(new.key.hex[:8]) > other.index(old.key.hex[:8])


def test_pages_when_a_mediator_leaves_a_case_then_the_list_opens_and_not_a_missing_page(
    one, as_user
):
    made = case(one)
    browser = as_user(one.people[1])

    answer = browser.post(
        f"/mediation/cases/{made.key}/ask/step-aside/", {"person": one.people[1].person.pk}
    )

    assert answer["Location"] == "/mediation/cases/"
    assert browser.get(f"/mediation/cases/{made.key}/").status_code == 404


def test_erase_when_not_by_the_head_or_a_check_is_to_come_then_refused_and_by_the_head_then_done(
    one, as_user
):
    settled, failed = ended(case(one), one), ended(case(one), one, "fail")
    head, member = make.access(one.head), make.access(one.people[1])
    page = f"/mediation/cases/{failed.key}/"

    with pytest.raises(Refused, match="still to be checked"):
        actions.erase_own(settled, head)
    with pytest.raises(Refused, match="Only the head"):
        actions.erase_own(failed, member)

    assert "erase-names" not in as_user(one.people[1]).get(page).content.decode()
    assert "erase-names" in as_user(one.head).get(page).content.decode()
    assert actions.erase_own(failed, head).erased_on == clock.today()


def test_alert_when_raised_in_one_case_then_it_stands_in_that_one_alone_until_somebody_takes_note(
    one, world, as_user
):
    first, second = case(one), case(one)
    head, chief = make.access(one.head), make.access(world.chief)
    row = actions.alert(first, "violence", head)
    client = english(as_user(one.head))
    pages = [
        client.get(f"/mediation/cases/{made.key}/").content.decode() for made in (first, second)
    ]
    work = english(as_user(world.chief)).get("/work/").content.decode()
    there = f"/mediation/teams/{one.unit.pk}/"
    url = f"/mediation/alerts/{row.pk}/received/"

    assert ["Risk of violence" in said for said in pages] == [True, False]
    assert there in work
    assert f"{timezone.localtime(row.at):%H:%M %d/%m/%Y}" in work
    assert url in as_user(world.chief).get(there).content.decode()
    assert url not in client.get(there).content.decode()
    assert client.post(url).status_code == 404, "the team does not take note of its own"
    with pytest.raises(Refused, match="not among those"):
        actions.acknowledge(row, head)
    english(as_user(world.chief)).post(url)
    with pytest.raises(Refused, match="taken note of it already"):
        actions.acknowledge(row, chief)
    assert there not in as_user(world.chief).get("/work/").content.decode()
    assert world.chief.person.full_name in client.get(there).content.decode()


def test_party_and_agreement_when_empty_twice_or_not_yet_born_then_a_sentence(one, as_user):
    made, head = begun(case(one), one), make.access(one.head)
    actions.add_party(made, {"name": "Nguyễn Thị A", "born": 1960}, head)

    with pytest.raises(Refused, match="stands in the case already"):
        actions.add_party(made, {"name": "nguyễn thị  a", "born": 1960}, head)
    with pytest.raises(Refused, match="at least one part"):
        actions.agree(made, ["", " "], head)
    unborn = as_user(one.head).post(
        f"/mediation/cases/{made.key}/ask/add-party/", {"name": "B", "born": clock.today().year + 1}
    )

    assert unborn.status_code == 422
    assert actions.add_party(made, {"name": "Nguyễn Thị A", "born": 1990}, head)
    assert actions.agree(made, ["Dỡ mái che"], head).agreed
    # What was agreed may be emptied again: it was written by mistake.
    assert not actions.agree(made, [""], head).agreed


@pytest.mark.parametrize("day", ["01/06/2013", "01/01/1990"])
def test_case_when_the_year_is_mistyped_then_a_sentence_and_what_was_typed_stays(one, as_user, day):
    said = {"unit": one.unit.pk, "received_on": day, "field": "land", "origin": "party",
            "content": "câu chuyện dài"}  # fmt: skip
    said["origin"] = Origin.values[0]

    answer = english(as_user(one.head)).post("/mediation/cases/new/", said)

    assert answer.status_code == 422
    assert "begin on 01/01/2014" in answer.content.decode()
    assert "câu chuyện dài" in answer.content.decode()
