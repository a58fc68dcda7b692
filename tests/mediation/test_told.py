"""What the pages of figures tell, read as somebody who adds, subtracts and counts rows reads it."""

import pytest

from tests import make
from tests.mediation.rows import team
from tests.mediation.test_privacy import browser, old

pytestmark = pytest.mark.django_db


def table(client, unit, year=None):
    """Unit -> figure -> what is told; the unit itself under its own name."""
    query = f"?unit={unit.pk}" + (f"&year={year}" if year else "")
    context = client.get(f"/mediation/figures/{query}").context
    heads = [str(one["label"]) for one in context["table"]["columns"][1:]]
    rows = [(row["label"], row["cells"]) for row in context["table"]["rows"]]
    rows.append((unit.name, context["table"]["foot"][1:]))
    return {
        label: {head: cell.get("number") for head, cell in zip(heads, cells, strict=True)}
        for label, cells in rows
    }


def wards(world, *counts):
    """Wards under one council, each with a team and what it has ended: (settled, not settled)."""
    found = []
    for n, (settled, failed) in enumerate(counts):
        ward = make.unit(f"UBND phường {n}", world.council, "peoples_committee", "state")
        one = team(world, f"{n}", ward)
        old(one, 2024, "settled", settled)
        old(one, 2024, "not_settled", failed)
        found.append(ward)
    return found


def left_over(told, whole, head):
    """The whole less what is told of its parts, and of how many parts nothing is told."""
    if told[whole][head] is None:
        return None, 0
    parts = [row[head] for name, row in told.items() if name != whole]
    return told[whole][head] - sum(n or 0 for n in parts), parts.count(None)


@pytest.mark.parametrize(
    "counts",
    [
        # Two wards with one case each beside a large one: both are listed, so each has one.
        [(1, 0), (1, 0), (60, 9)],
        # One ward with one case not settled; what is left of it and the next is that one case.
        [(20, 1), (30, 0), (60, 9)],
        [(3, 0), (40, 8), (50, 9)],
        [(2, 2), (2, 2), (2, 2), (90, 20)],
    ],
)
def test_what_is_left_when_told_parts_are_taken_away_then_it_is_nothing_or_not_small(world, counts):
    wards(world, *counts)

    told = table(browser(world.van), world.council)

    for head in ("Settled", "Not settled"):
        rest, parts = left_over(told, world.council.name, head)
        assert rest is None or rest == 0 or rest >= 5, (head, rest, parts, told)


def test_a_ward_that_has_nothing_when_others_are_withheld_then_it_looks_like_them(world):
    """Else whoever is withheld is known to have something, and five with five have one each."""
    wards(world, (1, 0), (4, 0), (0, 0), (60, 9), (70, 10))

    told = table(browser(world.van), world.council)

    assert [row["Settled"] for row in told.values()] == [None, None, None, 60, 70, 135]


def test_parts_when_a_year_is_asked_then_the_same_are_listed_whoever_had_a_case(world):
    """A list of those that had one would tell of a case."""
    found = wards(world, (20, 6), (30, 7), (60, 9))
    quiet = make.unit("UBND phường 9", world.council, "peoples_committee", "state")
    team(world, "9", quiet)
    client = browser(world.van)

    pages = [set(table(client, world.council, year)) for year in (None, 2024)]

    assert pages[0] == pages[1] == {world.council.name, quiet.name, *(one.name for one in found)}


def test_totals_when_they_are_large_then_they_are_told(world):
    """The twin: nothing is kept back where the parts are large."""
    wards(world, (20, 6), (30, 7), (60, 9))

    told = table(browser(world.van), world.council)

    assert [row["Settled"] for row in told.values()] == [20, 30, 60, 110]
