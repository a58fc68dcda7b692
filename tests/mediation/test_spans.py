"""Halves and quarters of a year: what they tell to the team, and what they may not give away."""

import itertools
import random
import re
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.figures.suppression import FLOOR
from namro.mediation import figures
from namro.mediation.figures import SHEET, SMALL
from namro.mediation.models import Case
from namro.registers import spans
from namro.registers.sums import Sums
from tests import make
from tests.figures.solver import most
from tests.mediation.rows import case, team
from tests.mediation.test_privacy import browser, child_of, counts, old, seeds, sums_of

QUARTERS = ("q1", "q2", "q3", "q4")


def together(rows, kind="peoples_committee"):
    found = sum((row.sets["case"] for row in rows), Counter())
    return Sums(SimpleNamespace(kind=kind, pk=id(found)), {"case": found})


def told_of_a_year(quarters):
    """What is withheld of a year and of each of its parts, as the page goes down to them."""
    halves = [together(quarters[:2]), together(quarters[2:])]
    whole = together(quarters)
    gone = {"": SMALL.small(whole)}
    gone |= dict(zip(spans.HALVES, SMALL.line(halves, gone[""], of_units=False), strict=True))
    for n, half in enumerate(spans.HALVES):
        rows = quarters[2 * n : 2 * n + 2]
        gone |= dict(
            zip(spans.WITHIN[half], SMALL.line(rows, gone[half], of_units=False), strict=True)
        )
    return gone


@given(st.lists(counts, min_size=4, max_size=4))
@settings(max_examples=500)
def test_parts_of_a_year_when_solved_together_then_a_small_count_may_still_be_many_things(parts):
    quarters = [sums_of(*one) for one in parts]
    gone = told_of_a_year(quarters)
    inside = {name: [int(name == "" or q == name or q in spans.WITHIN.get(name, ())) for q in QUARTERS]
              for name in gone}  # fmt: skip

    for name in ("settled", "not_settled", "open"):
        figure = SHEET[name]
        truth = [figure.count(row) for row in quarters]
        sums = {tuple(row): sum(a * b for a, b in zip(row, truth, strict=True))
                for of, row in inside.items() if name not in gone[of]}  # fmt: skip
        for goal in inside.values():
            if 0 < sum(a * b for a, b in zip(goal, truth, strict=True)) < FLOOR:
                high = most([*sums.items()], goal)
                low = most([*sums.items()], [-n for n in goal])
                assert high is None or high + low >= FLOOR, (name, goal, parts)


def in_quarter(of, year, quarter, state, n):
    """Ended cases whose receipt lies in a quarter."""
    kept = set(Case.objects.values_list("pk", flat=True))
    old(of, year, state, n)
    Case.objects.exclude(pk__in=kept).update(
        received_on=f"{year}-{3 * int(quarter[1]) - 1:02d}-11", ended_on=f"{year}-12-01"
    )


def told(client, unit, year=None, part=None):
    """(figure, number, unit) of settled and not settled that a page tells, in table and rates."""
    query = (
        f"?unit={unit.pk}" + (f"&year={year}" if year else "") + (f"&part={part}" if part else "")
    )
    answer = client.get(f"/mediation/figures/{query}")
    if answer.status_code != 200:
        return
    context, names = answer.context, figures.COUNTS.columns
    rows = [(child_of(row), row["cells"]) for row in context["table"]["rows"]]
    for of, cells in [(context["place"], context["table"]["foot"][1:]), *rows]:
        for name, cell in zip(names, cells, strict=True):
            if name in ("settled", "not_settled") and "number" in cell:
                yield name, cell["number"], of
    for rate in context["rates"]:
        if "numerator" in rate and rate["label"] == SHEET["settled"].label:
            yield "settled", rate["numerator"], context["place"]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", seeds(4))
@pytest.mark.repeats
def test_all_periods_when_solved_together_then_no_small_count_follows(world, seed):
    """No two filters, nor all of them together: units, years, halves and quarters of every page."""
    chance = random.Random(seed)
    wards = [
        make.unit(f"UBND phường {n}", world.council, "peoples_committee", "state") for n in range(2)
    ]
    of = [team(world, str(n), ward) for n, ward in enumerate(wards)]
    years, truth = (2023, 2024), Counter()
    cells = list(itertools.product(range(2), years, QUARTERS))
    for t, year, quarter in cells:
        # By turns: anything, one small quarter among large ones, one small half, one small ward.
        few = [chance.random() < 0.4, quarter == "q2", quarter in ("q3", "q4"), t == 1][seed]
        for state in ("settled", "not_settled"):
            n = truth[t, year, quarter, state] = chance.choice([0, 1] if few else [5, 6, 8])
            in_quarter(of[t], year, quarter, state, n)
    units = [world.area, world.council, wards[0], of[0].unit]
    equations = told_of(browser(world.van), units, of, cells, truth)

    assert equations["settled"] or seed
    goals = [[int(c == cell) for c in cells] for cell in cells]
    for year, part in itertools.product(years, (None, *spans.LABELS)):
        goals += [
            [int(c[0] in ts and c[1] == year and c[2] in held(part)) for c in cells]
            for ts in ((0,), (1,), (0, 1))
        ]
    for name, goal in itertools.product(equations, goals):
        if 0 < counted(goal, name, cells, truth) < FLOOR:
            high = most(equations[name], goal)
            low = most(equations[name], [-n for n in goal])
            assert high is None or high + low >= FLOOR, (name, goal, high, low)


def held(part):
    """The quarters of a part; of none: of the year."""
    return spans.WITHIN.get(part, (part,)) if part else QUARTERS


def counted(row, name, cells, truth):
    return sum(n * truth[(*cell, name)] for n, cell in zip(row, cells, strict=True))


def told_of(client, units, of, cells, truth):
    """Every page as equations over the cells (team, year, quarter); each says what is true."""
    found = {"settled": {}, "not_settled": {}}
    years = sorted({year for _t, year, _q in cells})
    periods = [(None, None), *itertools.product(years, (None, *spans.LABELS))]
    for unit, (year, part) in itertools.product(units, periods):
        for name, n, of_row in told(client, unit, year, part):
            row = [int(of_row.path in of[t].unit.path and (year or y) == y and q in held(part))
                   for t, y, q in cells]  # fmt: skip
            assert n == counted(row, name, cells, truth)
            found[name][tuple(row)] = n
    return {name: [*rows.items()] for name, rows in found.items()}


@pytest.mark.django_db
def test_quarter_when_chosen_by_the_team_then_its_counts_open_their_cases(world):
    one = team(world, "1")
    for quarter, n in (("q1", 2), ("q2", 1), ("q4", 3)):
        in_quarter(one, 2024, quarter, "settled", n)
    client = browser(one.head)

    found = {}
    for part in spans.LABELS:
        context = client.get(f"/mediation/figures/?year=2024&part={part}").context
        rate = next(r for r in context["rates"] if r["label"] == SHEET["settled"].label)
        found[part] = rate["numerator"]
        listed = client.get(rate["href"]).content.decode()
        assert len(set(re.findall(r"/mediation/cases/[0-9a-f-]{36}/", listed))) == found[part], part
        assert not context["beside"]

    assert found == {"h1": 3, "h2": 3, "q1": 2, "q2": 1, "q3": 0, "q4": 3}
    assert client.get("/mediation/figures/?year=2024&part=q1&export=json").json()["part"] == "q1"


@pytest.mark.django_db
def test_quarter_when_one_is_small_then_it_and_the_other_of_its_half_are_withheld(world):
    one = team(world, "1", make.unit("UBND phường", world.council, "peoples_committee", "state"))
    for quarter, n in (("q1", 2), ("q2", 30), ("q3", 20), ("q4", 40)):
        in_quarter(one, 2024, quarter, "settled", n)
    client = browser(world.van)

    found = {}
    for part in (None, *spans.LABELS):
        rows = told(client, world.area, 2024, part)
        found[part] = {name: n for name, n, unit in rows if unit == world.area}.get("settled")

    assert found == {None: 92, "h1": 32, "h2": 60, "q1": None, "q2": None, "q3": 20, "q4": 40}
    assert list(told(client, world.council, 2024, "q3")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["part=q1", "year=2024&part=q5"])
def test_part_when_it_is_of_no_year_or_unknown_then_a_sentence_says_so(world, query):
    one = team(world, "1")
    old(one, 2024, "settled", 1)

    assert browser(one.head).get(f"/mediation/figures/?{query}").status_code == 400


@pytest.mark.django_db
def test_part_when_the_register_has_no_day_of_it_then_there_is_no_such_filter(world):
    assert browser(world.van).get("/titles/figures/?year=2024&part=q1").status_code == 400
    assert case(team(world, "1")).received_on == clock.today()
