"""Room figures: what is held of a unit or a person in a year, declared by the rooms that hold it.

A register that needs such a number (a criterion of a title) asks by name and knows no other room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from namro.org.models import Person, Unit

Words = str | Promise
OF_UNIT, OF_PERSON = "unit", "person"


@dataclass(frozen=True)
class Measured:
    """A share with the way to its records; a denominator of none: there is nothing to measure."""

    numerator: int
    denominator: int
    href: str = ""

    @property
    def percent(self) -> float | None:
        """From 0 to 100; None where there is nothing to measure."""
        return 100 * self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Measure:
    """One such number: its name, what it says, the name of its set, and of what it is told."""

    name: str
    label: Words
    set: Words
    of: str
    # Unit or person, and the year.
    count: Callable[[Unit | Person, int], Measured]
    # Others learn whether a threshold is reached, and not the numbers.
    private: bool = False


MEASURES: dict[str, Measure] = {}


def declare(measure: Measure) -> None:
    """Called once by the AppConfig of the room that holds the records.

    Raises:
        ValueError: another measure has this name.
    """
    if MEASURES.setdefault(measure.name, measure) != measure:
        raise ValueError(f"there is a measure {measure.name!r} already")
