"""Tests of the sheets room: the workbooks of the demonstration come out as a clerk reads them."""

import datetime as dt
import json
from collections import Counter

import pytest

from namro.sheets.book import open_book
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.understanding import understand
from tests.sheets import books

EXPECTED = json.loads((books.HERE / "expected.json").read_text(encoding="utf-8"))
OTHERS = json.loads((books.HERE / "workbooks" / "expected.json").read_text(encoding="utf-8"))
OF_2022 = "01-can-bo-chu-chot-2022.xlsx"
OF_2023 = "02-can-bo-chu-chot-2023.xlsx"
MEMBERS = "03-dang-vien-phu-thuong.xlsx"
OLD_FONT = "04-phuong-buoi-tcvn3.xls"


def _wanted(name):
    fields = ("name", "unit", "kind", "title", "due")
    return [tuple(row[field] for field in fields) for row in EXPECTED[name]["rows"]]


@pytest.mark.parametrize("name", [OF_2022, OF_2023])
def test_reading_when_it_is_a_demonstration_workbook_then_every_row_is_as_expected(name):
    _, items, problems = books.read(books.DEMO / name)

    lines = [books.line(one) for one in items]
    assert Counter(lines) == Counter(_wanted(name))
    assert len({line[:2] for line in lines}) == EXPECTED[name]["people"]
    assert Counter(line[2] for line in lines) == {
        "new": EXPECTED[name]["new"],
        "hard": EXPECTED[name]["hard"],
    }
    assert sum(line[4] is None for line in lines) == EXPECTED[name]["without_date"]
    assert problems == []


def test_reading_when_it_is_the_list_of_2022_then_the_order_of_rows_is_kept():
    _, items, _ = books.read(books.DEMO / OF_2022)

    assert [books.line(one) for one in items] == _wanted(OF_2022)


def test_reading_when_totals_stand_at_the_foot_then_they_agree():
    first, _, _ = books.read(books.DEMO / OF_2022)
    second, _, _ = books.read(books.DEMO / OF_2023)

    assert [(one.what, one.stated, one.counted, one.cell) for one in first.totals] == [
        ("rows", 53, 53, "B64"),
        ("people", 51, 51, "B64"),
    ]
    assert [(one.sheet, one.stated, one.counted) for one in second.totals] == [
        ("Khối Đảng", 44, 44),
        ("Khối Chính Quyền", 55, 55),
        ("Các Phường", 64, 64),
    ]


def test_reading_when_rows_are_no_items_then_each_is_listed_with_its_reason():
    reading, _, _ = books.read(books.DEMO / OF_2022)

    assert [(one.number, one.why) for one in reading.skipped] == [
        (8, "section"), (21, "section"), (41, "section"), (64, "total"), (66, "foot"), (67, "foot"),
    ]  # fmt: skip
    assert [row.section for row in reading.rows][::20] == [
        ("KHỐI ĐẢNG",), ("KHỐI CHÍNH QUYỀN",), ("CÁC PHƯỜNG",),
    ]  # fmt: skip


def test_reading_when_unit_and_post_share_a_cell_then_both_are_read():
    reading, items, _ = books.read(books.DEMO / OF_2023)

    assert (items[0].unit, items[0].post) == ("Ban Tổ chức Quận ủy", "Phó Trưởng ban")
    assert items[0].support == "Công an quận; UBND phường"
    assert reading.rows[0].cell("post") == "B7"


def test_understanding_when_the_book_is_opened_in_its_process_then_columns_are_named():
    book = open_book(books.DEMO / OF_2023)

    plan = understand(book, REGISTRATIONS).sheets[0]

    assert [(one.field, one.column, one.header) for one in plan.columns] == [
        ("#", 0, "STT"),
        ("due", 6, "Hạn"),
        ("kind", 4, "Phân loại (mới/khó)"),
        ("name", 2, "Họ tên cán bộ"),
        ("unit", 1, "Đơn vị/Chức danh"),
        ("post", 1, "Đơn vị/Chức danh"),
        ("title", 3, "Tên nhiệm vụ"),
        ("result", 5, "Sản phẩm, kết quả"),
        ("support", 8, "Cơ quan phối hợp"),
    ]
    assert plan.ignored == ("_khóa",)
    assert book.sheets[0].hidden_columns == {7}
    assert plan.year == 2023


def test_understanding_when_titles_name_a_document_then_number_and_day_are_read():
    plan = understand(books.load(books.DEMO / OF_2022), REGISTRATIONS).sheets[0]

    assert plan.title == (
        "DANH SÁCH ĐĂNG KÝ ĐẢM NHẬN, CHỈ ĐẠO GIẢI QUYẾT NHIỆM VỤ KHÓ KHĂN, PHỨC TẠP NĂM 2022"
    )
    assert plan.reference
    assert (plan.reference.kind, plan.reference.number, plan.reference.on) == (
        "Thông báo",
        "368-TB/QU",
        dt.date(2022, 2, 24),
    )


def test_reading_when_members_are_listed_then_all_rows_are_found():
    reading, items, _ = books.read(books.HERE / "workbooks" / MEMBERS)

    wanted = OTHERS[MEMBERS]
    assert len(items) == wanted["rows"]
    assert sum(bool(one.title) for one in items) == wanted["registered"]
    assert len({one.unit for one in items}) == wanted["cells"]
    assert [(one.what, one.stated, one.agrees) for one in reading.totals] == [("people", 803, True)]


def test_reading_when_the_font_is_old_then_columns_and_texts_are_understood():
    _, items, _ = books.read(books.HERE / "workbooks" / OLD_FONT)

    read = [
        (one.name.lower(), one.unit.lower(), one.title.lower(), one.due.on and str(one.due.on))
        for one in items
    ]
    assert read == [
        (row["name"].lower(), row["cell"].lower(), row["title"].lower(), row["due"])
        for row in OTHERS[OLD_FONT]["rows"]
    ]
