"""Pages of teams: members reach theirs; roster with dates, election and load; entered in the browser."""

import datetime as dt

import pytest

from namro.core import clock
from namro.core.errors import Refused
from namro.mediation import actions, papers
from namro.mediation.models import Case, Mediator
from namro.org.models import Appointment
from tests import make
from tests.mediation.rows import begun, case, ended, team
from tests.mediation.test_privacy import old
from tests.sheets.listing import List, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(world):
    return team(world, "1"), team(world, "2")


def test_figures_when_a_mediator_without_a_role_asks_then_the_own_team_is_told_and_no_other(
    teams, as_user
):
    mine, other = teams
    begun(case(mine), mine)
    case(mine)
    browser = as_user(mine.head)

    page = browser.get("/mediation/figures/")
    foot = {str(h["label"]): c for h, c in zip(
        page.context["table"]["columns"][1:], page.context["table"]["foot"][1:], strict=True)}  # fmt: skip

    assert page.context["place"] == mine.unit
    assert foot["Still open"]["number"] == 2
    assert browser.get(foot["Still open"]["href"]).context["page"].total == 2
    assert browser.get(f"/mediation/figures/?unit={other.unit.pk}").status_code == 404
    assert "/mediation/figures/" in browser.get("/mediation/cases/").content.decode()


def test_team_when_a_member_opens_it_then_dates_election_and_load_stand_there(
    teams, world, as_user
):
    mine, other = teams
    begun(case(mine), mine)
    browser = as_user(mine.head)
    post = Appointment.objects.get(unit=mine.unit, person=mine.people[1].person)
    said = {"woman": True, "votes": 40, "households": 60, "decision": "12/QĐ-UBND"}
    actions.roster(post, said, make.access(world.van))

    page = browser.get(f"/mediation/teams/{mine.unit.pk}/")
    rows = {row["label"]: row for row in page.context["rows"]}
    row = rows[post.person.full_name]

    assert "40/60" in page.content.decode()
    assert "12/QĐ-UBND" in page.content.decode()
    assert row["cells"][1]["date"] == post.since
    assert [one["cells"][-2]["number"] for one in rows.values()] == [0, 1, 0]
    since = {label: one["cells"][-1]["date"] for label, one in rows.items()}
    assert since[mine.head.person.full_name] == mine.head.date_joined.date()
    assert {one["href"] for one in rows.values()} == {""}
    assert browser.get(f"/mediation/teams/{other.unit.pk}/").status_code == 404
    assert [row["label"] for row in browser.get("/mediation/teams/").context["rows"]] == [
        mine.unit.name
    ]


def test_team_when_a_reader_opens_it_then_the_load_of_its_cases_is_not_told(teams, world, as_user):
    begun(case(teams[0]), teams[0])

    page = as_user(world.van).get(f"/mediation/teams/{teams[0].unit.pk}/")

    assert "in_hand" not in page.context
    assert {len(row["cells"]) for row in page.context["rows"]} == {5}


def test_mediator_when_the_office_enters_the_election_then_it_is_kept_and_wrong_numbers_stay(
    teams, world, as_user
):
    one = teams[0]
    post = Appointment.objects.get(unit=one.unit, person=one.people[2].person)
    where = f"/mediation/teams/{one.unit.pk}/mediators/{post.pk}/"
    said = {"woman": "on", "elected_on": "02/03/2026", "votes": "70", "households": "60",
            "decision": "15/QĐ-UBND"}  # fmt: skip
    van = as_user(world.van)

    bad = van.post(where, said)
    assert bad.status_code == 422
    assert "15/QĐ-UBND" in bad.content.decode()
    assert not Mediator.objects.exists()

    assert van.post(where, said | {"votes": "50"})["Location"] == f"/mediation/teams/{one.unit.pk}/"
    kept = Mediator.objects.get()
    assert (kept.woman, kept.votes, kept.households) == (True, 50, 60)
    van.post(where, said | {"votes": "55"})
    assert Mediator.objects.get().votes == 55
    assert as_user(one.head).get(where).status_code == 403
    with pytest.raises(Refused):
        actions.roster(post, {"woman": True}, make.access(one.head))


def test_teams_when_somebody_is_in_none_and_holds_no_role_then_refused(teams, world, as_user):
    browser = as_user(world.nobody)

    assert browser.get("/mediation/teams/").status_code == 403
    assert browser.get("/mediation/figures/").status_code == 403
    assert browser.get(f"/mediation/teams/{teams[0].unit.pk}/").status_code == 404


def test_list_of_mediators_when_taken_in_then_election_and_households_come_along(teams, world):
    one = teams[0]
    rows = [
        ["STT", "Họ và tên", "Tổ hòa giải", "Chức vụ", "Nữ", "Quyết định công nhận", "Ngày bầu",
         "Số hộ đồng ý", "Tổng số hộ"],
        [1, "Vũ Thị Bầu", one.unit.name, "Hòa giải viên", "x", "20/QĐ-UBND", "02/03/2026", 41, 60],
        [2, "Vũ Thị Sai", one.unit.name, "Hòa giải viên", "x", "20/QĐ-UBND", "02/03/2026", "mấy", 60],
    ]  # fmt: skip
    sent = List("mediators", str(world.area.pk), world.van, workbook(*rows)).accept()

    states = sent.states()
    sent.take()

    kept = Mediator.objects.get(post__person__full_name="Vũ Thị Bầu")
    assert (kept.votes, kept.households, kept.decision) == (41, 60, "20/QĐ-UBND")
    assert f"{kept.elected_on:%d/%m/%Y}" == "02/03/2026"
    assert states == ["ready", "problem"]


def words_of(content):
    """Every cell and sentence of a paper, block by block."""
    blocks = [*content["blocks"], *(b for annex in content["annexes"] for b in annex["blocks"])]
    return [one["text"] for one in blocks if "text" in one], [
        one for one in blocks if "rows" in one
    ]


def test_pack_when_a_month_is_chosen_then_every_number_of_it_is_of_that_month(teams):
    one, today = teams[0], clock.today()
    before = today.replace(day=1) - dt.timedelta(days=1)
    Case.objects.filter(pk=ended(case(one), one).pk).update(
        received_on=before.replace(day=2), ended_on=before
    )
    ended(case(one), one, "settle")
    open_one = case(one, field="family")
    Case.objects.filter(pk=open_one.pk).update(received_on=before.replace(day=3))

    now, table = words_of(papers.pack_of(one.unit, today))
    then, table_of_then = words_of(papers.pack_of(one.unit, before))

    assert (
        f"Từ {today.replace(day=1):%d/%m/%Y} đến {today:%d/%m/%Y}: tiếp nhận 1 vụ, việc" in now[0]
    )
    assert table[0]["foot"] == ["Cộng", 1, 1, 0]
    assert f"Từ {before.replace(day=1):%d/%m/%Y} đến {before:%d/%m/%Y}: tiếp nhận 2" in then[0]
    assert table_of_then[0]["foot"] == ["Cộng", 2, 1, 0]
    assert "đang hòa giải: 1" in then[3]


def test_book_when_years_are_printed_then_each_has_its_cases_under_their_numbers(teams):
    one = teams[0]
    old(one, 2025, "settled", 2)
    case(one)

    years = {year: words_of(papers.book_of(one.unit, year))[1] for year in (2025, 2026)}

    assert [row[0] for row in years[2025][0]["rows"]] == [1, 2]
    assert [row[0] for row in years[2026][0]["rows"]] == [1]
    assert years[2025][1]["foot"] == ["Cộng", 2, 2, 0]


def test_print_when_the_team_has_no_case_then_its_empty_book_is_printed_for_members_alone(
    teams, world, as_user
):
    one, other = teams
    month = f"{clock.today():%Y-%m}-01"
    where = f"/mediation/teams/{one.unit.pk}/print/?month={month}&ending=docx&what="
    browser = as_user(one.head)

    book = words_of(papers.book_of(one.unit, clock.today().year))[1][0]
    made = [browser.get(where + what) for what in ("book", "no-names", "pack", "pay")]

    assert len(book["rows"]) == papers.EMPTY_ROWS
    assert {answer.status_code for answer in made} == {200}
    assert "print_form" in browser.get(f"/mediation/teams/{one.unit.pk}/").context
    assert browser.get(where + "everything").status_code == 400
    assert browser.get(where.replace(month, "1999-01-01") + "book").status_code == 400
    assert [as_user(who).get(where + "book").status_code for who in (other.head, world.van)] == [
        404
    ] * 2


def test_phone_when_a_mediator_without_a_role_signs_in_then_the_register_stands_in_the_bar(
    teams, world, as_user
):
    bars = [as_user(who).get("/work/").context["bottom_nav"] for who in (teams[0].head, world.van)]

    urls = [[item["url"] for item in bar] for bar in bars]
    assert ["/mediation/cases/" in one for one in urls] == [True, False], urls
