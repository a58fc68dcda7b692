"""Sheets room: what a register declares to take lists in, and the table of all that have."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.core import text
from namro.org.access import Access
from namro.org.models import Person, Unit
from namro.sheets import days, fonts, repeats
from namro.sheets.book import Book
from namro.sheets.layout import Layout, Understanding
from namro.sheets.models import ImportState, Made
from namro.sheets.problems import FORMULA_ERROR, Problem
from namro.sheets.reading import Row, Skipped, Total
from namro.sheets.rows import extract
from namro.sheets.standing import Claims, Standing, entered_before

if TYPE_CHECKING:
    from namro.sheets.bringing import Bringing

BATCH = 500
NEW, SKIP, SAME = "new", "skip", "same"
KEEP = "keep"
# Another question has this name as its key's beginning; answers for a whole group at once.
EVERY = "every:"
STATES = ("ready", "ask", "already", "problem", "left")


@dataclass(frozen=True)
class Target:
    """What a list is brought into: a campaign, a unit; `since` is when what it makes begins."""

    key: str
    unit: Unit
    label: str
    since: dt.date
    href: str = ""
    year: int | None = None
    thing: Any = None
    # The day whose map its units are looked for on; none: `since`.
    map_day: dt.date | None = None


@dataclass(frozen=True)
class Who:
    """The person that a row speaks of; `born` is a day, or only a year."""

    name: str
    unit: str
    post: str = ""
    born: dt.date | int | None = None
    # Tells two people of a list apart, or says that two rows are one; never kept.
    paper: str = ""


@dataclass
class Verdict:
    """What will become of one row, and why."""

    row: Row
    read: Any
    problems: list[Problem]
    # What makes it this row and no other; a number is added where a list repeats itself.
    key: str
    # (text, softer text beside it) for each column that the kind shows.
    cells: Sequence[tuple[str, str]] = ()
    who: Who | None = None
    already: bool = False
    # Questions about it that nobody has answered yet.
    asks: list[str] = field(default_factory=list)
    left_out: bool = False
    unit: Unit | None = None
    person: Person | None = None
    new_unit: str = ""
    # Names the person to be made; rows of one person share it.
    new_person: str = ""
    # From which day what the row makes holds, where it is not the target's.
    since: dt.date | None = None
    # What a kind has found out beside what the row says.
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)

    @property
    def state(self) -> str:
        """already · left · problem · ask · ready"""
        if self.already:
            return "already"
        if self.left_out:
            return "left"
        if self.blocked:
            return "problem"
        return "ask" if self.asks else "ready"

    def wrong(self, code: str, column: str = "", **params: str | int) -> None:
        """Say what is wrong in a column of the row; it does not go in like this."""
        self.problems.append(Problem(code, params, self._place(column)))

    def note(self, code: str, column: str = "", **params: str | int) -> None:
        """Say what a person should look at; the row goes in all the same."""
        self.problems.append(Problem(code, params, self._place(column), blocks=False))

    def _place(self, column: str) -> str:
        return self.row.cell(column) or str(self.row.number)


@dataclass(frozen=True)
class Question:
    """Something that the list leaves open and a person decides before anything is written."""

    key: str
    group: str
    name: str
    options: Sequence[tuple[str, str]]
    rows: int = 1
    where: str = ""
    why: str = ""
    # What stands in the field before anybody has chosen.
    proposed: str = ""
    chosen: str = ""
    # "new" or "likely": which answer for all at once reaches it.
    sure: str = ""


@dataclass
class Batch:
    """The rows of a list while they are judged; nothing is written."""

    kind: "ListKind"
    target: Target
    access: Access
    year: int | None
    choices: dict[str, str]
    # The day of the paper to which the list is annexed, where its title names one.
    listed_on: dt.date | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    # What a kind has looked up for all rows together.
    known: Any = None

    def chosen(self, key: str, sure: str = "", group: str = "") -> str:
        """The answer to a question, or the one given for its whole group."""
        return self.choices.get(key) or self.choices.get(f"{EVERY}{group}:{sure}", "")

    @property
    def open(self) -> list[Verdict]:
        """Rows that are not in already."""
        return [verdict for verdict in self.verdicts if not verdict.already]


@dataclass
class Judged:
    """A whole workbook, judged; nothing is written yet."""

    verdicts: list[Verdict]
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]
    questions: list[Question]
    claims: Claims

    @property
    def counts(self) -> dict[str, int]:
        """How many rows stand in each state."""
        counted = Counter(verdict.state for verdict in self.verdicts)
        return {name: counted[name] for name in STATES}

    @property
    def ready(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.state == "ready"]

    def asked(self, group: str) -> list[Question]:
        return [question for question in self.questions if question.group == group]


@dataclass(frozen=True)
class Makes:
    """A kind of record that a list makes; the order in a kind is the order of deletion."""

    model: type[models.Model]
    label: str | Promise


def _ready_as_read(batch: Batch) -> None:
    """Nothing more to look at."""


def _nothing_follows(bringing: "Bringing", records: dict[str, list[models.Model]]) -> None:
    """Nothing else has to follow when it is taken back."""


@dataclass(frozen=True)
class ListKind:
    """A list that a register takes in. A register writes one and calls `declare`."""

    name: str
    label: str | Promise
    about: str | Promise
    layout: Layout
    # Asked in the target's unit; "import.use" is asked as well, as for every workbook.
    capability: str
    targets: Callable[[Access], Iterable[Target]]
    target: Callable[[str], Target | None]
    # One row of the list as the register understands it.
    read: Callable[[Row, Batch], Verdict]
    take_in: Callable[["Bringing", list[Verdict]], None]
    makes: tuple[Makes, ...]
    # Columns of the layout that the preview shows, in this order.
    shows: tuple[str, ...]
    # Looks at all rows together: units, people, what is asked.
    judge: Callable[[Batch], None] = _ready_as_read
    # Which of the keys are in already; where None is said, what earlier imports made.
    inside: Callable[[Target, list[str]], set[str]] | None = None
    # How a record is known again that was entered by hand, so that no row doubles it.
    standing: Standing | None = None
    # Before its records are deleted: counters, and what it changed and did not make.
    take_back: Callable[["Bringing", dict[str, list[models.Model]]], None] = _nothing_follows
    # Why nothing can be brought in now; None when it can.
    refusal: Callable[[Target, Access], str | None] = lambda target, access: None


_kinds: dict[str, ListKind] = {}


def declare(kind: ListKind) -> None:
    """Called by a room when it is ready; a name stands for one kind."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"two lists are called {kind.name}")
    _kinds[kind.name] = kind


def kind_of(name: str) -> ListKind | None:
    return _kinds.get(name)


def kinds(access: Access) -> list[ListKind]:
    """The kinds that this person may bring in somewhere."""
    return [kind for kind in _kinds.values() if access.anywhere(kind.capability)]


def judge(
    kind: ListKind, target: Target, book: Book, understanding: Understanding, batch_of: "Asked"
) -> Judged:
    """Read every row and say what would become of it."""
    understanding, opened = in_letters(book, understanding, batch_of.choices)
    reading = extract(book, understanding, kind.layout)
    year = understanding.year or target.year
    batch = Batch(kind, target, batch_of.access, year, batch_of.choices, _listed_on(understanding))
    batch.questions += opened.values()
    settled = days.settle(reading.rows, batch_of.choices)
    if settled.written:
        batch.questions.append(_order_of_days(settled))
    batch.verdicts = [kind.read(row, batch) for row in settled.rows]
    for verdict in batch.verdicts:
        if settled.waits(verdict.row):
            verdict.asks.append(days.KEY)
        asked = opened.get(verdict.row.sheet)
        if asked is not None and not asked.chosen:
            verdict.asks.append(asked.key)
    equal = repeats.number(batch.verdicts)
    inside = known_keys(kind, target, [verdict.key for verdict in batch.verdicts])
    for verdict in batch.verdicts:
        verdict.already = verdict.key in inside
        _without_value(verdict)
    kind.judge(batch)
    chosen = batch.choices.get(repeats.KEY, repeats.EACH)
    if pairs := repeats.settle(batch.verdicts, equal, chosen):
        batch.questions.append(_twice(pairs, chosen))
    claims = Claims(frozenset(verdict.key for verdict in batch.verdicts))
    judged = Judged(batch.verdicts, reading.totals, reading.skipped, batch.questions, claims)
    for verdict in entered_before(kind, target, judged.ready, claims):
        verdict.already = True
        verdict.note("stands_already")
    return judged


def _order_of_days(settled: days.Settled) -> Question:
    name = _("The list writes days like “%(text)s”. This one is") % {"text": settled.written}
    why = _("All days of this list that are written so are read in the same way.")
    options = [(order, f"{day:%d/%m/%Y}") for order, day in settled.readings]
    n = len(settled.unclear)
    return Question(days.KEY, "dates", name, options, n, why=why, chosen=settled.chosen)


def _without_value(verdict: Verdict) -> None:
    for name, value in verdict.row.values.items():
        if FORMULA_ERROR.fullmatch(value.text):
            verdict.wrong("formula_error", name, text=value.text)


def _twice(pairs: list[str], chosen: str) -> Question:
    name, why = _("Rows that stand twice"), _("They are equal in everything that is read.")
    options = [(repeats.ONCE, _("One thing: take it in once")),
               (repeats.EACH, _("Different things: take all in"))]  # fmt: skip
    where = "; ".join(pairs[: repeats.NAMED]) + ("…" if len(pairs) > repeats.NAMED else "")
    return Question(repeats.KEY, "rows", name, options, len(pairs), where, why, chosen=chosen)


def in_letters(
    book: Book, understanding: Understanding, choices: dict[str, str]
) -> tuple[Understanding, dict[str, Question]]:
    """Sheets in an old font are shown as they would be read; nothing goes in before a yes."""
    asked: dict[str, Question] = {}
    for plan in understanding.sheets:
        sheet = book.sheet(plan.sheet)
        if not plan.used or not plan.encoding or sheet is None:
            continue
        key = f"encoding:{plan.sheet}"
        chosen = choices.get(key, "")
        shown = chosen if chosen in fonts.DECODERS else plan.encoding
        options = [
            ("tcvn3", _("TCVN3 (fonts .VnTime)")),
            ("vni", _("VNI (fonts VNI-Times)")),
            (KEEP, _("neither: keep the texts as they stand")),
        ]
        name = _("The sheet “%(sheet)s” seems to be typed in an old font. Its texts are") % {
            "sheet": plan.sheet
        }
        pairs = fonts.samples(sheet, shown)
        why = "\n".join(f"{before[:80]} → {after[:80]}" for before, after in pairs)
        asked[plan.sheet] = Question(key, "encoding", name, options, why=why, chosen=chosen)
        understanding = understanding.with_sheet(
            replace(plan, encoding="" if chosen == KEEP else shown)
        )
    return understanding, asked


def _listed_on(understanding: Understanding) -> dt.date | None:
    papers = [plan.reference for plan in understanding.sheets if plan.used and plan.reference]
    return next((paper.on for paper in papers if paper.on), None)


@dataclass(frozen=True)
class Asked:
    """Who looks at the list, and what has been decided about it so far."""

    access: Access
    choices: dict[str, str] = field(default_factory=dict)


def known_keys(kind: ListKind, target: Target, keys: list[str]) -> set[str]:
    """Which rows are in already."""
    if kind.inside is not None:
        return kind.inside(target, keys)
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        rows = Made.objects.filter(
            record__layout=kind.name,
            record__target=target.key,
            record__status=ImportState.TAKEN,
            row_key__in=keys[start : start + BATCH],
        )
        found |= set(rows.values_list("row_key", flat=True))
    return found


def row_key(*parts: object) -> str:
    """What makes a row this row: spelled differently it is still the same."""
    return "|".join(text.identity(str(part or "")) for part in parts)
