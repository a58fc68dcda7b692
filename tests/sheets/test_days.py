"""Days of a list: what may be read in two ways is asked once, what cannot be is named by its cell."""

import datetime as dt

import openpyxl
import pytest
from django.urls import reverse

from namro.commitments.models import Commitment
from namro.core.errors import Refused
from namro.sheets import correcting, preview
from tests import make
from tests.commitments.test_importing import LAN, book, judge, receive, take_in
from tests.sheets.listing import List, workbook

pytestmark = pytest.mark.django_db
MEMBERS = ("Họ và tên", "Ngày sinh", "Chi bộ")


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def due(*days):
    return [(*LAN[:2], f"{LAN[2]} ngõ {n}", *LAN[3:5], day) for n, day in enumerate(days)]


def members(world, *born):
    rows = [(f"Lê Thị Xuân {n}", day, "Chi bộ 1") for n, day in enumerate(born)]
    return List("members", str(world.area.pk), world.van, workbook(MEMBERS, *rows))


def test_day_when_it_may_be_read_in_two_ways_then_it_is_asked_once_for_the_file(
    world, campaign, as_user
):
    record = receive(book(*due("2/11/26", "trước 3/12/26", "30/9/2026")), campaign, make.access(
        world.van
    ))  # fmt: skip

    judged = judge(record, campaign)
    page = as_user(world.van).get(reverse("import-detail", args=[record.key])).content.decode()

    asked = judged.asked("dates")
    assert [(one.rows, list(one.options)) for one in asked] == [
        (2, [("day", "02/11/2026"), ("month", "11/02/2026")])
    ]
    assert [one.state for one in judged.verdicts] == ["ask", "ask", "ready"]
    assert "2/11/26" in page


@pytest.mark.parametrize(
    ("order", "days"),
    [
        ("day", [dt.date(2026, 11, 2), dt.date(2026, 12, 3)]),
        ("month", [dt.date(2026, 2, 11), dt.date(2026, 3, 12)]),
    ],
)
def test_days_when_the_order_is_chosen_then_all_of_the_file_are_read_so(
    world, campaign, order, days
):
    record = receive(book(*due("2/11/26", "trước 3/12/26")), campaign, make.access(world.van))

    judged = judge(record, campaign, {"dates:order": order})
    take_in(record, campaign, judged, make.access(world.van))

    lines = Commitment.objects.order_by("number")
    assert [one.due for one in lines] == days
    words = {"day": "trước 3/12/26", "month": "trước 12/03/2026"}[order]
    assert lines[1].due_text == words


@pytest.mark.parametrize("days", [("2/11/26", "25/11/26"), ("2/2/26", "30/9/2026")])
def test_days_when_the_file_tells_the_order_then_nothing_is_asked(world, campaign, days):
    record = receive(book(*due(*days)), campaign, make.access(world.van))

    judged = judge(record, campaign)

    assert judged.asked("dates") == []
    assert judged.counts["ready"] == 2


def test_due_when_it_lies_before_the_year_of_the_campaign_then_it_is_pointed_at(world, campaign):
    year = campaign.year
    record = receive(book(*due("30/9/2024", f"30/9/{year}")), campaign, make.access(world.van))

    first, second = judge(record, campaign).verdicts

    assert (first.state, second.state, second.problems) == ("ready", "ready", [])
    assert str(first.problems[0]) == (
        f"Cell G4: 30/09/2024 lies before the year of the campaign ({year}). Check the day."
    )


@pytest.mark.parametrize("born", ["31/02/1964", "29/02/1900", "30/9/2199", "hôm nào"])
def test_birth_when_there_is_no_such_day_then_its_cell_is_named(world, born):
    found = members(world, born).judged().verdicts[0]

    assert found.state == "problem"
    assert str(found.problems[0]) == (
        f"Cell B2: “{born}” is no day of birth. Write a day (30/9/1962) or only the year (1962)."
    )


def test_birth_when_only_the_year_is_said_then_it_is_enough(world):
    listed = members(world, "1962", 1963).accept()

    assert listed.states() == ["ready", "ready"]


@pytest.mark.parametrize("day", ["31/02/2024", "29/02/1900", "31/11/2026"])
def test_due_when_there_is_no_such_day_then_its_cell_is_named(world, campaign, day):
    record = receive(book(*due(day)), campaign, make.access(world.van))

    found = judge(record, campaign).verdicts[0]

    assert found.state == "problem"
    assert str(found.problems[0]).startswith(f"Cell G4: “{day}” is not a date.")


def test_list_of_five_thousand_rows_when_one_is_wrong_then_the_person_chooses_and_gets_it_marked(
    world, campaign
):
    rows = due(*["30/9/2026"] * 5000)
    rows[3210] = (*rows[3210][:5], "31/02/2026")
    access = make.access(world.van)
    record = receive(book(*rows), campaign, access)

    judged = judge(record, campaign)
    marked = openpyxl.load_workbook(correcting.marked(record, judged), read_only=True)

    assert (judged.counts["ready"], judged.counts["problem"]) == (4999, 1)
    with pytest.raises(Refused, match="1 row is not ready"):
        preview.refuse_unready(judged, only_ready=False)
    preview.refuse_unready(judged, only_ready=True)
    assert Commitment.objects.count() == 0
    reasons = [
        (number, row[7])
        for number, row in enumerate(marked.worksheets[0].iter_rows(values_only=True), 1)
        if len(row) > 7 and row[7] and number > 3
    ]
    assert [number for number, _why in reasons] == [3214]
    assert reasons[0][1].startswith("Cell G3214: “31/02/2026” is not a date.")
    assert take_in(record, campaign, judged, access)["taken"] == 4999


def test_birth_when_the_month_comes_first_then_it_is_still_of_a_living_person(world):
    listed = members(world, "5/12/45", "12/5/57").accept()
    assert listed.states() == ["ask", "ask"]

    listed.answer({"dates:order": "month"})

    assert [one.read.born for one in listed.judged().verdicts] == [
        dt.date(1945, 5, 12), dt.date(1957, 12, 5),
    ]  # fmt: skip
