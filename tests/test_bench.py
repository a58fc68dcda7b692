"""The benchmark's own parts: districts that are copied whole, and the list that it reads."""

import os

import pytest
from django.db import transaction

from namro.bench import copies, papers, workbook
from namro.commitments.models import Commitment, Registrant
from namro.config.commands import bench
from namro.ledger.models import Entry
from tests import make

STEP = 10**6


@pytest.mark.django_db
def test_copies_when_a_district_is_repeated_then_each_has_ids_and_keys_of_its_own(world):
    place = make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)
    first = make.approved(place, world.member, world.hung)

    with transaction.atomic():
        for model in (Registrant, Entry, Commitment):
            copies._repeat(model, 3, STEP)
        lines = list(Commitment.objects.order_by("pk"))
        sources = list(Entry.objects.order_by("pk").values_list("source", flat=True))
        transaction.set_rollback(True)  # the people and units they lean on are not there

    assert [line.pk for line in lines] == [first.pk, first.pk + STEP, first.pk + 2 * STEP]
    assert [line.person_id - first.person_id for line in lines] == [0, STEP, 2 * STEP]
    assert {line.campaign_id for line in lines} == {first.campaign_id}
    assert {line.source for line in lines} == {first.source}
    assert len({line.key for line in lines}) == 3
    assert [line.key for line in lines] == sources


def test_workbook_when_read_then_every_row_is_good():
    (one,) = workbook.measure((40,))

    assert (one["rows"], one["good"]) == (40, 40)


@pytest.mark.parametrize("job", papers.JOBS)
def test_papers_when_each_way_is_measured_then_something_is_written(job):
    assert papers.JOBS[job](2, 3) > 1000


def test_papers_when_measured_then_each_line_has_its_ratio(monkeypatch):
    monkeypatch.setattr(papers, "TURNS", 1)
    for name in [one for one in os.environ if one.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)  # six processes that would be traced for nothing
    rows = papers.measure(1, 2, 3)

    assert [row["name"].rpartition(" ")[2] for row in rows] == ["Word", "PDF", "Excel"]
    assert all(row["ratio"] == row["ours_s"] / row["bare_s"] for row in rows)


def test_table_when_a_list_shows_more_then_the_shortfall_says_so():
    small = {"ms": 10.0, "floor_ms": 1.0, "queries": 7}
    slow, full = {**small, "name": "slow", "bytes": 1000}, {**small, "name": "full", "bytes": 1000}
    one = {"lines": 1, "memory_mb": 1, "size": 1, "rows": [slow, full]}
    grown = [{**slow, "ms": 20.0}, {**full, "ms": 20.0, "bytes": 3000}]
    many = {"lines": 20, "memory_mb": 1, "size": 20, "rows": grown}

    said = bench._table("sqlite", one, many)

    assert "| slow | 10.0 | 20.0 | 2.00 | 7 | 7 | 10 | 20 | 1 | 1 |" in said
    assert (
        "slow: grows 2.00 (goal 1.5); full: grows 2.00 (goal 1.5) and shows 3.0 times as much."
        in said
    )
