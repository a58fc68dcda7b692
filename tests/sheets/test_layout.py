"""Tests of the sheets room: a plan may be kept, changed by a person, and used as changed."""

import pytest

from namro.sheets import headers
from namro.sheets.grid import Grid
from namro.sheets.layout import Column, Layout, Understanding
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.rows import extract
from namro.sheets.understanding import understand, understand_sheet
from tests.sheets import books
from tests.sheets.books import Tab

HEADER = ["STT", "Họ và tên", "Đơn vị", "Nội dung đăng ký", "Loại việc", "Hạn"]
ROW = [1, "Lê Cúc", "Phòng Kinh tế", "Số hóa 8 hồ sơ đảng viên", "Mới", "Quý III"]


def _sheets(tmp_path, *tabs):
    return books.load(books.save(tmp_path / "ds.xlsx", *tabs))


def test_understanding_when_it_is_kept_as_json_then_it_comes_back_equal():
    known = understand(books.load(books.DEMO / "01-can-bo-chu-chot-2022.xlsx"), REGISTRATIONS)

    assert Understanding.from_json(known.to_json()) == known


def test_understanding_when_no_document_is_named_then_json_comes_back_equal(tmp_path):
    known = understand(_sheets(tmp_path, Tab([HEADER, ROW])), REGISTRATIONS)

    assert Understanding.from_json(known.to_json()) == known
    assert known.year is None


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", "{", '{"layout":"a","year":null,"sheets":[{}]}']
)
def test_understanding_when_the_json_is_another_then_it_is_an_error(text):
    with pytest.raises(ValueError, match=r"."):
        Understanding.from_json(text)


def test_plan_when_a_person_chooses_columns_then_the_rows_follow(tmp_path):
    book = _sheets(tmp_path, Tab([[*HEADER, "Ghi thêm"], [*ROW, "Phòng Tư pháp"]]))
    known = understand(book, REGISTRATIONS, 2022)
    plan = known.sheet("DS").choose("unit", 6, "Ghi thêm").drop("due")

    reading = extract(book, known.with_sheet(plan), REGISTRATIONS)

    assert reading.rows[0].text("unit") == "Phòng Tư pháp"
    assert reading.rows[0].cell("unit") == "G2"
    assert reading.rows[0].text("due") == ""


def test_plan_when_a_person_names_the_header_row_then_columns_are_matched_again(tmp_path):
    book = _sheets(tmp_path, Tab([["Mẫu", "Họ và tên", "Nội dung"], HEADER, ROW]))

    plan = understand_sheet(book.sheets[0], REGISTRATIONS, (1,))

    assert plan.first_row == 2
    assert [one.column for one in plan.columns] == [0, 5, 4, 1, 2, 3]


@pytest.mark.parametrize(
    ("tab", "why"),
    [
        (Tab([]), "empty_sheet"),
        (Tab([["Hướng dẫn"], ["Ghi rõ"]]), "no_header"),
        (Tab([["STT", "Họ và tên"], [1, "Lê Cúc"]]), "missing_column"),
        (Tab([HEADER, ROW], state="hidden"), "hidden_sheet"),
    ],
)
def test_understanding_when_a_sheet_is_not_used_then_the_reason_is_named(tab, why, tmp_path):
    book = _sheets(tmp_path, Tab([HEADER, ROW], name="Khác"), tab)

    plan = understand(book, REGISTRATIONS).sheets[1]

    assert (plan.used, plan.why) == (False, why)


def test_extract_when_a_sheet_of_the_plan_is_gone_then_the_others_are_read(tmp_path):
    both = _sheets(tmp_path, Tab([HEADER, ROW]), Tab([HEADER, ROW], name="B"))
    known = understand(both, REGISTRATIONS)
    one = _sheets(tmp_path, Tab([HEADER, ROW], name="B"))

    assert [row.sheet for row in extract(one, known, REGISTRATIONS).rows] == ["B"]


@pytest.mark.parametrize(
    ("above", "year", "number"),
    [
        (["DANH SÁCH NĂM 2023"], 2023, None),
        (["Biểu đăng ký 2024"], 2024, None),
        (["Kèm theo Quyết định số: 12 - QĐ/QU ngày 5 tháng 3 năm 2025"], 2025, "12-QĐ/QU"),
        (["(Theo Công văn số 15/UBND-NV ngày 10/02/2024)"], 2024, "15/UBND-NV"),
        (["Phụ lục"], None, None),
    ],
)
def test_understanding_when_titles_stand_above_then_year_and_document_are_read(
    above, year, number, tmp_path
):
    plan = understand(_sheets(tmp_path, Tab([above, HEADER, ROW])), REGISTRATIONS).sheets[0]

    assert (plan.year, plan.reference and plan.reference.number) == (year, number)


def test_header_when_a_group_names_another_field_then_its_columns_are_less_sure():
    kind = REGISTRATIONS.column("kind")
    due = REGISTRATIONS.column("due")

    assert headers.score(("Nội dung đăng ký", "Phân loại"), kind) == 70
    assert headers.score(("Thời gian thực hiện", "Bắt đầu"), due) == 0
    assert headers.score(("Thời gian thực hiện", "Kết thúc"), due) == 100
    assert headers.score((), due) == 0


def test_header_when_groups_are_not_merged_then_each_stands_over_its_gap_only(tmp_path):
    rows = [
        [None, "TT", None, "Cán bộ", None, None, None, None, "Ghi chú"],
        ["Mã", None, "Khóa", "Tên", "Chức vụ", "Tuổi", None, "Sổ", None],
    ]
    grid = Grid(_sheets(tmp_path, Tab(rows)).sheets[0])

    texts = [grid.header((0, 1), column) for column in range(9)]

    assert texts == [
        ("Mã",), ("TT",), ("Khóa",), ("Cán bộ", "Tên"), ("Cán bộ", "Chức vụ"), ("Cán bộ", "Tuổi"),
        (), ("Sổ",), ("Ghi chú",),
    ]  # fmt: skip


def test_layout_when_another_register_declares_a_few_columns_then_its_list_is_read(tmp_path):
    layout = Layout(
        name="awards",
        columns=(
            Column("name", "Name", ("họ tên",), required=True),
            Column("title", "Title", ("danh hiệu",), required=True),
        ),
    )
    book = _sheets(tmp_path, Tab([["Danh hiệu", "Họ tên"], ["Chiến sĩ thi đua", "Lê Cúc"]]))

    reading = extract(book, understand(book, layout), layout)

    assert [(row.text("name"), row.text("title")) for row in reading.rows] == [
        ("Lê Cúc", "Chiến sĩ thi đua")
    ]
    assert layout.column("unit") is None
