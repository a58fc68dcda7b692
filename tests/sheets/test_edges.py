"""Edges of how a list comes in: what is refused, who carries a unit on, and what is said of it."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.core import clock
from namro.org import actions as org
from namro.org.models import Succession
from namro.sheets import known, mapping
from tests import make

DAY = dt.date(2025, 7, 1)


def test_heirs_when_a_unit_went_on_through_others_then_the_open_ones_are_found():
    after = {1: [(2, DAY), (4, DAY)], 2: [(3, DAY), (1, DAY)]}
    third = SimpleNamespace(pk=3)

    assert known._open_heirs(1, after, {3: third}) == [third]


def test_sheet_when_no_column_is_missing_then_only_the_reason_is_said(monkeypatch):
    monkeypatch.setattr(mapping, "missing_fields", lambda plan, layout: [])

    said = mapping._why(SimpleNamespace(why="no_header"), None)

    assert said
    assert "Missing" not in said


def test_closed_when_nothing_was_read_below_a_unit_then_nothing_is_known():
    assert known.Known({}, {}, {}).closed("Đảng ủy phường Một") is None


@pytest.mark.django_db
def test_closed_when_a_unit_elsewhere_gave_a_part_and_is_open_then_it_is_not_called_closed(world):
    before = world.far_ward.name
    Succession.objects.create(
        before=world.far_ward, after=world.ward, kind="part", on=make.LONG_AGO, decision="1"
    )
    org.rename_unit(world.far_ward, "Đảng ủy phường Mới", make.SYSTEM, clock.today())

    assert known.known(world.area, clock.today()).closed(before) is None


@pytest.mark.django_db
def test_upload_when_the_file_is_none_then_it_is_refused_at_its_field(world, as_user):
    office = as_user(world.van)
    nothing = office.get("/imports/new/?kind=registrations")
    campaign = make.campaign(world.area, world.van)
    sent = {
        "kind": "registrations", "target": campaign.slug,
        "file": SimpleUploadedFile("ds.xlsx", b"PK\x03\x04 no workbook"),
    }  # fmt: skip

    answer = office.post("/imports/new/", sent)

    assert nothing.status_code == 200
    assert (answer.status_code, "file" in answer.context["form"].errors) == (422, True)
