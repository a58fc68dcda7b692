"""Tests of the sheets room: `namro import` brings every kind of list in, by the same actions."""

import json

import pytest

from namro.commitments.models import Commitment
from namro.config.cli import main
from namro.core import text
from namro.org.models import Person
from namro.sheets.models import Import
from tests import make
from tests.sheets import books
from tests.sheets.listing import workbook
from tests.test_addresses import tables

MEMBERS = workbook(
    ("TT", "Họ và tên", "Ngày sinh", "Chi bộ"),
    (1, "Vũ Thị Na", "1/2/1960", "Chi bộ 1"),
    (2, "Vũ Thị Nụ", "31/2/1961", "Chi bộ 1"),
)


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs the command in this process; gives its exit code, what it printed, and its errors."""
    monkeypatch.setattr("django.setup", lambda: None)

    def run(*words):
        code = main(["import", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def members(tmp_path):
    path = tmp_path / "dang-vien.xlsx"
    path.write_bytes(MEMBERS)
    return path


def test_import_when_it_is_only_tried_then_nothing_is_written(world, command, members):
    before = tables()

    code, out, _err = command(
        members, "--kind", "members", "--into", world.ward.pk, "--new", "--dry-run", "--json"
    )

    answer = json.loads(out)
    assert code == 1
    assert (answer["ready"], answer["problem"], answer["done"]) == (1, 1, False)
    assert answer["problems"][0]["row"] == "Danh sách:3"
    assert tables() == before


def test_import_when_only_ready_rows_are_wanted_then_they_go_in(world, command, members):
    code, out, _err = command(
        members, "--kind", "members", "--into", world.ward.pk, "--new", "--only-ready"
    )

    assert code == 0
    assert "taken in: 1 rows" in out
    assert Person.objects.filter(full_name="Vũ Thị Na").exists()
    assert Import.objects.get().sent_by == world.van.person


def test_import_when_the_list_leaves_something_open_then_it_is_named_and_answered(world, command):
    campaign = make.campaign(world.area, world.van)
    path = books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls"
    words = (path, "--campaign", campaign.slug, "--new", "--only-ready")

    _code, open_ones, _err = command(*words, "--dry-run")
    answers = ("--answer", "fill:kind=hard", "--answer", "encoding:Sheet1=tcvn3")
    wards = [
        word
        for n in range(1, 7)
        for word in ("--answer", f"parent:{text.identity(f'chi bộ {n}')}={world.ward.pk}")
    ]
    code, _out, err = command(*words, *answers, *wards)

    assert "--answer 'fill:kind=…'" in open_ones
    assert "--answer 'encoding:Sheet1=…'" in open_ones
    assert (code, err) == (0, "")
    assert Commitment.objects.filter(campaign=campaign).count() == 40


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "x", "--into", "1"), "there is no list called “x”."),
        (("--kind", "members", "--into", "987654"), "there is no such target."),
        (("--campaign", "x"), "there is no such campaign."),
    ],
)
def test_import_when_kind_or_target_are_unknown_then_it_ends_with_two(
    world, command, members, words, said
):
    code, _out, err = command(members, *words)

    assert (code, err) == (2, f"namro import: {said}\n")
