"""Room sittings: sittings that are not over go on where a closed body is carried on."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.core import audit
from namro.core.audit import Line
from namro.org.followers import Handing, Hanging, Orphan, Passing
from namro.org.models import Person, Unit
from namro.registers.models import Passage
from namro.sittings.models import AgendaItem, Seat, Sitting
from namro.sittings.states import LIVE

REGISTER = "sitting"


class SittingsFollower:
    """Declared by the app; see `org.followers`."""

    order = 3

    def hanging(self, units: Iterable[int]) -> list[Hanging]:
        """Sittings that these bodies have still to hold."""
        rows = Sitting.objects.filter(status__in=LIVE, unit__in=list(units)).order_by()
        counted = rows.values("unit").annotate(n=Count("pk"))
        return [Hanging(row["unit"], _("sittings that are not over"), row["n"]) for row in counted]

    def carry(self, passing: Passing) -> None:
        """The body that carries the closed one on holds them, with the same agenda."""
        moves: dict[int, Unit] = {}
        traces = []
        rows = list(Sitting.objects.filter(status__in=LIVE, unit__in=passing.closed))
        for sitting in rows:
            to = passing.target(sitting.unit_id, None)
            if to is not None:
                moves[sitting.pk] = to
                traces.append(
                    Passage(
                        register=REGISTER, record=sitting.key, before_id=sitting.unit_id, after=to,
                        on=passing.on, title=sitting.name[:300],
                    )
                )  # fmt: skip
        passing.journal.make(traces)
        passing.journal.change((s, {"unit_id": moves[s.pk].pk}) for s in rows if s.pk in moves)
        items = AgendaItem.objects.filter(sitting__in=list(moves))
        passing.journal.change((one, {"unit_id": moves[one.sitting_id].pk}) for one in items)

    def in_hand(self, unit: Unit, person: Person) -> list[tuple[str | Promise, int]]:
        """Seats at sittings that are not over."""
        return [(_("seats at sittings that are not over"), _seats(unit, person).count())]

    def hand_over(self, handing: Handing) -> int:
        """The successor takes the seat, unless they have one of their own."""
        lines = []
        for seat in _seats(handing.unit, handing.gone).select_related("sitting"):
            if seat.sitting.seats.filter(person=handing.to).exists():
                continue
            seat.person = handing.to
            seat.save(update_fields=["person"])
            change = {"seat": [handing.gone.full_name, handing.to.full_name]}
            lines.append(Line("sitting.hand_over", seat.sitting, change))
        return audit.record_many(lines, handing.by)

    def orphans(self, reach: Q, gone: QuerySet) -> list[Orphan]:
        """A sitting is prepared by an office, and no office is one person."""
        return []

    def settle(self) -> None:
        """Nothing of a sitting is counted by the tree."""


def _seats(unit: Unit, person: Person) -> QuerySet:
    return Seat.objects.filter(
        sitting__status__in=LIVE, sitting__unit__path__startswith=unit.path, person=person
    )
