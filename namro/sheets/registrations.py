"""Sheets room: the list in which officials and members register new and hard tasks."""

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from namro.core.dates import Due, read_due
from namro.core.text import bad_letters, nfc, person_name
from namro.sheets.cells import marks_in
from namro.sheets.grid import as_text, plain
from namro.sheets.layout import Column, Layout
from namro.sheets.problems import Problem
from namro.sheets.reading import Row, Value

MAX_NAME = 200
MAX_TITLE = 2000
MAX_TEXT = 4000

_POSTS = (
    "bí thư", "phó", "trưởng", "chủ tịch", "chánh", "giám đốc", "quyền", "nguyên", "ủy viên",
    "chủ nhiệm", "hiệu trưởng", "chỉ huy", "chính trị viên", "đội trưởng", "tổ trưởng", "cán bộ",
    "chuyên viên", "công chức", "viên chức", "kế toán", "thư ký", "đảng viên", "chấp hành viên",
    "viện trưởng", "chi cục trưởng", "cục trưởng", "thẩm phán", "phụ trách", "ubtv", "uvbtv",
    "uvbch", "thường trực đảng ủy", "bt", "pbt", "ct", "pct", "thanh tra viên", "thủ quỹ",
)  # fmt: skip
_SURNAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dinh",
        "doan",
        "lam",
        "trinh",
        "mai",
        "to",
        "ta",
        "quach",
        "luong",
        "luu",
        "cao",
        "trieu",
        "thai",
        "ha",
        "dao",
        "chu",
        "chau",
        "truong",
        "ton",
        "kieu",
        "la",
        "lo",
        "vi",
        "nong",
        "ma",
        "be",
        "giang",
        "tang",
        "tong",
        "vuong",
        "nghiem",
        "khuat",
        "bach",
        "phung",
        "diep",
        "dam",
        "giap",
        "thach",
        "kim",
        "han",
        "au",
        "quan",
        "ong",
        "y",
        "ksor",
        "rcom",
        "h",
        "k",
        "cam",
        "quang",
        "hua",
        "tan",
        "thieu",
        "uong",
        "van",
        "mac",
        "hoa",
        "cu",
    ]
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_TITLE_LENGTH = 25


def looks_like_name(value: object) -> bool:
    """Two to six words, the first a surname."""
    if not isinstance(value, str):
        return False
    words = person_name(value.partition("\n")[0]).split()
    fits = 2 <= len(words) <= 6 and all(_NAME_WORD.fullmatch(word) for word in words)
    return fits and plain(words[0]).split(" ")[0] in _SURNAMES


def _looks_like_title(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _TITLE_LENGTH


def _looks_like_due(value: object) -> bool:
    return read_due(value, 2000).how not in ("empty", "unreadable")


def _looks_like_kind(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _TITLE_LENGTH and bool(marks_in(value, _KIND))


_KIND = Column(
    "kind",
    _("Kind"),
    words=(
        "loại việc", "phân loại", "loại", "loại nhiệm vụ", "loại hình", "tính chất", "mới/khó",
        "mới hay khó", "việc mới/khó", "việc mới/việc khó", "loại công việc", "loại nội dung",
    ),
    never=("xếp loại", "nội dung đăng ký", "xếp"),
    marks=(
        ("new", ("mới", "việc mới", "nhiệm vụ mới", "nội dung mới", "công việc mới", "mói", "m")),
        (
            "hard",
            (
                "khó", "việc khó", "nhiệm vụ khó", "nội dung khó", "khó khăn", "phức tạp",
                "khó khăn, phức tạp", "nhiệm vụ khó khăn, phức tạp", "việc khó, phức tạp",
                "công việc khó", "k",
            ),
        ),
    ),
    looks=_looks_like_kind,
)  # fmt: skip

REGISTRATIONS = Layout(
    name="registrations",
    columns=(
        Column(
            "due",
            _("Due"),
            words=(
                "thời gian hoàn thành", "thời hạn hoàn thành", "hạn hoàn thành", "thời hạn", "hạn",
                "tiến độ hoàn thành", "tiến độ", "thời gian thực hiện", "thời gian", "mốc thời gian",
                "ngày hoàn thành", "mốc hoàn thành", "hoàn thành", "deadline", "kết thúc",
                "hạn cuối", "thời điểm hoàn thành", "ngày kết thúc",
            ),
            never=("bắt đầu", "hạn chế", "quyền hạn", "kết quả", "ngày sinh", "khởi công"),
            looks=_looks_like_due,
        ),
        _KIND,
        Column(
            "name",
            _("Full name"),
            words=(
                "họ và tên", "họ tên", "họ tên cán bộ", "tên cán bộ", "họ và tên cán bộ",
                "người đăng ký", "cán bộ đăng ký", "cán bộ", "đồng chí", "tên đồng chí", "họ, tên",
                "người thực hiện", "tên đảng viên", "đảng viên", "họ tên đồng chí", "danh tính",
                "họ và tên khai sinh", "người chịu trách nhiệm", "chủ trì", "người chủ trì",
            ),
            never=("phối hợp", "theo dõi", "cấp trên", "kiểm tra", "giám sát", "nội dung", "số"),
            required=True,
            carried=True,
            looks=looks_like_name,
        ),
        Column(
            "unit",
            _("Unit"),
            words=(
                "đơn vị", "cơ quan", "đơn vị công tác", "cơ quan, đơn vị", "cơ quan đơn vị",
                "cơ quan công tác", "tổ chức đảng", "chi bộ", "đảng bộ", "nơi công tác", "phường",
                "chi bộ, đảng bộ", "nơi sinh hoạt", "phòng ban", "phòng, ban", "tổ chức",
                "đơn vị đăng ký", "ban, ngành", "phòng, ban, đơn vị",
            ),
            never=("phối hợp", "đơn vị tính", "chủ trì", "theo dõi", "cấp trên", "chịu trách nhiệm",
                   "sản phẩm", "giám sát"),
            carried=True,
        ),
        Column(
            "post",
            _("Post"),
            words=(
                "chức vụ", "chức danh", "chức vụ công tác", "chức vụ, chức danh", "chức vụ đảng",
                "vị trí công tác", "chức trách", "chức vụ hiện nay", "vị trí",
            ),
            carried=True,
            starts=_POSTS,
        ),
        Column(
            "title",
            _("Task"),
            words=(
                "nội dung đăng ký", "nội dung", "tên nhiệm vụ", "nhiệm vụ", "tên việc", "công việc",
                "nội dung công việc", "nội dung nhiệm vụ", "việc đăng ký", "nhiệm vụ đăng ký",
                "tên công việc", "đầu việc", "việc mới, việc khó", "đăng ký việc", "việc làm",
                "nội dung việc", "nội dung thực hiện", "đăng ký đảm nhận", "tên nội dung",
                "nhiệm vụ khó khăn, phức tạp", "việc mới, khó", "việc",
            ),
            never=("phối hợp", "lý do", "kết quả", "phân loại", "loại", "ghi chú", "sản phẩm"),
            required=True,
            looks=_looks_like_title,
        ),
        Column(
            "result",
            _("Result"),
            words=(
                "kết quả", "sản phẩm", "kết quả cần đạt", "sản phẩm, kết quả", "kết quả dự kiến",
                "sản phẩm đầu ra", "kết quả đầu ra", "chỉ tiêu", "kết quả, sản phẩm", "mục tiêu",
                "sản phẩm cụ thể", "đầu ra", "kết quả đạt được", "yêu cầu kết quả",
            ),
        ),
        Column(
            "support",
            _("Coordinating bodies"),
            words=(
                "cơ quan phối hợp", "đơn vị phối hợp", "phối hợp", "cơ quan, đơn vị phối hợp",
                "phối hợp thực hiện", "tổ chức phối hợp", "đơn vị liên quan",
            ),
        ),
        Column(
            "reason",
            _("Reason why it is new or hard"),
            words=(
                "lý do", "vì sao", "căn cứ", "lý do là việc mới, việc khó", "khó khăn, vướng mắc",
                "lý do lựa chọn", "lý do đăng ký", "vướng mắc",
            ),
        ),
        Column(
            "topic",
            _("Topic"),
            words=(
                "định hướng", "nội dung định hướng", "nhóm định hướng", "theo định hướng",
                "chủ đề", "chuyên đề", "nhóm nội dung", "lĩnh vực", "nhóm việc",
            ),
            never=("nội dung đăng ký",),
        ),
        Column("note", _("Note"), words=("ghi chú", "chú thích", "tình trạng", "ý kiến khác")),
    ),
    person=("name", "unit"),
    counted=(
        (
            "people",
            ("đồng chí", "người", "đảng viên", "cán bộ", "đ/c", "cá nhân", "lãnh đạo"),
        ),
        (
            "rows",
            ("nội dung", "việc", "nhiệm vụ", "công việc", "mục", "dòng", "đăng ký", "đầu việc",
             "lượt"),
        ),
    ),
    section_field="unit",
    marks_carry="title",
)  # fmt: skip


@dataclass(frozen=True)
class Registration:
    """One line of the list as it would be registered; `kind` is empty where it is not clear."""

    name: str
    unit: str
    post: str
    kind: Literal["new", "hard", ""]
    title: str
    due: Due
    result: str
    support: str
    reason: str
    note: str
    topic: str


def interpret(row: Row, year: int | None) -> tuple[Registration, list[Problem]]:
    """The values of a row and what is wrong with it; the values stay even if something is."""
    problems: list[Problem] = []
    kind = _kind(row, problems)
    due = _due(row, year, problems)
    read = Registration(
        name=person_name(_text(row, "name", MAX_NAME, problems)),
        unit=_text(row, "unit", MAX_NAME, problems),
        post=_text(row, "post", MAX_NAME, problems),
        kind=kind,
        title=_text(row, "title", MAX_TITLE, problems),
        due=due,
        result=_text(row, "result", MAX_TEXT, problems),
        support=_text(row, "support", MAX_TEXT, problems),
        reason=_text(row, "reason", MAX_TEXT, problems),
        note=_text(row, "note", MAX_TEXT, problems),
        topic=_text(row, "topic", MAX_TEXT, problems),
    )
    for name in ("name", "unit", "title"):
        if not getattr(read, name):
            problems.append(Problem(f"missing_{name}", cell=_cell(row, name)))
    value = row.values.get("name")
    if value and value.assumed:
        params: dict[str, str | int] = {"text": read.name}
        problems.append(Problem("assumed_person", params, f"{row.number}", blocks=False))
    return read, problems


def _cell(row: Row, name: str) -> str:
    """Where a person looks; a field without a column is looked for in the row."""
    return row.cell(name) or str(row.number)


def _text(row: Row, name: str, most: int, problems: list[Problem]) -> str:
    value = row.values.get(name, Value(None, "", ""))
    text = nfc(value.text)
    for position in bad_letters(value.text)[:1]:
        problems.append(Problem("bad_letter", {"position": position}, value.cell))
    if len(text) > most:
        problems.append(Problem("too_long", {"most": most, "length": len(text)}, value.cell))
    return text


def _kind(row: Row, problems: list[Problem]) -> Literal["new", "hard", ""]:
    value = row.values.get("kind")
    marks = value.marks if value else ()
    if not (value and value.text):
        marks = _kind_of_section(row)
    if len(marks) > 1:
        problems.append(Problem("two_kinds", cell=_cell(row, "kind")))
    elif not marks and value and value.text:
        problems.append(Problem("unknown_kind", {"text": value.text}, value.cell))
    elif not marks:
        problems.append(Problem("missing_kind", cell=_cell(row, "kind")))
    if len(marks) != 1:
        return ""
    return "new" if marks[0] == "new" else "hard"


def _kind_of_section(row: Row) -> tuple[str, ...]:
    for section in reversed(row.section):
        if marks := marks_in(section, _KIND):
            return marks
    return ()


def _due(row: Row, year: int | None, problems: list[Problem]) -> Due:
    value = row.values.get("due", Value(None, "", ""))
    raw = value.raw if as_text(value.raw) == value.text else value.text
    due = read_due(raw, year)
    if due.how == "unreadable":
        problems.append(Problem("unreadable_due", {"text": due.raw}, value.cell))
    return due
