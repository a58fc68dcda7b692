"""Room ledger: open work goes on in the unit that carries on a closed one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.ledger.models import Blocker, Entry, Extension
from namro.ledger.register import href
from namro.ledger.states import OPEN_STATES, BlockerState, ExtensionState
from namro.org.followers import Handing, Hanging, Orphan, Passing
from namro.org.handover import undecided
from namro.org.models import Person, Unit
from namro.registers.models import Passage

LISTED = 500
LEFT = _lazy("its holder has no post any more")
NOBODY = _lazy("nobody may decide on it")


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

    def in_hand(self, unit: Unit, person: Person) -> list[tuple[str | Promise, int]]:
        """Open work that this person carries out, or answers for."""
        rows = Entry.objects.filter(status__in=OPEN_STATES, unit__path__startswith=unit.path)
        return [
            (_("entries to carry out"), rows.filter(owner=person).count()),
            (_("entries to answer for"), rows.filter(leader=person).count()),
        ]

    def hand_over(self, handing: Handing) -> int:
        """The successor carries the open work on and answers for it."""
        rows = Entry.objects.select_for_update(of=("self",)).filter(
            Q(owner=handing.gone) | Q(leader=handing.gone),
            status__in=OPEN_STATES,
            unit__path__startswith=handing.unit.path,
        )
        lines = []
        for entry in rows:
            changes = {}
            for name in ("owner", "leader"):
                if getattr(entry, f"{name}_id") == handing.gone.pk:
                    changes[name] = [handing.gone.full_name, handing.to.full_name]
                    setattr(entry, name, handing.to)
            entry.name_key = entry.owner.sort_key
            entry.search_text = text.fold(f"{entry.search_text} {handing.to}")[:2600]
            entry.save(update_fields=["owner", "leader", "name_key", "search_text"])
            lines.append(Line("entry.hand_over", entry, changes))
        return audit.record_many(lines, handing.by)

    def orphans(self, reach: Q, gone: QuerySet) -> list[Orphan]:
        """Open work of people who are gone; blockers and extensions that nobody can answer."""
        rows = Entry.objects.filter(reach, status__in=OPEN_STATES)
        rows = rows.filter(Q(owner__in=gone) | Q(leader__in=gone))
        found = [
            Orphan(_("entry"), one.title, href(one), one.unit, str(one.owner), LEFT)
            for one in rows.select_related("owner", "unit").order_by("pk")[:LISTED]
        ]
        waiting: tuple[tuple[str, type[Any], str, str], ...] = (
            (_("blocker"), Blocker, BlockerState.RAISED, "blocker.clear"),
            (_("extension"), Extension, ExtensionState.ASKED, "entry.extend"),
        )
        for what, model, status, capability in waiting:
            asked = model._default_manager.filter(reach, status=status)
            asked = asked.select_related("entry__unit", "entry__owner", "unit")
            open_now = list(asked.order_by("pk")[:LISTED])
            nobody = {
                u.pk for u in undecided({r.unit for r in open_now}, capability, clock.today())
            }
            found += [
                Orphan(
                    what, one.entry.title, href(one.entry), one.unit, str(one.entry.owner), NOBODY
                )
                for one in open_now
                if one.unit_id in nobody
            ]
        return found

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
