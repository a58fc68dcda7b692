"""Tests of the sheets room: lists of units and of posts."""

import datetime as dt

import pytest

from namro.config.commands import check
from namro.core import clock
from namro.org.models import Appointment, Person, Unit, UnitCode
from tests import make
from tests.sheets.listing import List, workbook
from tests.sheets.test_taking_back import KEPT
from tests.test_addresses import tables

UNIT_HEAD = ("STT", "Tên đơn vị", "Loại hình", "Trực thuộc", "Mã đơn vị", "Ngày thành lập")
POST_HEAD = ("STT", "Họ và tên", "Đơn vị", "Chức vụ", "Từ ngày")


def units(world, *rows):
    return List("units", str(world.area.pk), world.van, workbook(UNIT_HEAD, *rows))


def posts(world, *rows):
    return List("appointments", str(world.area.pk), world.van, workbook(POST_HEAD, *rows))


def test_units_when_a_superior_stands_further_down_then_it_is_made_first(world):
    before = tables()
    sent = units(
        world,
        (1, "Chi bộ 3", "Chi bộ", "Đảng bộ phường Ba", "CB03", "5/6/2024"),
        (2, "Đảng bộ phường Ba", None, "Quận A", "", "05/06/2023"),
        (3, "Chi bộ 4", None, "Đảng ủy phường Một", 401.0, None),
    )

    states, counts = sent.states(), sent.take()

    cell = Unit.objects.get(name="Chi bộ 3")
    assert states == ["ready"] * 3
    assert (counts["taken"], counts["new_units"]) == (3, 3)
    assert (cell.kind, cell.parent.name, cell.parent.parent) == (
        "cell", "Đảng bộ phường Ba", world.area,
    )  # fmt: skip
    assert (cell.since, cell.parent.since) == (dt.date(2024, 6, 5), dt.date(2023, 6, 5))
    assert list(UnitCode.objects.order_by("pk").values_list("code", flat=True)) == ["401", "CB03"]
    assert Unit.objects.get(name="Chi bộ 4").parent == world.ward
    assert list(check.problems()) == []
    sent.back()
    after = tables()
    assert {name for name in after if after[name] != before[name]} <= KEPT


def test_units_when_they_stand_there_then_they_are_in_already(world):
    sent = units(world, (1, "CHI BỘ 1", "Chi bộ", "Đảng ủy phường Một", "", ""))

    assert sent.states() == ["already"]


def test_units_when_the_superior_is_unknown_then_it_is_asked_once(world):
    sent = units(
        world,
        (1, "Chi bộ 88", "", "Phường lạ", "", ""),
        (2, "Chi bộ 89", "", "Phường lạ", "", ""),
    )
    (question,) = sent.judged().asked("under")

    before = sent.states()
    sent.answer({question.key: str(world.ward.pk)}).take()

    assert (question.rows, before) == (2, ["ask", "ask"])
    assert {u.parent for u in Unit.objects.filter(name__in=["Chi bộ 88", "Chi bộ 89"])} == {
        world.ward
    }


def test_units_when_rows_repeat_or_lack_a_name_then_each_says_so(world):
    sent = units(
        world,
        (1, "Chi bộ 8", "", "Quận A", "", ""),
        (2, "Chi bộ 8", "", "Quận A", "", ""),
        (3, "Chi bộ 9", "", "Quận A", "x" * 21, "31/02/2024"),
    )

    codes = [[one.code for one in verdict.problems] for verdict in sent.judged().verdicts]

    assert sent.states() == ["ready", "left", "problem"]
    assert codes == [[], ["repeated_unit"], ["too_long", "unreadable_day"]]


def test_units_when_somebody_works_there_by_now_then_the_list_stays(world):
    sent = units(world, (1, "Chi bộ 8", "", "Đảng ủy phường Một", "", ""))
    sent.take()
    make.person("Vũ Thị Na", Unit.objects.get(name="Chi bộ 8"))

    with pytest.raises(Exception, match="1 later record hangs on it"):
        sent.back()


def test_posts_when_people_are_known_or_new_then_each_gets_theirs(world):
    before = tables()
    sent = posts(
        world,
        (1, "Nguyễn Thị Lan", "Chi bộ 1", "Tổ trưởng tổ dân phố", "05/06/2025"),
        (2, "Vũ Thị Na", "Chi bộ 1", "Phó Bí thư", None),
        (None, None, None, "Chi ủy viên", None),
    ).accept()

    states, counts = sent.states(), sent.take()

    lan = Appointment.objects.get(person=world.lan.person, post="Tổ trưởng tổ dân phố")
    fresh = Appointment.objects.filter(person__full_name="Vũ Thị Na").order_by("pk")
    assert states[:2] == ["ready", "ready"]
    assert counts["new_people"] == 1
    assert (lan.since, lan.unit) == (dt.date(2025, 6, 5), world.cell)
    assert [(one.post, one.leads, one.since) for one in fresh][:1] == [
        ("Phó Bí thư", False, clock.today())
    ]
    assert Person.objects.filter(full_name="Vũ Thị Na").count() == 1
    sent.back()
    after = tables()
    assert {name for name in after if after[name] != before[name]} <= KEPT


def test_posts_when_held_already_then_nothing_is_doubled(world):
    sent = posts(world, (1, "Nguyễn Thị Lan", "Chi bộ 1", "BÍ THƯ", None))

    assert sent.states() == ["already"]


def test_posts_when_the_day_is_to_come_or_none_then_the_row_waits(world):
    sent = posts(
        world,
        (1, "Nguyễn Thị Lan", "Chi bộ 1", "Chi ủy viên", "1/1/2199"),
        (2, "Nguyễn Thị Lan", "Chi bộ 1", "Thủ quỹ", "32/1/2020"),
        (3, "Nguyễn Thị Lan", "Chi bộ 1", None, "1/1/2020"),
    )

    codes = [[one.code for one in verdict.problems] for verdict in sent.judged().verdicts]

    assert codes[:2] == [["day_to_come"], ["unreadable_day"]]
    assert set(sent.states()) == {"problem"}


def test_day_when_the_title_names_a_paper_then_its_day_is_proposed(world):
    content = workbook(
        ["DANH SÁCH ĐẢNG VIÊN"],
        ["(Kèm theo Thông báo số 355-TB/QU ngày 14/02/2023 của Ban Thường vụ Quận ủy)"],
        ["STT", "Họ và tên", "Ngày sinh", "Chi bộ"],
        [1, "Vũ Thị Na", 1960, "Chi bộ 1"],
    )
    sent = List("members", str(world.ward.pk), world.van, content).accept()
    (question,) = sent.judged().asked("since")

    sent.take()

    assert question.proposed == "2023-02-14"
    assert Appointment.objects.get(person__full_name="Vũ Thị Na").since == dt.date(2023, 2, 14)
