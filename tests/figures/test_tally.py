"""The counters: written with the change, read at any height, equal to a recount."""

from collections import Counter

import pytest

from namro.commitments import queries
from namro.commitments.workflow import COMMITMENT
from namro.core import clock
from namro.core.errors import Refused
from namro.core.write import attempt, buffer, writing
from namro.figures import tally
from namro.figures.models import Tally
from namro.figures.tally import Key
from tests import make

pytestmark = pytest.mark.django_db
A, B = Key("commitment", ("a", "x")), Key("commitment", ("b", "x"))


def standing() -> dict[tuple[int, str], int]:
    rows = Tally.objects.exclude(n=0).values_list("unit_id", "key", "n")
    return {(unit, key): n for unit, key, n in rows}


def test_shift_when_a_record_counts_otherwise_then_its_unit_and_all_above_follow():
    top = make.unit("Trên")
    below = make.unit("Dưới", top)
    make.unit("Bên", top)

    tally.shift(1, below.path, [], [A])
    tally.shift(1, below.path, [], [A])
    tally.shift(1, below.path, [A], [B])

    assert standing() == {
        (top.pk, "a|x"): 1, (top.pk, "b|x"): 1, (below.pk, "a|x"): 1, (below.pk, "b|x"): 1,
    }  # fmt: skip
    assert {row.period for row in Tally.objects.all()} == {1}


def test_shift_when_nothing_changes_then_nothing_is_written():
    unit = make.unit("Trên")

    tally.shift(1, unit.path, [A], [A])

    assert Tally.objects.count() == 0


def test_attempt_when_a_part_is_refused_then_only_its_counters_do_not_move():
    unit = make.unit("Trên")

    with writing():
        tally.shift(1, unit.path, [], [A])
        with pytest.raises(Refused), attempt():
            tally.shift(1, unit.path, [], [B])
            raise Refused("thôi")
        tally.shift(1, unit.path, [], [A])

    assert standing() == {(unit.pk, "a|x"): 2}


def test_writing_when_it_fails_then_no_counter_moves():
    unit = make.unit("Trên")

    with pytest.raises(Refused), writing():
        tally.shift(1, unit.path, [], [A])
        raise Refused("thôi")
    tally.shift(1, unit.path, [], [B])

    assert standing() == {(unit.pk, "b|x"): 1}


def test_writing_when_nested_then_one_write_at_the_end():
    unit = make.unit("Trên")

    with writing():
        for _n in range(50):
            with writing():
                tally.shift(1, unit.path, [], [A])
        inside = Tally.objects.count()

    assert inside == 0
    assert standing() == {(unit.pk, "a|x"): 50}


def test_counters_when_nothing_is_being_written_then_none_may_be_gathered():
    with pytest.raises(RuntimeError):
        buffer(tally._Shifts)
    with pytest.raises(RuntimeError), attempt():
        pass


def test_read_when_units_and_sets_are_asked_then_only_those_in_one_query(
    django_assert_num_queries,
):
    units = [make.unit(f"U{n}") for n in range(3)]
    for unit in units:
        tally.shift(1, unit.path, [], [A, Key("day", ("2026-01-01",))])
        tally.shift(2, unit.path, [], [A])

    with django_assert_num_queries(1):
        found = tally.read(1, units[:2], "commitment")

    assert {unit: dict(sets) for unit, sets in found.items()} == {
        unit.pk: {"commitment": Counter({"a|x": 1})} for unit in units[:2]
    }


@pytest.mark.parametrize(
    ("wanted", "n"),
    [((), 10), (("a",), 3), (("a/b",), 7), ((None, "y"), 6), (("b", "y"), 4), (("c", "x"), 0)],
)
def test_total_when_facets_are_asked_then_the_sum_of_those(wanted, n):
    counts = Counter({"a|x": 1, "a|y": 2, "b|y": 4, "c|-": 3})

    assert tally.total(counts, *wanted) == n


def test_replace_when_a_counter_was_wrong_then_the_recount_stands(world):
    campaign = make.campaign(world.area, world.van)
    make.commitment(
        make.registrant(campaign, world.member.person, world.cell), world.lan, "submitted"
    )
    right = queries.recounted(campaign)
    Tally.objects.filter(unit=world.cell).update(n=77)

    wrong = tally.standing(campaign.pk, queries.COUNTED_SETS)
    tally.replace(campaign.pk, queries.COUNTED_SETS, right)

    assert wrong != right
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == right


def test_roll_up_when_read_at_every_height_then_parts_make_the_whole(world):
    campaign = make.campaign(world.area, world.van)
    for user, cell in (
        (world.member, world.cell),
        (world.lan, world.cell),
        (world.nobody, world.cell2),
    ):
        make.registrant(campaign, user.person, cell)
    place = campaign.registrants.get(person=world.member.person)
    line = make.commitment(place, world.lan, "submitted")
    COMMITMENT.take(line, "approve", make.access(world.hung))

    units = [world.area, world.ward, world.cell, world.cell2, world.far]
    rows = queries.roll_up(campaign, units, clock.today())

    got = {row.unit.name: (row.on_roll, row.registered, row.missing, row.approved) for row in rows}
    assert got == {
        "Quận A": (3, 1, 2, 1),
        "Đảng ủy phường Một": (3, 1, 2, 1),
        "Chi bộ 1": (2, 1, 1, 1),
        "Chi bộ 2": (1, 0, 1, 0),
        "Quận B": (0, 0, 0, 0),
    }
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == queries.recounted(campaign)


def test_tally_when_named_then_it_says_what_it_counts():
    assert str(Tally(set="s", period=1, unit_id=2, key="k", n=3)) == "s 1 2 k: 3"
