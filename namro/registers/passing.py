"""Room registers: open records of declared registers go on where a closed unit is carried on."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures import tally
from namro.figures.counted import follow_units
from namro.org.followers import Handing, Hanging, Orphan, Passing
from namro.org.models import Person, Unit
from namro.registers import sums
from namro.registers.kit import REGISTERS, Book, Register
from namro.registers.models import Passage

CLOSED = _("its unit has closed and nobody carries it on")


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
            moves = [(row, _goes(row, passing)) for row in rows.filter(unit__in=passing.closed)]
            kept = [(row, to) for row, to in moves if to is not None]
            passing.journal.make(
                Passage(
                    register=book.name, record=row.key, before_id=row.unit_id, after=to,
                    on=passing.on, title=book.heading(row)[:300],
                )
                for row, to in kept if not register.private
            )  # fmt: skip
            passing.journal.change((row, {"unit_id": to.pk}) for row, to in kept)

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


def _told() -> Iterator[tuple[Register, Book, QuerySet[Any]]]:
    return (one for one in _open() if not one[0].private)


def _open() -> Iterator[tuple[Register, Book, QuerySet[Any]]]:
    for register in REGISTERS.values():
        by_model = {book.model: book for book in register.books}
        for model, states in register.passes.items():
            yield register, by_model[model], model._default_manager.filter(status__in=states)
