"""Room org: what hangs on units in the rooms above, and how it follows a reorganisation.

A room declares itself once, in its AppConfig; org never imports it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise

from namro.core.audit import Actor
from namro.org.journal import Journal
from namro.org.models import Unit


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
    """Something open in a unit: what kind of thing it is, and how many of it."""

    unit: int
    what: str | Promise
    n: int


class Follower(Protocol):
    """One room above; lower orders go first."""

    order: int

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """What is open in these units and would have to go on elsewhere."""

    def carry(self, passing: Passing) -> None:
        """Let it go on there; every changed row goes through the journal."""

    def settle(self) -> None:
        """The tree has changed: what counts by it counts anew, closed periods excepted."""


FOLLOWERS: list[Follower] = []


def declare(follower: Follower) -> None:
    """Called once by the room's AppConfig."""
    FOLLOWERS.append(follower)
    FOLLOWERS.sort(key=lambda one: one.order)
