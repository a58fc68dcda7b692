"""Room inspections: lines of the programme, conclusions, items and counts are entered."""

import datetime as dt
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from namro.core import clock
from namro.core.errors import Refused
from namro.core.write import writing
from namro.figures import tally
from namro.inspections import kinds
from namro.inspections.models import Conclusion, Discipline, Inspection, Item
from namro.inspections.states import (
    ConclusionState,
    CountState,
    InspectionState,
    ItemState,
    Subject,
)
from namro.inspections.workflow import EDIT, ITEM, PLAN
from namro.ledger import actions as ledger
from namro.org.access import Access
from namro.registers.entering import ask_right, correct, enter
from namro.registers.workflow import lock

BLOCK = 1  # of the years of this register among the counters
FIRST_YEAR = 2010
LONGEST = dt.timedelta(days=731)  # of a line of the programme: two years


@writing()
def plan(said: dict[str, Any], access: Access) -> Inspection:
    """Put a line into the programme of its year.

    Raises:
        Refused: no right, an unknown kind, or days that are no span or lie too far.
    """
    row = Inspection(status=InspectionState.PLANNED, **said)
    ask_right(PLAN, row.unit, access)
    may_run(row.begins_on, row.ends_on)
    if row.kind not in kinds.kinds(row.begins_on):
        raise Refused(_("Choose a kind that was in force on the first day."), status=422)
    if not 1 <= row.n <= 500:
        raise Refused(_("Write how many, from 1 to 500."), status=422)
    row.n = row.n if row.subject_kind == Subject.PERSON else 1
    row.level = kinds.level_of(row.unit.kind, row.begins_on)
    return enter(row, tally.year_of(BLOCK, row.begins_on.year), access)


@writing()
def conclude(said: dict[str, Any], access: Access) -> Conclusion:
    """Enter a conclusion; its items follow.

    Raises:
        Refused: no right, a day that lies ahead, or it was entered already.
    """
    row = Conclusion(status=ConclusionState.DRAFT, **said)
    ask_right(EDIT, row.unit, access)
    may_read(row, said)
    return enter(row, tally.year_of(BLOCK, row.issued_on.year), access)


def may_read(conclusion: Conclusion, said: dict[str, Any]) -> None:
    """Raise where the day lies ahead, or the body has this number in this year already."""
    number, day = said["number"], said["issued_on"]
    if day > clock.today():
        words = _("%(day)s lies ahead; write the day of issue that stands on the conclusion.")
        raise Refused(words % {"day": f"{day:%d/%m/%Y}"}, status=422)
    if other := conclusion.namesake(number, day):
        words = _(
            "%(number)s of %(unit)s stands in the register already for %(year)s, issued on %(day)s. "
            "Correct the number, or look at that one in the list."
        )
        told = {"number": other.number, "unit": conclusion.unit, "year": day.year,
                "day": f"{other.issued_on:%d/%m/%Y}"}  # fmt: skip
        raise Refused(words % told, status=422)
    # The register holds a number of a day once, what was dropped included.
    same = Conclusion.objects.filter(unit=conclusion.unit, number=number, issued_on=day)
    if same.exclude(pk=conclusion.pk).exists():
        words = _("%(number)s of this day was dropped; take it up again on its page.")
        raise Refused(words % {"number": number}, status=422)


def may_mend(conclusion: Conclusion, said: dict[str, Any]) -> None:
    """Raise where number or day do not fit; the year in which a conclusion counts stays."""
    day = said["issued_on"]
    if day.year != conclusion.year:
        words = _("The conclusion counts in %(year)s; write a day of that year.")
        raise Refused(words % {"year": conclusion.year}, status=422)
    first = conclusion.items.aggregate(due=Min("due"), done=Min("entry__declared_on"))
    if first["due"] and first["due"] < day:
        words = _("An item is due on %(day)s already; write that day or an earlier one.")
        raise Refused(words % {"day": f"{first['due']:%d/%m/%Y}"}, status=422)
    if first["done"] and first["done"] < day:
        words = _("An item was declared done on %(day)s already; write that day or an earlier one.")
        raise Refused(words % {"day": f"{first['done']:%d/%m/%Y}"}, status=422)
    may_read(conclusion, said)


def follow_day(conclusion: Conclusion, access: Access) -> None:
    """What is followed of it began on the day that now stands on it."""
    items = conclusion.items.exclude(entry=None).select_related("entry")
    ledger.begin_on([one.entry for one in items if one.entry], conclusion.issued_on, access.actor)


def may_run(begins_on: dt.date, ends_on: dt.date) -> None:
    """Raise where days are no span of a programme."""
    if ends_on < begins_on:
        raise Refused(_("The last day lies before the first one."), status=422)
    last = clock.today().year + 2
    for day in (begins_on, ends_on):
        if not FIRST_YEAR <= day.year <= last:
            words = _(
                "%(day)s is no day of a programme; write one of the years %(first)s to %(last)s."
            )
            told = {"day": f"{day:%d/%m/%Y}", "first": FIRST_YEAR, "last": last}
            raise Refused(words % told, status=422)
    if ends_on - begins_on > LONGEST:
        words = _("A line takes two years at most; name a last day up to %(day)s.")
        raise Refused(words % {"day": f"{begins_on + LONGEST:%d/%m/%Y}"}, status=422)


def may_lie(inspection: Inspection, said: dict[str, Any]) -> None:
    """Raise where days do not fit; the year in which a line counts stays."""
    may_run(said["begins_on"], said["ends_on"])
    if said["begins_on"].year != inspection.year:
        words = _("The line counts in %(year)s; put it into the programme of the other year anew.")
        raise Refused(words % {"year": inspection.year}, status=422)


def may_stand(item: Item, said: dict[str, Any]) -> None:
    """Raise where the number is taken, or the item was due before the conclusion."""
    if item.conclusion.items.filter(number=said["number"]).exclude(pk=item.pk).exists():
        raise Refused(_("There is an item %(n)s already.") % {"n": said["number"]}, status=422)
    if said["due"] < item.conclusion.issued_on:
        raise Refused(_("The due day lies before the day of the conclusion."), status=422)


@writing()
def add_item(conclusion: Conclusion, said: dict[str, Any], access: Access) -> Item:
    """Enter an item; where the conclusion is followed already, so is the item from now on.

    Raises:
        Refused: no right, the number is taken, or the conclusion is closed or dropped.
    """
    ask_right(EDIT, conclusion.unit, access)
    conclusion = lock(conclusion)
    if conclusion.status == ConclusionState.CLOSED:
        raise Refused(_("The conclusion is closed; open it again first."))
    if conclusion.status == ConclusionState.DROPPED:
        raise Refused(_("The conclusion was dropped; take it up again first."), status=409)
    said = {**said, "number": said.get("number") or next_number(conclusion)}
    row = Item(conclusion=conclusion, status=ItemState.PLANNED, **said)
    may_stand(row, said)
    row = enter(row, conclusion.period, access)
    if conclusion.status == ConclusionState.FOLLOWED:
        row = ITEM.take(row, "follow-item", access)
    return row


def next_number(conclusion: Conclusion) -> int:
    """The next free number of an item."""
    return (conclusion.items.aggregate(last=Max("number"))["last"] or 0) + 1


@writing()
def count_discipline(said: dict[str, Any], access: Access) -> Discipline:
    """Enter how often each form was used in a quarter; entered again, the newer counts stand.

    Raises:
        Refused: no right, an unknown form or a count below zero.
    """
    unit, year, quarter = said["unit"], said["year"], said["quarter"]
    counts = {name: n for name, n in said.items() if ":" in name and n}
    ask_right(PLAN, unit, access)
    known = kinds.forms_of_discipline()
    if set(counts) - set(known) or any(not 0 < n <= 10_000 for n in counts.values()):
        raise Refused(_("Only counts of the forms in the list can be kept."), status=422)
    period = tally.year_of(BLOCK, year)
    row = Discipline.objects.filter(unit=unit, period=period, quarter=quarter).first()
    if row is not None:
        return correct(lock(row), {"counts": counts}, access)
    row = Discipline(unit=unit, quarter=quarter, counts=counts, status=CountState.ENTERED)
    return enter(row, period, access)
