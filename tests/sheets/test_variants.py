"""Tests of the sheets room: lists of the known kinds as other offices would write them."""

import datetime as dt
import unicodedata

import pytest

from tests.sheets import books
from tests.sheets.books import Tab

AN = "Số hóa 8 hồ sơ đảng viên của phòng"
BINH = "Vận động 62 hộ dân bàn giao mặt bằng"
CUC = "Di dời 4 phương tiện thủy nội địa neo đậu trái phép"
DAO = "Giải quyết dứt điểm 120 đơn thư khiếu nại tồn đọng"
WANTED = [
    ("Nguyễn Văn An", "Phòng Kinh tế", "new", AN, "2022-06-30"),
    ("Trần Thị Bình", "Phòng Tư pháp", "hard", BINH, "2022-09-30"),
    ("Lê Cúc", "Ban Dân vận Quận ủy", "hard", CUC, "2022-12-31"),
    ("Lê Cúc", "Ban Dân vận Quận ủy", "new", DAO, None),
]
TITLE = ["DANH SÁCH ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ NĂM 2022"]
HEADER = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Nội dung đăng ký", "Loại việc", "Hạn"]
ROWS = [
    [1, "Nguyễn Văn An", "Trưởng phòng", "Phòng Kinh tế", AN, "Mới", "30/6/2022"],
    [2, "Trần Thị Bình", "Phó Trưởng phòng", "Phòng Tư pháp", BINH, "Khó", "Quý III"],
    [3, "Lê Cúc", "Trưởng ban", "Ban Dân vận Quận ủy", CUC, "việc khó", "Tháng 12/2022"],
    [4, "Lê Cúc", "Trưởng ban", "Ban Dân vận Quận ủy", DAO, "Việc mới", "Thường xuyên"],
]


def _pick(*order):
    return [[row[place] for place in order] for row in ROWS]


def _renamed():
    header = [
        "Thời hạn hoàn thành",
        "Tính chất",
        "Cơ quan công tác",
        "Chức danh",
        "Nhiệm vụ đăng ký",
        "Người đăng ký",
        "Số TT",
    ]
    return [Tab([TITLE, [], header, *_pick(6, 5, 3, 2, 4, 1, 0)])]


def _unknown_headers():
    header = ["TT", "Ai làm", "Đơn vị", "Làm gì", "Mới hay cũ", "Bao giờ xong"]
    return [Tab([TITLE, header, *_pick(0, 1, 3, 4, 5, 6)])]


def _two_rows_unmerged():
    header = [
        ["TT", "Họ tên", "Đơn vị", "Nội dung", "Loại việc", None, "Tiến độ"],
        [None, None, None, None, "Mới", "Khó", None],
    ]
    marked = [
        [
            row[0],
            row[1],
            row[3],
            row[4],
            "x" if "ới" in row[5] else None,
            "X" if "hó" in row[5] else None,
            row[6],
        ]
        for row in ROWS
    ]
    return [Tab([TITLE, *header, *marked])]


def _groups_above():
    rows = [
        TITLE,
        [],
        ["TT", "Thông tin cán bộ", None, None, "Nội dung đăng ký", None, None],
        [None, "Họ và tên", "Chức vụ", "Đơn vị", "Tên việc", "Phân loại", "Hoàn thành"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        *ROWS,
    ]
    return [Tab(rows, merged=("A1:G1", "A3:A4", "B3:D3", "E3:G3"))]


def _deep_sections():
    rows = [
        TITLE,
        HEADER,
        ["A", "KHỐI CHÍNH QUYỀN"],
        ["I", "Các phòng chuyên môn"],
        ROWS[0],
        ["II", "Các phòng khác"],
        ROWS[1],
        ["B", "KHỐI ĐẢNG"],
        ["I", "Các ban"],
        *ROWS[2:],
    ]
    return [Tab(rows)]


def _plain_sections():
    rows = [
        TITLE,
        HEADER,
        ["KHỐI CHÍNH QUYỀN"],
        *ROWS[:2],
        [None, "KHỐI ĐẢNG, ĐOÀN THỂ"],
        *ROWS[2:],
    ]
    return [Tab(rows)]


def _units_as_sections():
    header = ["STT", "Họ và tên", "Nội dung", "Loại", "Thời gian"]
    picked = _pick(0, 1, 4, 5, 6)
    rows = [
        TITLE,
        header,
        ["I", "Phòng Kinh tế"],
        picked[0],
        ["II", "Phòng Tư pháp"],
        picked[1],
        ["III", "Ban Dân vận Quận ủy"],
        *picked[2:],
    ]
    return [Tab(rows)]


def _kinds_as_sections():
    header = ["STT", "Họ và tên", "Đơn vị", "Nội dung", "Thời gian"]
    picked = _pick(0, 1, 3, 4, 6)
    rows = [
        TITLE,
        header,
        ["A", "VIỆC MỚI"],
        picked[0],
        ["B", "VIỆC KHÓ"],
        picked[1],
        picked[2],
        ["C", "VIỆC MỚI GIAO THÊM"],
        picked[3],
    ]
    return [Tab(rows)]


def _texts_in_kind_columns():
    header = ["STT", "Họ và tên", "Đơn vị", "Việc mới", "Việc khó", "Thời gian"]
    rows = [
        [
            row[0],
            row[1],
            row[3],
            row[4] if "ới" in row[5] else None,
            row[4] if "hó" in row[5] else "-",
            row[6],
        ]
        for row in ROWS
    ]
    return [Tab([TITLE, header, *rows])]


def _post_before_unit():
    header = ["STT", "Cán bộ", "Chức vụ, đơn vị công tác", "Nội dung", "Loại", "Thời gian"]
    joined = [f"{row[2]}, {row[3]}" for row in ROWS[:2]] + [
        f"{row[3]}\n{row[2]}" for row in ROWS[2:]
    ]
    rows = [[row[0], row[1], both, *row[4:]] for row, both in zip(ROWS, joined, strict=True)]
    return [Tab([TITLE, header, *rows])]


def _name_with_post():
    header = ["STT", "Họ và tên, chức vụ, đơn vị", "Nội dung", "Loại", "Thời gian"]
    rows = [[row[0], f"Đ/c {row[1]}\n{row[2]}\n{row[3]}", *row[4:]] for row in ROWS]
    return [Tab([TITLE, header, *rows])]


def _merged_person():
    last = [None, None, None, None, *ROWS[3][4:]]
    return [Tab([TITLE, HEADER, *ROWS[:3], last], merged=("A5:A6", "B5:B6", "C5:C6", "D5:D6"))]


def _decorated_names():
    names = [
        "Đ/c: NGUYỄN VĂN AN",
        unicodedata.normalize("NFD", "Bà Trần  Thị Bình"),
        "  đồng chí Lê\u00a0Cúc ",
        "Ông/Bà LÊ CÚC",
    ]
    rows = [[row[0], name, *row[2:]] for row, name in zip(ROWS, names, strict=True)]
    units = [[*row[:3], unicodedata.normalize("NFD", row[3]), *row[4:]] for row in rows]
    return [Tab([TITLE, HEADER, *units])]


def _other_sheets_first():
    hidden = Tab([TITLE, HEADER, *ROWS], name="Cũ", state="hidden")
    guide = Tab([["Hướng dẫn nhập"], ["Ghi đúng cột"]], name="Đọc trước")
    return [guide, hidden, Tab([], name="Trống"), Tab([TITLE, HEADER, *ROWS], name="Danh sách")]


def _one_sheet_for_each_block():
    first = Tab([["KHỐI CHÍNH QUYỀN NĂM 2022"], HEADER, *ROWS[:2], [None, "Cộng: 2"]], name="CQ")
    second = Tab(
        [
            ["KHỐI ĐẢNG NĂM 2022"],
            _swap(HEADER),
            *map(_swap, ROWS[2:]),
            [None, "Tổng cộng toàn quận: 4 nội dung/3 đồng chí"],
        ],
        name="Đ",
    )
    return [first, second]


def _swap(row):
    return [row[0], row[4], row[1], *row[2:4], row[6], row[5]]


def _header_repeated():
    return [Tab([TITLE, HEADER, *ROWS[:2], HEADER, *ROWS[2:]])]


def _away_from_the_corner():
    rows = [[None, None, *row] for row in (TITLE, HEADER, *ROWS)]
    return [Tab([[]] * 12 + rows)]


def _hidden_columns_and_rows():
    header = ["Họ và tên", *HEADER]
    rows = [[f"Mã {place}", *row] for place, row in enumerate(ROWS)]
    return [Tab([TITLE, header, *rows], hidden_columns=("A",), hidden_rows=(4,))]


def _real_dates():
    days = [dt.date(2022, 6, 30), "Trước 30/9/2022", "31.12.22", None]
    return [Tab([TITLE, HEADER, *([*row[:6], day] for row, day in zip(ROWS, days, strict=True))])]


def _numbers_by_formula():
    return [Tab([TITLE, HEADER, *(["=ROW()-2", *row[1:]] for row in ROWS)])]


def _signatures_side_by_side():
    foot = [
        [None, None, None, None, None, "Hà Nội, ngày 24 tháng 02 năm 2022"],
        [None, "NGƯỜI LẬP BIỂU", None, None, "T/M BAN THƯỜNG VỤ"],
        [None, "(Ký, ghi rõ họ tên)", None, None, "PHÓ BÍ THƯ"],
        [],
        [],
        [None, "Nguyễn Thị Lan", None, None, "Phạm Văn Hùng"],
    ]
    return [Tab([TITLE, HEADER, *ROWS, [None, "Tổng cộng", None, None, 4], *foot])]


def _signature_without_total():
    foot = [[], [None, None, None, None, "BÍ THƯ"], [], [None, None, None, None, "Phạm Văn Hùng"]]
    return [Tab([TITLE, HEADER, *ROWS, *foot])]


VARIANTS = [
    _renamed,
    _unknown_headers,
    _two_rows_unmerged,
    _groups_above,
    _deep_sections,
    _plain_sections,
    _units_as_sections,
    _kinds_as_sections,
    _texts_in_kind_columns,
    _post_before_unit,
    _name_with_post,
    _merged_person,
    _decorated_names,
    _other_sheets_first,
    _one_sheet_for_each_block,
    _header_repeated,
    _away_from_the_corner,
    _hidden_columns_and_rows,
    _real_dates,
    _numbers_by_formula,
    _signatures_side_by_side,
    _signature_without_total,
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__.strip("_"))
def test_reading_when_the_list_is_written_otherwise_then_the_same_items_come_out(variant, tmp_path):
    path = books.save(tmp_path / "ds.xlsx", *variant())

    reading, items, problems = books.read(path)

    assert [books.line(one) for one in items] == WANTED
    assert problems == []
    assert [total for total in reading.totals if not total.agrees] == []
