"""Room reports: what grew, shrank, is left over, or falls on each: differences and averages."""

import re
from collections.abc import Iterator
from fractions import Fraction

from namro.reports.proofreading import units
from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, fits, said
from namro.reports.proofreading.numbers import rounded
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.shares import is_change
from namro.reports.proofreading.units import Sort

_FROM_TO = pattern(
    r"từ <N><->{0,40}?\s(?:lên|xuống|còn|đến|tăng lên|giảm còn|xuống còn|giảm xuống|lên đến|lên thành)\s<->{0,12}<N>"
)
_BY = pattern(r"(tăng|giảm)(?: thêm| được| bớt)?\s<N>")
_EARLIER = pattern(
    r"năm ngoái|năm trước|cùng kỳ|so với|kỳ trước|quý trước|tháng trước|trước đó|năm \uf8ff|đầu năm"
)
_LEFT = pattern(
    r"(?:còn lại(?: là)?|phần còn lại|số còn lại(?: là)?|còn)\s<->{0,12}?<N>|<N>(?:\s[^\W\d_]+){0,3}\s(?:còn lại)"
)
_FAILED = pattern(
    r"(?:không thành|chưa hoàn thành|chưa xong|chưa giải quyết|không đạt|chưa đạt|chưa đăng ký|không tán thành"
    r"|không đồng ý|hòa giải không thành)\s<->{0,12}?<N>"
)
_STILL = pattern(r"(?:xuống|giảm|chỉ|đến nay|vẫn|giảm xuống|rút)\s?$")
_FRACTION = pattern(r"<N><->{0,25}?/\s?<N>")
_EACH = pattern(r"(?:bình quân|trung bình|tính trung bình|tính bình quân)(<->{0,60}?)<N>")
_PER = pattern(r"(?:mỗi|một|/|từng)\s?([^\W\d_]+(?:\s[^\W\d_]+){0,2})")
_BESIDES = pattern(r"tái|phát sinh|mới|ngoài")
_TWO = 2


def find(text: Text) -> Iterator[Finding]:
    """Changes, remainders and averages of every sentence."""
    for sentences in text.prose:
        for number, sentence in enumerate(sentences):
            earlier = sentences[max(0, number - 1) : number]
            yield from _changes(sentence)
            yield from _left(sentence, earlier)
            yield from _averages(sentence, earlier)


def _changes(sentence: Sentence) -> Iterator[Finding]:
    pair = _FROM_TO.search(sentence.text)
    both = (sentence.at[pair.start(1)], sentence.at[pair.start(2)]) if pair else None
    for at, share in sentence.shares:
        if is_change(sentence, at):
            ends = both or _two_others(sentence, share)
            if ends and not any(one.nearly for one in (*ends, share)):
                yield _grown(share, ends, ordered=both is not None)
    for match in _BY.finditer(sentence.text):
        by = sentence.at[match.start(2)]
        apart = ";" in sentence.text[pair.end() : match.start()] if pair else False
        ends = both if both and by not in both and not apart else _two_others(sentence, by)
        if (
            ends
            and not any(one.nearly for one in (*ends, by))
            and units.alike(by.unit, ends[0].unit)
        ):
            yield _differ(by, ends)


def _two_others(sentence: Sentence, but: Figure) -> tuple[Figure, Figure] | None:
    """The two counts between which the change lies, where a sentence holds just two."""
    if not _EARLIER.search(sentence.text):
        return None
    others = [
        one
        for _at, one in sentence.counts
        if one is not but and one.sort != Sort.TIME and not _is_by(sentence, one)
    ]
    if len(others) != _TWO or not units.alike(others[0].unit, others[1].unit):
        return None
    return others[0], others[1]


def _is_by(sentence: Sentence, figure: Figure) -> bool:
    at = next(place for place, one in sentence.at.items() if one is figure)
    return re.search(r"(?:tăng|giảm)(?: thêm| được| bớt)?\s$", sentence.text[:at]) is not None


def _grown(share: Figure, ends: tuple[Figure, Figure], *, ordered: bool) -> Finding:
    first, second = ends
    bases = [first] if ordered else [second, first]
    apart = abs(second.value - first.value) * 100
    for base in bases:
        if base.value and rounded(apart / base.value, share.decimals) == share.value:
            return fits(Rule.CHANGE, share, first, second)
    base = bases[0]
    params = {
        "first": first.text,
        "second": second.text,
        "share": share.text,
        "base": base.text,
        "right": said(apart / base.value, max(1, share.decimals)) if base.value else "–",
    }
    return Finding(
        Rule.CHANGE, Grade.WRONG, (share.span, first.span, second.span), "change", params
    )


def _differ(by: Figure, ends: tuple[Figure, Figure]) -> Finding:
    first, second = ends
    apart = abs(second.value - first.value)
    digits = max(one.decimals for one in (by, *ends))
    if apart == by.value:
        return fits(Rule.CHANGE, by, first, second)
    params = {
        "first": first.text,
        "second": second.text,
        "by": by.text,
        "right": said(apart, digits),
    }
    return Finding(
        Rule.CHANGE, Grade.WRONG, (by.span, first.span, second.span), "difference", params
    )


def _left(sentence: Sentence, earlier: list[Sentence]) -> Iterator[Finding]:
    for pattern_of, failed in ((_LEFT, False), (_FAILED, True)):
        for match in pattern_of.finditer(sentence.text):
            group = next(n for n, found in enumerate(match.groups(), 1) if found)
            at = match.start(group)
            rest = sentence.at[at]
            words = sentence.text[: match.start()]
            besides = _BESIDES.search(sentence.text[at + 1 : at + 24]) is not None
            if _STILL.search(words) or rest.sort == Sort.TIME or besides:
                continue
            lasting = "lại" in match.group()
            finding = _rest(sentence, match.start(), rest, failed=failed, lasting=lasting)
            if finding is not None:
                yield finding


def _rest(
    sentence: Sentence, start: int, rest: Figure, *, failed: bool, lasting: bool
) -> Finding | None:
    """A bare "còn" may only mean "besides"; it is a remainder where just two figures precede it."""
    fractions = list(_FRACTION.finditer(sentence.text[:start]))
    if fractions:
        part, whole = (sentence.at[fractions[-1].start(group)] for group in (1, 2))
        return _remaining(rest, whole, [part], failed=failed)
    counts = [
        one
        for at, one in sentence.counts
        if at < start and one.sort != Sort.TIME and units.alike(one.unit, rest.unit)
    ]
    if len(counts) < _TWO or counts[0].value != max(one.value for one in counts):
        return None
    whole, done = counts[0], counts[1:]
    if rest.value > whole.value:
        return None
    # A part of a part may stand between: any of the sums that a reader would make is enough.
    sums = {sum((d.value for d in done), Fraction()), *(d.value for d in done)}
    if any(whole.value - total == rest.value for total in sums):
        return fits(Rule.REMAINDER, rest, whole, *done)
    if len(done) > 1 and not lasting:
        return None
    if len(done) > 1 and not failed:
        return _remaining(rest, whole, done, failed=False) if _is_plain_list(done) else None
    return _remaining(rest, whole, done, failed=failed) if len(done) == 1 else None


def _is_plain_list(done: list[Figure]) -> bool:
    return len({one.unit.name if one.unit else "" for one in done}) == 1


def _remaining(rest: Figure, whole: Figure, done: list[Figure], *, failed: bool) -> Finding | None:
    real = whole.value - sum((one.value for one in done), Fraction())
    if real == rest.value:
        return fits(Rule.REMAINDER, rest, whole, *done)
    nearly = any(one.nearly for one in (rest, whole, *done))
    if (
        nearly
        or real < 0
        or (failed and rest.value < real)
        or (rest.unit and rest.sort == Sort.THING)
    ):
        if (
            not (rest.unit and whole.unit and rest.unit.name == whole.unit.name)
            or nearly
            or real < 0
        ):
            return None
        if failed and rest.value < real:
            return None
    params = {
        "whole": whole.text,
        "done": " − ".join(one.text for one in done),
        "rest": rest.text,
        "right": said(real, max(whole.decimals, rest.decimals)),
    }
    spans = (rest.span, whole.span, *(one.span for one in done))
    return Finding(Rule.REMAINDER, Grade.WRONG, spans, "remainder", params)


def _averages(sentence: Sentence, earlier: list[Sentence]) -> Iterator[Finding]:
    for match in _EACH.finditer(sentence.text):
        each = sentence.at[match.start(2)]
        per = _PER.search(match[1]) or _PER.match(sentence.text, match.end() + _unit_length(each))
        if per is None or each.nearly:
            continue
        pool = [one for s in (*earlier, sentence) for _at, one in s.counts if one is not each]
        above = [one for one in pool if each.unit and one.unit and one.unit.name == each.unit.name]
        below = [one for one in pool if one.unit and per[1].startswith(one.unit.name)]
        if len(above) == 1 and len(below) == 1 and below[0].value:
            yield _each(each, above[0], below[0])


def _unit_length(each: Figure) -> int:
    return len(each.unit.name) + 1 if each.unit else 0


def _each(each: Figure, above: Figure, below: Figure) -> Finding:
    real = above.value / below.value
    nearly = above.nearly or below.nearly
    if rounded(real, each.decimals) == each.value or (
        nearly and abs(real - each.value) <= each.value / 10
    ):
        return fits(Rule.AVERAGE, each, above, below)
    params = {
        "each": each.text,
        "above": above.text,
        "below": below.text,
        "right": said(real, max(1, each.decimals)),
    }
    grade = Grade.DOUBTFUL if nearly else Grade.WRONG
    spans = (each.span, above.span, below.span)
    return Finding(Rule.AVERAGE, grade, spans, "average", params)
