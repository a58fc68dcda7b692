"""Room reports: totals and their parts: in brackets, after "gồm", in sums and in lists."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from namro.reports.proofreading import units
from namro.reports.proofreading.draft import is_listed
from namro.reports.proofreading.figures import ANY, Figure, N, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, fits, listed, said
from namro.reports.proofreading.letters import same_tones
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.units import Sort

_BRACKET = re.compile(rf"({N})([^\ue000-\uf7ff.;()]{{0,60}})\(([^()]*)\)")
_SUM = pattern(
    r"(?:tổng cộng|cộng chung|cộng lại|cộng|cả hai|cả ba|cả bốn|tất cả|tổng số|tổng|tổng là)"
    r"(?:\s(?:là|có|được|đợt|lĩnh vực|khối|cấp|loại|nhóm|chung|số|thảy|gồm|kiểm tra|[^\W\d_]+)){0,5}?\s?:?\s<N>"
)
_LIST = pattern(
    r"<N>(<->{0,60}?)[,;:.(]?\s?(trong đó|trong số đó|trong số này|bao gồm|gồm có|gồm|cụ thể là|cụ thể"
    r"|chia ra|chia theo|phân theo|được chia thành|như sau|:)"
)
_FRACTION = re.compile(rf"{N}[^\ue000-\uf7ff]{{0,25}}/\s?{N}")
_OUT_OF = pattern(r"(?:trên|trong|của|/)\s?$")
_WHOLE_OF_TWO = pattern(
    r"trong (?:tổng )?(?:số )?<N><->{0,40}?\s(?:có|thì)\s<N><->{0,30}?(?:và|,)\s<N>"
)
# Two kinds that leave nothing out.
_PAIRS = (
    frozenset(map(same_tones, ("việc mới", "việc khó"))),
    frozenset(map(same_tones, ("nam", "nữ"))),
)
_AMONG = pattern(r"(?:trong đó|trong số|riêng|nổi bật|có$|tiêu biểu)")
_REST = pattern(r"còn lại|còn|số khác")
_NO_PART = pattern(r"bình quân|trung bình|mỗi|so với|tăng|giảm|năm trước|cùng kỳ|lên|xuống")
_SUBSET = pattern(r"trong (?:tổng )?số <N><->{0,40}?\s(?:có|thì)\s<->{0,12}<N>")
_COMPLETE = ("gồm", "cụ thể", "chia", "phân", "như sau")
_MOST_PARTS = 40
_TWO = 2
_MEN_AND_WOMEN = pattern(
    r"<N><->{0,40}?(?:trong đó|gồm|bao gồm|:|\()<->{0,12}?(?:nam|nữ)(?: là| có|:)? <N><->{0,20}?(?:nam|nữ)(?: là| có|:)? <N>"
)


def find(text: Text) -> Iterator[Finding]:
    """Totals in sentences first, then lists that a sentence opens."""
    for sentences in text.prose:
        for sentence in sentences:
            yield from _in_sentence(sentence)
    yield from _in_lists(text)


def _in_sentence(sentence: Sentence) -> Iterator[Finding]:
    told: set[Figure] = set()
    for found in (
        *_brackets(sentence),
        *_sums(sentence),
        *_over(sentence),
        *_after_the_cue(sentence),
        *_pairs(sentence),
    ):
        first = next((f for f in sentence.figures if f.span == found.spans[0]), None)
        if first not in told:
            told |= {first} if first else set()
            yield found


def _brackets(sentence: Sentence) -> Iterator[Finding]:
    for match in _BRACKET.finditer(sentence.text):
        inside = match[3]
        if _FRACTION.search(inside) or _NO_PART.search(inside):
            continue
        parts = [one for at, one in sentence.counts if match.start(3) <= at < match.end(3)]
        total = _owner(sentence, match.start(1), parts)
        if not _make_parts(total, parts):
            continue
        if _AMONG.match(inside.strip()) and not _REST.search(inside):
            yield from _among(total, parts)
        elif len(parts) > 1:
            yield added(total, parts)


def _owner(sentence: Sentence, at: int, parts: Sequence[Figure]) -> Figure:
    """Whose parts stand in the bracket: 120 members in 3 clubs (50, 30, 40) are members."""
    total = sentence.at[at]
    if not parts or any(one.unit for one in parts) or all(p.value <= total.value for p in parts):
        return total
    before = [one for place, one in sentence.counts if place < at]
    return before[-1] if before and before[-1].value > total.value else total


def _make_parts(total: Figure, parts: Sequence[Figure]) -> bool:
    """May these be parts of that total: of its kind, and none of them approximate?"""
    if not parts or len(parts) > _MOST_PARTS or total.sort == Sort.TIME:
        return False
    named = [one for one in parts if one.unit is not None and one.unit.sort != Sort.THING]
    return all(units.alike(total.unit, one.unit) for one in named) and (
        total.unit is not None or not any(one.sort == Sort.TIME for one in parts)
    )


def added(total: Figure, parts: Sequence[Figure]) -> Finding:
    """A total beside the sum of its parts."""
    values = [one.value for one in parts]
    if total.value == sum(values) or _nearly(total, parts, sum(values, Fraction())):
        return fits(Rule.PARTS, total, *parts)
    return _unequal(total, parts, sum(values, Fraction()))


def _unequal(total: Figure, parts: Sequence[Figure], real: Fraction) -> Finding:
    nearly = total.nearly or any(one.nearly for one in parts)
    digits = max(one.decimals for one in (total, *parts))
    params = {
        "total": total.text,
        "sum": listed(one.value for one in parts),
        "right": said(real, digits),
        "apart": said(abs(real - total.value), digits),
    }
    spans = (total.span, *(one.span for one in parts))
    grade = Grade.DOUBTFUL if nearly else Grade.WRONG
    return Finding(Rule.PARTS, grade, spans, "parts", params)


def _nearly(total: Figure, parts: Sequence[Figure], real: Fraction) -> bool:
    """Approximate figures, and decimals that were rounded one by one, need not be equal."""
    if total.nearly or any(one.nearly for one in parts):
        return abs(real - total.value) <= max(total.value, real) / 5
    digits = max(one.decimals for one in (total, *parts))
    return digits > 0 and abs(real - total.value) <= Fraction(len(parts), 2 * 10**digits)


def _among(total: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    """Some parts only: none is larger than the total, and equal ones together are not either."""
    large = [one for one in parts if one.value > total.value and not _loose(one, total)]
    if large:
        yield from (_larger(one, total) for one in large)
        return
    real = sum((one.value for one in parts), Fraction())
    if real > total.value and len(parts) > 1 and _all_named_like(total, parts):
        yield _larger_together(total, parts, real)
    elif real == total.value or len(parts) == 1:
        yield fits(Rule.OVER, total, *parts)


def _all_named_like(total: Figure, parts: Sequence[Figure]) -> bool:
    """Parts that bear the name of the total may not overlap: 21 of the models and 40 others."""
    if total.unit is None or any(_loose(one, total) for one in parts):
        return False
    return all(one.unit is not None and one.unit.name == total.unit.name for one in parts)


def _larger_together(total: Figure, parts: Sequence[Figure], real: Fraction) -> Finding:
    params = {
        "total": total.text,
        "sum": listed(one.value for one in parts),
        "right": said(real),
    }
    spans = (total.span, *(one.span for one in parts))
    return Finding(Rule.OVER, Grade.DOUBTFUL, spans, "over_together", params)


def _loose(one: Figure, total: Figure) -> bool:
    return one.nearly or total.nearly


def _larger(part: Figure, total: Figure) -> Finding:
    params = {"part": part.text, "total": total.text}
    return Finding(Rule.OVER, Grade.WRONG, (part.span, total.span), "over", params)


def _pairs(sentence: Sentence) -> Iterator[Finding]:
    """Of so many, so many new and so many hard: two kinds that make the whole."""
    for match in _WHOLE_OF_TWO.finditer(sentence.text):
        total, *parts = (sentence.at[match.start(group)] for group in (1, 2, 3))
        if frozenset(one.unit.name for one in parts if one.unit) in _PAIRS:
            yield added(total, parts)
    for match in _MEN_AND_WOMEN.finditer(sentence.text):
        total, *parts = (sentence.at[match.start(group)] for group in (1, 2, 3))
        if total.sort == Sort.PEOPLE:
            yield added(total, parts)


def _over(sentence: Sentence) -> Iterator[Finding]:
    """a of b, with a larger than b."""
    for match in _SUBSET.finditer(sentence.text):
        total, part = sentence.at[match.start(1)], sentence.at[match.start(2)]
        if part.value > total.value and units.alike(part.unit, total.unit) and not part.nearly:
            yield _larger(part, total)
    for match in _FRACTION.finditer(sentence.text):
        part, total = sentence.at[match.start()], sentence.at[match.end() - 1]
        beyond = re.search(r"kế hoạch|chỉ tiêu|mục tiêu|vượt|dự toán", sentence.text)
        if part.value > total.value and not beyond and not part.share and not total.share:
            yield _larger(part, total)


def _sums(sentence: Sentence) -> Iterator[Finding]:
    """a, b and c, together d."""
    for match in _SUM.finditer(sentence.text):
        at = match.start(1)
        total = sentence.at[at]
        before = sentence.text[: match.start()]
        if _OUT_OF.search(before) or sentence.text[at + 1 : at + 3].lstrip().startswith("/"):
            continue
        parts = [one for place, one in sentence.counts if place < match.start()]
        if len(parts) < 2 or total.share or ")" in before[-3:] and len(parts) < 2:  # noqa: PLR2004
            continue
        if _NO_PART.search(before) or _FRACTION.search(before) or "trên " in match.group()[:-1]:
            continue
        yield from _sum_of_the_last(total, parts)


def _sum_of_the_last(total: Figure, parts: list[Figure]) -> Iterator[Finding]:
    """The parts are the last figures before the sum; a sentence may begin with others."""
    for first in range(len(parts) - 1):
        last = parts[first:]
        if sum(one.value for one in last) == total.value:
            mixed = {Sort.PEOPLE, Sort.ATTENDANCES} <= {one.sort for one in last}
            yield _mixed(total, last) if mixed else fits(Rule.PARTS, total, *last)
            return
    sorts = {one.sort for one in parts} | {total.sort}
    if Sort.TIME in sorts or any(one.nearly for one in (*parts, total)):
        return
    if not _summable(total, parts) and total.unit is not None:
        # "In 4 wards: 12 items, 15 items, together 57": what comes first is no part.
        parts = [one for one in parts if one.unit is not None and one.unit.name == total.unit.name]
    if len(parts) < _TWO:
        return
    if total.value > max(one.value for one in parts) and _summable(total, parts):
        yield _unequal(total, parts, sum((one.value for one in parts), Fraction()))


def _summable(total: Figure, parts: list[Figure]) -> bool:
    if total.unit is not None and total.unit.name == "trường hợp":
        return True
    return all(units.alike(total.unit, one.unit) for one in parts)


def _mixed(total: Figure, parts: Sequence[Figure]) -> Finding:
    params = {"total": total.text, "sum": listed(one.value for one in parts)}
    spans = (total.span, *(one.span for one in parts))
    return Finding(Rule.MIXED, Grade.WRONG, spans, "mixed_sum", params)


def _after_the_cue(sentence: Sentence) -> Iterator[Finding]:
    for match in _LIST.finditer(sentence.text):
        total = sentence.at[match.start(1)]
        rest = sentence.text[match.end() :]
        cue = match[3] + (":" if sentence.text[match.end() :].lstrip().startswith(":") else "")
        parts = _listed_parts(sentence, match.end(), total, cue)
        if not parts or "(" in match[2] or _NO_PART.search(rest):
            continue
        if cue.startswith("trong") and not _REST.search(rest):
            yield from _among(total, parts)
        elif len(parts) > 1 and (cue != ":" or sum(p.value for p in parts) == total.value):
            yield added(total, parts)
        return


def _listed_parts(sentence: Sentence, start: int, total: Figure, cue: str) -> list[Figure]:
    """The figures after the cue, without those in brackets and in fractions."""
    rest = sentence.text[start:]
    stop = re.search(rf"(?:cộng|tổng|bình quân|so với|đồng thời)(?=[^\ue000-\uf7ff]*{ANY})", rest)
    rest = rest[: stop.start()] if stop else rest
    if cue.startswith("trong") and not cue.endswith(":"):
        rest = rest.split(";")[0]
    if _FRACTION.search(rest):
        return []
    outside = re.sub(r"\([^()]*\)", lambda found: " " * len(found.group()), rest)
    parts: list[Figure] = []
    for found in re.finditer(N, outside):
        one = sentence.at[start + found.start()]
        if one.unit is not None and not units.alike(total.unit, one.unit):
            return parts
        parts.append(one)
    return parts


def _in_lists(text: Text) -> Iterator[Finding]:
    """A total in a paragraph that ends with a colon, its parts in the items below it."""
    for number, sentences in enumerate(text.prose[:-1]):
        if not sentences or not text.prose[number + 1]:
            continue
        opening = sentences[-1]
        if not opening.text.rstrip().endswith((":", ";")) or not opening.counts:
            continue
        total = opening.counts[-1][1]
        items = list(_items(text, number + 1))
        parts = [_part_of(item, total) for item in items]
        whole = [one for one in parts if one is not None]
        if len(whole) < 2 or len(whole) < len(items) or total.sort == Sort.TIME:  # noqa: PLR2004
            continue
        if _AMONG.search(opening.text.rstrip(": ")[-14:]):
            yield from _among(total, whole)
        elif _is_closed(opening.text):
            yield added(total, whole)


def _is_closed(words: str) -> bool:
    tail = words.rstrip(": ;")
    return any(cue in words for cue in _COMPLETE) or bool(re.search(N, tail[-40:]))


def _items(text: Text, first: int) -> Iterator[list[Sentence]]:
    mark = ""
    for number in range(first, len(text.draft.blocks)):
        block = text.draft.blocks[number]
        words = block.text.lstrip()
        here = block.mark or (words[:1] if not words[:1].isalnum() else "1")
        listed_here = bool(block.mark) or is_listed(words)
        if not listed_here or (mark and here != mark) or not text.prose[number]:
            return
        mark = here
        yield text.prose[number]


def _part_of(item: Sequence[Sentence], total: Figure) -> Figure | None:
    """The first figure of an item that can be a part of the total."""
    for _at, one in item[0].counts:
        if units.alike(total.unit, one.unit) and one.sort != Sort.TIME:
            return one
    return None
