"""Reorganisations: what rules decide, what is asked, what moves, and that undoing is exact."""

import datetime as dt
import threading

import pytest
from django.urls import reverse

from namro.commitments.models import Commitment, Registrant
from namro.commitments.workflow import CAMPAIGN, COMMITMENT
from namro.config.commands import check
from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.figures import tally
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.org import actions, applying, maps, outcome, planning
from namro.org import actions as org
from namro.org.models import Appointment, Grant, Placement, Succession, Unit, UnitName
from namro.org.plans import PlanFile
from namro.org.views import reorganisations as pages
from namro.registers.models import Passage
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(world):
    """Somebody of the office of the whole city, as who may reorganise."""
    person = make.person("Bùi Thị Sếp", world.top)
    return make.user(person, "sep", office=world.top)


@pytest.fixture
def today():
    return clock.today()


def plan(world, boss, *steps, on=None, **choices):
    said = PlanFile("Sắp xếp", "1656/NQ-UBTVQH15", on or clock.today(), list(steps))
    made = planning.draft(world.top, said, make.access(boss))
    return planning.choose(made, choices, make.access(boss)) if choices else made


def create(key="moi", name="Đảng ủy phường Mới", parent="Quận A", kind="grassroots"):
    return {
        "do": "create", "key": key, "name": name, "branch": "party", "kind": kind,
        "parent": parent,
    }  # fmt: skip


def apply(made, boss):
    return applying.apply(made, make.access(boss))


def refusal(act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    return caught.value.message


# --- moves and names


def test_move_when_applied_then_paths_placements_and_rights_follow(world, boss, today):
    made = plan(
        world, boss, {"do": "move", "unit": "Chi bộ 1", "parent": "Quận B / Đảng ủy phường Hai"}
    )

    apply(made, boss)

    cell = Unit.objects.get(pk=world.cell.pk)
    assert cell.path == f"{world.far_ward.path}{cell.pk}."
    eve = today - dt.timedelta(days=1)
    assert maps.placed(cell, eve).path == f"{world.ward.path}{cell.pk}."
    assert [u.pk for u in maps.below(world.ward, eve)] == [world.cell.pk, world.cell2.pk]
    assert [u.pk for u in maps.below(world.ward, today)] == [world.cell2.pk]
    assert make.access(world.tu).can("commitment.decide", cell)
    assert not make.access(world.hung).can("commitment.decide", cell)
    assert list(check.problems()) == []


def test_rename_when_applied_then_both_names_are_remembered(world, boss, today):
    made = plan(
        world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "Chi bộ Tổ 1", "code": "77"}
    )

    apply(made, boss)

    cell = Unit.objects.get(pk=world.cell.pk)
    eve = today - dt.timedelta(days=1)
    assert cell.name == "Chi bộ Tổ 1"
    assert maps.as_named([cell], eve)[0].name == "Chi bộ 1"
    assert [row.name for row in maps.former_names([cell])[cell.pk]] == ["Chi bộ 1"]
    assert cell.codes.get().code == "77"


def test_move_when_below_itself_then_it_is_a_problem_and_nothing_is_written(world, boss):
    made = plan(world, boss, {"do": "move", "unit": "Đảng ủy phường Một", "parent": "Chi bộ 1"})

    words = refusal(apply, made, boss)

    assert "cannot stand below itself" in words
    assert Placement.objects.filter(until__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"do": "move", "unit": "Chi bộ 77", "parent": "Quận A"}, "there is no unit “Chi bộ 77”"),
        ({"do": "close", "unit": "Thành phố"}, "is the top of this plan"),
        ({"do": "close", "unit": "Đảng ủy phường Một"}, "2 units below “Đảng ủy phường Một” are still"),
        ({"do": "merge", "units": ["Chi bộ 1"], "into": "Chi bộ 1"}, "cannot merge into itself"),
        ({"do": "split", "unit": "Đảng ủy phường Một", "parts": [{"unit": "Đảng ủy phường Một"}]},
         "keeps = true"),
        ({"do": "split", "unit": "Đảng ủy phường Một",
          "parts": [{"unit": "Đảng ủy phường Hai", "units": ["Chi bộ 9"]}]},
         "does not stand directly below"),
    ],
)  # fmt: skip
def test_step_when_it_cannot_be_then_the_plan_says_which_and_why(world, boss, step, words):
    made = plan(world, boss, step)

    found = outcome.work_out(made)

    assert any(words in problem for problem in found.problems), found.problems
    assert not found.ready


def test_name_when_it_is_of_several_then_the_ways_are_named_and_one_way_will_do(world, boss):
    make.unit("Chi bộ 1", world.far_ward)
    vague = plan(world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "X"})
    exact = plan(world, boss, {"do": "rename", "unit": "Quận B / Chi bộ 1", "name": "X"})

    told = outcome.work_out(vague).problems

    assert "Quận A / Đảng ủy phường Một / Chi bộ 1" in told[0]
    assert "Quận B / Đảng ủy phường Hai / Chi bộ 1" in told[0]
    assert outcome.work_out(exact).problems == []


# --- merges


def test_merge_when_one_whole_then_posts_roles_and_cells_go_on_without_asking(world, boss, today):
    made = plan(
        world, boss, create(),
        {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"},
    )  # fmt: skip

    apply(made, boss)

    new = Unit.objects.get(name="Đảng ủy phường Mới")
    old = Unit.objects.get(pk=world.ward.pk)
    assert (old.until, new.since) == (today, today)
    assert {u.pk for u in maps.below(new, today)} == {world.cell.pk, world.cell2.pk}
    row = Succession.objects.get()
    assert (row.before_id, row.after_id, row.kind) == (old.pk, new.pk, "whole")
    hung = world.hung.person
    assert [a.unit_id for a in Appointment.objects.on(today).filter(person=hung)] == [new.pk]
    held = Grant.objects.on(today).filter(person=hung).values_list("role", "unit")
    assert set(held) == {("approver", new.pk), ("reader", old.pk)}
    assert make.access(world.hung).can("commitment.decide", Unit.objects.get(pk=world.cell.pk))
    assert list(check.problems()) == []


def test_merge_of_two_when_roles_are_held_in_both_then_each_is_asked_about(world, boss):
    make.user(make.person("Lý Văn Hai", world.far_ward), "haiw", approver=world.far_ward)
    steps = [
        create(),
        {"do": "merge", "units": ["Đảng ủy phường Một", "Đảng ủy phường Hai"], "into": "@moi"},
    ]
    found = outcome.work_out(plan(world, boss, *steps))
    asked = [one for one in found.questions if one.group == "grant"]

    answers = {asked[0].key: "end", asked[1].key: "@moi"}
    apply(plan(world, boss, *steps, **answers), boss)

    new = Unit.objects.get(name="Đảng ủy phường Mới")
    assert len(asked) == 2
    assert [o for o, _label in asked[0].options] == ["@moi", "end"]
    assert [g.person.full_name for g in Grant.objects.filter(unit=new)] == ["Lý Văn Hai"]
    assert list(check.problems()) == []


def test_merge_of_two_when_nobody_would_lead_then_the_preview_says_so_until_somebody_does(
    world, boss
):
    for name, unit in (("Lý Thị Nhất", world.ward), ("Lý Văn Nhì", world.far_ward)):
        org.appoint(make.person(name), unit, "Bí thư", make.LONG_AGO, make.SYSTEM, leads=True)
    steps = [
        create(),
        {"do": "merge", "units": ["Đảng ủy phường Một", "Đảng ủy phường Hai"], "into": "@moi"},
    ]
    found = outcome.work_out(plan(world, boss, *steps))
    (key, *_rest) = [one.key for one in found.questions if one.group == "leader"]

    led = outcome.work_out(plan(world, boss, *steps, **{key: "@moi|leads"}))

    assert found.warnings == [
        "Nobody would lead “Đảng ủy phường Mới”: say below who of those who led before does."
    ]
    assert led.warnings == []


# --- splits


def split(world, boss, **choices):
    return plan(
        world, boss, create("a", "Phường A mới"), create("b", "Phường B mới"),
        {"do": "split", "unit": "Đảng ủy phường Một",
         "parts": [{"unit": "@a", "units": ["Chi bộ 1"]}, {"unit": "@b", "kind": "part"}]},
        **choices,
    )  # fmt: skip


def test_merge_when_a_role_does_not_read_then_nothing_is_read_afterwards_either(world, boss, today):
    keeper = make.user(make.person("Quản Trị Viên"), administrator=world.ward)
    made = plan(
        world, boss, create(), {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"}
    )

    apply(made, boss)

    new = Unit.objects.get(name="Đảng ủy phường Mới")
    held = Grant.objects.on(today).filter(person=keeper.person).values_list("role", "unit")
    assert list(held) == [("administrator", new.pk)]
    assert not make.access(keeper).can("commitment.view", world.ward)
    assert make.access(world.hung).can("commitment.view", world.ward)


def test_split_when_a_cell_is_named_nowhere_then_it_is_asked_about_and_stands_in_the_way(
    world, boss
):
    found = outcome.work_out(split(world, boss))

    keys = {one.key for one in found.sketch.unanswered}
    assert f"unit:#{world.cell2.pk}" in keys
    assert not found.ready
    assert "are not answered yet" in refusal(apply, found.plan, boss)


def test_split_when_every_question_is_answered_then_it_goes(world, boss, today):
    found = outcome.work_out(split(world, boss))
    answers = {one.key: one.options[-1][0] for one in found.sketch.unanswered}

    apply(split(world, boss, **answers), boss)

    second = Unit.objects.get(name="Phường B mới")
    assert [u.pk for u in maps.below(second, today)] == [world.cell2.pk]
    assert [s.kind for s in maps.carried_on(world.ward)] == ["part", "part"]
    assert list(check.problems()) == []


def test_split_when_it_keeps_the_rest_then_the_unit_stays_open(world, boss, today):
    made = plan(
        world, boss, create("a", "Phường A mới"),
        {"do": "split", "unit": "Đảng ủy phường Một", "keeps": True,
         "parts": [{"unit": "@a", "units": ["Chi bộ 1"]}]},
    )  # fmt: skip

    apply(made, boss)

    assert Unit.objects.get(pk=world.ward.pk).until is None
    assert [u.pk for u in maps.below(world.ward, today)] == [world.cell2.pk]


# --- open items and figures


@pytest.fixture
def work(world):
    """A closed campaign and an open one; in each, a line of the ward's own and one of a cell."""
    found = {}
    for name in ("old", "new"):
        campaign = make.campaign(world.area, world.van, slug=name)
        ward_place = make.registrant(campaign, world.hung.person, world.ward, "key_official")
        cell_place = make.registrant(campaign, world.member.person, world.cell)
        other = make.user(make.person("Cấp Ủy Trên"), f"tren{name}", approver=world.ward)
        found[name] = (
            make.approved(cell_place, world.member, other),
            make.approved(ward_place, world.hung, other, leader=world.chief.person),
            campaign,
        )
    CAMPAIGN.take(found["old"][2], "close", make.access(world.van))
    return found


def figures(campaign):
    return tally.standing(campaign.pk, ["commitment", "registrant", "entry"])


def test_open_items_when_their_unit_closes_then_they_pass_and_closed_figures_stay(
    world, boss, work, today
):
    before = figures(work["old"][2])
    made = plan(
        world, boss, create(parent="Quận B"),
        {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"},
    )  # fmt: skip

    apply(made, boss)

    new = Unit.objects.get(name="Đảng ủy phường Mới")
    for name in ("old", "new"):
        cell_line, ward_line = (Commitment.objects.get(pk=row.pk) for row in work[name][:2])
        assert (cell_line.unit_id, ward_line.unit_id) == (world.cell.pk, new.pk)
        assert Entry.objects.get(pk=ward_line.entry_id).unit_id == new.pk
        assert ward_line.registered_in_id == world.ward.pk
        trace = Passage.objects.filter(record=ward_line.key).get()
        assert (trace.before_id, trace.after_id) == (world.ward.pk, new.pk)
    assert figures(work["old"][2]) == before
    now = figures(work["new"][2])
    assert now[new.pk, "registrant", "key_official|met"] == 1
    assert (world.ward.pk, "registrant", "key_official|met") not in now
    assert now[world.far.pk, "registrant", "residential_member|met"] == 1
    assert list(check.problems()) == []


def test_closed_campaign_when_work_is_reported_after_the_move_then_it_counts_where_it_counted(
    world, boss, work
):
    made = plan(
        world, boss, {"do": "move", "unit": "Chi bộ 1", "parent": "Đảng ủy phường Hai"}
    )  # fmt: skip
    apply(made, boss)
    line = Commitment.objects.get(pk=work["old"][0].pk)

    ledger.report(line.entry, ledger.Report("Xong", step="declare"), make.access(world.member))

    counted = tally.standing(line.campaign_id, ["entry"])
    done = {unit for (unit, _set, key), n in counted.items() if key.startswith("done") and n}
    assert done == {world.top.pk, world.area.pk, world.ward.pk, world.cell.pk}
    assert list(check.problems()) == []


def test_waiting_line_when_its_body_closes_then_the_successor_decides(world, boss, work):
    campaign = work["new"][2]
    person = make.person("Đào Thị Chờ", world.cell, "residential_member")
    waiting = make.commitment(
        make.registrant(campaign, person, world.cell), make.user(person, "cho"), "submitted"
    )
    assert waiting.waits_for_id == world.ward.pk
    made = plan(
        world, boss, create(),
        {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"},
    )  # fmt: skip

    apply(made, boss)

    waiting = Commitment.objects.get(pk=waiting.pk)
    assert waiting.waits_for.name == "Đảng ủy phường Mới"
    assert COMMITMENT.take(waiting, "approve", make.access(world.hung)).status == "approved"


# --- undo


def dump():
    """Everything that a reorganisation may write, as plain rows; counters by their key."""
    models = (Unit, UnitName, Placement, Succession, Appointment, Grant, Registrant, Commitment)
    models += (Entry, Passage)
    found = {m._meta.label: list(m.objects.order_by("pk").values()) for m in models}
    for campaign in {row["campaign_id"] for row in found["commitments.Registrant"]}:
        found[f"tally {campaign}"] = sorted(
            tally.standing(
                campaign, ["commitment", "registrant", "entry", "open", "topic", "day"]
            ).items()
        )
    return found


def test_undo_when_nothing_new_hangs_on_it_then_everything_is_as_before(world, boss, work):
    before = dump()
    made = apply(
        plan(
            world, boss, create(parent="Quận B"), {"do": "rename", "unit": "Chi bộ 9", "name": "Chi bộ Chín"},
            {"do": "merge", "units": ["Đảng ủy phường Một", "Đảng ủy phường Hai"], "into": "@moi"},
            **answers(world, boss),
        ), boss,
    )  # fmt: skip
    assert dump() != before

    applying.undo(made, make.access(boss), "Quyết định bị thu hồi")

    assert dump() == before
    assert list(check.problems()) == []


def answers(world, boss):
    steps = [create(parent="Quận B"),
             {"do": "merge", "units": ["Đảng ủy phường Một", "Đảng ủy phường Hai"], "into": "@moi"}]  # fmt: skip
    found = outcome.work_out(plan(world, boss, *steps))
    return {one.key: one.options[0][0] for one in found.questions}


def test_undo_when_something_new_hangs_on_it_then_it_is_refused_and_said(world, boss, work):
    made = plan(
        world, boss, create(),
        {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"},
    )  # fmt: skip
    made = apply(made, boss)
    new = Unit.objects.get(name="Đảng ủy phường Mới")
    make.person("Người Mới Đến", new)

    words = refusal(applying.undo, made, make.access(boss), "thử")

    assert words == (
        "“Đảng viên, Đảng ủy phường Mới” has come since;"
        " the reorganisation can no longer be undone."
    )
    assert Unit.objects.get(pk=world.ward.pk).until is not None


def test_undo_when_a_passed_line_went_on_then_what_changed_is_no_hindrance_only_its_unit_is(
    world, boss, work
):
    made = apply(
        plan(world, boss, create(), {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"}),
        boss,
    )  # fmt: skip
    line = Commitment.objects.get(pk=work["new"][1].pk)
    ledger.report(line.entry, ledger.Report("Đang làm"), make.access(world.hung))

    applying.undo(made, make.access(boss), "thử")

    assert Commitment.objects.get(pk=line.pk).unit_id == world.ward.pk
    assert line.entry.notes.count() == 1


def test_apply_when_twice_then_the_second_is_told(world, boss):
    made = plan(world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "X"})
    apply(made, boss)

    with pytest.raises(Conflict):
        apply(made, boss)


def test_apply_when_beyond_ones_reach_then_it_is_refused(world, boss):
    made = plan(world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "X"})

    words = refusal(apply, made, world.van)

    assert words == "You may not reorganise Thành phố."
    assert apply(made, boss).status == "applied"


def test_plan_when_its_day_has_not_come_then_it_waits(world, boss, today):
    made = plan(
        world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "X"}, on=today + dt.timedelta(days=3)
    )  # fmt: skip

    assert "can be carried out from that day on" in refusal(apply, made, boss)


# --- pages


@pytest.mark.django_db(transaction=True)
def test_page_when_a_plan_is_large_then_it_runs_beside_the_request_and_its_end_is_told(
    world, boss, as_user, monkeypatch
):
    monkeypatch.setattr(pages, "LARGE", 0)
    made = plan(world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "Chi bộ Tổ 1"})
    browser = as_user(boss)
    url = reverse("reorganisation-detail", args=[made.key])

    answer = browser.post(reverse("reorganisation-apply", args=[made.key]))
    for thread in threading.enumerate():
        if thread.name == f"work-{made.key}":
            thread.join(timeout=20)
    page = browser.get(url)

    assert answer.status_code == 302
    assert "Đã xong. Mọi thứ đúng như bản xem trước." in page.content.decode()
    assert Unit.objects.get(pk=world.cell.pk).name == "Chi bộ Tổ 1"


def test_page_when_a_step_is_wrong_then_the_form_says_so_and_keeps_what_was_typed(
    world, boss, as_user
):
    made = plan(world, boss)
    browser, url = as_user(boss), reverse("reorganisation-change", args=[made.key])

    empty = browser.post(url, {"do": "merge", "units": "Chi bộ 1", "into": ""})
    unknown = browser.post(url, {"do": "close", "unit": "Chi bộ 99"})

    assert (empty.status_code, empty.context["form"].data["units"]) == (422, "Chi bộ 1")
    assert unknown.status_code == 422
    assert "không có đơn vị “Chi bộ 99” vào ngày đó" in unknown.content.decode()


def test_page_when_the_file_is_wrong_then_it_says_so_and_the_text_stays(world, boss, as_user):
    made = plan(world, boss, {"do": "rename", "unit": "Chi bộ 1", "name": "X"})
    url = reverse("reorganisation-text", args=[made.key])

    answer = as_user(boss).post(url, {"text": "on = hôm qua"})

    assert answer.status_code == 422
    assert "on = hôm qua" in answer.content.decode()
    assert planning.as_file(made).steps[0]["name"] == "X"


def test_page_when_all_of_a_group_are_answered_alike_then_each_is(world, boss, as_user):
    made = split(world, boss)
    group = {"all": "unit", "with": "@b"}

    as_user(boss).post(reverse("reorganisation-answer", args=[made.key]), group)
    made.refresh_from_db()

    assert made.choices == {f"unit:#{world.cell2.pk}": "@b"}


def test_check_when_the_memory_of_a_unit_has_a_gap_then_it_is_named(world):
    UnitName.objects.filter(unit=world.cell).update(since=make.LONG_AGO + dt.timedelta(days=1))
    Placement.objects.filter(unit=world.cell2).update(path="9.9.")
    Unit.objects.filter(pk=world.far_cell.pk).update(until=clock.today())

    told = set(check.problems())

    assert f"unit {world.cell.pk}: its name does not cover its days" in told
    assert f"unit {world.cell2.pk}: it stands elsewhere than its place says" in told
    assert f"unit {world.far_cell.pk}: its place does not cover its days" in told


def test_close_when_something_is_open_then_it_is_counted_and_refused(world, today):
    words = refusal(actions.close_unit, world.cell, today, make.SYSTEM)
    empty = make.unit("Chi bộ Trống", world.ward)

    assert words == ("Chi bộ 1 still has 2 posts, 1 roles. Let a reorganisation carry them on.")
    assert actions.close_unit(empty, today, make.SYSTEM).until == today
    assert maps.placed(empty, today) is None


def test_rename_when_from_a_day_or_corrected_then_the_past_is_kept_or_not(world, today):
    actions.rename_unit(world.cell, "Chi bộ Tổ 1", make.SYSTEM, today)
    actions.rename_unit(world.cell2, "Chi bộ Hai", make.SYSTEM)
    words = refusal(actions.rename_unit, world.cell, "X", make.SYSTEM, make.LONG_AGO)
    eve = today - dt.timedelta(days=1)

    assert [u.name for u in maps.as_named([Unit.objects.get(pk=world.cell.pk)], eve)] == [
        "Chi bộ 1"
    ]
    assert [u.name for u in maps.as_named([Unit.objects.get(pk=world.cell2.pk)], eve)] == [
        "Chi bộ Hai"
    ]
    assert "choose a later day" in words
    assert list(check.problems()) == []


def test_succession_when_a_part_goes_one_day_and_the_rest_another_then_both_are_kept(
    world, boss, today
):
    part = {"unit": "Đảng ủy phường Hai", "units": ["Chi bộ 1"]}
    first = {"do": "split", "unit": "Đảng ủy phường Một", "keeps": True, "parts": [part]}
    rest = {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "Đảng ủy phường Hai"}
    apply(plan(world, boss, first, on=today - dt.timedelta(days=9)), boss)
    found = outcome.work_out(plan(world, boss, rest))
    answers = {one.key: one.options[0][0] for one in found.questions}

    apply(plan(world, boss, rest, **answers), boss)

    rows = Succession.objects.order_by("on")
    assert [(row.kind, row.after_id) for row in rows] == [
        ("part", world.far_ward.pk),
        ("whole", world.far_ward.pk),
    ]
    assert list(check.problems()) == []


def test_succession_when_one_plan_says_it_twice_then_the_later_word_stands(world, boss, today):
    part = {"unit": "Đảng ủy phường Hai", "units": ["Chi bộ 1"]}
    found = outcome.work_out(
        plan(
            world, boss,
            {"do": "split", "unit": "Đảng ủy phường Một", "keeps": True, "parts": [part]},
            {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "Đảng ủy phường Hai"},
        )
    )  # fmt: skip

    assert [(heir.before, heir.after, heir.kind) for heir in found.sketch.heirs] == [
        (world.ward.pk, world.far_ward.pk, "whole")
    ]


def test_merge_when_a_role_reads_no_content_then_nothing_is_given_on_the_closed_unit(
    world, boss, today
):
    keeper = make.user(make.person("Đỗ Thị Trị", world.ward), "trị", administrator=world.ward)
    made = plan(
        world, boss, create(),
        {"do": "merge", "units": ["Đảng ủy phường Một"], "into": "@moi"},
    )  # fmt: skip

    apply(made, boss)

    held = Grant.objects.on(today).filter(person=keeper.person)
    assert [(g.role, g.unit.name) for g in held] == [("administrator", "Đảng ủy phường Mới")]
    closed = Unit.objects.get(pk=world.ward.pk)
    assert not make.access(keeper).can("commitment.view", closed)
    assert make.access(world.hung).can("commitment.view", closed)


# --- what a step says wrongly


def test_plan_when_several_names_are_unknown_then_all_are_said_together(world, boss):
    made = plan(
        world, boss,
        {"do": "merge", "units": ["Chi bộ 77", "Chi bộ 78"], "into": "Chi bộ 2"},
        {"do": "close", "unit": "Chi bộ 79"},
    )  # fmt: skip

    told = outcome.work_out(made).problems

    assert [f"“Chi bộ {n}”" in words for n, words in zip((77, 78, 79), told, strict=True)] == [
        True, True, True,
    ]  # fmt: skip
    assert told[0].startswith("Step 1 (Merge)")
    assert told[2].startswith("Step 2 (Close)")


def test_step_when_it_names_an_unknown_unit_then_the_form_keeps_it_and_the_plan_does_not(
    world, boss, as_user
):
    made = plan(world, boss)
    browser, page = as_user(boss), reverse("reorganisation-change", args=[made.key])

    answer = browser.post(page, {"do": "merge", "units": "Chi bộ 4 x", "into": "Chi bộ 2"})

    made.refresh_from_db()
    assert answer.status_code == 422
    assert "Chi bộ 4 x" in answer.content.decode()
    assert answer.context["form"].non_field_errors()
    assert made.steps == []
    assert (
        browser.post(page, {"do": "merge", "units": "Chi bộ 1", "into": "Chi bộ 2"}).status_code
        == 302
    )


def test_preview_when_posts_and_roles_close_then_their_tables_are_headed_by_what_they_hold(
    world, boss, as_user
):
    made = plan(world, boss, {"do": "merge", "units": ["Chi bộ 1"], "into": "Chi bộ 2"})

    page = as_user(boss).get(reverse("reorganisation-detail", args=[made.key])).content.decode()

    posts = page[page.index("Chức vụ ở đơn vị kết thúc") :]
    assert '<th scope="col">Người</th><th scope="col">Chức vụ</th>' in posts
    assert '<th scope="col">Người</th><th scope="col">Vai trò</th>' in posts
