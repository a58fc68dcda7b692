"""Room reports: which set of the register a figure of a draft speaks of, by the words around it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.units import Sort


class Set(StrEnum):
    """The figures of a campaign that a draft may repeat; the names of commitments.figures.plain."""

    REGISTERED = "registered"
    ELIGIBLE = "eligible"
    MISSING = "missing"
    ITEMS = "items"
    NEW = "new"
    HARD = "hard"
    APPROVED = "approved"
    DONE = "done"
    VERIFIED = "verified"
    BEHIND = "behind"


@dataclass(frozen=True)
class Said:
    """A figure with the set that it speaks of."""

    figure: Figure
    of: Set
    # "cán bộ chủ chốt": people of one class only.
    officials: bool


_DOMAIN = pattern(
    r"(?:đăng ký|đảm nhận)(?:[^.]{0,60})(?:việc mới|việc khó|nhiệm vụ|nội dung|\bviệc\b)"
    r"|(?:việc mới|việc khó|nội dung|nhiệm vụ)[^.]{0,60}(?:đăng ký|đảm nhận)"
)
OFFICIALS = pattern(r"cán bộ chủ chốt|lãnh đạo chủ chốt")
_FRACTION = pattern(r"<N><->{0,25}?/\s?<N>")
_NOT_YET = pattern(r"chưa (?:có )?đăng ký")
_OTHER_TIME = pattern(r"phấn đấu|chỉ tiêu|mục tiêu|kế hoạch|dự kiến|trong đó|tăng|giảm|so với|mỗi")
# "từ 2 việc mới trở lên" says how many each person took at least, and counts nothing.
_AT_LEAST = pattern(r"^[^.;]{0,40}?trở lên")
# Words that say what became of items, nearest to the number, in this order.
_STATES: tuple[tuple[Set, re.Pattern[str]], ...] = (
    (Set.VERIFIED, pattern(r"(?:đã được |được |qua )?(?:thẩm tra|xác minh|xác nhận)")),
    (Set.BEHIND, pattern(r"chậm tiến độ|quá hạn|chậm hạn")),
    (Set.DONE, pattern(r"hoàn thành|thực hiện xong|đã xong|báo xong|làm xong")),
    (Set.APPROVED, pattern(r"phê duyệt|được duyệt|đã duyệt|thông qua")),
)
_NEAR_BEFORE, _NEAR_AFTER = 70, 45


def find(sentence: Sentence) -> list[Said]:
    """The figures of one sentence that the register can know."""
    if not _DOMAIN.search(sentence.text):
        return []
    officials = OFFICIALS.search(sentence.text) is not None
    fractions = _of_fractions(sentence)
    found = []
    for at, figure in sentence.counts:
        of = fractions.get(at) or _set_of(sentence, at, figure)
        if of is not None and figure.whole:
            found.append(Said(figure, of, officials))
    return found


def is_of_another_time(sentence: Sentence, at: int) -> bool:
    """A goal, a part, a change: words before a figure that make it no count of today."""
    return _OTHER_TIME.search(sentence.text[max(0, at - 30) : at]) is not None


def is_near(figure: Figure, counted: int) -> bool:
    """Equal; more than 7.000 is 7.126, and not 9.000."""
    apart = abs(figure.value - counted)
    return apart == 0 or (figure.nearly and apart * 20 <= figure.value)


def _of_fractions(sentence: Sentence) -> dict[int, Set]:
    """a/b people registered: those who did, and those who were asked."""
    found: dict[int, Set] = {}
    for match in _FRACTION.finditer(sentence.text):
        above, below = match.start(1), match.start(2)
        unit = sentence.at[below].unit or sentence.at[above].unit
        after = sentence.text[match.end() : match.end() + _NEAR_AFTER]
        people = unit.sort == Sort.PEOPLE if unit else "đảng viên" in after or "đồng chí" in after
        if people and not _NOT_YET.search(after):
            found |= {above: Set.REGISTERED, below: Set.ELIGIBLE}
    return found


def _set_of(sentence: Sentence, at: int, figure: Figure) -> Set | None:
    before = sentence.text[max(0, at - _NEAR_BEFORE) : at]
    after = sentence.text[at + 1 : at + _NEAR_AFTER]
    if is_of_another_time(sentence, at) or sentence.text[at - 1 : at] == "/":
        return None
    if _AT_LEAST.search(after):
        return None
    if figure.sort == Sort.PEOPLE:
        return _of_people(before, after)
    if figure.sort == Sort.ITEMS and figure.unit is not None:
        return _of_items(figure.unit.name, before, after)
    return None


def _of_people(before: str, after: str) -> Set | None:
    if _NOT_YET.search(after[:30]) or _NOT_YET.search(before[-16:]):
        return Set.MISSING
    if "đăng ký" in after or "đăng ký" in before or before.rstrip().endswith("của"):
        return Set.REGISTERED
    return None


def _of_items(name: str, before: str, after: str) -> Set | None:
    if name in ("việc mới", "việc khó"):
        return Set.NEW if name == "việc mới" else Set.HARD
    if name not in ("việc", "nội dung", "nhiệm vụ", "đầu việc", "công việc"):
        return None
    clause = re.split(r"[,;]", before)[-1]
    for of, words in _STATES:
        if words.search(clause) or words.search(re.split(r"[,;(]", after)[0]):
            return of
    return Set.ITEMS if "đăng ký" in before or "đăng ký" in after else None
