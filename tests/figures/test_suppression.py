"""Small counts of people: nothing that is shown gives a withheld one away, over random tables."""

import random
from itertools import product

import pytest

from namro.commitments.sheet import SHEET
from namro.figures import suppression
from namro.figures.suppression import FLOOR

PEOPLE = ("on_roll", "exempt", "eligible", "registered", "short", "missing")
MOST = 48  # more than any count of these tables


def row(exempt: int, registered: int, missing: int, short: int = 0) -> dict[str, int]:
    counted = dict.fromkeys((figure.name for figure in SHEET.figures), 0)
    return counted | {
        "on_roll": exempt + registered + missing, "exempt": exempt,
        "eligible": registered + missing, "registered": registered,
        "short": min(short, registered), "missing": missing,
    }  # fmt: skip


def total(rows) -> dict[str, int]:
    return {name: sum(one[name] for one in rows) for name in rows[0]}


def _range(name: str, counted, withheld) -> range:
    if name in withheld.small:
        return range(FLOOR)
    n = counted[name]
    return range(FLOOR, MOST) if name in withheld else range(n, n + 1)


def possible(counted, withheld) -> dict[str, set[int]]:
    """What a reader can think of: tried out, value by value, without the code of the house."""
    fits: dict[str, set[int]] = {name: set() for name in PEOPLE}
    ranges = {name: _range(name, counted, withheld) for name in PEOPLE}
    for exempt, registered, missing in product(
        *(ranges[name] for name in ("exempt", "registered", "missing"))
    ):
        eligible = registered + missing
        if eligible not in ranges["eligible"] or exempt + eligible not in ranges["on_roll"]:
            continue
        if not (short := [n for n in ranges["short"] if n <= registered]):
            continue
        fits["short"].update(short)
        thought = (exempt + eligible, exempt, eligible, registered, missing)
        for name, n in zip(
            ("on_roll", "exempt", "eligible", "registered", "missing"), thought, strict=True
        ):
            fits[name].add(n)
    return fits


def scattered(seed: int) -> list[dict[str, int]]:
    chance = random.Random(seed)
    high = chance.choice((2, 5, 9, 14))
    return [
        row(*(chance.choice((0, chance.randint(0, high))) for _n in range(4)))
        for _part in range(chance.randint(1, 5))
    ]


@pytest.mark.parametrize("seed", range(200))
def test_withheld_when_tables_are_random_then_no_count_can_be_worked_out(seed):
    rows = scattered(seed)

    gone, foot = suppression.withhold(SHEET, rows, total(rows))

    for counted, withheld in zip(rows, gone, strict=True):
        assert {n for n in PEOPLE if counted[n] < FLOOR} == withheld.small
        assert all(counted[name] >= FLOOR for name in withheld.beside)
        if withheld.all:
            fits = possible(counted, withheld)
            assert {n: len(fits[n]) for n in withheld.all if len(fits[n]) < 2} == {}
            assert all(counted[name] in fits[name] for name in PEOPLE)
    # Nor by a total, should somebody know it from elsewhere: one is never withheld alone.
    for name in PEOPLE:
        count = sum(name in one for one in gone)
        assert count != 1 or len(rows) == 1
    assert foot.all == (set(PEOPLE) if any(one.all for one in gone) else set())


def test_withheld_when_items_are_few_then_they_are_shown_for_they_are_nobody():
    gone, foot = suppression.withhold(SHEET, [row(5, 9, 9, 9)], total([row(5, 9, 9, 9)]))

    assert (gone[0].all, foot.all) == (set(), set())
    assert suppression.people_of(SHEET) == PEOPLE


def test_withheld_when_one_part_is_small_then_the_next_smallest_and_all_totals_are_as_well():
    rows = [row(9, 30, 3, 9), row(8, 20, 9, 9), row(7, 40, 12, 9)]

    gone, foot = suppression.withhold(SHEET, rows, total(rows))

    assert gone[0].small == {"missing"}
    assert "missing" in gone[1].beside
    assert "missing" not in gone[2]
    assert foot.all == set(PEOPLE)


def test_withheld_when_two_small_counts_fill_their_whole_then_the_whole_goes_too():
    """4 and 4 of 8: whoever knows that both are below five would know both."""
    rows = [row(9, 4, 4, 0), row(9, 4, 4, 0)]

    gone, _foot = suppression.withhold(SHEET, rows, total(rows))

    assert all("eligible" in one.beside for one in gone)
    assert all({"on_roll", "exempt"} & one.beside for one in gone)
