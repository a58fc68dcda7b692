"""Room sittings: what a register declares so that its lines can be put before a body."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from namro.org.access import Access
from namro.org.models import Person, Unit
from namro.papers.content import Block
from namro.sittings.models import AgendaItem
from namro.sittings.states import LIVE

Words = str | Promise


@dataclass(frozen=True)
class Motion:
    """What may be proposed of a line: its name, its word, and whether it needs a reason."""

    name: str
    label: Words
    done: Words
    asks_note: bool = False


@dataclass(frozen=True)
class Matter:
    """A line as the body reads it: what it is, whose it is, and whether it still waits."""

    source: int
    version: int
    title: str
    who: str
    unit: str
    href: str
    waits: bool
    # (label, value), in the order in which they are read.
    facts: Sequence[tuple[Words, str]] = ()
    # What a reader should look at twice: hints, changes since it was returned.
    hints: Sequence[str] = ()
    # People who may not decide on it.
    interested: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Scope:
    """A part of what a register has: a campaign, a round of a title."""

    key: str
    label: str
    waiting: int


@dataclass(frozen=True)
class Decided:
    """What the body decided of one line, for the papers of the sitting."""

    source: int
    motion: str
    note: str
    order: int


@dataclass(frozen=True)
class PersonalSheet:
    """What one person is given in hand after a sitting."""

    person: Person
    blocks: Sequence[Block]
    # How many lines of theirs stand on it.
    n: int


@dataclass(frozen=True)
class Docket:
    """One register's lines before a body; declared once, by the app of its room."""

    name: str
    label: Words
    # The right that whoever presides must hold where the lines wait.
    capability: str
    motions: tuple[Motion, ...]
    # Which of these units have something waiting.
    bodies: Callable[[QuerySet], QuerySet]
    # Of each body: parts in which something waits for it, and how many lines stand on no agenda
    # yet; asked once for all bodies, for a city's office looks after many.
    scopes: Callable[[Iterable[Unit]], dict[int, list[Scope]]]
    # Lines of a part that wait for this body, in the order of an agenda.
    waiting: Callable[[Unit, str], list[int]]
    # How lines stand now, for reading.
    matters: Callable[[Iterable[int]], dict[int, Matter]]
    # Carry the outcome of one line out: source, motion, reason, version that the body read.
    decide: Callable[[int, str, str, int, Access], Any]
    # What a part is called in the papers of a sitting.
    topic: Callable[[str], str]
    # Lines as a table of a paper, and how many people they are of.
    annex: Callable[[Sequence[Decided]], tuple[Block, int]]
    # Lines as sheets for their people.
    sheets: Callable[[Sequence[Decided]], list[PersonalSheet]]
    # The page to which a part belongs.
    scope_href: Callable[[str], str] = lambda scope: ""

    def motion(self, name: str) -> Motion:
        """The motion of that name.

        Raises:
            LookupError: the register knows no such motion.
        """
        for one in self.motions:
            if one.name == name:
                return one
        raise LookupError(name)


DOCKETS: dict[str, Docket] = {}


def declare(docket: Docket) -> None:
    """Called once by the AppConfig of the room above."""
    DOCKETS[docket.name] = docket


def docket_of(name: str) -> Docket:
    """The declared docket of that name.

    Raises:
        LookupError: no room has declared it.
    """
    if name not in DOCKETS:
        raise LookupError(name)
    return DOCKETS[name]


def on_agenda(docket: str, sources: Iterable[int]) -> dict[int, AgendaItem]:
    """Which of these lines stand on the agenda of a sitting that is not over."""
    rows = AgendaItem.objects.filter(
        Q(docket=docket, live=True, source__in=list(sources)), sitting__status__in=LIVE
    )
    return {row.source: row for row in rows.select_related("sitting")}
