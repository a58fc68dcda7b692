"""Room mediation: what goes upward: counts, and none that would tell of a person.

To people who keep no cases themselves a count from 1 to 4 is not told, nor could it be worked out:

- single years are told of the topmost unit that is open to them, and of no unit below it;
- halves and quarters of a year are told of that unit alone as well, line by line below the year: a
  year and its halves, a half and its quarters, and no other sum of them;
- below that unit all years stand together; single teams and residential groups are never told of;
- counts are withheld by group: how cases ended; what was received and is open (with the first, for
  received = ended + open); what was referred. A group with a count from 1 to 4 is withheld whole;
- in every sum that is told at least two parts of a group are withheld or none, and together they
  count nothing or five and more: what is left of the sum is no small count either. A part that
  counts nothing is withheld along with them, and parts are listed whatever they count, so that who
  is withheld need not have anything. What lies below a withheld part is withheld as well.

So a withheld count stands in one told sum at most, beside others that are not told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Value
from django.db.models.functions import Left, StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures import tally
from namro.figures.figure import Figure, Identity, Kind, Sheet
from namro.figures.measures import OF_UNIT, Measure, Measured
from namro.figures.models import Tally
from namro.figures.suppression import FLOOR, Withheld
from namro.mediation import law
from namro.mediation.actions import BLOCK
from namro.mediation.models import Case, members_on
from namro.mediation.states import MEDIATED, OPEN, CaseState
from namro.mediation.workflow import WORK
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Appointment, Placement, Unit, ids_of
from namro.registers import spans, sums
from namro.registers.kit import Beside, Counts, Matrix, Saying
from namro.registers.sums import Sums, counted

Facets = tuple[str | None, ...]
OPEN_NOW = "/".join(OPEN)
RECEIVED = "/".join((*OPEN, *MEDIATED))
ENDED = "/".join(MEDIATED)
OF_ENDED, OF_RECEIVED = _("cases mediated to an end"), _("cases received for mediation")
LIST = "case-book-list"
# Single teams and residential groups are told of to nobody outside.
INNER = ("team", "residential")
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
NAMES = frozenset(figure.name for figure in SHEET.figures)
ENDS, FLOW, AWAY = ("settled", "not_settled", "ended"), ("open", "received"), ("outside",)
# A group, its whole, and the counts of which the others of the group are made.
GROUPS = (
    (ENDS, "ended", ("settled", "not_settled")),
    (FLOW, "received", ("open",)),
    (AWAY, "outside", ("outside",)),
)
NOBODY: frozenset[str] = frozenset()


def years() -> list[int]:
    """Years that have cases."""
    return sums.years(COUNTS)


def small(row: Sums) -> frozenset[str]:
    """Figures of the groups in which a count of a unit would tell of a few people."""
    low = {f.name for f in SHEET.figures if 0 < f.count(row) < FLOOR}
    if low & set(ENDS):
        low |= {*ENDS, *FLOW}
    if low & set(FLOW):
        low |= set(FLOW)
    return frozenset(low)


def line(
    rows: Sequence[Sums], withheld: frozenset[str], inner: Sequence[bool]
) -> list[frozenset[str]]:
    """What is withheld of the parts of a sum, of which `withheld` is not told itself.

    Where a group is withheld of a part it is of all that count nothing, and of the next smallest
    until two have something and their sum is no small count. `inner` says of a part that nothing
    is told of it whatever it counts.
    """
    gone = [NAMES if inner[n] else small(row) | withheld for n, row in enumerate(rows)]
    for group, whole, counts in GROUPS:
        shut = {n for n, one in enumerate(gone) if set(group) <= one}
        if not shut or set(group) & withheld:
            continue
        sizes = [SHEET[whole].count(row) for row in rows]
        shut |= {n for n, size in enumerate(sizes) if not size}
        left = sorted((n for n in range(len(rows)) if n not in shut), key=lambda n: (-sizes[n], -n))
        while left and not _enough([rows[n] for n in shut], whole, counts):
            shut.add(left.pop())
        for n in shut:
            gone[n] |= {*group, *(FLOW if group == ENDS else ())}
    return gone


def _enough(rows: Sequence[Sums], whole: str, counts: tuple[str, ...]) -> bool:
    """What these have together tells neither of one of them alone nor of a few people."""
    having = sum(SHEET[whole].count(row) > 0 for row in rows)
    sums_of = [sum(SHEET[name].count(row) for row in rows) for name in counts]
    return having != 1 and all(n == 0 or n >= FLOOR for n in sums_of)


def withhold(sheet: Sheet, own: Sums, parts: list[Sums], shown: Any) -> dict[int, Withheld]:
    """What is not told to this person of a unit and its parts; see the top of this module."""
    access: Access = shown.access
    if _keeps_its_cases(shown):
        return {}
    top = _topmost(own.unit, access, shown.counts.capability)
    gone = NAMES if top is None else _withheld(own.unit, top, shown)
    shown.memo["told"] = top == own.unit and shown.year is None and not gone & set(ENDS)
    if shown.year is not None:
        gone = _year(own.unit, shown, gone) if top == own.unit else NAMES
        gone = _part(own.unit, shown, gone) if shown.part and gone != NAMES else gone
        of_parts = [NAMES] * len(parts)
    else:
        of_parts = line(parts, gone, [row.unit.kind in INNER for row in parts])
    names = [(own, gone), *zip(parts, of_parts, strict=True)]
    # Which of them was small is not told either.
    return {row.unit.pk: Withheld(NOBODY, one) for row, one in names if one}


def _keeps_its_cases(shown: Any) -> bool:
    """A team sees its own counts: it has the cases before it."""
    if "own" not in shown.memo:
        teams = members_on(shown.access.person_id, clock.today())
        shown.memo["own"] = shown.unit.kind == "team" and teams.filter(pk=shown.unit.pk).exists()
    return bool(shown.memo["own"])


def _topmost(unit: Unit, access: Access, capability: str) -> Unit | None:
    above = [root for root in access.roots.get(capability, ()) if unit.path.startswith(root)]
    top = min(above, key=len, default="")
    return unit if top == unit.path else Unit.objects.filter(path=top).first()


def _withheld(unit: Unit, top: Unit, shown: Any) -> frozenset[str]:
    """What is not told of a unit, all years together: line by line down from the top."""
    here, known = top, shown.years
    whole = shown.year is None and here == unit
    own, parts = (shown.own, shown.level) if whole else sums.level(COUNTS, here, known)
    gone = NAMES if here.kind in INNER else small(own)
    while here != unit:
        of_parts = line(parts, gone, [row.unit.kind in INNER for row in parts])
        nexts = [n for n, row in enumerate(parts) if row.unit.pk in unit.ancestor_ids]
        if not nexts:
            return NAMES
        here, gone = parts[nexts[0]].unit, of_parts[nexts[0]]
        if here != unit:
            _own, parts = sums.level(COUNTS, here, known)
    return gone


def _year(unit: Unit, shown: Any, withheld: frozenset[str]) -> frozenset[str]:
    """Years are the parts of all years together."""
    known = shown.years
    rows = Tally.objects.filter(
        unit=unit, set="case", period__in=[tally.year_of(BLOCK, one) for one in known]
    )
    by_year = {one: Sums(unit, {"case": Counter()}) for one in known}
    for period, key, n in rows.exclude(n=0).values_list("period", "key", "n"):
        by_year[-period % 10_000].sets["case"][key] += n
    gone = line([by_year[one] for one in known], withheld, [False] * len(known))
    return gone[known.index(shown.year)]


def _part(unit: Unit, shown: Any, withheld: frozenset[str]) -> frozenset[str]:
    """Halves are the parts of a year, quarters those of a half."""
    half = next(h for h in spans.HALVES if shown.part in (h, *spans.WITHIN[h]))
    for names, wanted in ((spans.HALVES, half), (spans.WITHIN[half], shown.part)):
        if wanted not in names:
            continue
        rows = [spans.level(COUNTS, unit, shown.year, name)[0] for name in names]
        withheld = line(rows, withheld, [False] * len(rows))[names.index(wanted)]
    return withheld


def tables(shown: Any) -> int | None:
    """By field: of the topmost unit and all years only, small rows put together."""
    if shown.memo["own"]:
        return 0
    return FLOOR if shown.memo["told"] else None


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


def listed(unit: Unit) -> set[int]:
    """Parts in which a team has stood: they are listed whether they had a case or not."""
    found: set[int] = set()
    for path in maps.paths_of(unit):
        rows = Placement.objects.filter(path__startswith=path, unit__kind="team")
        below = Substr("path", len(path) + 1)
        parts = rows.annotate(part=Left(below, StrIndex(below, Value(".")))).order_by()
        found.update(*map(ids_of, parts.values_list("part", flat=True).distinct()))
    return found


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
    listed=listed,
    day="received_on",
    own=WORK,
    mine=lambda access: members_on(access.person_id, clock.today()),
    records=_keeps_its_cases,
    floor=tables,
    withhold=withhold,
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
