"""Hints: each with a case that fires and one that just does not; thresholds are dated data."""

import datetime as dt

import pytest

from namro.core import clock
from namro.reports import hints
from namro.reports.hints import Facts, Graded, Part

LIMITS = hints.limits_on(dt.date(2026, 1, 1))


def units(*done: int, followed: int = 100) -> list[Part]:
    return [Part(n, f"Chi bộ {n}", k, followed) for n, k in enumerate(done, start=1)]


def names(facts: Facts) -> list[str]:
    return [one.name for one in hints.found(facts, LIMITS)]


def cards(best: int, scored: int) -> list[Graded]:
    return [Graded(7, "Chi bộ mẫu 2026", "Tốt", best, scored)]


OPEN = {"done": 11, "followed": 40, "verified": 1, "otherwise": 1}
CASES = [
    ("share_jump", {"done": 26, "before": ("2025", 20, 40)}, {"done": 25, "before": ("2025", 20, 40)}),
    (
        "share_jump",
        {"done": 15, "followed": 20, "before": ("2025", 10, 20)},
        {"done": 15, "followed": 20, "before": ("2025", 9, 19)},
    ),
    ("all_done", {"done": 10, "followed": 10}, {"done": 9, "followed": 9}),
    ("all_done", {"done": 40}, {"done": 39}),
    ("all_verified", {"verified": 11, "otherwise": 0}, {"verified": 10, "otherwise": 1}),
    ("all_verified", {"done": 10, "verified": 10}, {"done": 9, "verified": 9}),
    ("nothing_verified", {"verified": 0, "otherwise": 0}, {"verified": 0, "otherwise": 1}),
    (
        "nothing_verified",
        {"done": 10, "verified": 0, "otherwise": 0},
        {"done": 9, "verified": 0, "otherwise": 0},
    ),
    ("last_days", {"done": 20, "declared": [(0, 18), (30, 2)]}, {"done": 20, "declared": [(0, 17), (30, 3)]}),
    ("last_days", {"done": 20, "declared": [(3, 18), (4, 2)]}, {"done": 20, "declared": [(3, 17), (4, 3)]}),
    ("last_days", {"done": 20, "declared": [(0, 18), (-1, 2)]}, {"done": 20, "declared": [(0, 17), (-1, 3)]}),
    ("last_days", {"done": 10, "declared": [(1, 10)]}, {"done": 9, "declared": [(1, 9)]}),
    (
        "outlier",
        {"parts": units(50, 50, 50, 50, 50, 50, 50, 61)},
        {"parts": units(50, 50, 50, 50, 50, 50, 50, 60)},
    ),
    (
        "outlier",
        {"parts": units(50, 50, 50, 50, 50, 50, 50, 90)},
        {"parts": units(50, 50, 50, 50, 50, 50, 90)},
    ),
    (
        "outlier",
        {"parts": [*units(20, 20, 20, 20, 20, 20, 20), Part(8, "Chi bộ 8", 5, 5)]},
        {"parts": [*units(20, 20, 20, 20, 20, 20, 20), Part(8, "Chi bộ 8", 4, 4)]},
    ),
    (
        "outlier",
        {"parts": [*units(50, 50, 50, 50, 50, 50, 50), Part(8, "Chi bộ 8", 6, 6)]},
        {"parts": [*units(50, 50, 50, 50, 50, 50, 50), Part(8, "Chi bộ 8", 5, 5)]},
    ),
    ("extensions", {"extended": 12}, {"extended": 11}),
    ("extensions", {"followed": 10, "done": 0, "extended": 3}, {"followed": 9, "done": 0, "extended": 9}),
    ("all_best", {"graded": cards(19, 20)}, {"graded": cards(18, 20)}),
    ("all_best", {"graded": cards(10, 10)}, {"graded": cards(9, 9)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fires", "quiet"), CASES)
def test_hint_when_the_threshold_is_reached_then_it_speaks_and_just_below_it_is_silent(
    name, fires, quiet
):
    assert name in names(Facts(**(OPEN | fires)))
    assert name not in names(Facts(**(OPEN | quiet)))


def test_hints_when_every_one_is_in_the_table_then_none_is_untested():
    assert {name for name, _fires, _quiet in CASES} == set(hints.CHECKS) == set(LIMITS)


def test_hint_when_a_share_jumps_then_it_says_both_numbers_of_both_periods():
    [hint] = hints.found(Facts(**OPEN | {"done": 26, "before": ("Năm 2025", 20, 40)}), LIMITS)

    assert "26 of 40 items (65.0%) were declared done" in hint.sentence
    assert "“Năm 2025” it was 20 of 40 items (50.0%)" in hint.sentence
    assert hint.filters == {"state": "done"}


def test_hint_when_a_unit_is_far_off_then_it_is_named_and_one_odd_unit_moves_no_other():
    found = hints.found(
        Facts(**OPEN | {"parts": units(50, 52, 48, 51, 49, 50, 53, 100, 0)}), LIMITS
    )

    assert [(one.name, one.unit) for one in found] == [("outlier", 8), ("outlier", 9)]
    assert "Chi bộ 8: 100 of 100 items (100.0%)" in found[0].sentence
    assert "half of the 9 units are at 50.0% or above" in found[0].sentence


def test_thresholds_when_no_version_holds_then_it_says_so():
    assert hints.limits_on(clock.today()) == LIMITS
    with pytest.raises(LookupError, match=r"begin on"):
        hints.limits_on(dt.date(2019, 12, 31))
