"""Room reports: what the proof-reader says of a draft: rule, grade, words pointed at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from namro.reports.proofreading.draft import Draft, Span
from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.numbers import shown


class Rule(StrEnum):
    """What is checked; the name stands in the answer for other programs."""

    SHARE = "share"
    PARTS = "parts"
    OVER = "over"
    TABLE = "table"
    NO_DENOMINATOR = "no-denominator"
    NO_WHOLE = "no-whole"
    TWICE = "twice"
    MIXED = "mixed"
    OVER_100 = "over-100"
    CHANGE = "change"
    AVERAGE = "average"
    REMAINDER = "remainder"
    QUOTA = "year-rule"
    DATE = "date"
    REGISTER = "register"


class Grade(StrEnum):
    """How sure a finding is; what fits is told too, so that nobody wonders what was looked at."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    CANNOT_CHECK = "cannot-check"
    FITS = "fits"


@dataclass(frozen=True)
class Finding:
    """`words` names the sentence in sentences.py, `params` fill it; the first span is the one."""

    rule: Rule
    grade: Grade
    spans: tuple[Span, ...]
    words: str = ""
    params: dict[str, str] = field(default_factory=dict)
    href: str = ""

    @property
    def is_open(self) -> bool:
        return self.grade != Grade.FITS


@dataclass(frozen=True)
class Text:
    """A draft with its sentences, block by block."""

    draft: Draft
    blocks: list[list[Sentence]]

    @cached_property
    def prose(self) -> list[list[Sentence]]:
        """The blocks outside of tables; those inside are empty here."""
        return [
            [] if block.table else read
            for block, read in zip(self.draft.blocks, self.blocks, strict=True)
        ]

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [sentence for read in self.prose for sentence in read]


def fits(rule: Rule, *figures: Figure) -> Finding:
    """Nothing is wrong here, and it was looked at."""
    return Finding(rule, Grade.FITS, tuple(one.span for one in figures))


def said(value: Fraction | int, decimals: int = 0) -> str:
    """A number in a sentence of ours."""
    return shown(Fraction(value), decimals)


def listed(values: Iterable[Fraction | int]) -> str:
    """Numbers added up, as a sentence shows them."""
    return " + ".join(said(value, 0 if Fraction(value).denominator == 1 else 2) for value in values)
