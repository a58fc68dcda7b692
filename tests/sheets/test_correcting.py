"""Tests of the sheets room: an office gets its own file back with reasons, and sends it again."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from openpyxl.styles import Font, PatternFill

from namro.commitments import importing
from namro.commitments.models import Commitment
from namro.core.errors import Refused
from namro.core.text import fold
from namro.sheets import actions, book, correcting, inbox, limits, marker, marks, preview
from namro.sheets.lists import Asked
from tests import make
from tests.sheets import books

HEAD = ["TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Hạn"]
GOOD = [1, "Nguyễn Thị Lan", "Chi bộ 1", "Vận động 9 hộ phân loại rác", "Mới", "30/9/2026"]
BAD = [2, "Trần Văn Bình", "Chi bộ 1", "Hòa giải 2 vụ tranh chấp ngõ 5", "Cũ", "31/02/2026"]


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def workbook(*rows):
    """A list with a look of its own: a title over all columns, bold, a colour, a second sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Danh sách"
    sheet.append(["DANH SÁCH ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ"])
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = Font(name="Times New Roman", bold=True, size=15)
    sheet.append([])
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    sheet["B4"].fill = PatternFill("solid", fgColor="00FF00")
    sheet.column_dimensions["D"].width = 44
    made.create_sheet("Ghi nhớ").append(["Không đụng vào trang này"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(content, campaign, user, name="danh-sach.xlsx"):
    access, target = make.access(user), importing.target_of(campaign)
    record = actions.receive(ContentFile(content, name=name), importing.KIND, target, access)
    return record, preview.judged_of(record, importing.KIND, target, Asked(access))


def take(record, judged, campaign, user):
    target = importing.target_of(campaign)
    return actions.take_in(record, importing.KIND, target, judged, make.access(user))


def test_marked_when_it_is_an_xlsx_then_it_is_the_same_file_with_a_column_more(world, campaign):
    record, judged = send(workbook(GOOD, BAD), campaign, world.van)

    sheet = openpyxl.load_workbook(correcting.marked(record, judged))["Danh sách"]

    assert [sheet.cell(3, column).value for column in range(1, 8)] == [
        *HEAD, "To be corrected because",
    ]  # fmt: skip
    assert sheet["G4"].value is None
    assert "E5" in sheet["G5"].value
    assert "F5" in sheet["G5"].value
    assert sheet["F5"].fill.fgColor.rgb == sheet["G5"].fill.fgColor.rgb == "00FFF2CC"
    assert sheet["A1"].font.name == "Times New Roman"
    assert sheet["B4"].fill.fgColor.rgb == "0000FF00"
    assert sheet.column_dimensions["D"].width == 44
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F1"]
    assert sheet.parent["Ghi nhớ"]["A1"].value == "Không đụng vào trang này"
    assert sheet.parent["Ghi nhớ"].max_column == 1


def test_second_try_when_rows_are_corrected_then_they_go_in_and_the_others_are_not_doubled(
    world, campaign
):
    record, judged = send(workbook(GOOD, BAD), campaign, world.van)
    take(record, judged, campaign, world.van)
    record.refresh_from_db()
    fixed = openpyxl.load_workbook(correcting.marked(record, judged))
    fixed["Danh sách"]["E5"], fixed["Danh sách"]["F5"] = "Khó", "28/02/2026"
    out = io.BytesIO()
    fixed.save(out)

    again, anew = send(out.getvalue(), campaign, world.van)
    states = [verdict.state for verdict in anew.verdicts]
    counts = take(again, anew, campaign, world.van)

    assert states == ["already", "ready"]
    assert (counts["taken"], Commitment.objects.count()) == (1, 2)
    assert {line.basis_attempts for line in Commitment.objects.all()} == {""}


def test_second_try_when_marked_again_then_our_column_is_used_again(world, campaign):
    record, judged = send(workbook(GOOD, BAD), campaign, world.van)
    first = correcting.marked(record, judged).read()

    record, judged = send(first, campaign, world.van)
    sheet = openpyxl.load_workbook(correcting.marked(record, judged))["Danh sách"]

    assert sheet.max_column == 7
    assert [sheet.cell(row, 7).value is None for row in (3, 4, 5)] == [False, True, False]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_head_of_our_column_when_it_is_translated_then_it_is_known_again(language):
    with translation.override(language):
        head = translation.gettext("To be corrected because")

    assert fold(head) in marks.HEADS
    assert marks.is_ours(head)


def test_marked_when_it_is_csv_or_old_excel_then_an_xlsx_of_the_same_rows_comes_back(
    world, campaign
):
    content = "\n".join(",".join(map(str, row)) for row in (HEAD, GOOD, BAD)).encode()
    record, judged = send(content, campaign, world.van, "danh-sach.csv")

    made = openpyxl.load_workbook(correcting.marked(record, judged))
    sheet = made[made.sheetnames[0]]

    assert [cell.value for cell in sheet[2]][:6] == [str(cell) for cell in GOOD]
    assert "E3" in sheet["G3"].value
    assert correcting.name_of(record).startswith("danh-sach - ")
    record, anew = send(correcting.marked(record, judged).read(), campaign, world.van)
    assert [verdict.key for verdict in anew.verdicts] == [one.key for one in judged.verdicts]


def test_marked_when_the_font_is_old_then_it_comes_back_in_unicode(world, campaign):
    old = (books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls").read_bytes()
    record, judged = send(old, campaign, world.van, "04-phuong-buoi-tcvn3.xls")

    made = openpyxl.load_workbook(correcting.marked(record, judged))
    sheet = made[made.sheetnames[0]]

    assert (sheet["B1"].value, sheet["B2"].value) == ("họ và tên", "lê ngọc cường")


def test_marked_when_a_reason_begins_with_an_equals_sign_then_it_stays_text(world, tmp_path):
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook(GOOD))
    rows = {"4": {"reason": "=1+1", "cells": ["B4"]}}

    marker.mark(source, target, {"head": "X", "sheets": {"Danh sách": {"header": 3, "rows": rows}}})

    cell = openpyxl.load_workbook(target)["Danh sách"]["G4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s") or cell.quotePrefix


def test_marker_when_the_file_is_damaged_then_it_says_so_and_writes_nothing(tmp_path):
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook(GOOD)[:-200])
    said = io.StringIO()

    code = marker.main([str(source), "a.xlsx", str(target)], io.StringIO("{}"), said)

    assert (code, target.exists()) == (0, False)
    assert '"refusal": "damaged"' in said.getvalue()


def test_marking_when_it_takes_too_long_then_it_is_refused(world, campaign, monkeypatch):
    record, judged = send(workbook(GOOD, BAD), campaign, world.van)
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0.01)

    with pytest.raises(Refused) as refused:
        correcting.marked(record, judged)

    assert refused.value.status == 422


def test_page_when_rows_are_wrong_then_the_office_downloads_its_own_file(world, campaign, as_user):
    record, _judged = send(workbook(GOOD, BAD), campaign, world.van)

    answer = as_user(world.van).get(f"/imports/{record.key}/problems/")

    content = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Danh sách"]
    assert sheet["G3"].value == "Lý do cần sửa"
    assert "Ô F5" in sheet["G5"].value


def test_reading_when_our_column_stands_there_then_it_is_as_if_it_did_not(world, campaign):
    record, judged = send(workbook(GOOD, BAD), campaign, world.van)
    path = inbox.where(record)
    plain = book.open_book(path, "a.xlsx")

    path.write_bytes(correcting.marked(record, judged).read())

    assert book.open_book(path, "a.xlsx").sheets[0].rows == plain.sheets[0].rows


def test_reasons_when_several_then_sentences_stand_side_by_side_and_words_are_parted():
    said = preview.in_one(["Chưa có đơn vị.", "Hạn nào?", "thiếu tên", "xem lại"])

    assert said == "Chưa có đơn vị. Hạn nào? thiếu tên; xem lại"
