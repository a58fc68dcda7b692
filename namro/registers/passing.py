"""Room registers: open records of declared registers go on where a closed unit is carried on.

Where a record may stand only once in a unit and meets one of its like there, a rule says what
happens: it stays with the unit that closed, unless its room has declared another one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, UniqueConstraint
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.core import audit, clock
from namro.core.audit import Line
from namro.figures import tally
from namro.figures.counted import follow_units
from namro.org.followers import Aim, Handing, Hanging, Meeting, Orphan, Passing
from namro.org.models import Person, Unit
from namro.registers import sums
from namro.registers.kit import REGISTERS, Book, Register
from namro.registers.models import Passage

CLOSED = _("its unit has closed and nobody carries it on")
STAYS = _("It stays with the unit that closes, and can be finished there.")
Changes = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What becomes of a record that meets one of its like, and which units beside its own follow.

    `settle` is given the record and what stands at the place already (the values of the columns
    that, with the unit, may stand only once), and says what changes of the record; None: it stays.
    """

    words: Promise
    settle: Callable[[Any, set[tuple[Any, ...]]], Changes] | None = None
    # Columns that may name another unit; it follows, and is left out where it is the unit itself.
    beside: tuple[str, ...] = ()


RULES: dict[type[Model], Rule] = {}
PLAIN = Rule(STAYS)


def declare(model: type[Model], rule: Rule) -> None:
    """Called once by the AppConfig of the room whose records they are."""
    RULES[model] = rule


@dataclass(frozen=True)
class Move:
    """A record on its way; `changes` is None where it stays because it meets one of its like."""

    row: Any
    to: int
    changes: Changes | None
    met: bool = False


class RegistersFollower:
    """One follower for all of them; the ledger and the campaigns have their own."""

    order = 3

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """Open records of these units."""
        wanted = list(units)
        found = []
        for register, _book, rows in _open():
            counted = rows.filter(unit__in=wanted)
            if register.private:
                # That there is a book, and not whether or how many of its records are open.
                counted = rows.model._default_manager.filter(unit__in=wanted)
            by_unit = counted.order_by().values("unit").annotate(n=Count("pk"))
            found += [
                Hanging(row["unit"], register.label, 0 if register.private else row["n"])
                for row in by_unit
            ]
        return found

    def carry(self, passing: Passing) -> None:
        """The successor carries them on; a trace stands on both sides."""
        for register, book, rows in _open():
            aims = [(row, _goes(row, passing)) for row in rows.filter(unit__in=passing.closed)]
            units = {to.pk: to for _row, to in aims if to is not None}
            moves = _moves(book.model, [(row, to.pk) for row, to in aims if to is not None])
            kept = [one for one in moves if one.changes is not None]
            # First: a record may not name its own unit twice, not even for a moment.
            for column in RULES.get(book.model, PLAIN).beside:
                _beside(passing, column, rows, {one.row.pk: one.to for one in kept})
            passing.journal.make(
                Passage(
                    register=book.name, record=one.row.key, before_id=one.row.unit_id,
                    after=units[one.to], on=passing.on, title=book.heading(one.row)[:300],
                )
                for one in kept if not register.private
            )  # fmt: skip
            audit.record_many((_renamed(one) for one in kept if one.changes), passing.by)
            passing.journal.change((m.row, {"unit_id": m.to} | (m.changes or {})) for m in kept)

    def meet(self, closed: Collection[int], aim: Aim) -> list[Meeting]:
        """Records that find one of their like where they go."""
        found = []
        for register, book, rows in _open():
            words = RULES.get(book.model, PLAIN).words
            going = [(row, _foreseen(row, aim)) for row in rows.filter(unit__in=closed)]
            aims = [(row, to) for row, to in going if to is not None]
            if register.private:
                # Which of them meet would tell what stands in the book.
                pairs = {(row.unit_id, to): None for row, to in aims}
                found += [Meeting(unit, to, register.label, words) for unit, to in pairs]
                continue
            found += [
                Meeting(one.row.unit_id, one.to, book.heading(one.row), words)
                for one in _moves(book.model, aims)
                if one.met
            ]
        return found

    def in_hand(self, unit: Unit, person: Person) -> list[tuple[str | Promise, int]]:
        """Registers keep no record in one person's hand; what is followed is the ledger's."""
        return []

    def hand_over(self, handing: Handing) -> int:
        """Nothing is in one person's hand."""
        return 0

    def orphans(self, reach: Q, gone: QuerySet) -> list[Orphan]:
        """Open records of a unit that has closed and that nobody carries on."""
        day = clock.today()
        return [
            Orphan(register.label, book.heading(row), reverse(f"{book.name}-detail", args=[row.key]),
                   row.unit, "", CLOSED)
            for register, book, rows in _told()
            for row in rows.filter(reach, unit__until__lte=day).select_related("unit")[:200]
        ]  # fmt: skip

    def settle(self) -> None:
        """The year that runs counts on today's map; years gone by keep theirs."""
        for register in REGISTERS.values():
            if register.counts is None:
                continue
            period = tally.year_of(register.counts.block, clock.today().year)
            rows = [m._default_manager.filter(period=period) for m in register.counts.models]
            if sum(follow_units(one) for one in rows):
                counted = sums.recounted(register.counts, period)
                tally.replace(period, register.counts.sets, counted)


def _goes(row: Any, passing: Passing) -> Unit | None:
    """Where the ledger has taken what it follows of the record, or to the successor."""
    entry = getattr(row, "entry", None)
    if entry is not None and entry.unit_id not in passing.closed:
        return Unit.objects.get(pk=entry.unit_id)
    return passing.target(row.unit_id, None)


def _foreseen(row: Any, aim: Aim) -> int | None:
    entry = getattr(row, "entry", None)
    return aim(row.unit_id, entry.owner_id if entry is not None else None)


def _moves(model: type[Any], aims: list[tuple[Any, int]]) -> list[Move]:
    """Every record with what changes of it on the way: by the rule where it meets one of its like."""
    settle = RULES.get(model, PLAIN).settle
    moves = {row.pk: Move(row, to, {}) for row, to in aims}
    for columns, only in _once_in_a_unit(model):
        bound = set(only.filter(pk__in=moves).values_list("pk", flat=True))
        places = {one.to for one in moves.values() if one.to > 0}
        taken: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
        for unit, *key in only.filter(unit__in=places).values_list("unit_id", *columns):
            taken[unit].add(tuple(key))
        keys = {pk: (moves[pk].to, _key(moves[pk].row, columns)) for pk in moves if pk in bound}
        arriving = Counter(keys.values())
        for pk, (to, key) in keys.items():
            one = moves[pk]
            if settle is None:
                if key in taken[to] or arriving[to, key] > 1:
                    moves[pk] = Move(one.row, to, None, met=True)
            elif key in taken[to]:
                changes = settle(one.row, taken[to])
                moves[pk] = Move(one.row, to, changes, met=True)
                taken[to].add(tuple(changes.get(c, k) for c, k in zip(columns, key, strict=True)))
            else:
                taken[to].add(key)
    return list(moves.values())


def _once_in_a_unit(model: type[Any]) -> Iterator[tuple[list[str], QuerySet[Any]]]:
    """What may stand only once in a unit: the other columns, and the rows of which it is true."""
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint) and "unit" in one.fields:
            rows = model._default_manager.filter(one.condition or Q())
            yield [model._meta.get_field(f).attname for f in one.fields if f != "unit"], rows


def _key(row: Any, columns: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in columns)


def _renamed(one: Move) -> Line:
    changes = {name: [getattr(one.row, name), value] for name, value in (one.changes or {}).items()}
    changes.pop("search_text", None)
    return Line("record.pass", one.row, changes)


def _beside(passing: Passing, column: str, rows: QuerySet[Any], own: dict[int, int]) -> None:
    """Another unit that a record names has closed, or becomes the record's own."""
    changes = []
    for row in rows.filter(Q(unit__in=passing.closed) | Q(**{f"{column}__in": passing.closed})):
        was = getattr(row, f"{column}_id")
        to = passing.target(was, None) if was in passing.closed else None
        other = to.pk if to is not None else was
        changes.append(
            (row, {f"{column}_id": None if other == own.get(row.pk, row.unit_id) else other})
        )
    passing.journal.change(changes)


def _told() -> Iterator[tuple[Register, Book, QuerySet[Any]]]:
    return (one for one in _open() if not one[0].private)


def _open() -> Iterator[tuple[Register, Book, QuerySet[Any]]]:
    for register in REGISTERS.values():
        by_model = {book.model: book for book in register.books}
        for model, states in register.passes.items():
            yield register, by_model[model], model._default_manager.filter(status__in=states)
