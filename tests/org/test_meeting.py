"""Reorganisations where two records meet of which only one may stand in a unit."""

import pytest
from django.db import IntegrityError

from namro.commitments.models import Registrant
from namro.config.commands import check
from namro.core import clock
from namro.core.errors import Conflict
from namro.mediation.models import Case
from namro.org import applying, outcome, planning
from namro.org.plans import PlanFile
from namro.registers.passing import RegistersFollower
from namro.titles import actions as titles
from namro.titles.models import Card, Round
from tests import make
from tests.mediation.rows import case, team
from tests.test_bad_input import in_english
from tests.titles.rows import card, content, opened, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(world):
    """Somebody of the office of the whole city, as who may reorganise."""
    return make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)


def plan(world, boss, *steps):
    """A plan with every question answered by its first choice."""
    said = PlanFile("Sắp xếp", "13-QĐ/ĐU", clock.today(), list(steps))
    made = planning.draft(world.top, said, make.access(boss))
    found = outcome.work_out(made)
    assert found.problems == []
    answers = {one.key: one.options[0][0] for one in found.questions}
    return planning.choose(made, answers, make.access(boss))


def merge(*units, into):
    return {"do": "merge", "units": list(units), "into": into}


def create(key, name, parent, branch="party", kind="cell"):
    return {
        "do": "create", "key": key, "name": name, "branch": branch, "kind": kind, "parent": parent,
    }  # fmt: skip


def met(made):
    return [(one.unit, one.what) for one in outcome.work_out(made).meetings]


def carry_out_and_back(made, boss, dump):
    """The plan is applied, looked at by the caller between, and undone to the row."""
    before = dump()
    applying.apply(made, make.access(boss))
    yield
    assert list(check.problems()) == []
    made.refresh_from_db()
    applying.undo(made, make.access(boss), "Quyết định bị thu hồi")
    assert dump() == before
    assert list(check.problems()) == []
    yield


def dump_of(model):
    names = [field.attname for field in model._meta.concrete_fields]
    return lambda: list(model.objects.order_by("pk").values(*names))


def test_cells_with_cards_of_one_round_when_merged_then_the_closed_card_stays_and_is_told(
    world, boss, as_user
):
    one = opened(world)
    mine, other = card(one, world.cell), card(one, world.cell2)
    scored(mine, world.lan)
    made = plan(world, boss, merge("Chi bộ 1", into="Chi bộ 2"))

    page = in_english(as_user(boss)).get(f"/reorganisations/{made.key}/").content.decode()
    assert met(made) == [(world.cell.pk, str(mine))]
    assert "stays with the unit" in page

    going = carry_out_and_back(made, boss, dump_of(Card))
    next(going)
    assert {c.pk: c.unit_id for c in one.cards.all()} == {
        mine.pk: world.cell.pk,
        other.pk: world.cell2.pk,
    }
    next(going)


def test_cells_with_cards_when_both_go_to_a_new_one_then_both_stay_and_it_gets_its_own(world, boss):
    one = opened(world)
    steps = [create("moi", "Chi bộ Mới", "Đảng ủy phường Một"),
             merge("Chi bộ 1", "Chi bộ 2", into="@moi")]  # fmt: skip
    made = plan(world, boss, *steps)
    assert len(met(made)) == 2

    going = carry_out_and_back(made, boss, dump_of(Card))
    next(going)
    assert {c.unit_id for c in one.cards.all()} == {world.cell.pk, world.cell2.pk}
    next(going)


def test_cell_with_a_card_when_it_goes_where_none_is_then_the_card_goes_along(world, boss):
    mine = card(opened(world), world.cell)
    made = plan(world, boss, merge("Chi bộ 1", into="Chi bộ 9"))
    assert met(made) == []

    applying.apply(made, make.access(boss))

    mine.refresh_from_db()
    assert mine.unit_id == world.far_cell.pk


def test_bodies_with_rounds_of_one_name_when_merged_then_the_one_that_comes_is_named_apart(
    world, boss
):
    near = opened(world)
    office = make.user(make.person("Văn Phòng Hai", world.far_ward), office=world.far_ward)
    far = titles.open_round(world.far_ward, content(), 2026, make.access(office))
    made = plan(world, boss, merge("Đảng ủy phường Một", into="Đảng ủy phường Hai"))
    assert met(made) == [(world.ward.pk, str(near))]

    going = carry_out_and_back(made, boss, dump_of(Round))
    next(going)
    near.refresh_from_db()
    assert (near.unit_id, near.name) == (
        world.far_ward.pk,
        "Chi bộ mẫu – Đảng ủy phường Một",
    )
    assert Round.objects.get(pk=far.pk).name == "Chi bộ mẫu"
    next(going)


def test_round_when_the_body_that_decides_closes_then_its_successor_decides(world, boss):
    one = opened(world)
    Round.objects.filter(pk=one.pk).update(decider=world.cell)
    made = plan(world, boss, merge("Chi bộ 1", into="Chi bộ 2"))

    applying.apply(made, make.access(boss))

    assert Round.objects.get(pk=one.pk).body == world.cell2


def test_teams_with_cases_of_one_number_when_merged_then_the_next_free_number_and_back(
    world, boss, as_user
):
    one, two = team(world, "1"), team(world, "2")
    first, _second, third = case(one), case(one), case(two)
    made = plan(world, boss, merge("Tổ hòa giải 2", into="Tổ hòa giải 1"))
    page = in_english(as_user(boss)).get(f"/reorganisations/{made.key}/").content.decode()
    assert "next free number" in page
    assert str(third) not in page

    going = carry_out_and_back(made, boss, dump_of(Case))
    next(going)
    third.refresh_from_db()
    assert (third.unit_id, third.number) == (one.unit.pk, 3)
    assert Case.objects.get(pk=first.pk).number == 1
    next(going)


def test_teams_when_they_share_a_case_and_are_merged_then_one_team_is_left_on_it(world, boss):
    one, two = team(world, "1"), team(world, "2")
    shared, other = case(two, second=one.unit), case(one, second=two.unit)
    made = plan(world, boss, merge("Tổ hòa giải 2", into="Tổ hòa giải 1"))

    going = carry_out_and_back(made, boss, dump_of(Case))
    next(going)
    rows = Case.objects.filter(pk__in=[shared.pk, other.pk]).values_list("unit", "second")
    assert set(rows) == {(one.unit.pk, None)}
    next(going)


def test_collectives_of_one_campaign_when_both_go_to_a_new_unit_then_both_stay(world, boss):
    campaign = make.campaign(world.area, world.van)
    for cell in (world.cell, world.cell2):
        make.registrant(campaign, None, cell, "collective")
    steps = [create("moi", "Chi bộ Mới", "Đảng ủy phường Một"),
             merge("Chi bộ 1", "Chi bộ 2", into="@moi")]  # fmt: skip
    made = plan(world, boss, *steps)
    assert len(met(made)) == 2

    going = carry_out_and_back(made, boss, dump_of(Registrant))
    next(going)
    assert {r.unit_id for r in campaign.registrants.all()} == {world.cell.pk, world.cell2.pk}
    next(going)


def test_apply_when_a_constraint_is_met_without_a_rule_then_a_sentence_and_nothing_is_done(
    world, boss, as_user, monkeypatch
):
    def broken(self, passing):
        raise IntegrityError("UNIQUE constraint failed: x.y")

    monkeypatch.setattr(RegistersFollower, "carry", broken)
    made = plan(world, boss, merge("Chi bộ 1", into="Chi bộ 2"))

    with pytest.raises(Conflict, match=r"only one may stand there.*x\.y"):
        applying.apply(made, make.access(boss))
    answer = in_english(as_user(boss)).post(f"/reorganisations/{made.key}/apply/", follow=True)

    assert "only one may stand there" in answer.content.decode()
    world.cell.refresh_from_db()
    assert world.cell.until is None


def test_preview_when_posts_and_roles_go_on_then_its_tables_are_headed_by_what_they_hold(
    world, boss, as_user
):
    made = plan(world, boss, merge("Chi bộ 1", into="Chi bộ 2"))

    page = in_english(as_user(boss)).get(f"/reorganisations/{made.key}/").content.decode()

    for what in ("Post", "Role"):
        assert f'<th scope="col">Person</th><th scope="col">{what}</th>' in page
