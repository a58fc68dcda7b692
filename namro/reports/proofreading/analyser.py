"""Room reports: all rules over one draft, what they say put in the order of the draft."""

from collections.abc import Iterable
from dataclasses import dataclass

from namro.reports.proofreading import (
    changes,
    dates,
    figures,
    parts,
    quotas,
    repeats,
    shares,
    tables,
)
from namro.reports.proofreading.draft import Draft, Span
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text

RULES = (shares, parts, changes, quotas, repeats, dates, tables)
# Where two rules speak of the same words, the one that says more stands.
_STRONGER = (
    Rule.TABLE,
    Rule.MIXED,
    Rule.REMAINDER,
    Rule.SHARE,
    Rule.CHANGE,
    Rule.PARTS,
    Rule.OVER,
    Rule.AVERAGE,
    Rule.QUOTA,
    Rule.TWICE,
)
# Sums over a figure that is told as wrong already would only say it again.
_FOLLOWING = frozenset({Rule.PARTS, Rule.OVER, Rule.OVER_100, Rule.NO_DENOMINATOR})


@dataclass(frozen=True)
class Report:
    """What was found in a draft, what fits, and how many figures were looked at."""

    draft: Draft
    findings: tuple[Finding, ...]
    fitting: tuple[Finding, ...]
    figures: int

    def of(self, grade: Grade) -> list[Finding]:
        return [one for one in self.findings if one.grade == grade]

    @property
    def is_clean(self) -> bool:
        return not self.of(Grade.WRONG)


def read(draft: Draft) -> Text:
    """The draft with its sentences and figures."""
    return Text(draft, figures.read(draft))


def analyse(draft: Draft, more: Iterable[Finding] = ()) -> Report:
    """Every rule over the draft; `more` is what the register said of it."""
    return judged(read(draft), more)


def judged(text: Text, more: Iterable[Finding] = ()) -> Report:
    """The same for a draft that was read before."""
    found = [one for rule in RULES for one in rule.find(text)]
    found += more
    kept = _one_for_each(one for one in found if one.is_open)
    fitting = tuple(one for one in found if not one.is_open)
    count = sum(len(s.figures) for read in text.blocks for s in read)
    return Report(text.draft, tuple(kept), fitting, count)


def _one_for_each(found: Iterable[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    told: set[Span] = set()
    registered: set[tuple[Span, str]] = set()
    for one in sorted(found, key=_rank):
        first = one.spans[0]
        if one.rule == Rule.REGISTER:
            # What the register says stands beside what arithmetic says.
            if (first, one.words) not in registered:
                registered.add((first, one.words))
                kept.append(one)
        elif first not in told and not (one.rule in _FOLLOWING and told & set(one.spans)):
            told.add(first)
            kept.append(one)
    return sorted(kept, key=lambda one: (one.spans[0].block, one.spans[0].start, one.rule))


def _rank(one: Finding) -> tuple[int, int]:
    place = _STRONGER.index(one.rule) if one.rule in _STRONGER else len(_STRONGER)
    return place, one.spans[0].start
