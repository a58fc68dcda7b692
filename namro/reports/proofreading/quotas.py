"""Room reports: how much each one takes on, by the rule that the draft itself states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, fits, said
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.units import Sort

_WHO = r"mỗi (?:một )?(?:đồng chí|cán bộ|đảng viên|lãnh đạo|người|công chức|cá nhân|hội viên|ủy viên|đoàn viên)"
_RANGE = pattern(_WHO + r"<->{0,60}?(?:từ )?(?:<N> (?:đến|tới) <N>|\{(\d+)-(\d+)\})(<->{0,20})")
_LEAST = pattern(_WHO + r"<->{0,60}?(?:ít nhất|tối thiểu|không dưới|từ) <N>(<->{0,30})")
_MOST = pattern(_WHO + r"<->{0,60}?(?:tối đa|không quá|nhiều nhất|chỉ) <N>(<->{0,20})")
_ITEM = pattern(r"\s?(?:việc|nội dung|nhiệm vụ|đầu việc|đăng ký|mô hình|công việc)")
_ITEMS = frozenset(
    {"việc", "nội dung", "nhiệm vụ", "đầu việc", "công việc", "việc mới", "việc khó", "mô hình"}
)
_REACH = 4


@dataclass(frozen=True)
class Quota:
    least: Fraction | None
    most: Fraction | None
    rule: tuple[Figure, ...]
    sentence: int
    end: int


def find(text: Text) -> Iterator[Finding]:
    """Each rule against the first pair of people and items that follows it."""
    sentences = text.sentences
    rules = [one for number, sentence in enumerate(sentences) for one in _rules(sentence, number)]
    for number, one in enumerate(rules):
        stop = rules[number + 1] if number + 1 < len(rules) else None
        pair = _pair(sentences, one, stop)
        if pair is not None:
            yield _judged(one, *pair)


def _rules(sentence: Sentence, number: int) -> Iterator[Quota]:
    for pattern_of, name in ((_RANGE, "range"), (_MOST, "most"), (_LEAST, "least")):
        match = pattern_of.search(sentence.text)
        if match is None:
            continue
        after = match.groups()[-1]
        if not _ITEM.match(after) and not _figure_is_item(sentence, match):
            continue
        yield _quota(sentence, match, name, number)
        return


def _figure_is_item(sentence: Sentence, match: re.Match[str]) -> bool:
    figures = [sentence.at[at] for at in sentence.at if match.start() <= at < match.end()]
    return any(one.sort == Sort.ITEMS for one in figures)


def _quota(sentence: Sentence, match: re.Match[str], name: str, number: int) -> Quota:
    inside = [one for at, one in sentence.counts if match.start() <= at < match.end()]
    values = [one.value for one in inside]
    if name == "range" and match[3]:
        values = [Fraction(match[3]), Fraction(match[4])]
    least = values[0] if name in ("range", "least") else None
    most = values[-1] if name in ("range", "most") else None
    return Quota(least, most, tuple(inside), number, match.end())


def _pair(
    sentences: list[Sentence], rule: Quota, stop: Quota | None
) -> tuple[Figure, Figure] | None:
    """The items and the people to whom the rule applies: what stands next in the draft."""
    for number in range(rule.sentence, min(rule.sentence + _REACH, len(sentences))):
        if stop is not None and number > stop.sentence:
            return None
        sentence = sentences[number]
        counts = [
            one
            for at, one in sentence.counts
            if (number > rule.sentence or at >= rule.end) and one not in rule.rule
        ]
        items = [one for one in counts if one.unit and one.unit.name in _ITEMS]
        people = [one for one in counts if one.sort == Sort.PEOPLE]
        if items and people:
            return items[0], _beside(people, items[0])
    return None


def _beside(people: list[Figure], item: Figure) -> Figure:
    return min(people, key=lambda one: abs(one.start - item.start))


def _judged(rule: Quota, items: Figure, people: Figure) -> Finding:
    low = rule.least * people.value if rule.least is not None else None
    high = rule.most * people.value if rule.most is not None else None
    spans = (items.span, people.span, *(one.span for one in rule.rule))
    params = {"items": items.text, "people": people.text}
    if items.nearly or people.nearly:
        return fits(Rule.QUOTA, items, people)
    if low is not None and rule.least is not None and items.value < low:
        params |= {"least": said(rule.least), "bound": said(low)}
        return Finding(Rule.QUOTA, Grade.WRONG, spans, "quota_low", params)
    if high is not None and rule.most is not None and items.value > high:
        params |= {"most": said(rule.most), "bound": said(high)}
        return Finding(Rule.QUOTA, Grade.WRONG, spans, "quota_high", params)
    return fits(Rule.QUOTA, items, people)
