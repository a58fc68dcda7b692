"""Tests of the sheets room: totals, carried persons, parts of cells, and every problem of a row."""

import pytest
from django.utils.translation import override

from namro.sheets.cells import digits, is_rounded, split_cell
from namro.sheets.layout import Found
from namro.sheets.problems import Problem
from namro.sheets.registrations import REGISTRATIONS, looks_like_name
from tests.sheets import books
from tests.sheets.books import Tab

HEADER = [
    "STT",
    "Họ và tên",
    "Chức vụ",
    "Đơn vị",
    "Nội dung đăng ký",
    "Mới",
    "Khó",
    "Hạn",
    "Kết quả",
]
ITEM = [
    None,
    "Lê Cúc",
    "Trưởng ban",
    "Ban Dân vận",
    "Số hóa 8 hồ sơ đảng viên",
    "x",
    None,
    "Quý I",
    "8",
]


def _item(**changes):
    places = {
        "number": 0,
        "name": 1,
        "post": 2,
        "unit": 3,
        "title": 4,
        "new": 5,
        "hard": 6,
        "due": 7,
    }
    row = list(ITEM)
    for name, value in changes.items():
        row[places[name]] = value
    return row


def _list(*foot, header=HEADER):
    return [
        header,
        ["I", "KHỐI ĐẢNG"],
        _item(number=1, name="Nguyễn Văn An"),
        _item(number=2, name="Trần Thị Bình", new=None, hard="x"),
        ["II", "KHỐI CHÍNH QUYỀN"],
        _item(number=3),
        *foot,
    ]


def _read(tmp_path, rows, **options):
    return books.read(books.save(tmp_path / "ds.xlsx", Tab(rows, **options)), 2022)


def _totals(reading):
    return [(one.what, one.stated, one.counted, one.scope) for one in reading.totals]


@pytest.mark.parametrize(
    ("foot", "totals"),
    [
        ([None, "Tổng số: 03 việc (02 việc mới, 01 việc khó)"],
         [("rows", 3, 3, "sheet"), ("new", 2, 2, "sheet"), ("hard", 1, 1, "sheet")]),
        ([None, "Danh sách này có 03 đồng chí, đăng ký 4 nội dung"],
         [("people", 3, 3, "sheet"), ("rows", 4, 3, "sheet")]),
        ([None, "Tổng cộng", None, None, None, 2, 1], [("new", 2, 2, "sheet"), ("hard", 1, 1, "sheet")]),
        (["Tổng cộng năm 2022: 3 nội dung của 3 người; 2 phường"],
         [("rows", 3, 3, "sheet"), ("people", 3, 3, "sheet")]),
        ([None, "Cộng: 1"], [("rows", 1, 1, "section")]),
        ([None, "TỔNG", "Việc mới: 2"], [("new", 2, 2, "sheet")]),
        ([None, "Tổng cộng: 5"], [("rows", 5, 3, "sheet")]),
        ([None, "Tổng: 3 việc 4 người"], [("rows", 3, 3, "sheet"), ("people", 4, 3, "sheet")]),
        ([None, "Tổng cộng: việc mới 2 - việc khó 7"], [("new", 2, 2, "sheet"), ("hard", 7, 1, "sheet")]),
        ([None, "TỔNG CỘNG", None, None, "3 nội dung"], [("rows", 3, 3, "sheet")]),
        ([None, "Tổng cộng"], []),
    ],
)  # fmt: skip
def test_totals_when_offices_word_them_otherwise_then_each_number_is_checked(
    foot, totals, tmp_path
):
    reading, items, _ = _read(tmp_path, _list(foot))

    assert _totals(reading) == totals
    assert len(items) == 3


def test_totals_when_each_block_has_its_own_then_they_count_their_block(tmp_path):
    rows = _list([None, "Cộng khối chính quyền: 1"], [None, "Tổng cộng: 3"])
    rows.insert(4, [None, "Cộng: 3"])

    reading, items, _ = _read(tmp_path, rows)

    assert _totals(reading) == [
        ("rows", 3, 2, "section"), ("rows", 1, 1, "section"), ("rows", 3, 3, "sheet"),
    ]  # fmt: skip
    assert len(items) == 3


def test_totals_when_a_title_begins_with_such_a_word_then_it_stays_an_item(tmp_path):
    rows = [
        HEADER,
        _item(number=1, title="Tổng hợp 12 báo cáo"),
        _item(number=2, title="Cộng tác 3 đề án"),
    ]

    reading, items, _ = _read(tmp_path, rows)

    assert [one.title for one in items] == ["Tổng hợp 12 báo cáo", "Cộng tác 3 đề án"]
    assert reading.totals == ()


def test_rows_when_a_name_is_empty_then_the_person_above_is_assumed_and_said(tmp_path):
    again = [None, None, None, None, "Vận động 62 hộ dân", None, "x", "Quý II"]

    _, items, problems = _read(tmp_path, [HEADER, _item(number=1), again])

    assert (items[1].name, items[1].unit, items[1].post) == ("Lê Cúc", "Ban Dân vận", "Trưởng ban")
    assert problems == ["3 assumed_person"]


def test_rows_when_the_person_above_has_no_unit_then_none_is_invented(tmp_path):
    again = [None, None, None, None, "Vận động 62 hộ dân", None, "x", "Quý II"]

    _, items, problems = _read(tmp_path, [HEADER, _item(number=1, unit=None), again])

    assert (items[1].name, items[1].unit) == ("Lê Cúc", "")
    assert problems == ["D2 missing_unit", "D3 missing_unit", "3 assumed_person"]


def test_rows_when_an_outer_section_names_the_kind_then_the_inner_one_keeps_it(tmp_path):
    header = ["STT", "Họ và tên", "Đơn vị", "Nội dung"]
    rows = [header, ["A", "VIỆC KHÓ"], ["I", "Các phòng"], [1, "Lê Cúc", "Phòng Kinh tế", "Số hóa"]]

    _, items, problems = _read(tmp_path, rows)

    assert ([one.kind for one in items], problems) == (["hard"], [])


def test_rows_when_a_new_block_begins_then_nobody_is_carried_into_it(tmp_path):
    rows = [HEADER, _item(number=1), ["II", "KHỐI CHÍNH QUYỀN"], _item(name=None, unit=None)]

    _, items, problems = _read(tmp_path, rows)

    assert items[1].name == ""
    assert problems == ["B4 missing_name", "D4 missing_unit"]


def test_rows_when_cells_are_wrong_then_each_problem_names_its_cell(tmp_path):
    rows = [
        HEADER,
        _item(number=1, name="Lê Cú\x7fc", new="x", hard="x"),
        _item(number=2, title=None, new=None, due="sau Tết"),
        _item(number=3, name="A" * 201, new="-", hard="không"),
    ]

    _, _, problems = _read(tmp_path, rows)

    assert problems == [
        "F2 two_kinds", "B2 bad_letter", "F3 missing_kind", "H3 unreadable_due", "E3 missing_title",
        "F4 missing_kind", "B4 too_long",
    ]  # fmt: skip


def test_rows_when_the_kind_is_a_word_then_other_words_are_named(tmp_path):
    header = ["STT", "Họ và tên", "Đơn vị", "Nội dung đăng ký", "Loại việc", "Hạn"]
    rows = [
        header,
        *([n, "Lê Cúc", "Ban", "Số hóa", kind] for n, kind in ((1, "Đột phá"), (2, None))),
    ]

    _, items, problems = _read(tmp_path, rows)

    assert [one.kind for one in items] == ["", ""]
    assert problems == ["E2 unknown_kind", "E3 missing_kind"]


def test_rows_when_no_column_names_a_field_then_the_row_is_named(tmp_path):
    _, _, problems = _read(tmp_path, [["STT", "Họ và tên", "Nội dung"], [1, "Lê Cúc", "Số hóa"]])

    assert problems == ["2 missing_kind", "2 missing_unit"]


def test_rows_when_they_are_no_items_then_the_reason_is_kept(tmp_path):
    rows = [
        HEADER,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        _item(number=1),
        HEADER,
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        ["PHẦN HAI CỦA DANH SÁCH"],
        _item(number=2),
        [None, None, None, None, None, None, None, None, "(xem thêm phụ lục)"],
        [None, "KHỐI ĐOÀN THỂ"],
        _item(number=3),
        [None, "Tổng cộng: 3"],
        [None, "Trong đó có người mới"],
        [None, None, None, None, None, None, None, "Nơi nhận:"],
        [None, None, None, None, "- Như trên;"],
        _item(number=4),
    ]

    reading, items, _ = _read(tmp_path, rows)

    assert [(one.number, one.why) for one in reading.skipped] == [
        (4, "header"), (5, "header"), (6, "section"), (8, "note"), (9, "section"), (11, "total"),
        (12, "note"), (13, "foot"), (14, "foot"),
    ]  # fmt: skip
    assert len(items) == 4


def test_rows_when_a_helper_column_goes_on_below_then_it_is_no_row(tmp_path):
    rows = [[*HEADER, "_khóa", "_mã"], [*_item(number=1), "k1", "m1"], [None] * 9 + ["k2", "m2"]]

    reading, items, _ = _read(tmp_path, rows)

    assert (len(items), reading.skipped) == (1, ())


def test_rows_when_sections_go_deep_then_each_row_knows_its_way(tmp_path):
    rows = [
        HEADER, ["A", "KHỐI ĐẢNG"], ["I", "Các ban"], ["I.1", "Ban lớn"], _item(number=1),
        ["II", "Các trung tâm"], _item(number=2), ["B", "KHỐI KHÁC"], [None, "III. Nhóm ba"],
        _item(number=3), ["Cụm số 4"], _item(number=4), ["*", "Ngoài khối"], _item(number=5),
    ]  # fmt: skip

    reading, _, _ = _read(tmp_path, rows)

    assert [row.section for row in reading.rows] == [
        ("KHỐI ĐẢNG", "Các ban", "Ban lớn"),
        ("KHỐI ĐẢNG", "Các trung tâm"),
        ("KHỐI KHÁC", "III. Nhóm ba"),
        ("KHỐI KHÁC", "III. Nhóm ba", "Cụm số 4"),
        ("KHỐI KHÁC", "III. Nhóm ba", "Cụm số 4", "Ngoài khối"),
    ]


def test_rows_when_a_row_is_hidden_then_it_is_read_and_said(tmp_path):
    reading, _, _ = _read(tmp_path, [HEADER, _item(number=1), _item(number=2)], hidden_rows=(3,))

    assert [row.hidden for row in reading.rows] == [False, True]


@pytest.mark.parametrize(
    ("text", "parts", "wanted"),
    [
        ("Ban Tổ chức\nPhó Trưởng ban", ("unit", "post"), ["Ban Tổ chức", "Phó Trưởng ban"]),
        ("Phó Trưởng ban\nBan Tổ chức", ("unit", "post"), ["Ban Tổ chức", "Phó Trưởng ban"]),
        ("Phòng Lao động -\nThương binh\nTrưởng phòng", ("unit", "post"),
         ["Phòng Lao động - Thương binh", "Trưởng phòng"]),
        ("Văn phòng HĐND - UBND quận - Chánh Văn phòng", ("unit", "post"),
         ["Văn phòng HĐND - UBND quận", "Chánh Văn phòng"]),
        ("Văn phòng HĐND - UBND quận", ("unit", "post"), ["Văn phòng HĐND - UBND quận", ""]),
        ("Bí thư, Đảng ủy phường Bưởi", ("post", "unit"), ["Bí thư", "Đảng ủy phường Bưởi"]),
        ("Lê Cúc; Bí thư; Phường Bưởi", ("name", "post", "unit"), ["Lê Cúc", "Bí thư", "Phường Bưởi"]),
        ("Tổ 5\nTổ 6", ("unit", "note"), ["Tổ 5", "Tổ 6"]),
    ],
)  # fmt: skip
def test_split_cell_when_one_cell_holds_several_things_then_each_is_found(text, parts, wanted):
    found = [Found(name, 0, "", 100, part=n, parts=parts) for n, name in enumerate(parts)]

    assert [split_cell(text, one, REGISTRATIONS) for one in found] == wanted


def test_split_cell_when_a_part_is_not_there_then_it_is_empty():
    assert (
        split_cell("Lê Cúc", Found("x", 0, "", 100, part=3, parts=("name", "post")), REGISTRATIONS)
        == ""
    )


def test_numbers_when_a_spreadsheet_changed_them_then_it_is_seen():
    assert [is_rounded(text) for text in ("1.23E+11", "1,23e11", "123000000000", "E+11")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [digits(text) for text in ("912345678901.0", "001 234 567 890", "0912")] == [
        "912345678901", "001234567890", "0912",
    ]  # fmt: skip


def test_looks_like_name_when_a_text_is_a_name_then_it_says_so():
    texts = [
        "Đ/c Lê Cúc",
        "H'Hen Niê",
        "Phòng Kinh tế",
        "Lê",
        5,
        "Nguyễn Văn An đi họp ở quận",
        "Lê 5",
    ]

    assert [looks_like_name(text) for text in texts] == [
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]


def test_problem_when_it_is_shown_then_the_place_stands_before_the_sentence():
    with override("en"):
        shown = [str(Problem("missing_unit", cell=cell)) for cell in ("C17", "17")]

    assert shown == ["Cell C17: The unit is missing.", "Row 17: The unit is missing."]
