"""Room reports: percentages: of what, and whether the two whole numbers give them."""

import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from namro.reports.proofreading import units
from namro.reports.proofreading.figures import ANY, MASK, Figure, N, P, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, fits, said
from namro.reports.proofreading.letters import same_tones
from namro.reports.proofreading.numbers import rounded
from namro.reports.proofreading.patterns import is_threshold
from namro.reports.proofreading.units import Sort

NEAR_TOLERANCE = 5
OFFERED = 5
_HALF = Fraction(1, 2)
_HUNDRED = 100
_TWO, _FINEST = 2, 4


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(same_tones(pattern).replace("<N>", N).replace("<P>", P).replace("<ANY>", ANY))


_NO = "[^\ue000-\ue7ff\uf000-\uf7ff]"
_NO_STOP = "[^\ue000-\ue7ff\uf000-\uf7ff,;]"
_NO_SEMI = "[^\ue000-\ue7ff\uf000-\uf7ff;]"
_FRACTION = _re(rf"(<N>){_NO_STOP}{{0,30}}/\s?(<N>)({_NO_SEMI}{{0,110}})$")
# "95% of the cells have handed in (38/40)": the bracket behind it belongs to it.
_BRACKET_AFTER = _re(
    rf"^[^\ue000-\uf7ff;()]{{0,60}}\(\s?{_NO_STOP}{{0,25}}(<N>){_NO_STOP}{{0,25}}/\s?(<N>)"
)
_OUT_OF = _re(
    rf"(<N>){_NO_STOP}{{0,60}}?\s(?:trên tổng số|trên tổng|trong tổng số|trong số|trên|trong)\s"
    rf"{_NO_STOP}{{0,20}}?(<N>)({_NO_SEMI}{{0,110}})$"
)
_OF_TOTAL = _re(
    rf"^{_NO_STOP}{{0,25}}?(?:của|trong|trên|so với|/)?\s?(?:tổng số|số|trong|trên|của)\s{_NO_STOP}{{0,20}}?(<N>)"
)
_P_OF_N = _re(
    rf"(?:trong|trên)\s(?:tổng số\s|tổng\s|số\s)?(<N>){_NO_STOP}{{0,45}},?\s(?:có|thì)\s{_NO}{{0,20}}$"
)
_PAIR = _re(r"(<N>)[^\ue000-\uf7ff]{0,30}/\s?(<N>)")
_CHANGE = _re(
    r"(?:tăng|giảm|vượt|cao hơn|thấp hơn|tăng thêm|giảm bớt|tăng trưởng|bớt|hơn)"
    r"(?:\s(?:thêm|khoảng|gần|trên|hơn|được|tới|đến|bình quân|tương ứng|là|so với)){0,2}\s$"
)
_ECONOMY = _re(r"tốc độ|tăng trưởng|lãi suất|lạm phát|cpi|tỷ trọng|grdp|gdp|lợi nhuận|độ che phủ")
_TARGET = _re(
    r"phấn đấu|chỉ tiêu|mục tiêu|yêu cầu|tối thiểu|ít nhất|dự kiến|tối đa|không quá|bảo đảm|đặt ra"
    r"|đề ra|kế hoạch|từ nay đến|đến năm|giao|nếu|cần|phải"
)
_PLAN = _re(
    r"^\s(?:so với\s)?(?:chỉ tiêu|kế hoạch|mục tiêu|dự toán|định mức|nhiệm vụ|yêu cầu|cùng kỳ|so với)"
)
_PLANNED = _re(
    r"(?:mục tiêu|kế hoạch|chỉ tiêu|giao|dự toán|định mức)[^\ue000-\ue7ff,;)]{0,70}?(<N>)"
)
_WHOLE_CUE = _re(r"(?:trong đó|trong tổng số|tổng số|trong số|thì)")
_HAS_CUE = _re(r"(?:có|hiện có|gồm|tổng số|tổng|trong)\s(?:[^\W\d_]+\s){0,2}$")


def find(text: Text) -> Iterator[Finding]:
    """Every percentage of the draft, but changes."""
    pairs = _Pairs(text)
    for sentences in text.prose:
        for number, sentence in enumerate(sentences):
            before = sentences[max(0, number - 2) : number]
            for at, share in sentence.shares:
                if not is_change(sentence, at) and not is_threshold(sentence.text, at):
                    yield from _Share(pairs, sentence, before, at, share).findings()


class _Pairs:
    """Every a/b of the draft, by the percentage that it makes."""

    def __init__(self, text: Text) -> None:
        self.rates: set[tuple[int, Fraction]] = set()
        self.parts: set[tuple[int, Fraction, Fraction]] = set()
        for sentence in text.sentences:
            for match in _PAIR.finditer(sentence.text):
                part, whole = sentence.at[match.start(1)], sentence.at[match.start(2)]
                if whole.value:
                    self._add(part.value, part.value * _HUNDRED / whole.value)

    def _add(self, part: Fraction, rate: Fraction) -> None:
        for decimals in range(_FINEST):
            shown = rounded(rate, decimals)
            self.rates.add((decimals, shown))
            self.parts.add((decimals, shown, part))

    def give(self, share: Figure, part: Figure | None) -> bool:
        """Is this percentage explained somewhere by two numbers (of which one is the part)?"""
        if part is None:
            return (share.decimals, share.value) in self.rates
        return (share.decimals, share.value, part.value) in self.parts


def is_change(sentence: Sentence, at: int) -> bool:
    """A share by which something grew or shrank."""
    return _CHANGE.search(sentence.text[:at]) is not None


def agrees(share: Figure, part: Figure, whole: Figure) -> bool:
    """Is a/b the percentage, rounded to the digits that are printed?"""
    real = part.value * _HUNDRED / whole.value
    if share.nearly or part.nearly or whole.nearly:
        return abs(real - share.value) <= NEAR_TOLERANCE
    return rounded(real, share.decimals) == share.value


def wholes(part: Figure, share: Figure) -> list[int]:
    """The whole numbers of which `part` would be that percentage."""
    half = _HALF / 10**share.decimals
    low = part.value * _HUNDRED / (share.value + half)
    high = part.value * _HUNDRED / max(share.value - half, Fraction(1, 10**6))
    if high - low > 10_000:  # noqa: PLR2004 - far too many to offer any
        return [int(part.value * _HUNDRED / share.value)] * (OFFERED + 1)
    found = range(ceil(low), floor(high) + 1)
    return [
        whole
        for whole in found
        if whole and rounded(part.value * _HUNDRED / whole, share.decimals) == share.value
    ]


def has_whole(share: Figure, whole: Figure) -> bool:
    """Is there a whole number that is that percentage of `whole`?"""
    half = _HALF / 10**share.decimals
    first = ceil((share.value - half) * whole.value / _HUNDRED)
    return any(
        rounded(Fraction(part * _HUNDRED) / whole.value, share.decimals) == share.value
        for part in (first, first + 1)
    )


class _Share:
    """One percentage in its sentence."""

    def __init__(
        self,
        pairs: _Pairs,
        sentence: Sentence,
        before: list[Sentence],
        at: int,
        share: Figure,
    ) -> None:
        self.pairs, self.sentence, self.earlier = pairs, sentence, before
        self.at, self.share = at, share
        self.before, self.after = sentence.text[:at], sentence.text[at + 1 :]

    def findings(self) -> Iterator[Finding]:
        pair = self._named_pair()
        if pair is not None:
            yield self._judged(*pair)
            return
        if self.share.value == _HUNDRED or _ECONOMY.search(self.before[-60:]):
            return
        whole = self._whole_alone()
        if whole is not None:
            yield self._of_whole(whole)
            return
        if _PLAN.match(self.after):
            yield from self._of_plan()
            return
        part = self._part()
        if part is not None:
            yield from self._of_part(part)
        else:
            yield from self._bare()

    def _figure(self, match: re.Match[str], group: int, shift: int = 0) -> Figure:
        return self.sentence.at[match.start(group) + shift]

    def _named_pair(self) -> tuple[Figure, Figure] | None:
        """Where the text itself says a of b."""
        match = _BRACKET_AFTER.match(self.after)
        if match:
            return self._figure(match, 1, self.at + 1), self._figure(match, 2, self.at + 1)
        for pattern in (_FRACTION, _OUT_OF):
            match = pattern.search(self.before)
            if match and "(" not in match[3].rstrip()[:-12]:
                return self._figure(match, 1), self._figure(match, 2)
        whole, part = self._total_behind(), self._part()
        return (part, whole) if whole and part and whole.value >= part.value else None

    def _total_behind(self) -> Figure | None:
        match = _OF_TOTAL.match(self.after)
        if match is None or "/" in self.after[match.end() : match.end() + 2]:
            return None
        found = self._figure(match, 1, self.at + 1)
        return found if found.countable else None

    def _whole_alone(self) -> Figure | None:
        """The whole is named, the part is not: 55 % of 15 meetings."""
        match = _P_OF_N.search(self.before)
        if match:
            return self._figure(match, 1)
        return self._total_behind()

    def _part(self) -> Figure | None:
        """The nearest count before the percentage, when it is near enough to belong to it."""
        counts = [(at, one) for at, one in self.sentence.counts if at < self.at]
        if not counts:
            return None
        at, found = counts[-1]
        between = self.sentence.text[at + 1 : self.at]
        if len(between) > 60 or re.search(ANY, between) or ";" in between:  # noqa: PLR2004 - letters
            return None
        return found

    def _judged(self, part: Figure, whole: Figure) -> Finding:
        if whole.value == 0:
            return fits(Rule.SHARE, self.share)
        if (
            part.unit
            and whole.unit
            and (part.sort == Sort.ATTENDANCES) != (whole.sort == Sort.ATTENDANCES)
        ):
            return _mixed(part, whole)
        if agrees(self.share, part, whole):
            return fits(Rule.SHARE, self.share, part, whole)
        nearly = self.share.nearly or part.nearly or whole.nearly
        real = part.value * _HUNDRED / whole.value
        cut = floor(real * 10**self.share.decimals) == self.share.value * 10**self.share.decimals
        grade = Grade.DOUBTFUL if nearly or cut else Grade.WRONG
        params = {
            "part": part.text,
            "whole": whole.text,
            "share": self.share.text,
            "right": said(real, max(self.share.decimals, 1)),
        }
        spans = (self.share.span, part.span, whole.span)
        return Finding(Rule.SHARE, grade, spans, "share_cut" if cut else "share", params)

    def _of_whole(self, whole: Figure) -> Finding:
        if not whole.countable or self.share.nearly or whole.nearly or has_whole(self.share, whole):
            return fits(Rule.NO_WHOLE, self.share, whole)
        below = floor(self.share.value * whole.value / _HUNDRED)
        params = {
            "share": self.share.text,
            "whole": whole.text,
            "low": f"{said(below)}/{said(whole.value)}",
            "low_share": said(Fraction(below * _HUNDRED) / whole.value, 1),
            "high": f"{said(below + 1)}/{said(whole.value)}",
            "high_share": said(Fraction((below + 1) * _HUNDRED) / whole.value, 1),
        }
        spans = (self.share.span, whole.span)
        return Finding(Rule.NO_WHOLE, Grade.WRONG, spans, "no_whole", params)

    def _of_plan(self) -> Iterator[Finding]:
        part = self._part()
        for sentence in (*reversed(self.earlier), self.sentence):
            for match in _PLANNED.finditer(sentence.text):
                whole = sentence.at[match.start(1)]
                if part is None or whole is part or not units.alike(part.unit, whole.unit):
                    continue
                yield self._judged(part, whole)
                return

    def _of_part(self, part: Figure) -> Iterator[Finding]:
        if part.sort in (Sort.MONEY, Sort.MEASURE, Sort.TIME) or not part.whole:
            return
        fit = self._that_fits(part)
        if fit is not None:
            yield fits(Rule.SHARE, self.share, *fit)
            return
        wholes_said = self._candidates(part)
        strong = [whole for at, whole in wholes_said if self._is_strong(at, whole, part)]
        same = self._whole_of_the_others(part)
        strong = [same] if same is not None else strong
        if len(strong) == 1:
            yield self._judged(part, strong[0])
        elif not self.pairs.give(self.share, part) and not self._is_one_of_several():
            yield from self._asked(part)

    def _candidates(self, part: Figure) -> list[tuple[int, Figure]]:
        """Counts said before that may be the whole; those of earlier sentences stand at -1."""
        here = [
            (at, one)
            for at, one in self.sentence.counts
            if one is not part and one.value >= part.value and units.alike(one.unit, part.unit)
        ]
        there = [
            (-1, one)
            for sentence in self.earlier
            for _at, one in sentence.counts
            if one.value >= part.value and units.alike(one.unit, part.unit)
        ]
        return [*here, *there]

    def _is_strong(self, at: int, whole: Figure, part: Figure) -> bool:
        """Does the sentence itself make this count the whole?"""
        if at < 0 or at > self.at or not whole.countable:
            return False
        words = self.sentence.text
        between = words[at + 1 : next(a for a, one in self.sentence.at.items() if one is part)]
        if re.search(P, between):
            return False
        same = (
            whole.unit is not None and part.unit is not None and whole.unit.name == part.unit.name
        )
        cue = _WHOLE_CUE.search(between) or _HAS_CUE.search(words[:at])
        return bool(cue) and (same or (len(between) < 60 and whole.unit is not None)) or same  # noqa: PLR2004

    def _that_fits(self, part: Figure) -> tuple[Figure, Figure] | None:
        """Two figures near by that do make the percentage, whichever stands nearest."""
        pair = self._pair_that_fits()
        if pair is not None:
            return pair
        wholes_said = [whole for _at, whole in self._candidates(part)]
        # Under another name: accounts of files, houses of families.
        wholes_said += [
            w for _at, w in self.sentence.counts if w.value > part.value and w.countable
        ]
        whole = next((w for w in wholes_said if w.value and agrees(self.share, part, w)), None)
        return (part, whole) if whole else None

    def _pair_that_fits(self) -> tuple[Figure, Figure] | None:
        """An a/b of the same sentence that stands farther away."""
        for match in _PAIR.finditer(self.before):
            part, whole = self._figure(match, 1), self._figure(match, 2)
            if whole.value and agrees(self.share, part, whole):
                return part, whole
        return None

    def _whole_of_the_others(self, part: Figure) -> Figure | None:
        """The whole of the percentages before this one, which go on here."""
        for at, share in self.sentence.shares:
            if at >= self.at:
                return None
            other = _Share(self.pairs, self.sentence, self.earlier, at, share)
            pair, one = other._named_pair(), other._part()
            choices = [pair] if pair else []
            choices += [(one, whole) for _at, whole in other._candidates(one)] if one else []
            for first, whole in choices:
                fit = whole.value and agrees(share, first, whole) and whole is not part
                if fit and whole.value >= part.value and units.alike(whole.unit, part.unit):
                    return whole
        return None

    def _is_one_of_several(self) -> bool:
        return len(self.sentence.shares) > 1 and _several(self.sentence)

    def _asked(self, part: Figure) -> Iterator[Finding]:
        if self.share.nearly or part.nearly or not part.countable or not self.share.value:
            return
        offers = wholes(part, self.share)
        params = {"part": part.text, "share": self.share.text, "what": _name(part)}
        spans = (self.share.span, part.span)
        if not offers:
            yield Finding(Rule.NO_WHOLE, Grade.WRONG, spans, "no_whole_of_part", params)
            return
        if len(offers) > OFFERED:
            params["low"], params["high"] = said(offers[0]), said(offers[-1])
            words = "of_how_many_between"
        else:
            params["offers"] = ", ".join(said(one) for one in offers)
            words = "of_how_many"
        yield Finding(Rule.NO_DENOMINATOR, Grade.DOUBTFUL, spans, words, params)

    def _bare(self) -> Iterator[Finding]:
        """A share of something that is counted, without any count."""
        clause = re.split(r"[;:]", self.before)[-1][-80:]
        near = f"{clause} {self.after[:40]}"
        if self.sentence.shares[0][1] is not self.share:
            return
        if self.share.nearly or self._is_one_of_several() or _TARGET.search(self.before[-90:]):
            return
        if self.after.lstrip().startswith("trở lên") or MASK in self.after[:3]:
            return
        if not units.known_in(near) or self.pairs.give(self.share, None):
            return
        params = {"share": self.share.text}
        yield Finding(
            Rule.NO_DENOMINATOR, Grade.CANNOT_CHECK, (self.share.span,), "share_alone", params
        )


def _several(sentence: Sentence) -> bool:
    """Shares of one whole side by side: graded so, so and so."""
    shares = [one.value for _at, one in sentence.shares]
    if len(shares) < len(sentence.counts):
        return False
    return len(shares) > _TWO or abs(sum(shares, Fraction()) - _HUNDRED) <= 1


def _name(figure: Figure) -> str:
    return figure.unit.name if figure.unit else ""


def _mixed(part: Figure, whole: Figure) -> Finding:
    params = {"part": part.text, "whole": whole.text}
    return Finding(Rule.MIXED, Grade.DOUBTFUL, (part.span, whole.span), "mixed_share", params)
