"""Room ledger: open work goes on in the unit that carries on a closed one."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from namro.core import audit
from namro.core.audit import Line
from namro.ledger.models import Blocker, Entry, Extension
from namro.ledger.states import OPEN_STATES, BlockerState, ExtensionState
from namro.org.followers import Hanging, Passing
from namro.registers.models import Passage


def _open() -> list[tuple[str, QuerySet]]:
    return [
        (_("entries"), Entry.objects.filter(status__in=OPEN_STATES)),
        (_("blockers"), Blocker.objects.filter(status=BlockerState.RAISED)),
        (_("extensions"), Extension.objects.filter(status=ExtensionState.ASKED)),
    ]


class LedgerFollower:
    """What is followed goes on; what is done or stopped stays where it was."""

    order = 1

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """Open work, blockers and extensions that wait in these units."""
        wanted = list(units)
        return [
            Hanging(row["unit"], what, row["n"])
            for what, rows in _open()
            for row in rows.filter(unit__in=wanted)
            .order_by()
            .values("unit")
            .annotate(n=Count("pk"))
        ]

    def carry(self, passing: Passing) -> None:
        """The owner's new unit, or the successor, holds the work from now on."""
        entries = Entry.objects.filter(status__in=OPEN_STATES, unit__in=passing.closed)
        carry_entries(passing, entries)
        for model, status in ((Blocker, BlockerState.RAISED), (Extension, ExtensionState.ASKED)):
            rows = model._default_manager.filter(status=status, unit__in=passing.closed)
            changes = [(row, passing.target(row.unit_id, None)) for row in rows]
            passing.journal.change((row, {"unit_id": to.pk}) for row, to in changes if to)

    def settle(self) -> None:
        """Entries count where their register says; it settles them."""


def carry_entries(passing: Passing, rows: Iterable[Entry]) -> None:
    """Give entries of closed units to whoever carries them on, each with its trace."""
    moves = [(row, passing.target(row.unit_id, row.owner_id)) for row in rows]
    moves = [(row, to) for row, to in moves if to is not None]
    passing.journal.make(
        Passage(
            register=row.register, record=row.source, before_id=row.unit_id, after=to,
            on=passing.on, title=row.title[:300],
        )
        for row, to in moves
    )  # fmt: skip
    audit.record_many(
        (
            Line("entry.pass", row, {"unit": [str(passing.closed[row.unit_id]), str(to)]})
            for row, to in moves
            if to is not None
        ),
        passing.by,
    )
    passing.journal.change((row, {"unit_id": to.pk}) for row, to in moves if to is not None)
