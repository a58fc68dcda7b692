"""Hà Nội's areas of today and the wards of four districts, loaded once."""

import datetime as dt

import pytest

from namro.config.commands import check
from namro.org import areas, maps, queries
from namro.org.models import Succession, Unit, UnitCode
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 7, 1)


@pytest.fixture
def loaded(db):
    return areas.load(None, make.SYSTEM)


def test_load_when_done_then_hanoi_has_126_communes_and_four_districts_that_were(loaded):
    today = maps.below(loaded.province, DAY)
    eve = maps.below(loaded.province, DAY - dt.timedelta(days=1))

    assert len(today) == 126
    assert sum(unit.name.startswith("Phường ") for unit in today) == 51
    assert {unit.name for unit in eve} == {
        "Quận Tây Hồ", "Quận Thanh Xuân", "Quận Đống Đa", "Quận Long Biên",
    }  # fmt: skip
    assert list(check.problems()) == []


def test_load_when_a_ward_was_split_then_each_successor_and_its_kind_is_kept(loaded):
    rows = maps.carried_on(loaded.former["Tây Hồ", "Xuân La"])

    assert {(row.after.name, row.kind) for row in rows} == {
        ("Phường Nghĩa Đô", "part"), ("Phường Tây Hồ", "part"),
        ("Phường Phú Thượng", "part"), ("Phường Xuân Đỉnh", "remainder"),
    }  # fmt: skip
    assert [row.kind for row in maps.carried_on(loaded.former["Tây Hồ", "Bưởi"])] == ["whole"]


def test_load_when_a_code_was_reused_then_it_belongs_to_each_in_its_days(loaded):
    rows = UnitCode.objects.filter(code="00103").order_by("since")

    assert [(row.unit.name, row.until) for row in rows] == [
        ("Phường Xuân La", DAY), ("Phường Tây Hồ", None),
    ]  # fmt: skip


def test_load_when_run_again_then_nothing_is_added(loaded):
    counts = Unit.objects.count(), Succession.objects.count()

    again = areas.load(loaded.province, make.SYSTEM)

    assert (again.made, Unit.objects.count(), Succession.objects.count()) == (0, *counts)


def test_search_when_asked_for_a_former_name_or_code_then_old_and_new_are_found(loaded):
    office = make.user(make.person("Văn Phòng", loaded.province), "vp", office=loaded.province)

    found = [unit.name for unit in queries.search_units(make.access(office), "tay ho")]
    coded = [unit.name for unit in queries.search_units(make.access(office), "00103")]

    assert found == ["Phường Tây Hồ", "Quận Tây Hồ"]
    assert coded == ["Phường Tây Hồ", "Phường Xuân La"]


def test_load_when_a_district_stands_already_then_its_wards_come_below_it_and_it_stays_open(db):
    province = areas.found_province("Thành phố Hà Nội", make.SYSTEM)
    district = areas.found_district(province, "Quận Tây Hồ", make.SYSTEM)
    make.unit("Quận ủy Tây Hồ", district, kind="committee")

    loaded = areas.load(province, make.SYSTEM)

    standing = Unit.objects.get(name="Quận Tây Hồ")
    assert (standing.pk, standing.level, standing.until) == (district.pk, "district", None)
    assert loaded.former["Tây Hồ", "Bưởi"].parent_id == district.pk
    assert loaded.province.pk == province.pk
