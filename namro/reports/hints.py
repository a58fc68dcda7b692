"""Room reports: hints: what a person should look at, said with its numbers; never a verdict."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from namro.core import rules
from namro.core.templatetags.namro_ui import vn_int, vn_percent

RULES = Path(__file__).parent / "rules"
SUBJECT = "report.hints"
# By this the median deviation is as wide as a standard deviation where values are spread evenly.
NORMAL = 1.4826


@dataclass(frozen=True)
class Part:
    """One unit among others."""

    unit: int
    name: str
    done: int
    followed: int

    @property
    def share(self) -> float:
        return self.done / self.followed


@dataclass(frozen=True)
class Graded:
    """The scored cards of one round: how many stand in its highest band."""

    round: int
    title: str
    band: str
    best: int
    scored: int


@dataclass(frozen=True)
class Facts:
    """What hints look at: counts of work of one unit, its parts, and the period before."""

    done: int = 0
    followed: int = 0
    verified: int = 0
    otherwise: int = 0
    extended: int = 0
    # Days before the last day -> how many items; below zero: after it.
    declared: Sequence[tuple[int, int]] = ()
    # Name, done and followed of the period before.
    before: tuple[str, int, int] | None = None
    parts: Sequence[Part] = ()
    graded: Sequence[Graded] = ()


@dataclass(frozen=True)
class Hint:
    """One sentence with its numbers, and the filters of a list that show its records."""

    name: str
    sentence: str
    filters: Mapping[str, str] = field(default_factory=dict)
    # The part that it speaks of; none for the unit itself.
    unit: int | None = None
    listing: str = "ledger"


Limits = Mapping[str, Any]
Check = Callable[[Facts, Limits], Iterator[Hint]]
DONE = {"state": "done"}


def limits_on(day: dt.date) -> Mapping[str, Limits]:
    """The thresholds in force on a day."""
    return rules.in_force(RULES, SUBJECT, day).rules


def found(facts: Facts, limits: Mapping[str, Limits]) -> list[Hint]:
    """Everything that is worth a look."""
    return [hint for name, check in CHECKS.items() for hint in check(facts, limits[name])]


def share_jump(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """The share declared done is far above that of the period before."""
    if facts.before is None:
        return
    name, done, followed = facts.before
    if min(followed, facts.followed) < limits["at_least"]:
        return
    # Whole numbers: thirds and tenths must not decide by their last binary digit.
    jump = 100 * (facts.done * followed - done * facts.followed)
    if jump >= limits["points"] * followed * facts.followed:
        words = _(
            "%(now)s were declared done; in “%(period)s” it was %(before)s. "
            "Look at some of them before the share is reported."
        )
        yield Hint(
            "share_jump",
            words
            % {
                "now": _of(facts.done, facts.followed),
                "before": _of(done, followed),
                "period": name,
            },
            DONE,
        )


def all_done(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Nothing is left open."""
    if facts.followed >= limits["at_least"] and facts.done == facts.followed:
        words = _("All %(n)s items are declared done: none is open, behind or stopped.")
        yield Hint("all_done", words % {"n": vn_int(facts.done)}, DONE)


def all_verified(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Whoever looked agreed every time."""
    if facts.done >= limits["at_least"] and facts.verified == facts.done:
        words = _(
            "All %(n)s items declared done were verified as done: not one visit found otherwise."
        )
        filters = {"verified": "verified", "state": "done"}
        yield Hint("all_verified", words % {"n": vn_int(facts.done)}, filters)


def nothing_verified(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Nobody has looked yet."""
    if facts.done >= limits["at_least"] and not facts.verified + facts.otherwise:
        words = _("%(n)s items are declared done, and nobody has verified any of them.")
        yield Hint("nothing_verified", words % {"n": vn_int(facts.done)}, {"verified": "waiting"})


def last_days(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Nearly everything was declared at the very end."""
    if facts.done < limits["at_least"]:
        return
    last = sum(n for early, n in facts.declared if early == 0)
    near = sum(n for early, n in facts.declared if 0 <= early <= limits["days"])
    if last >= limits["share"] * facts.done:
        words = _("%(share)s were declared done on their last day.")
        yield Hint("last_days", words % {"share": _of(last, facts.done)}, DONE)
    elif near >= limits["share"] * facts.done:
        words = _(
            "%(share)s were declared done within the last %(days)s days before their last day."
        )
        numbers = {"share": _of(near, facts.done), "days": limits["days"]}
        yield Hint("last_days", words % numbers, DONE)


def outlier(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """A unit far off the others, by median and median deviation, which one odd unit cannot move."""
    parts = [one for one in facts.parts if one.followed >= limits["at_least"]]
    if len(parts) < limits["units"]:
        return
    middle = median(one.share for one in parts)
    spread = median(abs(one.share - middle) for one in parts) * NORMAL
    far = limits["deviations"] * max(spread, limits["floor"])
    for one in parts:
        apart = abs(one.share - middle)
        if apart > far and apart * one.followed >= limits["items"]:
            words = _(
                "%(unit)s: %(share)s were declared done; half of the %(n)s units are at %(middle)s "
                "or above."
            )
            numbers = {
                "unit": one.name,
                "share": _of(one.done, one.followed),
                "n": len(parts),
                "middle": vn_percent(middle),
            }
            yield Hint("outlier", words % numbers, DONE, one.unit)


def extensions(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Many last days were moved."""
    enough = facts.followed >= limits["at_least"]
    if enough and facts.extended >= limits["share"] * facts.followed:
        words = _("%(share)s have a later day than the one first approved.")
        numbers = {"share": _of(facts.extended, facts.followed)}
        yield Hint("extensions", words % numbers, {"extended": "yes"})


def all_best(facts: Facts, limits: Limits) -> Iterator[Hint]:
    """Nearly every card of a round stands in the highest band."""
    for one in facts.graded:
        if one.scored >= limits["at_least"] and one.best >= limits["share"] * one.scored:
            words = _(
                "%(title)s: %(best)s of %(scored)s scored cards stand in “%(band)s”, the highest band."
            )
            numbers = {"best": vn_int(one.best), "scored": vn_int(one.scored)}
            yield Hint(
                "all_best",
                words % (numbers | {"title": one.title, "band": one.band}),
                {"round": str(one.round), "band": one.band},
                listing="card-list",
            )


def _of(n: int, whole: int) -> str:
    return _("%(n)s of %(whole)s items (%(percent)s)") % {
        "n": vn_int(n),
        "whole": vn_int(whole),
        "percent": vn_percent(n / whole),
    }


CHECKS: Mapping[str, Check] = {
    "share_jump": share_jump,
    "all_done": all_done,
    "all_verified": all_verified,
    "nothing_verified": nothing_verified,
    "last_days": last_days,
    "outlier": outlier,
    "extensions": extensions,
    "all_best": all_best,
}
