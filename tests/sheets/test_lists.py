"""Tests of the sheets room: a further list is declared in a few lines and goes through every page."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.core.errors import Refused
from namro.org import actions as org
from namro.org.models import Unit
from namro.sheets import actions, lists, preview
from namro.sheets.bringing import Bringing
from namro.sheets.kinds import places
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import Asked, Batch, ListKind, Makes, Verdict, row_key
from namro.sheets.models import Import
from namro.sheets.reading import Row
from tests import make
from tests.sheets.listing import workbook

LAYOUT = Layout(
    "teams",
    columns=(
        Column("name", "Name", words=("tên tổ",), required=True),
        Column("note", "Note", words=("ghi chú",)),
    ),
)


def read(row: Row, batch: Batch) -> Verdict:
    name = row.text("name")
    verdict = Verdict(row, name, [], row_key(name), cells=((name, ""), (row.text("note"), "")))
    if not name:
        verdict.wrong("missing_unit_name", "name")
    return verdict


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    for verdict in ready:
        made = org.create_unit(
            verdict.read, "mass", "team", bringing.target.unit, make.LONG_AGO, bringing.access.actor
        )
        bringing.note(made, verdict, main=True)
    bringing.count("taken", len(ready))


TEAMS = ListKind(
    name="teams",
    label="Teams",
    about="Mediation teams.",
    layout=LAYOUT,
    capability="unit.edit",
    targets=places.targets("unit.edit"),
    target=places.target,
    read=read,
    take_in=take_in,
    shows=("name", "note"),
    makes=(Makes(Unit, "team"),),
)
CONTENT = workbook(("TT", "Tên tổ", "Ghi chú"), (1, "Tổ hòa giải 1", "x"), (2, None, "thiếu tên"))


@pytest.fixture
def teams(monkeypatch):
    monkeypatch.setattr(lists, "_kinds", {**lists._kinds, "teams": TEAMS})


def test_list_when_it_is_declared_in_a_few_lines_then_every_page_serves_it(world, teams, as_user):
    office = as_user(world.van)
    sent = {
        "kind": "teams",
        "target": str(world.ward.pk),
        "file": SimpleUploadedFile("to.xlsx", CONTENT),
    }

    kinds = office.get("/imports/new/").content.decode()
    page = office.post("/imports/new/", sent)["Location"]
    shown = office.get(page).content.decode()
    held = office.post(f"{page}confirm/", follow=True).content.decode()
    marked = b"".join(office.get(f"{page}problems/").streaming_content)
    office.post(f"{page}confirm/", {"only_ready": "1"})
    made = Unit.objects.filter(kind="team", parent=world.ward).count()
    office.post(f"{page}back/")

    assert "?kind=teams" in kinds
    assert "Tổ hòa giải 1" in shown
    assert "1 dòng chưa đủ điều kiện" in held or "chưa" in held
    assert marked.startswith(b"PK")
    assert made == 1
    assert not Unit.objects.filter(kind="team").exists()
    assert Import.objects.get().status == "back"


def test_name_when_two_lists_bear_it_then_the_second_is_refused(teams):
    lists.declare(TEAMS)

    with pytest.raises(ValueError, match="two lists are called teams"):
        lists.declare(replace(TEAMS, about="Others."))


def test_kinds_when_somebody_may_not_use_them_then_they_are_not_offered(world, as_user):
    office = {kind.name for kind in lists.kinds(make.access(world.van))}
    secretary = {kind.name for kind in lists.kinds(make.access(world.lan))}

    of_registers = {"conclusion-items", "recognitions", "recognitions-members", "mediators"}
    assert (
        office == {"registrations", "members", "appointments", "units", "progress"} | of_registers
    )
    assert secretary == {"registrations", "progress"}
    page = as_user(world.lan).get("/imports/new/", {"kind": "members"}).content.decode()
    assert 'href="/imports/new/?kind=registrations"' in page
    assert 'href="/imports/new/?kind=members"' not in page


def test_import_of_another_kind_when_somebody_may_not_bring_it_then_403(world, as_user):
    kind = lists.kind_of("members")
    target = kind.target(str(world.cell.pk))
    content = workbook(("TT", "Họ và tên", "Chi bộ"), (1, "Vũ Thị Na", "Chi bộ 1"))
    upload = SimpleUploadedFile("ds.xlsx", content)
    record = actions.receive(upload, kind, target, make.access(world.van))
    page = f"/imports/{record.key}/"

    answers = [as_user(who).get(page).status_code for who in (world.lan, world.van, world.tu)]

    assert answers == [403, 200, 404]
    with pytest.raises(Refused):
        actions.receive(io.BytesIO(), kind, target, make.access(world.lan))


def test_choices_when_they_are_kept_then_each_change_of_the_import_has_its_entry(world):
    kind = lists.kind_of("members")
    target = kind.target(str(world.ward.pk))
    access = make.access(world.van)
    content = workbook(("TT", "Họ và tên", "Chi bộ"), (1, "Vũ Thị Na", "Chi bộ 1"))
    record = actions.receive(SimpleUploadedFile("ds.xlsx", content), kind, target, access)

    record = actions.choose(record, {"every:person:new": "new", "x" * 800: "a"}, access)
    judged = preview.judged_of(record, kind, target, Asked(access, record.choices))
    actions.take_in(record, kind, target, judged, access)
    actions.take_back(record, kind, target, access)

    words = [str(one["what"]) for one in preview.story(record)]
    assert words == ["Taken back", "Taken in", "Decisions kept", "Sent"]
    assert record.choices == {"every:person:new": "new"}
    with pytest.raises(Refused):
        actions.choose(record, {"every:person:new": "skip"}, access)
