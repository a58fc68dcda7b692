"""Room criteria: what the answers on a card make: one function, no record and no clock.

The outcome is a proposal; a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from namro.criteria.states import Answer, Kind, Mode

HUNDRED = Decimal(100)
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What one voice says of one criterion: points, or whether it holds; or not applicable."""

    points: Decimal | None = None
    answer: str = ""

    @property
    def not_applicable(self) -> bool:
        return self.answer == Answer.NOT_APPLICABLE

    @property
    def empty(self) -> bool:
        return self.points is None and not self.answer


@dataclass
class Result:
    """Points by group, the share of what applies, the band, and why it is none."""

    groups: list[tuple[str, Decimal, Decimal]] = field(default_factory=list)
    total: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    band: str = ""
    # Ids of criteria: knocked out, not holding, not answered yet.
    vetoes: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def share(self) -> Decimal | None:
        """Points of a hundred of what applies; None where nothing applies."""
        return HUNDRED * self.total / self.most if self.most else None

    @property
    def complete(self) -> bool:
        return not self.missing


def result(content: Content, said: Mapping[str, Said]) -> Result:
    """Score a card.

    Deductions never take a group below zero. A criterion that does not apply takes its points out
    of the most that can be had. With `mode` "all" every criterion that applies must hold.
    """
    found = Result()
    for group in content["groups"]:
        points, most, off = Decimal(0), Decimal(0), Decimal(0)
        for one in group["criteria"]:
            answer = said.get(one["id"], Said())
            if answer.empty:
                found.missing.append(one["id"])
            if answer.not_applicable:
                continue
            if one["kind"] == Kind.DEDUCTION:
                off += min(answer.points or Decimal(0), Decimal(one["most"]))
            elif one["kind"] != Kind.VETO:
                points += _points(one, answer)
                most += Decimal(one["most"])
            if answer.answer == Answer.NO:
                (found.vetoes if one["kind"] == Kind.VETO else found.failing).append(one["id"])
        points = max(points - off, Decimal(0))
        found.groups.append((group["name"], points, most))
        found.total += points
        found.most += most
    found.band = _band(content, found)
    return found


def _points(one: Mapping[str, Any], answer: Said) -> Decimal:
    most = Decimal(one["most"])
    if answer.answer:
        return most if answer.answer == Answer.YES else Decimal(0)
    return min(max(answer.points or Decimal(0), Decimal(0)), most)


def highest_band(content: Content) -> str:
    """The band that asks for most."""
    return str(bands(content)[0]["name"])


def bands(content: Content) -> list[Mapping[str, str]]:
    """The levels, the highest first."""
    return sorted(content["bands"], key=lambda band: -Decimal(band["at"]))


def _band(content: Content, found: Result) -> str:
    if found.missing or found.vetoes:
        return ""
    if content["mode"] == Mode.ALL:
        applies = any(most for _name, _points, most in found.groups)
        return highest_band(content) if applies and not found.failing else ""
    share = found.share
    for band in bands(content):
        if share is not None and share >= Decimal(band["at"]):
            return str(band["name"])
    return ""


def from_figure(one: Mapping[str, Any], percent: float | None) -> Said:
    """What a figure says of a criterion; nothing to measure means that it does not apply."""
    if percent is None:
        return Said(answer=Answer.NOT_APPLICABLE)
    holds = percent >= float(one["at_least"])
    return Said(answer=Answer.YES if holds else Answer.NO)
