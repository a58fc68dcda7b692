"""The dashboard: years side by side, units on one scale, hints with their records, names kept."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from namro.commitments.sheet import SHEET
from namro.core import clock
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.org.models import Grant
from namro.org.roles import ROLES
from namro.reports import queries
from namro.titles import actions
from namro.titles.models import Card
from tests import make
from tests.titles import rows as titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def van(world, as_user):
    browser = as_user(world.van)
    browser.cookies["django_language"] = "en"
    return browser


def page(browser, campaign, **query):
    answer = browser.get(reverse("dashboard"), {"campaign": campaign.slug, **query})
    assert answer.status_code == 200
    return answer


def year(world, year: int, people: int, done: int, **more):
    """A campaign with so many lines in cell 1, of which so many are declared done."""
    campaign = make.campaign(world.area, world.van, year=year, **more)
    for n in range(people):
        place = make.registrant(campaign, make.person(f"Người {n} {year}", world.cell), world.cell)
        line = make.approved(place, world.van, world.hung, leader=world.lan.person)
        if n < done:
            ledger.report(line.entry, ledger.Report("xong", "declare"), make.access(world.van))
    return campaign


def test_dashboard_when_earlier_years_are_there_then_rates_stand_side_by_side_with_both_numbers(
    world, van
):
    now = clock.today().year
    year(world, now - 1, 4, 1)
    this = year(world, now, 3, 3)
    officials = {"subject": "campaign.officials", "bodies": [world.standing]}
    make.campaign(world.area, world.van, year=now - 1, **officials)
    year(world, now + 1, 1, 0)

    context = page(van, this).context

    assert [one.label for one in context["periods"]] == [str(now - 1), str(now)]
    labels = [str(row["label"]) for row in context["over"]["rows"]]
    done = context["over"]["rows"][labels.index("Declared done, of items followed")]["cells"]
    assert [(cell["numerator"], cell["denominator"]) for cell in done] == [(1, 4), (3, 3)]
    chart = next(one for one in context["over"]["charts"] if one["id"] == "over-done")
    assert [float(row["value"]) for row in chart["rows"]] == [25.0, 100.0]
    assert chart["sentence"] == f"{now}: 3/3 (100.0%), 75.0 points more than in {now - 1}."
    assert {one["top"] for one in context["over"]["charts"]} == {100}


def test_dashboard_when_a_unit_had_no_figures_in_a_year_then_it_says_so_and_draws_no_bar(
    world, van
):
    now = clock.today().year
    make.campaign(world.area, world.van, year=now - 1)
    this = year(world, now, 2, 1)

    context = page(van, this).context

    done = next(one for one in context["over"]["charts"] if one["id"] == "over-done")
    assert [row["label"] for row in done["rows"]] == [str(now)]
    assert "no earlier period" in done["sentence"]
    assert context["over"]["rows"][0]["cells"][0]["text"] == "no figures"


def test_periods_when_a_campaign_is_not_open_to_somebody_then_it_is_not_among_them(world, as_user):
    now = clock.today().year
    theirs = make.campaign(world.far, world.tu, year=now - 1, name="Của quận khác")
    this = year(world, now, 2, 1)

    among = queries.campaigns(make.access(world.van))

    assert queries.same_kind(this, among) == [this]
    assert queries.same_kind(theirs, queries.campaigns(make.access(world.tu))) == [theirs]
    address = reverse("dashboard")
    assert as_user(world.tu).get(address, {"campaign": this.slug}).status_code == 404
    assert as_user(world.lan).get(address, {"unit": world.ward.pk}).status_code == 404


def parts(world, campaign, *people: tuple[int, int]) -> None:
    """So many of so many people of new cells hand something in."""
    for n, (registered, asked) in enumerate(people):
        cell = make.unit(f"Chi bộ số {n}", world.ward)
        for k in range(asked):
            place = make.registrant(campaign, make.person(f"Đảng viên {n}-{k}", cell), cell)
            if k < registered:
                make.commitment(place, world.van, "submitted", leader=world.lan.person)


def test_units_when_compared_then_they_are_sorted_on_one_scale_and_lead_to_their_records(
    world, van
):
    campaign = make.campaign(world.area, world.van)
    parts(world, campaign, (1, 4), (3, 3), (1, 2))
    make.registrant(campaign, world.hung.person, world.ward)

    between = page(van, campaign, unit=world.ward.pk, figure="registered").context["between"]

    rows = [(row["label"], row["cells"][0]["numerator"]) for row in between["rows"]]
    assert rows == [
        ("Chi bộ số 1", 3), ("Chi bộ số 2", 1), ("Chi bộ số 0", 1),
        ("Đảng ủy phường Một itself", 0),
    ]  # fmt: skip
    assert between["sentence"] == (
        "Most: Chi bộ số 1, 3/3 (100.0%). Least: Đảng ủy phường Một itself, 0/1 (0.0%)."
    )
    foot = between["foot"][1]
    assert (foot["numerator"], foot["denominator"]) == (5, 10)
    listed = van.get(between["rows"][2]["cells"][0]["href"])
    assert listed.context["page"].total == 1


@pytest.fixture
def counter(world, as_user, monkeypatch):
    """Somebody who may see figures and no names: today no role of the house is such a one."""
    monkeypatch.setitem(ROLES, "reader", frozenset({"unit.view", "campaign.view", "figures.view"}))
    browser = as_user(make.user(make.person("Thống Kê Viên"), "dem", reader=world.area))
    browser.cookies["django_language"] = "en"
    assert Grant.objects.filter(role="reader").count() == 1
    return browser


def test_units_when_names_are_not_open_then_small_counts_of_people_are_withheld_with_their_like(
    world, counter, van
):
    campaign = make.campaign(world.area, world.van)
    parts(world, campaign, (6, 9), (2, 8), (7, 12), (8, 15))
    where = {"unit": world.ward.pk, "figure": "registered"}

    seen = page(counter, campaign, **where)
    own = page(van, campaign, **where)

    said = {row["label"]: row["cells"][0].get("text") for row in seen.context["between"]["rows"]}
    # 6 of cell 0 are the next smallest; by their missing 3 its other counts would be told.
    assert said["Chi bộ số 1"].startswith("< 5 / ")
    assert said["Chi bộ số 0"].startswith("withheld / ")
    assert seen.context["between"]["foot"][1]["text"] == "withheld / withheld"
    assert [row["label"] for row in seen.context["between"]["bars"]] == [
        label for label, text in said.items() if text is None
    ]
    html = seen.content.decode()
    assert "names behind these counts are not open to you" in html
    assert "Registered, of people asked" not in html
    assert "Declared done, of items followed" in html
    assert reverse("campaign-roll") not in html
    assert own.context["between"]["foot"][1]["numerator"] == 23
    assert "You may see the names behind these counts" in own.content.decode()


def test_snapshots_when_names_are_not_open_then_there_are_none(world, counter):
    assert counter.get(reverse("snapshots")).context["rows"] == []


def test_hints_when_something_stands_out_then_its_link_lists_exactly_those_records(world, van):
    campaign = year(world, clock.today().year, 10, 10)
    Entry.objects.update(due=clock.today() + dt.timedelta(days=2))

    context = page(van, campaign).context

    told = {one["sentence"]: one["href"] for one in context["hints"]}
    counts = {words: van.get(href).context["page"].total for words, href in told.items()}
    assert counts == {
        "All 10 items are declared done: none is open, behind or stopped.": 10,
        "10 items are declared done, and nobody has verified any of them.": 10,
        "10 of 10 items (100.0%) were declared done within the last 3 days before their last day.": 10,
        "10 of 10 items (100.0%) have a later day than the one first approved.": 10,
    }


def test_hints_when_every_card_is_in_the_highest_band_then_its_link_lists_those_cards(world, van):
    campaign = year(world, clock.today().year, 3, 1)
    one = titles.opened(world, clock.today().year, of="person")
    for n in range(12):
        person = make.person(f"Đảng viên {n}", world.cell)
        actions.add_cards(one, [(world.cell, person)], make.access(world.van))
        mine = Card.objects.select_related("round", "unit", "person").get(round=one, person=person)
        titles.proposed(mine, world.lan)
    actions.add_cards(
        one, [(world.cell, make.person("Chưa Chấm", world.cell))], make.access(world.van)
    )

    [hint] = page(van, campaign).context["hints"]

    assert hint["sentence"] == (
        f"Chi bộ mẫu {one.year}: 12 of 12 scored cards stand in “Tốt”, the highest band."
    )
    assert van.get(hint["href"]).context["page"].total == 12


def test_hints_when_nothing_stands_out_then_the_page_says_so(world, van):
    campaign = year(world, clock.today().year, 3, 1)

    assert "Nothing stands out by the thresholds in force." in page(van, campaign).content.decode()


def test_dashboard_when_it_is_empty_or_the_figure_is_unknown_then_it_says_so(world, van):
    campaign = make.campaign(world.area, world.van)

    assert "no figures open to you yet" in page(van, campaign).content.decode()
    assert van.get(reverse("dashboard"), {"figure": "tien"}).status_code == 400


def test_dashboard_when_it_shows_one_unit_and_year_or_three_then_it_asks_as_often(world, van):
    now = clock.today().year
    this = year(world, now, 1, 1)
    make.registrant(this, world.nobody.person, world.cell2)
    counts = []
    for n in range(2):
        van.get(reverse("dashboard"), {"campaign": this.slug, "unit": world.ward.pk})
        with CaptureQueriesContext(connection) as asked:
            answer = page(van, this, unit=world.ward.pk)
        counts.append(
            (len(asked), len(answer.context["periods"]), len(answer.context["between"]["rows"]))
        )
        if n == 0:
            year(world, now - 1, 1, 1)
            year(world, now - 2, 2, 1)
            parts(world, this, (1, 2), (1, 1))

    assert [one[1:] for one in counts] == [(1, 2), (3, 4)]
    assert counts[0][0] == counts[1][0]


def test_every_figure_when_chosen_then_the_page_shows_it(world, van):
    campaign = year(world, clock.today().year, 4, 2)
    make.registrant(campaign, world.nobody.person, world.cell2)

    seen = {}
    for figure in SHEET.figures:
        between = page(van, campaign, unit=world.ward.pk, figure=figure.name).context["between"]
        cells = [row["cells"][0] for row in between["rows"]]
        key = "numerator" if figure.of else "number"
        seen[figure.name] = (sum(cell[key] for cell in cells), between["foot"][1][key])

    assert {name: pair for name, pair in seen.items() if pair[0] != pair[1]} == {}
    assert seen["on_roll"] == (5, 5)
