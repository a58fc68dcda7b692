"""Room sittings: what its pages show: the agenda with its counts, who is there, what is due to me."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from namro.org.access import Access
from namro.sittings.closing import overtaken
from namro.sittings.counting import Count, Roster, roster
from namro.sittings.docket import DOCKETS, Docket, Matter, Motion, docket_of
from namro.sittings.models import AgendaItem, Seat, Sitting
from namro.sittings.setup import Waiting
from namro.sittings.states import LIVE, ItemState, SittingState

VIEW = "sitting.view"


@dataclass(frozen=True)
class Line:
    """One item of the agenda as a page shows it."""

    item: AgendaItem
    motion: Motion
    count: Count
    recused: list[Seat]
    # The words of the line; None where the page does not need them.
    matter: Matter | None = None
    # Why its outcome could not be carried out now.
    stale: str | None = None
    mine: str = ""
    i_left: bool = False

    @property
    def outcome(self) -> str | Promise:
        """What was decided of it."""
        return self.motion.done if self.item.status == ItemState.DECIDED else ""


@dataclass(frozen=True)
class Board:
    """A sitting as it stands: its agenda by state, its seats, what is still to be done."""

    sitting: Sitting
    roster: Roster
    lines: list[Line]
    seat: Seat | None
    leads: bool
    presides: bool
    by_state: Counter[str] = field(default_factory=Counter)

    def having(self, *states: str) -> list[Line]:
        return [line for line in self.lines if line.item.status in states]

    @property
    def tabled(self) -> list[Line]:
        return self.having(ItemState.TABLED)

    @property
    def waiting(self) -> list[Line]:
        return self.having(ItemState.WAITING)

    @property
    def decided(self) -> list[Line]:
        return self.having(ItemState.DECIDED)

    @property
    def left(self) -> list[Line]:
        return self.having(ItemState.LEFT)

    @property
    def unsigned(self) -> list[Line]:
        return [line for line in self.decided if not line.item.signed]

    @property
    def votes_here(self) -> bool:
        """Has this person a vote now?"""
        return self.seat is not None and self.seat.votes and bool(self.seat.present)

    @property
    def outcomes(self) -> list[tuple[str | Promise, int]]:
        """How many lines came to which outcome."""
        counted = Counter(line.item.motion for line in self.decided)
        motions = docket_of(self.sitting.docket).motions
        return [(one.done, counted[one.name]) for one in motions if counted[one.name]]


def visible(access: Access) -> QuerySet:
    """Sittings that this person may see."""
    return access.rows(Sitting, VIEW).select_related("unit")


def board(sitting: Sitting, access: Access, *, words: Iterable[str] = ()) -> Board:
    """Everything of one sitting; the words of the lines only for the states named in `words`."""
    seats = roster(sitting)
    docket = docket_of(sitting.docket)
    items = list(
        sitting.items.select_related("presider").prefetch_related("votes", "recusals__seat__person")
    )
    for item in items:
        if item.unit_id == sitting.unit_id:
            item.unit = sitting.unit  # the body, read once and not with each of its lines
    read = set(words)
    wanted = [item.source for item in items if item.status in read]
    matters = docket.matters(wanted) if wanted else {}
    seat = seats.seat_of(access)
    return Board(
        sitting=sitting,
        roster=seats,
        lines=[_line(item, seats, docket, matters, seat) for item in items],
        seat=seat,
        leads=seats.leads(access),
        presides=seats.presides(access),
        by_state=Counter(item.status for item in items),
    )


def _line(
    item: AgendaItem,
    seats: Roster,
    docket: Docket,
    matters: dict[int, Matter],
    seat: Seat | None,
) -> Line:
    recused = [one.seat for one in item.recusals.all()]
    matter = matters.get(item.source)
    mine = [vote.choice for vote in item.votes.all() if seat and vote.seat_id == seat.pk]
    return Line(
        item=item,
        motion=docket.motion(item.motion),
        count=seats.count(item),
        recused=recused,
        matter=matter,
        stale=overtaken(item, matter) if matter else None,
        mine=mine[0] if mine else "",
        i_left=seat is not None and seat.pk in {one.pk for one in recused},
    )


def waiting(access: Access) -> list[Waiting]:
    """What could be put before a body by this person's office."""
    found = []
    bodies = access.units("sitting.prepare").filter(until=None).order_by("path")
    for docket in DOCKETS.values():
        here = list(docket.bodies(bodies))
        scopes = docket.scopes(here) if here else {}
        found += [
            Waiting(body, docket, scope) for body in here for scope in scopes.get(body.pk, [])
        ]
    return found


def mine(access: Access) -> QuerySet:
    """Sittings that are called or in session and at which this person has a seat."""
    found = Sitting.objects.filter(
        Q(status__in=(SittingState.CALLED, SittingState.OPEN)), seats__person=access.person_id
    )
    return found.select_related("unit").order_by("planned_at")


def prepared(access: Access) -> QuerySet:
    """Sittings that this person's office has in hand."""
    seated = mine(access).order_by().values("pk")  # told as an invitation already
    return (
        access.rows(Sitting, "sitting.prepare")
        .filter(status__in=LIVE)
        .exclude(pk__in=seated)
        .select_related("unit")
        .order_by("planned_at")
    )
