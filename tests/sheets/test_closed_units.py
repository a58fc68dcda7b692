"""A list names a unit that has closed: who carries it on is offered, and nothing is taken silently."""

import datetime as dt

import pytest

from namro.commitments import importing
from namro.core import clock
from namro.org import actions as org
from namro.org import applying, outcome, planning
from namro.org.plans import PlanFile
from tests import make
from tests.sheets.listing import List, workbook
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
HEAD = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Kết quả", "Hạn")


@pytest.fixture
def boss(world):
    return make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)


@pytest.fixture
def merge(world, boss):
    """Carry out one step, every question answered by its first choice."""

    def carry_out(*steps):
        said = PlanFile("Sắp xếp", "1-QĐ/ĐU", clock.today(), list(steps))
        made = planning.draft(world.top, said, make.access(boss))
        answers = {one.key: one.options[0][0] for one in outcome.work_out(made).questions}
        planning.choose(made, answers, make.access(boss))
        applying.apply(made, make.access(boss))

    return carry_out


def sent(world, campaign, *units):
    rows = [(n, "Nguyễn Thị Lan", unit, f"Vận động {n} hộ phân loại rác", "Mới", "9 hộ", "30/9/2026")
            for n, unit in enumerate(units, 1)]  # fmt: skip
    return List(importing.KIND.name, campaign.slug, world.van, workbook(HEAD, *rows))


def test_unit_that_was_merged_when_a_list_names_it_then_its_successor_is_offered(
    world, merge, as_user
):
    campaign = make.campaign(world.area, world.van)
    merge({"do": "merge", "units": ["Chi bộ 1"], "into": "Chi bộ 2"})
    one = sent(world, campaign, "Chi bộ 1", "Chi bộ Lạ")
    day = f"{clock.today():%d/%m/%Y}"
    words = f"“Chi bộ 1” was merged into Chi bộ 2 on {day}. Use Chi bộ 2?"

    closed, unknown = one.judged().asked("unit")
    assert (closed.why, closed.options[0]) == (words, (str(world.cell2.pk), "use Chi bộ 2"))
    assert (closed.proposed, unknown.why) == (str(world.cell2.pk), "")
    assert one.states() == ["ask", "ask"]
    page = in_english(as_user(world.van)).get(f"/imports/{one.record.key}/").content.decode()
    assert page.count(words) == 2
    assert "“Chi bộ 1” is not known" not in page

    one.answer({"every:unit:new": "new", closed.key: str(world.cell2.pk)})
    verdicts = one.judged().verdicts
    assert [v.unit for v in verdicts] == [world.cell2, None]
    assert verdicts[0].person == world.lan.person


def test_unit_when_it_went_on_through_others_and_in_parts_then_every_heir_is_a_choice(world, merge):
    campaign = make.campaign(world.area, world.van)
    other = make.unit("Chi bộ 3", world.ward)
    fourth = make.unit("Chi bộ 4", world.ward)
    merge({"do": "split", "unit": "Chi bộ 1", "parts": [
        {"unit": "Chi bộ 3", "people": []}, {"unit": "Chi bộ 4", "people": []}]})  # fmt: skip
    asked = sent(world, campaign, "Chi bộ 1").judged().asked("unit")[0]

    assert "divided among Chi bộ 3; Chi bộ 4" in asked.why
    assert [value for value, _label in asked.options[:2]] == [str(other.pk), str(fourth.pk)]
    assert asked.proposed == ""


def test_unit_when_it_closed_and_nobody_carries_it_on_then_that_is_said(world, merge):
    campaign = make.campaign(world.area, world.van)
    make.unit("Chi bộ 5", world.ward)
    merge({"do": "close", "unit": "Chi bộ 5"})
    asked = sent(world, campaign, "Chi bộ 5").judged().asked("unit")[0]

    assert "closed on" in asked.why


def test_list_of_units_when_their_superior_was_merged_then_its_successor_is_the_first_choice(
    world, merge
):
    merge({"do": "merge", "units": ["Đảng ủy phường Một"], "into": "Đảng ủy phường Hai"})
    rows = (("Tên đơn vị", "Trực thuộc"), ("Chi bộ 77", "Đảng ủy phường Một"))
    office = make.user(make.person("Văn Phòng"), office=world.far)
    one = List("units", str(world.far.pk), office, workbook(*rows))

    asked = one.judged().asked("under")[0]

    assert asked.name.startswith("“Đảng ủy phường Một” was merged into Đảng ủy phường Hai")
    assert asked.options[0][0] == str(world.far_ward.pk)


def test_unit_that_was_renamed_when_a_list_uses_the_old_name_then_it_is_taken_and_said(
    world, as_user
):
    campaign = make.campaign(world.area, world.van)
    for day, name in ((2, "Chi bộ 8"), (3, "Chi bộ 9")):
        org.rename_unit(world.cell, name, make.SYSTEM, dt.date(2026, day, 1))
    one = sent(world, campaign, "Chi bộ 1", "Chi bộ 9", "Chi bộ 2")
    words = "“Chi bộ 1” is now called “Chi bộ 9” (since 01/03/2026)."

    verdicts = one.judged().verdicts

    assert [v.unit for v in verdicts] == [world.cell, world.cell, world.cell2]
    assert [[str(p) for p in v.problems] for v in verdicts] == [[f"Cell C2: {words}"], [], []]
    assert [v.state for v in verdicts[:2]] == ["ready", "ready"]
    page = in_english(as_user(world.van)).get(f"/imports/{one.record.key}/").content.decode()
    assert page.count(words) == 1
    one.answer({"every:person:likely": "first"}).take()
    again = sent(world, campaign, "Chi bộ 1").judged().verdicts[0]
    assert (again.state, again.problems) == ("already", [])


def test_list_of_units_when_it_uses_old_names_then_none_is_made_twice(world):
    org.rename_unit(world.cell, "Chi bộ 9", make.SYSTEM, dt.date(2026, 2, 1))
    before = world.ward.name
    org.rename_unit(world.ward, "Đảng ủy phường Mới", make.SYSTEM, dt.date(2026, 3, 1))
    rows = (
        ("Tên đơn vị", "Trực thuộc"),
        ("Chi bộ 1", "Đảng ủy phường Mới"),
        ("Chi bộ 77", before),
        ("Chi bộ 1", None),
    )
    one = List("units", str(world.ward.pk), world.van, workbook(*rows))

    verdicts = one.judged().verdicts

    assert [v.state for v in verdicts] == ["already", "ready", "already"]
    assert [[p.code for p in v.problems] for v in verdicts] == [["renamed_unit"]] * 3
    assert verdicts[1].unit == world.ward
