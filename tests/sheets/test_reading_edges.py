"""Tests of the sheets room: rare things in cells, in parts of a workbook, and in marking one."""

import datetime as dt
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from namro.core.errors import Refused
from namro.sheets import cells, correcting, inbox, marker, preflight
from namro.sheets.book import Area, Book, run_child
from namro.sheets.cells import Number
from namro.sheets.limits import TOO_HEAVY, Refusal
from tests import make
from tests.sheets import containers, hostile
from tests.sheets.listing import List, workbook

MEMBERS = ("STT", "Họ và tên khai sinh", "Ngày sinh", "Chi bộ", "Số CCCD", "Điện thoại")
HEAD = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Hạn")
GOOD = (1, "Nguyễn Thị Lan", "Chi bộ 1", "Vận động 9 hộ phân loại rác", "Mới", "30/9/2026")
BAD = (2, "Trần Văn Bình", "Chi bộ 1", "Hòa giải 2 vụ tranh chấp ngõ 5", "Cũ", "31/02/2026")
# Excel and the reader of values take a family of fonts that openpyxl does not know.
ODD_STYLES = containers.part("xl/styles.xml").replace('family val="2"', 'family val="99"')
EVERYWHERE = '<mergeCells count="1"><mergeCell ref="A5:CV60000"/></mergeCells>'
YELLOW = "00FFF2CC"


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


@pytest.fixture
def registrations(world, campaign):
    def send(content, name="danh-sach.xlsx"):
        return List("registrations", campaign.slug, world.van, content, name)

    return send


def marked(one):
    return openpyxl.load_workbook(correcting.marked(one.record, one.judged()))


def member(world, born="1/2/1960", paper="", phone="", name="Phạm Văn Bảy", unit="Chi bộ 1"):
    rows = MEMBERS, (1, name, born, unit, paper, phone)
    (verdict,) = List("members", str(world.ward.pk), world.van, workbook(*rows)).judged().verdicts
    return verdict


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("12/5/45", dt.date(1945, 5, 12)),
        ("12/5/03", dt.date(2003, 5, 12)),
        ("12/5/2145", None),
        ("2099", None),
    ],
)
def test_birth_when_its_day_lies_ahead_then_only_two_digits_mean_a_century_ago(
    world, written, born
):
    verdict = member(world, born=written)

    assert verdict.read.born == born
    assert [one.code for one in verdict.problems] == ([] if born else ["unreadable_birth"])
    assert verdict.blocked == (born is None)


def test_birth_when_a_real_day_lies_ahead_then_it_is_none():
    assert cells.read_birth(dt.date(2145, 5, 12)) is None
    assert cells.read_birth(dt.date(1945, 5, 12)) == dt.date(1945, 5, 12)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" ", Number("")),
        ("0912 345 678", Number("0912345678")),
        ("(024) 3829-1234", Number("02438291234")),
        ("+84 912 345 678", Number("0912345678")),
        ("84912345678", Number("0912345678")),
        ("912345678.0", Number("0912345678", "lost_zeros", {"text": "0912345678"})),
        ("9.12E+8", Number("", "rounded_number", {"text": "9.12E+8"})),
        ("0912 345 678 (con)", Number("", "not_digits", {"text": "0912 345 678 (con)"})),
        ("09123", Number("", "wrong_digits", {"wanted": 10, "found": 5})),
        ("1912345678", Number("", "wrong_digits", {"wanted": 10, "found": 10})),
    ],
)
def test_phone_when_it_is_typed_in_any_way_then_it_is_read_or_said_why_not(typed, read):
    assert cells.read_phone(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("\n", Number("")),
        ("001 060 012 345", Number("001060012345")),
        ("'012345678", Number("012345678")),
        ("1060012345", Number("001060012345", "lost_zeros", {"text": "001060012345"})),
        ("1,06E+09", Number("", "rounded_number", {"text": "1,06E+09"})),
        ("chưa có", Number("", "not_digits", {"text": "chưa có"})),
        ("0010600", Number("", "wrong_digits", {"wanted": 12, "found": 7})),
    ],
)
def test_paper_when_it_is_typed_in_any_way_then_it_is_read_or_said_why_not(typed, read):
    assert cells.read_paper(typed) == read


def test_member_when_numbers_are_wrong_then_they_are_noted_and_the_row_stays_open(world):
    verdict = member(world, paper="1.06E+09", phone="0912x")

    assert [(one.code, one.cell, one.blocks) for one in verdict.problems] == [
        ("rounded_number", "E2", False),
        ("not_digits", "F2", False),
    ]
    assert verdict.who.paper == ""
    assert not verdict.blocked


def test_member_when_the_name_is_too_long_or_has_strange_letters_then_the_row_is_a_problem(world):
    long = member(world, unit="Chi bộ " + "1" * 200)
    strange = member(world, name="Lê Cú\u0441")

    assert [(one.code, one.cell) for one in long.problems] == [("too_long", "D2")]
    assert long.problems[0].params == {"most": cells.MAX_NAME, "length": 207}
    assert [(one.code, one.cell) for one in strange.problems] == [("bad_letter", "B2")]
    assert strange.problems[0].params == {"position": 6}
    assert long.blocked
    assert strange.blocked


def test_marked_when_one_row_holds_two_tasks_then_the_reasons_of_both_stand_beside_it(
    registrations,
):
    head = ("TT", "Họ và tên", "Chi bộ", "Việc mới", "Việc khó", "Hạn")
    new, hard = "Vận động 9 hộ phân loại rá\u0441", "Hòa giải 2 vụ tranh chấp n\u0433õ 5"
    one = registrations(workbook(head, (1, *GOOD[1:3], new, hard, "30/9/2026")))

    sheet = marked(one)["Danh sách"]

    assert [verdict.row.number for verdict in one.judged().verdicts] == [2, 2]
    assert "D2" in sheet["G2"].value
    assert "E2" in sheet["G2"].value
    assert sheet["D2"].fill.fgColor.rgb == sheet["E2"].fill.fgColor.rgb == YELLOW
    assert sheet["F2"].fill.fgColor.rgb != YELLOW


def test_marked_when_the_formatting_cannot_be_kept_then_it_is_refused_with_a_sentence(
    registrations,
):
    one = registrations(hostile.listed(**{"xl/styles.xml": ODD_STYLES}))

    with pytest.raises(Refused) as refused:
        correcting.marked(one.record, one.judged())

    assert len(one.judged().verdicts) == 1
    assert refused.value.status == 422
    assert "damaged" in str(refused.value)


def test_marked_when_it_needs_more_memory_than_allowed_then_it_is_refused(tmp_path):
    path = containers.put(tmp_path, hostile.listed(after=EVERYWHERE))
    target = tmp_path / "b.xlsx"

    with pytest.raises(Refusal) as refused:
        run_child("namro.sheets.marker", [str(path), "a.xlsx", str(target)], {"sheets": {}})

    assert refused.value.code == "too_heavy"
    assert not target.exists()


def mark(folder, content, sheets):
    """What the marking says, its code, and the marked workbook if there is one."""
    path, target, said = containers.put(folder, content), folder / "marked.xlsx", io.StringIO()
    orders = io.StringIO(json.dumps({"head": "To be corrected because", "sheets": sheets}))
    code = marker.main([str(path), "a.xlsx", str(target)], orders, said)
    return said.getvalue(), code, openpyxl.load_workbook(target) if target.exists() else None


def order(reason):
    return {"header": 1, "rows": {"2": {"reason": reason, "cells": ["F2"]}}}


def test_marker_when_a_sheet_is_not_there_then_the_others_are_marked(tmp_path):
    sheets = {"Không có": order("không ai đọc"), "Danh sách": order("sai ngày")}

    said, code, made = mark(tmp_path, workbook(HEAD, BAD), sheets)

    assert (said, code, made.sheetnames) == ("", 0, ["Danh sách"])
    assert made["Danh sách"]["G2"].value == "sai ngày"
    assert made["Danh sách"]["F2"].fill.fgColor.rgb == YELLOW


def test_marker_when_our_column_stands_there_then_it_is_emptied_and_used_again(tmp_path):
    rows = (*HEAD, "To be corrected because"), (*BAD, "cũ"), (*GOOD, "cũ hơn")

    _said, _code, made = mark(tmp_path, workbook(*rows), {"Danh sách": order("mới")})

    sheet = made["Danh sách"]
    assert [sheet.cell(row, 7).value for row in (1, 2, 3)] == [
        "To be corrected because", "mới", None,
    ]  # fmt: skip
    assert sheet.max_column == 7


def test_marker_when_openpyxl_cannot_read_it_then_it_says_damaged(tmp_path):
    content = hostile.listed(**{"xl/styles.xml": ODD_STYLES})

    said, code, made = mark(tmp_path, content, {})

    assert json.loads(said) == {"refusal": "damaged", "params": {}}
    assert (code, made) == (0, None)


def test_marker_when_memory_ends_then_its_code_says_so_and_nothing_is_written(
    tmp_path, monkeypatch
):
    def full(*_args, **_more):
        raise MemoryError

    monkeypatch.setattr(openpyxl, "load_workbook", full)

    said, code, made = mark(tmp_path, workbook(HEAD, BAD), {})

    assert (said, code, made) == ("", TOO_HEAVY, None)


def ods_row(texts):
    empty = "<table:table-cell/>"
    return hostile.ODS_ROW.format(
        "".join(containers.ods_cell(text) if text else empty for text in texts)
    )


def ods_table(name, *rows, before=""):
    return f'<table:table table:name="{name}">{before}{"".join(map(ods_row, rows))}</table:table>'


def test_marked_when_open_document_has_another_sheet_and_gaps_then_all_of_it_comes_back(
    registrations,
):
    bad = [str(cell) for cell in BAD]
    list_ = ods_table("Danh sách", HEAD, [str(cell) for cell in GOOD], bad, ["", "ghi thêm"])
    one = registrations(containers.ods(list_ + ods_table("Ghi nhớ", ["", "giữ"])), "a.ods")

    made = marked(one)

    assert made.sheetnames == ["Danh sách", "Ghi nhớ"]
    assert "F3" in made["Danh sách"]["G3"].value
    assert made["Danh sách"]["F3"].fill.fgColor.rgb[2:] == YELLOW[2:]
    assert made["Danh sách"]["F2"].fill.fgColor.rgb[2:] != YELLOW[2:]
    assert [cell.value for cell in made["Danh sách"][4]][:2] == [None, "ghi thêm"]
    assert [cell.value for cell in made["Ghi nhớ"][1]] == [None, "giữ"]


def test_marked_when_old_excel_has_merged_areas_then_those_inside_the_rows_stay_merged(
    registrations, monkeypatch
):
    # Old Excel tells of merged cells, and nothing here can write it: its cells come as a text.
    lines = "\n".join(",".join(map(str, row)) for row in (("DANH SÁCH",), HEAD, GOOD, BAD))
    one = registrations(lines.encode(), "cu.csv")
    (sheet,) = inbox.read(one.record).sheets
    areas = (Area(0, 0, 0, 5), Area(2, 2, 3, 2), Area(3, 0, 9, 0))
    numbered = (*sheet.rows[:2], (1, *sheet.rows[2][1:]), (2, *sheet.rows[3][1:]))
    old = Book((replace(sheet, rows=numbered, merged=areas),))
    monkeypatch.setattr(inbox, "read", lambda _record: old)

    made = marked(one).active

    assert sorted(str(area) for area in made.merged_cells.ranges) == ["A1:F1", "C3:C4"]
    assert (made["A1"].value, made["C3"].value) == ("DANH SÁCH", "Chi bộ 1")
    assert (made["A3"].value, made["A3"].data_type) == (1, "n")
    assert "F4" in made["G4"].value


def looks(folder, content, name="a.xlsx"):
    return preflight.check(containers.put(folder, content, name), name).looks


def test_look_when_elements_have_a_prefix_then_hidden_rows_and_columns_are_seen(tmp_path):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = (
        f'<x:worksheet xmlns:x="{space}"><x:cols><x:col min="2" max="3" hidden="1"/></x:cols>'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="4" hidden="1"><x:c r="D4"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    (look,) = looks(tmp_path, containers.xlsx({containers.SHEET: body})).values()

    assert (look.hidden_columns, look.hidden_rows) == ({1, 2}, {3})
    assert (look.last_row, look.last_column) == (3, 3)


def test_look_when_a_conditional_format_names_a_font_then_the_sheet_is_not_written_in_it(tmp_path):
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<fonts count="1"><font><name val="Arial"/></font></fonts>'
        '<cellXfs count="1"><xf fontId="0"/></cellXfs>'
        '<dxfs count="1"><dxf><font><name val=".VnTime"/></font></dxf></dxfs></styleSheet>'
    )

    (look,) = looks(tmp_path, hostile.listed(**{"xl/styles.xml": styles})).values()

    assert look.fonts == {"Arial"}


def test_look_when_open_document_names_its_fonts_then_they_are_found_without_quotes(tmp_path):
    font = "<style:font-face xmlns:style='urn:s' xmlns:svg='urn:v' svg:font-family=\"'.VnTime'\"/>"
    content = containers.ods(font + ods_table("Danh sách", HEAD))

    (look,) = looks(tmp_path, content, "a.ods").values()

    assert look.fonts == {".VnTime"}
