"""Figures and lists as of a day, on the map of then and on today's; every way of asking is checked."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from namro.commitments.sheet import SHEET
from namro.commitments.workflow import CAMPAIGN
from namro.core import clock
from namro.org import applying, outcome, planning, roles
from namro.org.plans import PlanFile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world):
    """A closed campaign of area A; tomorrow its ward is split between two new ones, cell by cell."""
    campaign = make.campaign(world.area, world.van, slug="cu")
    other = make.user(make.person("Cấp Ủy Trên"), "tren", approver=world.ward)
    cell = make.registrant(campaign, world.member.person, world.cell)
    make.approved(cell, world.member, other)
    own = make.registrant(campaign, world.hung.person, world.ward, "key_official")
    make.approved(own, world.hung, other, leader=world.chief.person, title="Việc của đảng ủy")
    return CAMPAIGN.take(campaign, "close", make.access(world.van))


@pytest.fixture
def moved(world, closed):
    """A day later: the ward is split, and one cell goes to each part."""
    boss = make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)
    access = make.access(boss)
    steps = [
        {"do": "create", "key": k, "name": f"Phường {k}", "branch": "party", "kind": "grassroots",
         "parent": "Quận A"} for k in "xy"
    ] + [
        {"do": "split", "unit": "Đảng ủy phường Một", "parts": [
            {"unit": "@x", "units": ["Chi bộ 1"]}, {"unit": "@y", "kind": "remainder"}]},
    ]  # fmt: skip
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1), tick=True):
        plan = planning.draft(world.area, PlanFile("S", "1", clock.today(), steps), access)
        answers = {one.key: one.options[0][0] for one in outcome.work_out(plan).questions}
        applying.apply(planning.choose(plan, answers, access), access)
        yield boss


def figures(browser, **query):
    answer = browser.get(reverse("figures"), {"campaign": "cu", **query})
    assert answer.status_code == 200
    return answer


def test_figures_when_of_then_then_the_closed_ward_stands_there_with_its_links(
    world, closed, moved, as_user
):
    answer = figures(as_user(moved), unit=world.area.pk)

    rows = {row["label"]: row["cells"][0]["number"] for row in answer.context["table"]["rows"]}
    assert answer.context["own"].followed == 2
    assert rows in ({"Đảng ủy phường Một": 2}, {"Chi bộ 1": 1})
    assert all(row["href"] for row in answer.context["table"]["rows"])


def test_figures_when_on_todays_map_then_parts_and_what_stands_apart_make_the_total(
    world, closed, moved, as_user
):
    answer = figures(as_user(moved), unit=world.area.pk, map="today")

    rows = {row["label"]: row["cells"][0]["number"] for row in answer.context["table"]["rows"]}
    apart = [(str(one.row.unit), one.row.followed, one.counted) for one in answer.context["apart"]]
    assert answer.context["own"].followed == 2
    assert rows == {"Phường x": 1}
    assert apart == [("Đảng ủy phường Một", 1, True)]
    assert all("map=today" in row["href"] for row in answer.context["table"]["rows"])
    assert "để riêng" in answer.content.decode()


def test_figures_when_as_of_yesterday_then_the_map_and_the_numbers_are_of_that_day(
    world, closed, moved, as_user
):
    day = clock.today() - dt.timedelta(days=1)

    answer = figures(as_user(moved), unit=world.area.pk, as_of=day.isoformat())

    assert (answer.context["day"], answer.context["own"].followed) == (day, 2)
    assert "Tính đến" in answer.content.decode()


def test_figures_when_exported_then_the_table_with_its_foot_is_a_workbook(
    world, closed, moved, as_user
):
    answer = as_user(moved).get(reverse("figures"), {"campaign": "cu", "export": "xlsx"})

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("asked", [{}, {"map": "today"}, {"as_of": "yesterday"}])
def test_figures_when_asked_for_as_data_then_they_are_those_of_the_page(
    world, closed, moved, as_user, asked
):
    day = clock.today() - dt.timedelta(days="as_of" in asked)
    asked = asked | ({"as_of": day.isoformat()} if "as_of" in asked else {})
    asked |= {"unit": world.area.pk, "campaign": "cu"}
    browser = as_user(moved)

    said = browser.get(reverse("figures"), asked | {"export": "json"}).json()

    page = browser.get(reverse("figures"), asked).context
    assert {one["name"]: one["number"] for one in said["figures"]} == SHEET.plain(page["own"])
    assert [one["figures"] for one in said["units"]] == [SHEET.plain(row) for row in page["level"]]
    assert said["as_of"] == day.isoformat()
    rate = next(one for one in said["figures"] if one["name"] == "registered")
    assert (rate["of"], rate["denominator"]) == ("eligible", SHEET.plain(page["own"])["eligible"])


def test_figures_when_asked_for_in_an_unknown_way_then_400(world, closed, moved, as_user):
    answer = as_user(moved).get(reverse("figures"), {"campaign": "cu", "export": "pdf"})

    assert answer.status_code == 400


DAYS = [{"as_of": "hôm kia"}, {"as_of": "2026-13-01"}]
MAPS = [{"map": "mars"}]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *((name, one) for name in ("figures", "campaign-detail", "commitments") for one in MAPS),
        *(
            (name, one)
            for name in ("figures", "campaign-detail", "commitments", "units")
            for one in DAYS
        ),
    ],
)
def test_pages_when_a_day_or_a_map_is_none_then_400(world, closed, as_user, name, query):
    args = [closed.slug] if name == "campaign-detail" else []

    answer = as_user(world.van).get(reverse(name, args=args), query)
    fine = as_user(world.van).get(reverse(name, args=args), {"as_of": "2026-01-01"})

    assert (answer.status_code, fine.status_code) == (400, 200)


def test_list_when_a_closed_unit_is_asked_for_then_what_counted_there_is_shown(
    world, closed, moved, as_user
):
    browser = as_user(moved)

    then = browser.get(reverse("commitments"), {"unit": world.ward.pk})
    today = browser.get(reverse("commitments"), {"unit": world.ward.pk, "map": "today"})

    assert len(then.context["rows"]) == 2
    assert len(today.context["rows"]) < 2


@pytest.mark.parametrize("name", ["commitments", "ledger"])
def test_list_when_as_of_a_day_then_it_says_so_and_one_may_leave_the_day(
    world, closed, moved, as_user, name
):
    browser, eve = as_user(moved), clock.today() - dt.timedelta(days=1)

    then = browser.get(reverse(name), {"as_of": eve.isoformat(), "map": "today"})
    now = browser.get(reverse(name))

    said = [chip["label"] for chip in then.context["chips"]]
    assert said == [f"Tính đến ngày {eve:%d/%m/%Y}", "Theo bản đồ hôm nay"]
    assert f'name="as_of" type="date" value="{eve.isoformat()}"' in then.content.decode()
    assert 'name="as_of" type="date" value=""' in now.content.decode()
    assert browser.get(reverse(name) + then.context["chips"][0]["remove_href"]).status_code == 200


def test_ledger_when_as_of_the_eve_of_declaring_then_it_was_not_done_yet(world, as_user):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.approved(place, world.member, world.hung)
    entry = line.entry
    entry.begins_on = clock.today() - dt.timedelta(days=9)
    entry.declared_on, entry.status = clock.today(), "done"
    eve = clock.today() - dt.timedelta(days=1)

    assert entry.shown(eve) == "on_schedule"
    assert entry.shown(clock.today()) == "done"


def test_tree_when_as_of_before_the_move_then_the_closed_unit_stands_there(
    world, closed, moved, as_user
):
    browser = as_user(moved)
    eve = clock.today() - dt.timedelta(days=1)

    now = [row["unit"].name for row in browser.get(reverse("units")).context["rows"]]
    then = browser.get(reverse("units"), {"as_of": eve.isoformat()})

    assert "Đảng ủy phường Một" not in now
    assert "Phường x" in now
    assert "Đảng ủy phường Một" in [row["unit"].name for row in then.context["rows"]]
    page = browser.get(reverse("unit-detail", args=[world.ward.pk]))
    assert [row.kind for row in page.context["heirs"]] == ["part", "remainder"]


def test_search_when_as_of_a_day_then_units_have_the_names_of_that_day(
    world, closed, moved, as_user
):
    browser, eve = as_user(moved), clock.today() - dt.timedelta(days=1)

    def units(**query):
        groups = browser.get(reverse("search"), {"q": "phuong", **query}).context["groups"]
        return {hit["label"]: hit["text"] for group in groups for hit in group["hits"]}

    now, then = units(), units(as_of=eve.isoformat())

    assert {"Phường x", "Phường y", "Đảng ủy phường Một"} <= set(now)
    assert "Phường x" in now["Đảng ủy phường Một"]
    assert "Phường x" not in then
    assert "Đảng ủy phường Một" in then


def led(cells):
    """Every figure of a page that leads somewhere, with the way."""
    if isinstance(cells, list):
        return [one for cell in cells for one in led(cell)]
    if not isinstance(cells, dict):
        return []
    found = [one for cell in cells.values() for one in led(cell)]
    number = cells.get("numerator", cells.get("number"))
    if cells.get("href") and number is not None:
        found.append((number, cells["href"]))
    return found


@pytest.mark.parametrize("query", ["as_of", "map"])
@pytest.mark.parametrize("name", ["figures", "campaign-detail"])
def test_figures_when_of_another_day_or_map_then_each_opens_exactly_its_records(
    world, closed, moved, as_user, name, query
):
    browser, eve = as_user(moved), clock.today() - dt.timedelta(days=1)
    asked = {"as_of": eve.isoformat()} if query == "as_of" else {"map": "today"}
    args = ["cu"] if name == "campaign-detail" else []
    more = {} if args else {"campaign": "cu"}

    page = browser.get(reverse(name, args=args), {"unit": world.area.pk, **more, **asked})

    names = ("rates", "table", "kinds", "topics", "rows", "total", "classes")
    cells = [page.context[one] for one in names if one in page.context]
    figures = [(n, href) for n, href in led(cells) if "/behind/" in href]
    opened = [(n, browser.get(href).context["total"]) for n, href in figures]
    assert len([n for n, _total in opened if n]) > 5
    assert [n for n, total in opened if n != total] == []
    shown = browser.get(next(href for n, href in figures if n)).context["rows"]
    assert all(browser.get(row["href"]).status_code == 200 for row in shown)


def test_behind_when_records_are_not_open_to_somebody_then_they_are_counted_and_not_named(
    world, closed, moved, as_user, monkeypatch
):
    counts = make.user(make.person("Chỉ Xem Số", world.area), "so", reader=world.area)
    monkeypatch.setitem(roles.ROLES, "reader", roles.READING - {"commitment.view"})
    eve = (clock.today() - dt.timedelta(days=1)).isoformat()
    asked = {"campaign": "cu", "figure": "registered", "unit": world.area.pk, "as_of": eve}

    page = as_user(moved).get(reverse("figures-behind"), asked)
    book = as_user(moved).get(reverse("figures-behind"), asked | {"export": "xlsx"})
    other = as_user(counts).get(reverse("figures-behind"), asked)

    assert (page.context["total"], page.context["closed"], len(page.context["rows"])) == (2, 0, 2)
    assert book.content[:2] == b"PK"
    assert (other.context["total"], other.context["closed"], other.context["rows"]) == (2, 2, [])
    assert "Trần Văn Bình" not in other.content.decode()


def test_behind_when_there_is_no_such_figure_then_404(world, closed, as_user):
    asked = {"campaign": "cu", "figure": "happiness"}

    assert as_user(world.van).get(reverse("figures-behind"), asked).status_code == 404
