"""Pages of figures: every count opens its records; Excel, JSON and the command say the same."""

import io
import json

import pytest
from django.utils import translation
from openpyxl import load_workbook

from namro.config import cli
from namro.inspections import actions as inspections
from namro.inspections.workflow import INSPECTION
from namro.titles.workflow import CARD
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item, visit
from tests.mediation.rows import team
from tests.mediation.test_privacy import old
from tests.titles.rows import card, opened, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered(world):
    """A draft and two followed conclusions, visits of both kinds, counts of discipline, cards."""
    minh = make.access(world.minh)
    item(conclusion(world, number="00/KL"), world)
    one = conclusion(world)
    item(one, world)
    one = followed(one, world)
    declared(item(one, world, text="Lập hồ sơ"), world)
    visit(world)
    INSPECTION.take(visit(world, topic="Thu chi", begins_on=make.clock.today()), "hold", minh)
    inspections.count_discipline(
        {"unit": world.council, "year": 2026, "quarter": 3, "member:khien-trach": 2}, minh
    )
    held = opened(world)
    CARD.take(verified(card(held, world.cell), world), "recognise", make.access(world.hung))


def cells(context):
    """(what it is called, count, address) of every count on a page."""
    for one in [*context["single"], *context["beside"]]:
        yield one["label"], one.get("number"), one.get("href")
    for one in context["rates"]:
        yield one["label"], one.get("numerator"), one.get("href")
    for table in [context["table"], *context["tables"]]:
        for row in table["rows"]:
            for cell in row["cells"]:
                yield row["label"], cell.get("number"), cell.get("href")
    for cell in context["table"]["foot"][1:]:
        yield "foot", cell.get("number"), cell.get("href")


def told(context):
    """The same with the words of the page."""
    with translation.override("vi"):
        return [(str(label), number, href) for label, number, href in cells(context)]


@pytest.mark.parametrize("year", ["", "&year=2026"])
@pytest.mark.parametrize("register", ["inspections", "titles"])
def test_figures_when_any_count_is_followed_then_its_records_open(
    world, entered, as_user, register, year
):
    browser = as_user(world.van)
    context = browser.get(f"/{register}/figures/?unit={world.area.pk}{year}").context
    seen, other = 0, ("liên tục", "nhiều năm")

    for label, number, href in told(context):
        assert href or not number, label
        if not number:
            continue
        answer = browser.get(href)
        assert answer.status_code == 200, href
        if "/discipline-counts/" not in href and not any(words in label for words in other):
            assert answer.context["page"].total == number, (label, href)
        seen += 1

    assert seen >= 10
    assert str(context["chart"]["rows"][0]["value"]) in context["chart"]["sentence"]


def test_export_when_a_workbook_is_asked_then_it_holds_everything_on_the_page(
    world, entered, as_user
):
    browser = as_user(world.van)
    context = browser.get("/inspections/figures/").context
    book = load_workbook(io.BytesIO(browser.get("/inspections/figures/?export=xlsx").content))

    said = [[cell for row in sheet.iter_rows(values_only=True) for cell in row] for sheet in book]
    flat = [str(cell) for cells_of in said for cell in cells_of]

    assert len(book.sheetnames) == 3 + len(context["tables"])
    for label, number, _href in told(context):
        assert number is None or str(number) in flat, label
        assert label == "foot" or label in flat, label


def test_export_when_json_is_asked_then_the_numbers_are_those_of_the_page(world, entered, as_user):
    browser = as_user(world.van)
    said = browser.get("/inspections/figures/?year=2026&export=json").json()
    wrong = browser.get("/inspections/figures/?export=csv")

    figures = {one["name"]: one for one in said["figures"]}
    assert (said["year"], said["register"]) == (2026, "inspections")
    assert (figures["done"]["number"], figures["done"]["denominator"]) == (1, 2)
    assert [len(one["rows"]) > 0 for one in said["tables"]] == [True, True]
    assert wrong.status_code == 400


def test_command_when_a_register_is_asked_then_it_says_what_the_page_says_and_no_more(
    world, entered, as_user, capsys
):
    page = as_user(world.van).get("/inspections/figures/?year=2026&export=json").json()
    by = ["--by", world.van.username]

    def run(*words):
        code = cli.main(["figures", *words])
        return code, capsys.readouterr()

    _code, as_json = run("--register", "inspections", "--year", "2026", "--json", *by)
    _code, lines = run("--register", "inspections", *by)
    codes = [
        run("--register", "no-such", *by)[0],
        run("--register", "inspections", "--year", "2019", *by)[0],
        run("--register", "inspections", "--unit", str(world.far.pk), *by)[0],
        run("--register", "inspections", "--by", "nobody-at-all")[0],
    ]

    assert json.loads(as_json.out) == page
    assert "done" in lines.out
    assert "1/2" in lines.out
    assert codes == [1, 1, 1, 1]


def test_command_when_counts_are_withheld_on_the_page_then_they_are_here(world, capsys):
    team_of_ward = team(world, "1")
    old(team_of_ward, 2025, "settled", 3)

    cli.main(["figures", "--register", "mediation", "--json", "--by", world.van.username])

    figures = {one["name"]: one["number"] for one in json.loads(capsys.readouterr().out)["figures"]}
    assert (figures["settled"], figures["received"]) == (None, None)


def test_command_when_a_part_of_a_year_is_asked_then_it_says_what_the_page_says(
    world, as_user, capsys
):
    one = team(world, "1")
    old(one, 2025, "settled", 9)
    by = ["--by", one.head.username, "--unit", str(one.unit.pk)]
    asked = f"/mediation/figures/?unit={one.unit.pk}&year=2025&part=h1&export=json"
    page = as_user(one.head).get(asked).json()

    code = cli.main(
        ["figures", "--register", "mediation", "--year", "2025", "--part", "h1", *by, "--json"]
    )
    said = json.loads(capsys.readouterr().out)
    cli.main(["figures", "--register", "mediation", "--year", "2025", "--part", "h1", *by])
    head = capsys.readouterr().out.splitlines()[0]
    refused = [
        cli.main(["figures", "--register", "mediation", "--part", "h1", *by]),
        cli.main(["figures", "--register", "inspections", "--year", "2026", "--part", "h1",
                  "--by", world.van.username]),
    ]  # fmt: skip

    assert (code, refused) == (0, [1, 1])
    assert said == page
    assert head.endswith("h1 2025")
