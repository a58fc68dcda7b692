"""Room org: what hangs on units in the rooms above, and how it follows a reorganisation.

A room declares itself once, in its AppConfig; org never imports it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from namro.core.audit import Actor
from namro.org.journal import Journal
from namro.org.models import Person, Unit


@dataclass(frozen=True)
class Passing:
    """Units that closed, and where what was open in them goes on."""

    on: dt.date
    closed: dict[int, Unit]
    # Closed unit and the person whose it is -> the unit that carries it on; None: it stays.
    target: Callable[[int, int | None], Unit | None]
    by: Actor
    journal: Journal
    progress: Callable[[str, int], None] = field(default=lambda words, n: None)


@dataclass(frozen=True)
class Hanging:
    """Something open in a unit: what it is, and how many; 0 where the number is not told."""

    unit: int
    what: str | Promise
    n: int


@dataclass(frozen=True)
class Meeting:
    """Something open that finds one of its like where it goes, and the rule for it, in words.

    `to` is a unit of the plan: its number, or a negative one where the plan sets it up.
    """

    unit: int
    to: int
    what: str | Promise
    rule: str | Promise


# Closed unit and the person whose it is -> the unit of the plan that carries it on.
Aim = Callable[[int, int | None], int | None]


@dataclass(frozen=True)
class Handing:
    """What somebody held in a unit and below goes to whoever takes the post over."""

    unit: Unit
    gone: Person
    to: Person
    on: dt.date
    by: Actor


@dataclass(frozen=True)
class Orphan:
    """Something open that nobody looks after: its holder has left, or nobody may decide on it."""

    what: str | Promise
    title: str
    href: str
    unit: Unit
    who: str
    why: str | Promise


class Follower(Protocol):
    """One room above; lower orders go first."""

    order: int

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """What is open in these units and would have to go on elsewhere."""

    def carry(self, passing: Passing) -> None:
        """Let it go on there; every changed row goes through the journal."""

    def in_hand(self, unit: Unit, person: Person) -> list[tuple[str | Promise, int]]:
        """What this person holds, open, in the unit and below: what it is, and how many."""

    def hand_over(self, handing: Handing) -> int:
        """Give it to the successor in the post; returns how many went."""

    def orphans(self, reach: Q, gone: QuerySet) -> list[Orphan]:
        """Open things in reach (by `unit__path`) of people who are gone, or with nobody to decide."""

    def settle(self) -> None:
        """The tree has changed: what counts by it counts anew, closed periods excepted."""


@runtime_checkable
class Foreseeing(Protocol):
    """A follower of which a record may stand only once in a unit."""

    def meet(self, closed: Collection[int], aim: Aim) -> list[Meeting]:
        """What would meet one of its like, and what `carry` does with it by rule."""


FOLLOWERS: list[Follower] = []


def declare(follower: Follower) -> None:
    """Called once by the room's AppConfig."""
    FOLLOWERS.append(follower)
    FOLLOWERS.sort(key=lambda one: one.order)
