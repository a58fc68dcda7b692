"""Room reports: figures of a draft that registers hold, by the words that each register declares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from namro.org.access import Access
from namro.org.models import Unit
from namro.registers import sums
from namro.registers.figures import Shown, standing
from namro.registers.kit import REGISTERS, Counts, Register, Saying
from namro.reports.proofreading import sets
from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, said
from namro.reports.proofreading.patterns import pattern

# A quarter, a half-year, years together: registers count by whole years, so nothing can be said.
_PART_OF_A_YEAR = pattern(
    r"quý|tháng|tuần|kỳ báo cáo|giai đoạn|nhiệm kỳ|năm qua|\{|từ (?:đầu )?năm|từ ngày|đến ngày"
)


@dataclass(frozen=True)
class Held:
    """A figure with the register and the figure of it that it repeats."""

    figure: Figure
    register: Register
    counts: Counts
    name: str


class Registers:
    """The declared registers beside one draft, inside what one person may see."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.in_use: dict[str, bool] = {}
        self.known: dict[tuple[str, int, int | None], Shown | None] = {}

    def find(self, sentence: Sentence) -> list[Held]:
        """The figures of a sentence of which a register knows."""
        found: dict[int, Held] = {}
        for register, counts, at, name in _said_in(sentence):
            figure = sentence.at[at]
            if at in found or not figure.whole or sets.is_of_another_time(sentence, at):
                continue
            if self._is_in_use(register, counts):
                found[at] = Held(figure, register, counts, name)
        return [found[at] for at in sorted(found) if found[at].name]

    def _is_in_use(self, register: Register, counts: Counts) -> bool:
        """Where nothing was ever entered, or nothing is open to this person, it is silent."""
        if register.name not in self.in_use:
            here = standing(counts, self.access)
            self.in_use[register.name] = here is not None and bool(sums.years(counts))
        return self.in_use[register.name]

    def whole(self, one: Held) -> Unit | None:
        """The topmost unit whose figures in this register are open."""
        return standing(one.counts, self.access)

    def compared(
        self, one: Held, sentence: Sentence, units: Sequence[Unit], years: Sequence[int | None]
    ) -> Finding:
        """Equal to one of what may be meant, different from the first of them, or nothing to say."""
        spans = (one.figure.span,)
        told = [] if _PART_OF_A_YEAR.search(sentence.text) else list(self._told(one, units, years))
        if not told:
            words = {"set": self._label(one)}
            return Finding(Rule.REGISTER, Grade.CANNOT_CHECK, spans, "register_unknown", words)
        near = [pair for pair in told if sets.is_near(one.figure, pair[1])]
        shown, counted = (near or told)[0]
        params = {
            "said": one.figure.text,
            "counted": said(counted),
            "set": f"{self._label(one)}, {shown.said}" if shown.said else self._label(one),
            "unit": shown.unit.name,
            "apart": said(abs(one.figure.value - counted)),
        }
        href = shown.address
        if near:
            return Finding(Rule.REGISTER, Grade.FITS, spans, "register_equal", params, href)
        return Finding(Rule.REGISTER, Grade.WRONG, spans, "register_different", params, href)

    def _told(
        self, one: Held, units: Sequence[Unit], years: Sequence[int | None]
    ) -> Iterator[tuple[Shown, int]]:
        """What the person may read of a unit that has something here; withheld is as unknown."""
        for unit in dict.fromkeys(units):
            for year in dict.fromkeys(years):
                shown = self._shown(one, unit, year)
                number = shown.told(one.name) if shown else None
                if shown and number is not None:
                    yield shown, number

    def _shown(self, one: Held, unit: Unit, year: int | None) -> Shown | None:
        """None: the unit is not open, the year is not known, or nothing is counted there."""
        key = (one.register.name, unit.pk, year)
        if key not in self.known:
            there = standing(one.counts, self.access, unit.pk) is not None
            there = there and (year is None or year in sums.years(one.counts))
            shown = Shown(one.register, one.counts, self.access, unit, year) if there else None
            self.known[key] = shown if shown and shown.is_used else None
        return self.known[key]

    @staticmethod
    def _label(one: Held) -> str:
        for figure in one.counts.sheet.figures:
            if figure.name == one.name:
                return str(figure.label)
        return str(one.register.label)


def could_speak(sentence: Sentence) -> bool:
    """Does a sentence hold what some register declares?"""
    return any(True for _one in _said_in(sentence))


def _said_in(sentence: Sentence) -> Iterator[tuple[Register, Counts, int, str]]:
    counting = [(one, one.counts) for one in REGISTERS.values() if one.counts]
    for register, counts in counting:
        for saying in counts.sayings:
            for at, name in _said(saying, sentence):
                yield register, counts, at, name


def _said(saying: Saying, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """(place of a figure in the sentence, name of the figure of ours)."""
    if saying.within and not _pattern(saying.within).search(sentence.text):
        return
    for match in _pattern(saying.words).finditer(sentence.text):
        for group, name in enumerate(saying.figures, 1):
            if match.start(group) in sentence.at:
                yield match.start(group), name


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return pattern(words)
