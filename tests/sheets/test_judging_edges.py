"""Tests of the sheets room: rows that leave something open, and what becomes of each."""

import datetime as dt

import pytest
from django.utils import translation

from namro.config.commands import check
from namro.org import actions as org
from namro.org.models import Person, Unit
from namro.org.states import UnitKind
from namro.sheets import matching
from tests import make
from tests.sheets.listing import List, workbook

MEMBER_HEAD = ("STT", "Họ và tên", "Ngày sinh", "Chi bộ")
UNIT_HEAD = ("STT", "Tên đơn vị", "Loại hình", "Trực thuộc", "Mã đơn vị", "Ngày thành lập")
LATER = make.LONG_AGO + dt.timedelta(days=365)


def members(world, *rows, head=MEMBER_HEAD):
    return List("members", str(world.ward.pk), world.van, workbook(head, *rows))


def units(world, *rows):
    return List("units", str(world.area.pk), world.van, workbook(UNIT_HEAD, *rows))


def said(sent):
    return [[str(one) for one in verdict.problems] for verdict in sent.judged().verdicts]


def test_column_of_births_when_its_header_says_nothing_known_then_it_is_found_by_its_days(world):
    sent = members(
        world,
        (1, "Vũ Thị Na", "20/9/1957", "Chi bộ 1"),
        (2, "Đỗ Văn Đạt", "23.3.1963", "Chi bộ 1"),
        (3, "Lê Thị Cúc", dt.date(1961, 3, 17), "Chi bộ 2"),
        head=(*MEMBER_HEAD[:2], "Cột ba", MEMBER_HEAD[3]),
    ).accept()

    sent.take()

    born = Person.objects.filter(full_name__in=["Vũ Thị Na", "Đỗ Văn Đạt", "Lê Thị Cúc"])
    assert sorted(born.values_list("born_on", flat=True)) == [
        dt.date(1957, 9, 20),
        dt.date(1961, 3, 17),
        dt.date(1963, 3, 23),
    ]


def test_column_of_numbers_when_its_header_says_nothing_known_then_nobody_is_born_then(world):
    sent = members(
        world,
        (1, "Vũ Thị Na", 12, "Chi bộ 1"),
        (2, "Đỗ Văn Đạt", 7, "Chi bộ 1"),
        (3, "Lê Thị Cúc", 31, "Chi bộ 2"),
        head=(*MEMBER_HEAD[:2], "Cột ba", MEMBER_HEAD[3]),
    )

    assert [verdict.read.born for verdict in sent.judged().verdicts] == [None] * 3


def test_member_when_the_unit_is_missing_then_its_cell_is_named_and_the_row_stays_out(world):
    sent = members(
        world, (1, "Vũ Thị Na", 1960, "Chi bộ 1"), (2, "Lê Thị Cúc", 1961, None)
    ).accept()

    problems, states = said(sent), sent.states()
    sent.take()

    assert states == ["ready", "problem"]
    assert problems == [[], ["Cell D3: The unit is missing."]]
    assert not Person.objects.filter(full_name="Lê Thị Cúc").exists()


def test_member_when_two_of_the_cell_bear_the_name_then_a_person_says_which(world):
    other = make.person("Nguyễn Thị Lan", world.cell)
    sent = members(world, (1, "Nguyễn Thị Lan", None, "Chi bộ 1"))
    (question,) = sent.judged().asked("person")

    before = sent.states()
    sent.answer({question.key: str(other.pk)})

    assert before == ["ask"]
    assert question.why == "several of this name in the same unit"
    assert {key for key, _words in question.options} == {
        "new", "skip", str(world.lan.person_id), str(other.pk),
    }  # fmt: skip
    assert [verdict.person for verdict in sent.judged().verdicts] == [other]
    assert sent.states() == ["already"]


def test_member_when_one_holds_two_posts_in_the_cell_then_it_is_one_person_in_already(world):
    org.appoint(world.lan.person, world.cell, "Thủ quỹ", LATER, make.SYSTEM)
    sent = members(world, (1, "Nguyễn Thị Lan", None, "Chi bộ 1"))

    assert sent.judged().asked("person") == []
    assert sent.states() == ["already"]


def test_member_when_the_cell_bore_the_name_twice_before_then_it_is_still_one_unit(world):
    for years, name in enumerate(("Tổ Dân Vận", "TỔ DÂN VẬN", "Chi bộ 21"), start=1):
        org.rename_unit(world.cell, name, make.SYSTEM, make.LONG_AGO.replace(year=2020 + years))
    sent = members(world, (1, "Vũ Thị Na", 1960, "Tổ dân vận")).accept()

    verdict = sent.judged().verdicts[0]

    assert (verdict.state, verdict.unit, verdict.new_unit) == ("ready", world.cell, "")


@pytest.mark.parametrize(("more", "asked"), [(0, matching.MOST_PARENTS), (1, 0)])
def test_members_when_units_are_very_many_then_no_parent_is_asked_and_all_go_below_the_target(
    world, more, asked
):
    names = [f"Tổ Đảng {number}" for number in range(matching.MOST_PARENTS + more)]
    rows = [(n, "Vũ Thị Na", 1960, name) for n, name in enumerate(names[:1], start=1)]
    rows += [(n, f"Lê Thị Cúc {n}", 1961, name) for n, name in enumerate(names[1:], start=2)]
    sent = members(world, *rows)

    judged = sent.judged()

    assert len(judged.asked("unit")) == len(names)
    assert len(judged.asked("parent")) == asked
    sent.answer({f"every:{group}:new": "new" for group in ("unit", "person")}).take()
    made = Unit.objects.filter(name__in=names)
    assert {unit.parent for unit in made} == {world.ward}
    assert made.count() == len(names)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_unit_when_the_list_says_its_kind_then_the_word_counts_and_not_the_name(world, language):
    with translation.override(language):
        word = str(UnitKind.MASS_BODY.label)
        units(world, (1, "Phòng 12", word.upper(), "Quận A", "", "")).take()

    assert Unit.objects.get(name="Phòng 12").kind == UnitKind.MASS_BODY


def test_unit_when_its_name_is_missing_then_its_cell_is_named_and_the_row_stays_out(world):
    before = Unit.objects.count()
    sent = units(
        world,
        (1, "Chi bộ 8", "", "Quận A", "", ""),
        ("Tổng số: 1 đơn vị",),
        (None, None, "Chi bộ", "Quận A", "CB77", "5/6/2024"),
    )

    problems, states = said(sent), sent.states()
    sent.take()

    assert states == ["ready", "problem"]
    assert problems == [[], ["Cell B4: The name of the unit is missing."]]
    assert Unit.objects.count() == before + 1


def test_unit_when_no_superior_is_named_then_it_goes_below_the_target_unless_it_is_known(world):
    sent = units(
        world,
        (1, "Chi bộ 8", "", None, "", ""),
        (2, "Chi bộ 1", "", None, "", ""),
    )

    states = sent.states()
    sent.take()

    assert states == ["ready", "already"]
    assert Unit.objects.get(name="Chi bộ 8").parent == world.area
    assert Unit.objects.get(name="Chi bộ 1").parent == world.ward


def test_units_when_they_name_each_other_as_superior_then_the_first_goes_below_the_target(world):
    sent = units(
        world,
        (1, "Phòng Tư", "", "Phòng Ba", "", ""),
        (2, "Phòng Ba", "", "Phòng Tư", "", ""),
    )

    counts = sent.take()

    first, second = (Unit.objects.get(name=name) for name in ("Phòng Tư", "Phòng Ba"))
    assert counts["taken"] == 2
    assert (first.parent, second.parent) == (world.area, first)
    assert list(check.problems()) == []


def test_unit_when_its_superior_is_in_the_list_and_in_the_register_then_it_goes_below_that(world):
    rows = (
        (1, "Đảng ủy phường Một", "", "Quận A", "", ""),
        (2, "Chi bộ 1", "", "Đảng ủy phường Một", "", ""),
        (3, "Chi bộ 77", "", "Đảng ủy phường Một", "", ""),
    )
    sent = units(world, *rows).accept()

    states = sent.states()
    sent.take()

    assert states == ["already", "already", "ready"]
    assert Unit.objects.get(name="Chi bộ 77").parent == world.ward
    assert Unit.objects.filter(name="Chi bộ 1").count() == 1


def test_unit_when_the_superior_of_its_superior_stays_out_then_the_two_stay_together(world):
    sent = units(
        world,
        (1, "Chi bộ 77", "", "Phòng Ba", "", ""),
        (2, "Phòng Ba", "", "Phòng Bốn", "", ""),
        (3, "Phòng Bốn", "", "Quận A", "", "31/02/2024"),
    ).accept()

    sent.take()

    assert Unit.objects.get(name="Phòng Ba").parent == world.area
    assert Unit.objects.get(name="Chi bộ 77").parent.name == "Phòng Ba"
