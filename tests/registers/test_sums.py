"""Figures of a register by unit: a part that has moved counts where it counted, in each place once."""

import datetime as dt

import pytest

from namro.core import clock
from namro.inspections.models import Item
from namro.org import applying, planning
from namro.org.plans import PlanFile
from namro.registers import checks, kit, sums
from tests import make
from tests.inspections.rows import conclusion, followed, item

pytestmark = pytest.mark.django_db
COUNTS = kit.REGISTERS["inspections"].counts


def shown(unit, years):
    own, parts = sums.level(COUNTS, unit, years)
    return own.total("item"), {one.unit.name: one.total("item") for one in parts}


def test_level_when_a_part_has_moved_then_old_years_stay_and_new_ones_count_in_the_new_place(world):
    other = make.unit("Đảng ủy phường Ba", world.area, "grassroots")
    past = conclusion(world, number="9/KL", issued_on=dt.date(2025, 5, 5))
    item(past, world, due=dt.date(2025, 12, 1))
    followed(past, world)
    van = make.access(world.van)
    step = {"do": "move", "unit": "Chi bộ 1", "parent": other.name}
    plan = planning.draft(world.area, PlanFile("Chuyển", "1-QĐ", clock.today(), [step]), van)
    applying.apply(plan, van)
    world.cell.refresh_from_db()
    now = conclusion(world)
    item(now, world)
    followed(now, world)

    assert Item.objects.filter(counted_path__startswith=other.path).count() == 1
    assert shown(world.ward, [2025, 2026]) == (1, {"Chi bộ 1": 1})
    assert shown(other, [2025, 2026]) == (1, {"Chi bộ 1": 1})
    assert shown(other, [2025]) == (0, {})
    assert shown(world.area, [2025, 2026])[0] == 2
    assert list(checks.problems()) == []
