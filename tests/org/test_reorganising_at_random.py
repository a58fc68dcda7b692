"""Two hundred reorganisations at random: rights, tree, old figures and undo hold after each."""

import datetime as dt
import random
from collections import Counter

import pytest
import time_machine

from namro.commitments import asof, queries, todays_map
from namro.commitments.models import Commitment
from namro.commitments.workflow import CAMPAIGN
from namro.config.commands import check
from namro.core import clock
from namro.figures import tally
from namro.org import applying, maps, outcome, planning
from namro.org.models import Grant, Unit
from namro.org.plans import PlanFile
from tests import make
from tests.org.test_reorganising import dump

pytestmark = pytest.mark.django_db
ROUNDS = 200
SETS = ["commitment", "registrant", "entry", "open", "topic", "day"]


@pytest.fixture
def chief(world):
    return make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)


def steps_at_random(chance, world, number):
    """One to three steps over whatever is open now."""
    inner = list(
        Unit.objects.under(world.top).filter(until=None).exclude(pk=world.top.pk).order_by("pk")
    )
    parents = {unit.parent_id for unit in inner}
    with_parts = [unit for unit in inner if unit.pk in parents]
    made = {
        "do": "create", "key": "k", "name": f"Mới {number}", "branch": "party",
        "kind": "grassroots", "parent": f"#{chance.choice([world.top, *with_parts]).pk}",
    }  # fmt: skip
    unit, other = chance.sample(inner, 2)
    kind = chance.choice(["move", "rename", "merge", "merge_into", "split", "keep"])
    if kind == "move":
        return [{"do": "move", "unit": f"#{unit.pk}", "parent": f"#{other.pk}"}]
    if kind == "rename":
        return [
            {"do": "rename", "unit": f"#{unit.pk}", "name": f"Tên {number}", "code": str(number)}
        ]
    if kind == "merge":
        return [made, {"do": "merge", "units": [f"#{unit.pk}", f"#{other.pk}"], "into": "@k"}]
    if kind == "merge_into":
        return [{"do": "merge", "units": [f"#{unit.pk}"], "into": f"#{other.pk}"}]
    source = chance.choice(with_parts) if with_parts else unit
    below = list(Unit.objects.filter(parent=source, until=None).values_list("pk", flat=True))
    named = [f"#{pk}" for pk in below if chance.random() < 0.5]
    second = made | {"key": "m", "name": f"Khác {number}"}
    parts = [{"unit": "@k", "units": named}]
    if kind == "split":
        parts.append({"unit": "@m", "kind": chance.choice(["part", "remainder"])})
    return [
        made, second,
        {"do": "split", "unit": f"#{source.pk}", "parts": parts, "keeps": kind == "keep"},
    ]  # fmt: skip


def try_at_random(chance, world, chief, number):
    """A plan with its questions answered at random; None when it cannot be."""
    access = make.access(chief)
    said = PlanFile(
        f"Đợt {number}", f"{number}/NQ", clock.today(), steps_at_random(chance, world, number)
    )
    plan = planning.draft(world.top, said, access)
    for _turn in range(3):  # an answer may raise the next question
        found = outcome.work_out(plan)
        if found.problems:
            planning.drop(plan, access)
            return None
        answers = {one.key: chance.choice(one.options)[0] for one in found.questions}
        plan = planning.choose(plan, answers, access)
    if not outcome.work_out(plan).ready:
        planning.drop(plan, access)
        return None
    return plan


def naive_reach(person_id):
    """Role and unit pairs by walking parents one by one, without any path."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    held = Grant.objects.on(clock.today()).filter(person=person_id).values_list("role", "unit_id")
    found = set()
    for role, root in held:
        for pk in parents:
            above = pk
            while above is not None and above != root:
                above = parents[above]
            if above == root:
                found.add((role, pk))
    return found


def by_paths(person_id):
    rows = Grant.objects.on(clock.today()).filter(person=person_id).select_related("unit")
    return {
        (grant.role, pk)
        for grant in rows
        for pk in Unit.objects.filter(path__startswith=grant.unit.path).values_list("pk", flat=True)
    }


def plain(row):
    """Every count of a row, those of a zero left out."""
    counters = (row.roll, row.lines, row.entries, row.open_by_due, row.topics, row.days)
    return [{key: n for key, n in counter.items() if n} for counter in counters]


def seen_then(campaign, then):
    """The figures of units as they were on a day, asked for today."""
    day, units = then
    return [plain(asof.row(campaign, unit, day)) for unit in units]


def adds_up_on_todays_map(campaign, top):
    """The parts, what stands apart and the unit's own make the total of the campaign, once."""
    day = clock.today()
    total = plain(queries.roll_up(campaign, [top], day)[0])
    shown = todays_map.level(campaign, top, day)

    parts = [plain(row) for row in (*shown.rows, *(one.row for one in shown.apart if one.counted))]
    summed = [Counter() for _ in total]
    for part in parts:
        for place, counts in enumerate(part):
            summed[place].update(counts)

    assert plain(shown.own) == total
    assert [dict(counts) for counts in summed] == total


def two_campaigns(world, chief):
    """One that is closed before anything moves, and one that stays open."""
    found = []
    for place in range(2):
        campaign = make.campaign(world.top, chief, slug=f"dot{place}")
        for user in (world.member, world.lan, world.hung, world.nobody):
            unit = user.person.appointments.get().unit
            line = make.registrant(campaign, user.person, unit)
            judge = make.person(f"Duyệt {place}{user.pk}")
            approver = make.user(judge, f"d{place}{user.pk}", approver=world.top)
            make.approved(line, user, approver, leader=world.chief.person)
        found.append(campaign)
    return CAMPAIGN.take(found[0], "close", make.access(chief)), found[1]


@pytest.mark.repeats
def test_two_hundred_reorganisations_when_done_at_random_then_everything_holds(world, chief):
    chance = random.Random(20250701)
    old, campaign = two_campaigns(world, chief)
    old_figures = tally.standing(old.pk, SETS)
    old_map = {u.pk: u.path for u in maps.subtree(world.top, clock.today())}
    people = [user.person_id for user in (world.lan, world.hung, world.van, world.tu, chief)]
    done = undone = 0
    then = clock.today(), [world.top, world.area, world.ward, world.cell, world.far]
    first = seen_then(campaign, then)
    assert first == [plain(row) for row in queries.roll_up(campaign, then[1], then[0])]
    start = dt.datetime.now(dt.UTC)

    for number in range(ROUNDS):
        # A unit changes once a day at most, so each plan has a day of its own.
        with time_machine.travel(start + dt.timedelta(days=number + 1), tick=False):
            before = dump() if chance.random() < 0.3 else None
            plan = try_at_random(chance, world, chief, number)
            if plan is None:
                continue
            plan = applying.apply(plan, make.access(chief))
            done += 1
            assert tally.standing(old.pk, SETS) == old_figures
            for person_id in people:
                assert naive_reach(person_id) == by_paths(person_id)
            if before is not None:
                applying.undo(plan, make.access(chief), "thử")
                undone += 1
                assert dump() == before

            if number % 10 == 0:
                adds_up_on_todays_map(old, world.top)
                assert seen_then(campaign, then) == first

    assert done > ROUNDS / 2
    assert undone > 10
    assert list(check.problems()) == []
    assert {line.counted_path for line in Commitment.objects.filter(campaign=old)} <= set(
        old_map.values()
    )
