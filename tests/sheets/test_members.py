"""Tests of the sheets room: lists of members go in as committees keep them."""

import datetime as dt
import json

import pytest

from namro.config.commands import check
from namro.org.models import Appointment, Person, Unit
from tests.sheets import books
from tests.sheets.listing import List, workbook
from tests.sheets.test_taking_back import KEPT
from tests.test_addresses import tables

FILE = "03-dang-vien-phu-thuong.xlsx"
WANTED = json.loads((books.HERE / "workbooks" / "expected.json").read_text(encoding="utf-8"))[FILE]
HEAD = ("STT", "Họ và tên khai sinh", "Ngày sinh", "Chi bộ", "Tình trạng")
TWICE = WANTED["duplicate"]


def members(world, *rows, head=HEAD):
    return List("members", str(world.ward.pk), world.van, workbook(head, *rows))


@pytest.fixture
def phu_thuong(world):
    content = (books.HERE / "workbooks" / FILE).read_bytes()
    return List("members", str(world.ward.pk), world.van, content, FILE)


def test_list_of_a_ward_when_it_is_read_then_it_is_as_a_clerk_reads_it(phu_thuong):
    verdicts = phu_thuong.judged().verdicts

    marks = [verdict.read.status for verdict in verdicts]
    assert len(verdicts) == WANTED["rows"]
    assert len({verdict.read.unit for verdict in verdicts}) == WANTED["cells"]
    assert marks.count("exempt") == WANTED["exempt"]
    assert marks.count("moved") == WANTED["transferred"]
    assert marks.count("twice") == 1
    assert [v for v in verdicts if v.blocked] == []
    assert all(total.agrees for total in phu_thuong.judged().totals)


def test_list_of_a_ward_when_one_name_stands_in_two_cells_then_it_is_asked_about(phu_thuong):
    likely = [one for one in phu_thuong.judged().asked("person") if one.sure == "likely"]

    phu_thuong.accept().choose(**{"status:moved": "in"})
    waiting = [v for v in phu_thuong.judged().verdicts if v.state == "ask"]

    assert [(one.name, one.where, one.why) for one in likely] == [
        (TWICE, "Chi bộ 3", "the list has this name twice")
    ]
    assert [verdict.read.name for verdict in waiting] == [TWICE]


@pytest.mark.parametrize(("answer", "people"), [("same", 802), ("new", 803)])
def test_list_of_a_ward_when_it_is_decided_then_so_many_people_come_in(
    world, phu_thuong, answer, people
):
    before = Person.objects.count()
    (twice,) = [one for one in phu_thuong.judged().asked("person") if one.sure == "likely"]
    phu_thuong.accept(under=str(world.ward.pk)).choose(**{"status:moved": "in"})
    phu_thuong.answer({twice.key: answer})

    counts = phu_thuong.take()

    assert counts["taken"] == WANTED["rows"]
    assert Person.objects.count() - before == people
    assert (people == WANTED["people"]) == (answer == "same")
    posts = Appointment.objects.filter(person__full_name=TWICE)
    assert sorted(post.unit.name for post in posts) == ["Chi bộ 14", "Chi bộ 3"]
    assert posts.values("person").distinct().count() == (1 if answer == "same" else 2)
    assert Appointment.objects.filter(post="member exempt from Party activities").count() == 52
    assert Unit.objects.filter(parent=world.ward).count() == 16
    assert list(check.problems()) == []


def test_list_of_a_ward_when_it_is_taken_back_then_every_table_is_as_before(world, phu_thuong):
    before = tables()
    (twice,) = [one for one in phu_thuong.judged().asked("person") if one.sure == "likely"]
    phu_thuong.accept(under=str(world.ward.pk))
    phu_thuong.answer({twice.key: "same", "status:moved": "skip"})
    counts = phu_thuong.take()

    gone = phu_thuong.back()

    after = tables()
    assert (counts["taken"], counts["left"]) == (793, 10)
    assert gone == {"org.appointment": 793, "org.person": 792, "org.unit": 14}
    assert {name for name in after if after[name] != before[name]} <= KEPT


def test_list_of_a_ward_when_it_comes_a_second_time_then_nothing_is_doubled(world, phu_thuong):
    (twice,) = [one for one in phu_thuong.judged().asked("person") if one.sure == "likely"]
    phu_thuong.accept(under=str(world.ward.pk)).choose(**{"status:moved": "in"})
    phu_thuong.answer({twice.key: "same"}).take()
    people = Person.objects.count()
    content = (books.HERE / "workbooks" / FILE).read_bytes()

    again = List("members", str(world.ward.pk), world.van, content, FILE)

    assert set(again.states()) == {"already"}
    assert again.take()["taken"] == 0
    assert Person.objects.count() == people


def test_member_who_is_known_in_the_cell_then_is_in_already(world):
    sent = members(world, (1, "NGUYỄN THỊ LAN", "1/2/1960", "chi bộ 1", None))

    assert sent.states() == ["already"]


def test_member_when_born_on_another_day_then_it_is_asked_about(world):
    Person.objects.filter(pk=world.lan.person_id).update(born_on=dt.date(1960, 2, 1))
    same = members(world, (1, "Nguyễn Thị Lan", "01.02.1960", "Chi bộ 1", None))
    year = members(world, (1, "Nguyễn Thị Lan", 1960, "Chi bộ 1", None))
    other = members(world, (1, "Nguyễn Thị Lan", "2/1/1960", "Chi bộ 1", None))

    question = other.judged().asked("person")[0]

    assert (same.states(), year.states(), other.states()) == (["already"], ["already"], ["ask"])
    assert question.why == "same name in the same unit, but born on another day"


def test_member_when_name_and_birth_agree_in_another_cell_then_it_is_the_same_person(world):
    Person.objects.filter(pk=world.lan.person_id).update(born_on=dt.date(1960, 2, 1))
    sent = members(world, (1, "Nguyễn Thị Lan", "1/2/1960", "Chi bộ 2", None))

    verdict = sent.judged().verdicts[0]
    sent.take()

    assert (verdict.state, verdict.person) == ("ready", world.lan.person)
    assert Appointment.objects.filter(person=world.lan.person).count() == 2
    sent.back()
    assert Appointment.objects.filter(person=world.lan.person).count() == 1


def test_member_when_the_name_is_known_elsewhere_then_all_likely_ones_are_decided_at_once(world):
    rows = [(1, "Nguyễn Thị Lan", None, "Chi bộ 2", None), (2, "Trần Văn Bình", "", "Chi bộ 2", "")]
    sent = members(world, *rows)

    before = sent.states()
    sent.answer({"every:person:likely": "first"})

    assert (before, sent.states()) == (["ask", "ask"], ["ready", "ready"])
    assert [v.person for v in sent.judged().verdicts] == [world.lan.person, world.member.person]
    sent.answer({"every:person:likely": "skip"})
    assert sent.states() == ["left", "left"]


def test_member_when_the_day_of_birth_is_none_then_its_cell_is_named(world):
    sent = members(world, (1, "Vũ Thị Na", "31/02/1960", "Chi bộ 1", None))

    verdict = sent.judged().verdicts[0]

    assert verdict.state == "problem"
    assert [str(one) for one in verdict.problems] == [
        "Cell C2: “31/02/1960” is no day of birth. Write a day (30/9/1962) or only the year (1962)."
    ]


def test_member_when_the_row_stands_twice_then_the_second_is_left_out(world):
    row = (1, "Vũ Thị Na", 1960, "Chi bộ 1", None)
    sent = members(world, row, row).accept()

    assert sent.states() == ["ready", "left"]
    assert sent.take()["taken"] == 1


def test_member_when_numbers_are_damaged_then_it_is_said_and_nothing_of_them_is_kept(world):
    head = (*HEAD[:4], "Số CCCD", "Điện thoại")
    sent = members(
        world,
        (1, "Vũ Thị Na", 1960, "Chi bộ 1", 1068012345, 912345678),
        (2, "Vũ Thị Nụ", 1961, "Chi bộ 1", "1.07E+11", "+84 912 345 679"),
        head=head,
    ).accept()

    said = [[one.code for one in verdict.problems] for verdict in sent.judged().verdicts]
    sent.take()

    assert said == [["lost_zeros", "lost_zeros"], ["rounded_number"]]
    assert sent.states() == ["already", "already"]
    everything = " ".join(map(str, Person.objects.values_list()))
    assert "068012345" not in everything
    assert "912345" not in everything


def test_member_when_two_names_share_a_number_then_it_is_asked_about(world):
    head = (*HEAD[:4], "CCCD")
    sent = members(
        world,
        (1, "Vũ Thị Na", 1960, "Chi bộ 1", "001068012345"),
        (2, "Vũ Thị Nga", 1960, "Chi bộ 2", 1068012345),
        head=head,
    ).accept()

    question = [one for one in sent.judged().asked("person") if one.sure == "likely"][0]

    assert sent.states() == ["ready", "ask"]
    assert question.why == "the list has this number of an identity paper twice"


def test_head_of_a_cell_when_the_list_names_the_post_then_they_lead_the_unit(world):
    head = (*HEAD[:4], "Chức vụ")
    sent = members(world, (1, "Vũ Thị Na", 1960, "Chi bộ 2", "Bí thư chi bộ"), head=head).accept()
    sent.take()

    post = Appointment.objects.get(person__full_name="Vũ Thị Na")

    assert (post.post, post.leads, post.klass) == ("Bí thư chi bộ", True, "residential_member")


def _swapped(rows, order):
    return [[row[place] for place in order] for row in rows]


ROWS = [
    [1, "Vũ Thị Na", "20/09/1957", "Chi bộ 1", None],
    [2, "ĐỖ VĂN ĐẠT", "23.3.1963", "Chi bộ 1", "Miễn sinh hoạt"],
    [3, "Đ/c Lê Cúc", 1968, "Chi bộ 2", None],
    [4, "Hồ Minh Anh", dt.date(1961, 3, 17), "Chi bộ 2", "Ốm dài ngày"],
]
NAMES = ["Vũ Thị Na", "Đỗ Văn Đạt", "Lê Cúc", "Hồ Minh Anh"]
UNITS = ["Chi bộ 1", "Chi bộ 1", "Chi bộ 2", "Chi bộ 2"]
BIRTHS = [dt.date(1957, 9, 20), dt.date(1963, 3, 23), 1968, dt.date(1961, 3, 17)]
VARIANTS = {
    "columns swapped and renamed": [
        ["Diện", "Đơn vị", "Năm sinh", "Tên đảng viên", "TT"],
        *_swapped(ROWS, (4, 3, 2, 1, 0)),
    ],
    "a section for each cell": [
        ["TT", "Họ tên", "Ngày, tháng, năm sinh"],
        ["I", "Chi bộ 1"],
        *_swapped(ROWS[:2], (0, 1, 2)),
        ["II", "Chi bộ 2"],
        *_swapped(ROWS[2:], (0, 1, 2)),
        [None, "Tổng số: 4 đảng viên"],
    ],
    "days as texts of other styles": [
        list(HEAD),
        [1, "Vũ Thị Na", "20-9-1957", "Chi bộ 1"],
        [2, "đỗ văn đạt", "ngày 23 tháng 3 năm 1963", "Chi bộ 1"],
        [3, "Lê Cúc", "1968", "Chi bộ 2"],
        [4, "Hồ Minh Anh", "1961-03-17", "Chi bộ 2"],
    ],
    "header in two rows": [
        ["STT", "Thông tin đảng viên", None, "Nơi sinh hoạt"],
        [None, "Họ và tên", "Ngày sinh", None],
        *_swapped(ROWS, (0, 1, 2, 3)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_list_when_another_office_writes_it_then_it_reads_the_same(world, name):
    sent = List("members", str(world.ward.pk), world.van, workbook(*VARIANTS[name]))

    read = [verdict.read for verdict in sent.judged().verdicts]

    assert [one.name for one in read] == NAMES
    assert [one.unit for one in read] == UNITS
    assert [one.born for one in read] == BIRTHS
