"""Room reports: what is counted: people, attendances, bodies, items, money; never mixed."""

import re
from dataclasses import dataclass
from enum import StrEnum

from namro.reports.proofreading.letters import same_tones


class Sort(StrEnum):
    """Kinds of figures; figures of two kinds are never added."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    BODIES = "bodies"
    HOUSEHOLDS = "households"
    ITEMS = "items"
    MONEY = "money"
    MEASURE = "measure"
    TIME = "time"
    THING = "thing"


@dataclass(frozen=True)
class Unit:
    name: str
    sort: Sort


_WORDS = {
    Sort.PEOPLE: (
        "người|đồng chí|đ/c|đảng viên|cán bộ|công chức|viên chức|hội viên|đoàn viên|học sinh|sinh viên"
        "|học viên|giáo viên|công an|dân quân|chiến sĩ|chiến sỹ|cá nhân|hòa giải viên|quần chúng"
        "|ủy viên|đại biểu|công dân|cử tri|lao động|công nhân|nhân khẩu|trẻ em|cháu|em|cụ|thanh niên"
        "|phụ nữ|cựu chiến binh|tình nguyện viên|báo cáo viên|đảng ủy viên|bí thư|nhân viên"
        "|thành viên|bác sĩ|người dân|đối tượng|vị|người cao tuổi|thương binh|nông dân|thí sinh"
        "|lãnh đạo|cán bộ, đảng viên|cán bộ, công chức|cấp ủy viên|đảng viên mới|tiểu thương"
        "|quần chúng ưu tú|tân binh|chủ hộ|khách|nam|nữ"
    ),
    Sort.BODIES: (
        "tổ chức đảng|tổ chức|chi bộ|đảng bộ|đảng ủy|chi ủy|tổ|tổ dân phố|tổ hòa giải|tổ dân vận"
        "|tổ công tác|khu phố|khu dân cư|thôn|xã|phường|quận|huyện|đơn vị|cơ quan|trường|doanh nghiệp"
        "|hợp tác xã|tập thể|câu lạc bộ|chi hội|chi đoàn|ban|đội|nhóm|phòng|cơ sở|địa phương"
        "|đoàn|đoàn thể|hội|tổ đảng|tổ chức cơ sở đảng|cấp ủy|chi đảng bộ|xóm|bản|khối|ấp"
    ),
    Sort.HOUSEHOLDS: "hộ|hộ dân|hộ gia đình|gia đình|hộ nghèo|hộ cận nghèo|hộ kinh doanh",
    Sort.ITEMS: (
        "nội dung|nhiệm vụ|việc|đầu việc|công việc|việc mới|việc khó|kết luận|kết luận thanh tra"
        "|kiến nghị|ý kiến|đơn|đơn thư|hồ sơ|vụ|vụ việc|mô hình|công trình|dự án|đề án|chuyên đề"
        "|văn bản|nghị quyết|kế hoạch|thông báo|quyết định|hướng dẫn|chỉ thị|cuộc|cuộc họp|hội nghị"
        "|buổi|lớp|phiếu|giấy khen|bằng khen|tin|bài|sáng kiến|giải pháp|tiêu chí|chỉ tiêu"
        "|trường hợp|thẻ|trang|nhà|căn nhà|cây|danh hiệu|vi phạm|vụ vi phạm|báo cáo|phản ánh"
        "|khiếu nại|tố cáo|tài liệu|tuyến phố|tuyến đường|đoạn đường|điểm|suất quà|suất|phần quà"
        "|vụ án|đám cháy|cuộc kiểm tra|cuộc giám sát|cuộc thanh tra|lần|kỳ|đợt|cam kết|đăng ký"
        "|hạng mục|thủ tục|giao dịch|khu|biển|con ngõ|ngõ|công văn|chương trình|quy chế|quy định"
    ),
    Sort.MONEY: "đồng|nghìn đồng|ngàn đồng|triệu đồng|tỷ đồng|tỉ đồng|triệu|tỷ|tỉ|nghìn tỷ đồng|usd|đ",
    Sort.MEASURE: (
        "m2|m²|m3|mét|mét vuông|m|km|ha|hecta|héc-ta|tấn|kg|lít|tạ|cm|độ|điểm phần trăm|kwh|%"
    ),
    Sort.TIME: (
        "năm|tháng|ngày|giờ|phút|tuần|tuổi|năm tuổi đảng|quý|nhiệm kỳ|đêm|ngày công|năm tuổi|giây"
        "|h|thập kỷ"
    ),
}
UNITS = {
    same_tones(name): Unit(same_tones(name), sort)
    for sort, names in _WORDS.items()
    for name in names.split("|")
}
_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_AFTER = re.compile(rf"\s{{0,3}}(?:(?:các|những|số)\s+)?({_NAMES})(?![^\W_])")
_TURNS = re.compile(r"\s{0,3}(?:lượt)(?:\s+([^\W\d_]+(?:\s[^\W\d_]+)?))?")
_NEXT = re.compile(r"\s{1,3}([^\W\d_]+)(?:\s([^\W\d_]+))?")
# Words that follow a number without being what is counted.
_NO_UNIT = frozenset(
    same_tones(word)
    for word in [
        "cấp",
        "do",
        "đang",
        "đã",
        "chưa",
        "là",
        "và",
        "thuộc",
        "ở",
        "tại",
        "trong",
        "trên",
        "được",
        "có",
        "với",
        "của",
        "để",
        "từ",
        "đến",
        "so",
        "cho",
        "theo",
        "mới",
        "còn",
        "xếp",
        "đạt",
        "hoàn",
        "chiếm",
        "bằng",
        "không",
        "tăng",
        "giảm",
        "xuất",
        "tốt",
        "vào",
        "thì",
        "nhưng",
        "hay",
        "hoặc",
        "vừa",
        "cũng",
        "nên",
        "khi",
        "mà",
        "bị",
        "sẽ",
        "trở",
        "ra",
        "lên",
        "xuống",
        "qua",
        "sau",
        "trước",
        "nhằm",
        "về",
        "thành",
        "gồm",
        "bao",
        "cùng",
        "như",
        "nêu",
        "loại",
        "cả",
        "đều",
        "bên",
        "phần",
        "tổng",
        "cộng",
        "khá",
        "giỏi",
        "triển",
        "hiện",
        "tiến",
        "chuyển",
        "đúng",
        "quá",
        "trễ",
        "tự",
        "nhất",
        "lĩnh",
        "thực",
        "nam",
        "nữ",
        "tốp",
        "trăm",
        "nghìn",
        "ngàn",
        "chục",
        "sao",
        "dám",
        "rõ",
        "điều",
        "xin",
    ]
)
COUNTED = frozenset({Sort.PEOPLE, Sort.BODIES, Sort.HOUSEHOLDS, Sort.ITEMS, Sort.ATTENDANCES})
# Names that hold every other of their kind: "25 cases: 20 people rebuked and 5 warned".
_BROAD = frozenset(
    same_tones(name)
    for name in (
        "trường hợp",
        "nội dung",
        "ý kiến",
        "đơn",
        "hồ sơ",
        "việc",
        "nhiệm vụ",
        "văn bản",
        "cuộc",
    )
)
_GENERAL = frozenset({Sort.PEOPLE, Sort.BODIES, Sort.HOUSEHOLDS, Sort.ATTENDANCES})


def after(text: str, at: int) -> tuple[Unit | None, int]:
    """What is counted by a number that ends at `at`, and where its name ends."""
    turns = _TURNS.match(text, at)
    if turns:
        return Unit(turns[1] or "lượt", Sort.ATTENDANCES), turns.end()
    known = _AFTER.match(text, at)
    if known:
        return UNITS[known[1]], known.end()
    word = _NEXT.match(text, at)
    if word is None or word[1] in _NO_UNIT:
        return None, at
    return Unit(word[1], Sort.THING), word.end(1)


def known_in(text: str) -> bool:
    """Does a phrase name something that is counted in whole numbers?"""
    return any(UNITS[name].sort in COUNTED for name in _NAMED.findall(text))


_NAMED = re.compile(rf"(?<![^\W_])({_NAMES})(?![^\W_])")


def alike(one: Unit | None, other: Unit | None) -> bool:
    """May the two be parts of each other? What has no name takes the name of the whole."""
    if one is None or other is None:
        return True
    if one.name == other.name:
        return one.sort == other.sort
    if one.sort != other.sort:
        return False
    return one.sort in _GENERAL or (
        one.sort == Sort.ITEMS and (one.name in _BROAD or other.name in _BROAD or _kin(one, other))
    )


def _kin(one: Unit, other: Unit) -> bool:
    return one.name.startswith(other.name) or other.name.startswith(one.name)
