"""Room mediation: what goes upward: counts, and none that would tell of a person."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures.figure import Figure, Identity, Kind, Sheet
from namro.figures.measures import OF_UNIT, Measure, Measured
from namro.mediation import law
from namro.mediation.actions import BLOCK
from namro.mediation.models import Case, members_on
from namro.mediation.states import MEDIATED, OPEN, CaseState
from namro.mediation.workflow import WORK
from namro.org.access import Access
from namro.org.models import Appointment, Placement, Unit
from namro.registers import sums
from namro.registers.kit import Beside, Counts, Matrix, Saying
from namro.registers.sums import counted
from namro.registers.withholding import Group, Small, holding

Facets = tuple[str | None, ...]
OPEN_NOW = "/".join(OPEN)
RECEIVED = "/".join((*OPEN, *MEDIATED))
ENDED = "/".join(MEDIATED)
OF_ENDED, OF_RECEIVED = _("cases mediated to an end"), _("cases received for mediation")
LIST = "case-book-list"
SHEET = Sheet(
    "mediation",
    (
        Figure("received", _("Received for mediation"), Kind.ITEMS, counted("case", RECEIVED),
               listing=LIST, filters={"status": "for_us"}),
        Figure("ended", _("Mediated to an end"), Kind.ITEMS, counted("case", ENDED), "received",
               OF_RECEIVED, LIST, {"status": "ended"}),
        Figure("settled", _("Settled"), Kind.ITEMS, counted("case", CaseState.SETTLED), "ended",
               OF_ENDED, LIST, {"status": CaseState.SETTLED}),
        Figure("not_settled", _("Not settled"), Kind.ITEMS, counted("case", CaseState.NOT_SETTLED),
               "ended", OF_ENDED, LIST, {"status": CaseState.NOT_SETTLED}),
        Figure("open", _("Still open"), Kind.ITEMS, counted("case", OPEN_NOW), "received",
               OF_RECEIVED, LIST, {"status": "open"}),
        Figure("outside", _("Not for mediation, referred"), Kind.ITEMS,
               counted("case", CaseState.OUT_OF_SCOPE), listing=LIST,
               filters={"status": CaseState.OUT_OF_SCOPE}),
    ),
    (Identity("received", ("settled", "not_settled", "open")),
     Identity("ended", ("settled", "not_settled"))),
)  # fmt: skip
ENDS, FLOW = ("settled", "not_settled", "ended"), ("open", "received")


def _member(access: Access, unit: Unit) -> bool:
    """A team sees its own counts: it has the cases before it."""
    teams = members_on(access.person_id, clock.today())
    return unit.kind == "team" and teams.filter(pk=unit.pk).exists()


# How cases ended; what was received and is open, for received = ended + open; what was referred.
SMALL = Small(
    SHEET,
    (Group(ENDS, "ended", ("settled", "not_settled"), along=FLOW),
     Group(FLOW, "received", ("open",)),
     Group(("outside",), "outside", ("outside",))),
    inner=("team", "residential"),
    keeper=_member,
)  # fmt: skip


def years() -> list[int]:
    """Years that have cases."""
    return sums.years(COUNTS)


def roster(unit: Unit, of_years: list[int]) -> Sequence[Beside]:
    """Teams and mediators at the end of the last year that is looked at: no secret."""
    day = clock.today()
    if of_years and max(of_years) < day.year:
        day = day.replace(year=max(of_years), month=12, day=31)
    if unit.until is not None and unit.until <= day:
        day = unit.until - dt.timedelta(days=1)  # a unit that has closed, on its last day
    if day == clock.today():
        teams = Unit.objects.on(day).under(unit).filter(kind="team").values("pk")
    else:
        places = Placement.objects.on(day).filter(path__startswith=unit.path, unit__kind="team")
        teams = places.values("unit")
    posts = Appointment.objects.on(day).filter(unit__in=teams)
    return [
        Beside("teams", _("Teams"), teams.count()),
        Beside("mediators", _("Mediators"), posts.values("person").distinct().count()),
    ]


def _fields() -> Sequence[tuple[str, Facets]]:
    return [(label, (None, name)) for name, label in law.labels("field").items()]


CASES, OF_MEDIATION = r"vụ(?:, việc| việc)?", "hòa giải"
SAYINGS = (
    Saying(rf"<N>\s?/\s?<N>\s(?:{CASES}\s)?(?:hòa giải )?không thành", ("not_settled", "ended")),
    Saying(r"hòa giải không thành<->{0,30}?<N>\s?/\s?<N>", ("not_settled", "ended")),
    Saying(rf"hòa giải không thành<->{{0,30}}?<N>\s{CASES}", ("not_settled",)),
    Saying(r"hòa giải thành<->{0,30}?<N>\s?/\s?<N>", ("settled", "ended")),
    Saying(rf"<N>\s?/\s?<N>\s{CASES}<->{{0,20}}thành(?! phố)", ("settled", "ended"), OF_MEDIATION),
    Saying(rf"hòa giải thành<->{{0,30}}?<N>\s{CASES}", ("settled",)),
    Saying(rf"tiếp nhận<->{{0,30}}?<N>\s{CASES}", ("received",), OF_MEDIATION),
    Saying(r"<N>\stổ hòa giải", ("teams",)),
    Saying(r"<N>\shòa giải viên", ("mediators",)),
)
COUNTS = Counts(
    SHEET,
    BLOCK,
    sets=("case",),
    models=(Case,),
    rates=("settled", "not_settled", "ended", "open"),
    columns=("ended", "settled", "not_settled", "received", "open"),
    bars=("settled", "not_settled", "open"),
    bars_title=_("Cases by unit"),
    tables=(Matrix(_("Settled and not settled, by field"), "case", _fields, [
        (_("Settled"), (CaseState.SETTLED, None)),
        (_("Not settled"), (CaseState.NOT_SETTLED, None))], LIST, ("status", "field")),),
    beside=roster,
    sayings=SAYINGS,
    listed=lambda unit: holding(unit, "team"),
    day="received_on",
    own=WORK,
    mine=lambda access: members_on(access.person_id, clock.today()),
    records=SMALL.keeps,
    floor=SMALL.floor,
    withhold=SMALL.withhold,
    about=_("A case counts in the year in which it was received, under its first team. The rate is "
            "settled of settled and not settled; open cases stand apart."),
)  # fmt: skip


def settled(team: Any, year: int) -> Measured:
    """Cases of a team received in a year: settled of those mediated to an end."""
    row, _parts = sums.level(COUNTS, team, [year])
    return Measured(SHEET["settled"].count(row), SHEET["ended"].count(row))


SETTLED = Measure(
    "mediation.settled", _("Settled of those mediated to an end"), OF_ENDED, OF_UNIT, settled,
    private=True,
)  # fmt: skip
