"""Room reports: numbers that count nothing: dates, number-symbols, articles, names, telephones."""

import re
from dataclasses import dataclass

from namro.reports.proofreading import units
from namro.reports.proofreading.letters import same_tones
from namro.reports.proofreading.units import Sort

DATE, YEAR, RANGE, OTHER = "date", "year", "range", "other"


@dataclass(frozen=True)
class Mask:
    """A stretch of the read text that is no figure; `match` keeps the parts of a date."""

    start: int
    end: int
    kind: str
    match: re.Match[str]


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(same_tones(pattern), re.VERBOSE)


_NOT_IN_WORD = r"(?<![\w])"
# "Cuối kỳ 38 việc" counts, and so does "cả năm 45 người".
_TIMES = (
    r"tháng(?=\s(?:0?[1-9]|1[0-2])(?!\d))|quý(?=\s[1-4](?!\d))|tuần|khóa|thứ|lần\ thứ|lần|phiên|nhiệm\ kỳ"
    r"|(?<!cuối\ )(?<!đầu\ )(?<!định\ )(?<!giữa\ )(?<!trong\ )kỳ|điều|khoản|chương|mục"
)
_PAPERS = (
    r"nghị\ quyết|chỉ\ thị|nghị\ định|thông\ tư|quy\ định|hướng\ dẫn|kết\ luận|công\ văn|quyết\ định"
    r"|chương\ trình|đề\ án|trung\ ương|ban\ chỉ\ đạo|phụ\ lục|biểu|mẫu|bảng|điểm|trang"
)
_PLACES = (
    r"chi\ bộ|đảng\ bộ|tổ\ dân\ phố|tổ|khu\ phố|thôn|xóm|ấp|ngõ|ngách|hẻm|kiệt|phòng|nhà|tầng|khu|cụm|đường"
    r"|quốc\ lộ|vành\ đai|quận|phường|khối|lớp|đội|nhóm|đợt|vòng|giai\ đoạn|bước|cấp|loại|hạng|mức|tập"
    r"|chi\ hội|covid|tiêu\ chí|chỉ\ tiêu|số|đoàn|đoạn|câu\ hỏi|kênh|lô|thửa|tờ|hội\ trường|bài|cây\ số"
)
# The order matters: what stands first takes its letters, and later patterns leave them alone.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (OTHER, _compiled(r"https?://\S+|www\.\S+|(?<![\w.])[\w.]{1,64}@[\w.]{1,64}")),
    (
        OTHER,
        _compiled(
            r"(?:điện\ thoại|hotline|sđt|fax)[^;\n]{0,14}?\d[\d.\ -]{6,}\d"
            r"|(?<![\w.,])0\d{2,3}[.\ -]?\d{3,4}[.\ -]?\d{3,4}(?!\d)"
        ),
    ),
    (
        DATE,
        _compiled(
            r"(?:ngày\s+)?(?<!\d)(?P<d1>\d{1,2})\s+tháng\s+(?P<m1>\d{1,2})(?:\s+năm\s+(?P<y1>\d{4}))?(?!\d)"
        ),
    ),
    (
        DATE,
        _compiled(
            r"(?<![\w.,/-])(?P<d2>\d{1,2})(?P<sign>[/.-])(?P<m2>\d{1,2})(?P=sign)(?P<y2>\d{4})(?![\w/-])"
        ),
    ),
    (OTHER, _compiled(r"(?<!tổng\ )số\ \d{1,4}(?:,\ \d{1,4})*\ và\ \d{1,4}(?=\s?[).;,])")),
    # A number-symbol: digits, perhaps a year, and letters behind a dash or a stroke.
    (
        OTHER,
        _compiled(
            _NOT_IN_WORD + r"\d{1,5}[a-z]{0,2}(?:/\d{4})?\s?[-/]\s?(?=[a-zđ])[\w./-]*[/-][\w./-]+"
        ),
    ),
    (OTHER, _compiled(_NOT_IN_WORD + r"\d{1,5}(?:/\d{4}/[a-zđ]\w*|-[a-zđ]{2,5}(?![\w]))")),
    (OTHER, _compiled(_NOT_IN_WORD + r"\d{2}[a-z]-\d+(?:[/-]\d+)+(?:-\d+)*")),
    (
        DATE,
        _compiled(
            r"(?:ngày|sáng|chiều|tối|mùng|dịp|trước|hôm)\s+(?P<d3>\d{1,2})[/-](?P<m3>\d{1,2})(?![\w/%-])"
        ),
    ),
    (
        YEAR,
        _compiled(
            r"(?:quý|tháng)\s+(?:[ivx]{1,4}|\d{1,2})\s?[/-]\s?\d{4}|(?<![\w.,/-])\d{1,2}/(?:19|20)\d\d(?![\w.,/%])"
        ),
    ),
    (YEAR, _compiled(r"(?<![\w.,])(?:19|20)\d\d\s?-\s?(?:19|20)\d\d(?![\w.,%])")),
    (OTHER, _compiled(r"(?<![\w.,])\d{1,2}\s?(?:giờ|:|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?(?![\w%])")),
    (OTHER, _compiled(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\(\d{1,2}\))(?=\s)")),
    (
        YEAR,
        _compiled(
            r"(?:năm|nhiệm\ kỳ|giai\ đoạn|tết|khóa)\s+(?:19|20)\d\d(?:\s?[-,]\s?(?:19|20)\d\d)*(?![\w.,]*\d)(?!%)"
        ),
    ),
    (OTHER, _compiled(rf"{_NOT_IN_WORD}(?:{_TIMES})\s+\d{{1,3}}(?![\w]|[.,]\d|\s?%|/\d)")),
    (OTHER, _compiled(r"[“\"‘']\s?\d{1,2}\s(?:\w+\s?){1,3}[”\"’']")),
    (
        OTHER,
        _compiled(
            r"(?<![\w.,])\d\s(?:dám|rõ|tốt|không|sạch|an|nhất|tự|xung\ kích)(?!\w)|(?<![\w.,])\d\sđiều\ bác"
            r"|(?<![\w.,])4\.0(?!\d)"
        ),
    ),
)
_NAMED = _compiled(
    rf"{_NOT_IN_WORD}(?<!tổng\ )(?<!con\ )(?:{_PAPERS}|{_PLACES})\s?-?\s?(?P<n>\d{{1,4}})(?![\w]|[.,]\d|\s?%|/\d)"
)
_SHORT_DATE = _compiled(
    r"(?:đến|hết|từ|lúc)\s+(?P<d4>\d{1,2})[/-](?P<m4>\d{1,2})(?![\w/%-])(?!\s?\()"
)
_BARE_YEAR = _compiled(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w%]|[.,]\d|/)")
_RANGE = _compiled(
    r"(?<![\w.,/-])(?P<low>\d{1,3}(?:[.,]\d+)?)\s?-\s?(?P<high>\d{1,3}(?:[.,]\d+)?)(?![\w]|[.,]\d|-)"
)
_NOT_A_NAME = frozenset({Sort.PEOPLE, Sort.HOUSEHOLDS, Sort.ITEMS, Sort.ATTENDANCES})
_MONTHS, _DAYS = 12, 31


def find(plain: str) -> list[Mask]:
    """Every stretch that is no figure, in order, none over another."""
    found: list[Mask] = []
    for kind, pattern in _PATTERNS:
        found += [Mask(*match.span(), kind, match) for match in pattern.finditer(plain)]
    found += _with_a_look_behind(plain)
    return _apart(found)


def _with_a_look_behind(plain: str) -> list[Mask]:
    """Stretches that depend on whether something that is counted follows."""
    found = []
    for match in _NAMED.finditer(plain):
        unit, _end = units.after(plain, match.end())
        if unit is None or unit.sort not in _NOT_A_NAME or unit.name in ("bài", "lớp"):
            found.append(Mask(*match.span(), OTHER, match))
    for match in _SHORT_DATE.finditer(plain):
        unit, _end = units.after(plain, match.end())
        if int(match["d4"]) <= _DAYS and int(match["m4"]) <= _MONTHS and not _counts(unit):
            found.append(Mask(*match.span(), DATE, match))
    for match in _BARE_YEAR.finditer(plain):
        unit, _end = units.after(plain, match.end())
        if not _counts(unit):
            found.append(Mask(*match.span(), YEAR, match))
    found += [Mask(*match.span(), RANGE, match) for match in _RANGE.finditer(plain)]
    return found


def _counts(unit: units.Unit | None) -> bool:
    return unit is not None and unit.sort not in (Sort.THING, Sort.TIME)


def _apart(found: list[Mask]) -> list[Mask]:
    """The one that was found first keeps its letters."""
    kept: list[Mask] = []
    taken: set[int] = set()
    for mask in found:
        letters = range(mask.start, mask.end)
        if mask.start < mask.end and taken.isdisjoint(letters):
            taken.update(letters)
            kept.append(mask)
    return sorted(kept, key=lambda mask: mask.start)
