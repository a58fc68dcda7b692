"""Room reports: the same thing counted twice in a draft, differently; shares above the whole."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, said
from namro.reports.proofreading.letters import same_tones
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.shares import is_change
from namro.reports.proofreading.units import Sort

_STOCK = pattern(
    r"(?:^|[,;:.]\s?|\s)((?:[^\W\d_]+\s){0,6}?)(?:hiện nay có|hiện có|đang có|có tổng số|tổng số|có|toàn thể|tất cả)\s(?:tổng số\s|tất cả\s)?<N>"
)
_WHOLE = pattern(
    r"(toàn (?:đảng bộ|quận|phường|xã|huyện|thành phố|tỉnh|chi bộ))(?: có| hiện có)?\s<N>"
)
_FRACTION = pattern(r"<N><->{0,25}?/\s?<N>")
_STOP = re.compile(
    r"[,.;:()]|\s(?:được|đã|đang|hoạt động|tham gia|ở|tại|trong|với|và|do|đều|trên|thuộc diện|bị|để"
    r"|có|vào|theo|từ|so|năm|đạt|chưa|không|sinh hoạt|gồm|bao gồm|dự|đăng ký)(?:\s|$)"
)
_STOCK_STAYS = re.compile(
    same_tones(
        r"\s?(?:$|[,.;:()]|với|và|ở|tại|sinh hoạt|hoạt động|trực thuộc|trong|gồm|bao gồm|đang)"
    )
)
_ANYBODY = frozenset(
    same_tones(name)
    for name in ("tập thể", "cá nhân", "người", "đồng chí", "cán bộ", "đối tượng", "đại biểu")
)
_SKIPPED = frozenset(
    [
        "nhìn",
        "chung",
        "hiện",
        "nay",
        "đến",
        "toàn",
        "cả",
        "trong",
        "tính",
        "thời",
        "điểm",
        "đó",
        "phần",
        "đầu",
        "kết",
        "quả",
        "của",
        "ta",
        "thì",
        "là",
        "ngày",
        "này",
        "tổng",
        "số",
        "nói",
        "và",
        "hiện",
        "có",
    ]
)
_MOMENT = pattern(
    r"quý|tháng|năm \uf8ff|năm trước|cùng kỳ|đầu năm|cuối năm|năm ngoái|nhiệm kỳ trước|trước đây|sau khi|riêng|so với|tăng|giảm|kế hoạch|dự kiến|phấn đấu"
)
_WHOLES = pattern(
    r"xếp loại|phân loại|cơ cấu|tỷ trọng|tỉ trọng|chia theo|đánh giá|phân tích chất lượng"
)
_RECOGNISED = pattern(r"được (?:công nhận|tặng|phong tặng)|đạt danh hiệu|được xếp loại")
_TWO, _MOST_KEPT = 2, 60


@dataclass(frozen=True)
class Told:
    figure: Figure
    who: str
    what: str


def find(text: Text) -> Iterator[Finding]:
    """Contradictions between two places, and shares that are more than everything."""
    sentences = text.sentences
    yield from _twice(sentences)
    yield from _twice_of(sentences)
    yield from _turns_for_people(sentences)
    yield from _more_recognised(sentences)
    for sentence in sentences:
        yield from _more_than_all(sentence)


def _twice(sentences: list[Sentence]) -> Iterator[Finding]:
    told: dict[str, dict[tuple[str, Fraction], Told]] = defaultdict(dict)
    for sentence in sentences:
        for one in _told(sentence):
            for earlier in told[one.what].values():
                if earlier.figure.value != one.figure.value and _same(earlier.who, one.who):
                    yield _contradiction(earlier.figure, one)
                    break
            if len(told[one.what]) < _MOST_KEPT:
                told[one.what].setdefault((one.who, one.figure.value), one)


def _told(sentence: Sentence) -> Iterator[Told]:
    if _MOMENT.search(sentence.text):
        return
    seen: set[int] = set()
    for pattern_of in (_WHOLE, _STOCK):
        for match in pattern_of.finditer(sentence.text):
            at = match.start(2)
            figure = sentence.at[at]
            if at in seen or not figure.countable or figure.nearly or figure.unit is None:
                continue
            if "trong đó" in sentence.text[:at] or not _is_stock(figure):
                continue
            seen.add(at)
            what, following = _named(sentence.text[at + 1 :].strip())
            if what and (pattern_of is _WHOLE or _STOCK_STAYS.match(following)):
                yield Told(figure, _who(match[1]), what)


def _is_stock(figure: Figure) -> bool:
    """What a body has: members, cells, households; not whoever did something."""
    return (
        figure.unit is not None
        and figure.sort in (Sort.PEOPLE, Sort.BODIES, Sort.HOUSEHOLDS)
        and figure.unit.name not in _ANYBODY
    )


def _named(words: str) -> tuple[str, str]:
    """What is counted, and what the sentence says of it."""
    stop = _STOP.search(words)
    return (words[: stop.start()].strip(), words[stop.start() :]) if stop else (words.strip(), "")


def _who(words: str) -> str:
    kept = [word for word in words.split() if word not in _SKIPPED]
    return " ".join(kept)


def _same(one: str, other: str) -> bool:
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _contradiction(earlier: Figure, one: Told) -> Finding:
    params = {"first": earlier.text, "second": one.figure.text, "what": one.what}
    spans = (one.figure.span, earlier.span)
    return Finding(Rule.TWICE, Grade.DOUBTFUL, spans, "twice", params)


def _twice_of(sentences: list[Sentence]) -> Iterator[Finding]:
    """a/b here and a/c there: one of the two denominators is a slip of the pen."""
    told: dict[tuple[Fraction, str], Figure] = {}
    for sentence in sentences:
        for match in _FRACTION.finditer(sentence.text):
            above, below = sentence.at[match.start(1)], sentence.at[match.start(2)]
            if below.unit is None or above.value < 100:  # noqa: PLR2004 - small counts repeat by chance
                continue
            earlier = told.setdefault((above.value, below.unit.name), below)
            if earlier.value != below.value:
                yield _contradiction(earlier, Told(below, "", below.unit.name))


def _turns_for_people(sentences: list[Sentence]) -> Iterator[Finding]:
    """1.200 lượt đảng viên here, 1.200 đảng viên there."""
    people: dict[tuple[Fraction, str], Figure] = {}
    turns: dict[tuple[Fraction, str], Figure] = {}
    for sentence in sentences:
        for _at, one in sentence.counts:
            if one.unit is None or one.value < 20:  # noqa: PLR2004 - small counts repeat by chance
                continue
            if one.sort == Sort.PEOPLE:
                people.setdefault((one.value, one.unit.name), one)
            elif one.sort == Sort.ATTENDANCES:
                turns.setdefault((one.value, one.unit.name), one)
    for key in people.keys() & turns.keys():
        one, other = people[key], turns[key]
        params = {"count": one.text, "what": key[1]}
        yield Finding(Rule.MIXED, Grade.DOUBTFUL, (other.span, one.span), "mixed_places", params)


def _more_recognised(sentences: list[Sentence]) -> Iterator[Finding]:
    """More bodies recognised than there are: recognitions of several years, not bodies."""
    stock: dict[str, Figure] = {}
    for sentence in sentences:
        for at, one in sentence.counts:
            if one.sort != Sort.BODIES or one.unit is None or one.nearly:
                continue
            told = _RECOGNISED.search(sentence.text[at : at + 40])
            there = stock.get(one.unit.name)
            if told and there is not None and one.value > there.value:
                params = {"count": one.text, "there": there.text, "what": one.unit.name}
                spans = (one.span, there.span)
                yield Finding(Rule.MIXED, Grade.DOUBTFUL, spans, "recognitions", params)
            elif not told and re.search(r"có\s(?:tổng số\s)?$", sentence.text[:at]):
                stock.setdefault(one.unit.name, one)


def _more_than_all(sentence: Sentence) -> Iterator[Finding]:
    """Shares of one whole that are listed as such and add up to more than 100 %."""
    cue = _WHOLES.search(sentence.text)
    if cue is None:
        return
    listed = [(at, one) for at, one in sentence.shares if at > cue.end()]
    if len(listed) < _TWO or any(is_change(sentence, at) or one.nearly for at, one in listed):
        return
    between = sentence.text[listed[0][0] : listed[-1][0]]
    if re.search(r"so với|năm trước|cùng kỳ|trên|trở lên|trong đó|/", between):
        return
    total = sum((one.value for _at, one in listed), Fraction())
    digits = max(one.decimals for _at, one in listed)
    if total > 100 + Fraction(len(listed), 2 * 10**digits):
        params = {
            "sum": " + ".join(one.text for _at, one in listed),
            "total": said(total, digits),
        }
        spans = tuple(one.span for _at, one in reversed(listed))
        yield Finding(Rule.OVER_100, Grade.WRONG, spans, "over_100", params)
