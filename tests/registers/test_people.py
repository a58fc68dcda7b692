"""What search finds of a person follows a corrected name, in every room that shows it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.commitments.models import Commitment, Registrant
from namro.config.commands import check
from namro.core.models import AuditEntry
from namro.inspections.models import Item
from namro.ledger.models import Entry
from namro.org import merging
from namro.titles import actions as titles
from namro.titles.models import Card
from tests import make
from tests.inspections.rows import conclusion, followed, item
from tests.titles.rows import content

pytestmark = pytest.mark.django_db
SHOWN = (Registrant, Commitment, Entry, Item, Card)


@pytest.fixture
def van(world):
    return make.access(world.van)


def work_of(person, world, *years):
    """A place, a line with its entry, an item of a conclusion with its own, and a card each."""
    office = make.access(world.van)
    for year in years:
        place = make.registrant(make.campaign(world.area, world.van), person, world.cell)
        make.approved(place, world.van, world.hung, leader=world.chief.person)
        one = conclusion(world, number=f"{year}/KL-TTr")
        item(one, world, owner=person)
        followed(one, world)
        standard = content(of="person")
        round_ = titles.open_round(world.ward, standard, year, office, bare=True)
        titles.add_cards(round_, [(world.cell, person)], office)


def found(words):
    return [model.objects.filter(search_text__contains=words).count() for model in SHOWN]


def versions():
    return [list(one.objects.order_by("pk").values_list("version", flat=True)) for one in SHOWN[1:]]


def test_name_when_it_is_corrected_then_search_finds_every_record_by_the_new_one(world, van):
    person = make.person("Hoàng Huy Đạp", world.cell)
    work_of(person, world, 2021)
    before, trail = versions(), AuditEntry.objects.count()

    merging.correct(person, "Hoàng Minh Sáng", None, van, "căn cước")

    assert found("hoang huy dap") == [0, 0, 0, 0, 0]
    assert found("hoang minh sang") == [1, 1, 2, 1, 1]
    assert versions() == before
    assert AuditEntry.objects.count() == trail + 1
    assert list(check.problems()) == []


def test_name_when_it_is_corrected_then_more_records_cost_no_more_statements(world, van):
    few, many = make.person("Hoàng Huy Đạp", world.cell), make.person("Lê Thị Đáp", world.cell)
    work_of(few, world, 2021)
    work_of(many, world, 2022, 2023, 2024)

    with CaptureQueriesContext(connection) as one:
        merging.correct(few, "Hoàng Minh Sáng", None, van, "căn cước")
    with CaptureQueriesContext(connection) as three:
        merging.correct(many, "Lê Thị Đúng", None, van, "căn cước")

    # The first of them reads the rights of who corrects as well.
    assert len(three) <= len(one)
    assert found("le thi dung") == [3, 3, 6, 3, 3]


def test_two_records_when_they_become_one_then_items_and_cards_are_found_by_the_kept_name(
    world, van
):
    kept, gone = make.person("Hoàng Huy Đạt", world.cell2), make.person("Hoàng Duy Đát", world.cell)
    work_of(gone, world, 2021)

    row = merging.merge(kept, gone, "một người", van)
    after = found("hoang huy dat"), found("hoang duy dat")
    merging.unmerge(row, van)

    assert after == ([1, 1, 2, 1, 1], [0, 0, 0, 0, 0])
    assert found("hoang duy dat") == [1, 1, 2, 1, 1]
