"""Two records of one person become one and two again; nothing is lost on the way."""

import pytest
from django.apps import apps
from django.db import models

from namro.commitments import actions as commitments
from namro.commitments.models import CaseFile, Commitment, Registrant
from namro.config.commands import check
from namro.core.errors import Refused
from namro.core.models import AuditEntry
from namro.ledger.models import Entry
from namro.org import merging, queries
from namro.org.models import Person, PersonMerge
from tests import make
from tests.test_addresses import tables

KEPT = {"core.AuditEntry", "core.AuditDetail", "org.PersonMerge"}
WHY = "Một người, hai chi bộ ghi hai lần"


@pytest.fixture
def twins(world):
    """One member written down in two cells, with work in both."""
    first = make.person("Hoàng Huy Đạt", world.cell, "residential_member")
    second = make.person("Hoàng Huy Đát", world.cell2, "residential_member")
    return first, second


@pytest.fixture
def working(world, twins):
    first, second = twins
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, second, world.cell2)
    line = make.approved(place, world.van, world.hung, leader=world.chief.person)
    case = commitments.open_case("Đất", world.cell, make.LONG_AGO, "", make.access(world.lan))
    case.readers.add(second)
    return line


def everything_but_the_journal():
    return {name: digest for name, digest in tables().items() if name not in KEPT}


def test_merging_when_it_is_done_and_undone_then_every_table_is_as_before(world, twins, working):
    first, second = twins
    access = make.access(world.van)
    before = everything_but_the_journal()

    row = merging.merge(first, second, WHY, access)
    during = {
        Registrant.objects.get().person,
        Commitment.objects.get().person,
        Commitment.objects.get().accountable,
        Entry.objects.get().owner,
        CaseFile.objects.get().readers.get(),
    }
    hanging = merging.hanging_on(second)
    checked = list(check.problems())
    merging.unmerge(row, access)

    assert during == {first}
    assert (hanging, checked) == ({}, [])
    assert everything_but_the_journal() == before
    row.refresh_from_db()
    assert row.undone_at is not None
    assert list(check.problems()) == []


def test_merging_when_it_is_done_then_names_and_search_follow_the_kept_record(
    world, twins, working
):
    first, second = twins

    merging.merge(first, second, WHY, make.access(world.van))

    for model in (Commitment, Entry, Registrant):
        record = model.objects.get()
        assert record.name_key == first.sort_key
        assert "hoang huy dat" in record.search_text
    found = queries.search_people(make.access(world.van), "hoang huy dat")
    assert list(found) == [first]
    assert {entry.action for entry in AuditEntry.objects.filter(action__startswith="person.m")} == {
        "person.merge",
        "person.merged",
    }


def test_merging_when_both_stand_on_one_roll_then_it_is_refused_and_nothing_moves(
    world, twins, working
):
    first, second = twins
    make.registrant(Registrant.objects.get().campaign, first, world.cell)
    before = tables()

    with pytest.raises(Refused, match="would stand twice in one place") as refused:
        merging.merge(first, second, WHY, make.access(world.van))

    assert tables() == before
    said = refused.value.message
    places = ("Đảng viên đăng ký việc mới, việc khó", "Chi bộ 1", "Chi bộ 2")
    assert [one for one in places if one not in said] == []
    assert "then take this place off the roll" in said


@pytest.mark.parametrize("reverse", [False, True])
def test_merging_when_one_has_an_account_then_it_moves_and_two_are_refused(world, twins, reverse):
    first, second = reversed(twins) if reverse else twins
    account = make.user(second, "dat")
    access = make.access(world.van)

    row = merging.merge(first, second, WHY, access)
    account.refresh_from_db()
    moved = account.person
    merging.unmerge(row, access)
    account.refresh_from_db()
    make.user(first, "dat2")

    assert (moved, account.person) == (first, second)
    with pytest.raises(Refused, match="Both have an account"):
        merging.merge(first, second, WHY, access)


def test_merging_when_somebody_checked_the_others_work_then_it_is_refused(world, working):
    """Who approved a line cannot turn out to be who handed it in."""
    person = Commitment.objects.get().person

    with pytest.raises(Refused, match="on both sides of one matter") as refused:
        merging.merge(person, world.hung.person, WHY, make.access(world.van))

    line = Commitment.objects.get()
    assert f"({line.campaign}, {line.unit})" in refused.value.message


@pytest.mark.parametrize("why", ["", "   "])
def test_merging_without_a_reason_or_with_oneself_is_refused(world, twins, why):
    first, second = twins
    access = make.access(world.van)

    with pytest.raises(Refused):
        merging.merge(first, second, why, access)
    with pytest.raises(Refused):
        merging.merge(first, first, WHY, access)

    assert PersonMerge.objects.count() == 0


def test_merging_when_one_of_them_belongs_elsewhere_then_it_is_refused(world, twins):
    far = make.person("Hoàng Huy Đạt", world.far_cell)

    for who in (world.van, world.tu, world.lan):
        with pytest.raises(Refused):
            merging.merge(twins[0], far, WHY, make.access(who))


def test_parting_when_a_record_has_moved_on_then_it_is_refused(world, twins, working):
    first, second = twins
    access = make.access(world.van)
    row = merging.merge(first, second, WHY, access)
    Entry.objects.update(owner=world.lan.person)
    before = tables()

    with pytest.raises(Refused, match="has changed since"):
        merging.unmerge(row, access)

    assert tables() == before


def test_parting_twice_is_a_conflict(world, twins):
    access = make.access(world.van)
    row = merging.merge(*twins, WHY, access)
    merging.unmerge(row, access)

    with pytest.raises(Refused) as refused:
        merging.unmerge(row, access)

    assert refused.value.status == 409


def test_every_column_that_names_a_person_is_moved():
    """A new model that names a person is moved without anybody thinking of it."""
    columns = {(f.model._meta.label, f.attname) for f in merging.pointing_at_person()}
    named = {
        (model._meta.label, field.attname)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }

    assert named - columns == {("org.PersonMerge", "kept_id"), ("org.PersonMerge", "gone_id")}
    assert len(columns) > 20


def test_pages_when_the_office_merges_and_parts_then_both_are_seen(world, twins, as_user):
    first, second = twins
    Person.objects.filter(pk=second.pk).update(
        full_name=first.full_name, sort_key=first.sort_key, search_text=first.search_text
    )
    office = as_user(world.van)
    page = f"/people/{first.key}/merge/{second.key}/"

    listed = office.get("/people/merges/", {"q": "dat"}).content.decode()
    shown = office.get(page)
    silent = office.post(page, {"why": ""})
    done = office.post(page, {"why": WHY}, follow=True)
    row = PersonMerge.objects.get()
    parted = office.post(f"/people/merges/{row.key}/undo/", follow=True)

    assert page in listed
    assert (shown.status_code, silent.status_code) == (200, 422)
    assert WHY in done.content.decode()
    assert "đã tách lại" in parted.content.decode()
    row.refresh_from_db()
    assert row.undone_at is not None
