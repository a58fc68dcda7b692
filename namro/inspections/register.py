"""Room inspections: the register as data: lists, pages, rights, what is taken in."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.inspections import actions, kinds, papers
from namro.inspections.figures import COUNTS, years
from namro.inspections.models import Conclusion, Discipline, Inspection, Item
from namro.inspections.states import ConclusionState, InspectionState, ItemState
from namro.inspections.workflow import (
    ACCEPT,
    CONCLUSION,
    EDIT,
    INSPECTION,
    ITEM,
    PLAN,
    issuer,
    problems,
)
from namro.ledger import panel
from namro.ledger.models import Entry
from namro.ledger.queries import shown_as
from namro.ledger.register import declared_as
from namro.ledger.states import OPEN_STATES, EntryState, Shown
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.roles import READER_ROLES, Role
from namro.registers import columns
from namro.registers.formed import Correction, correction, form_of
from namro.registers.kit import Ask, Book, PaperOf, Register, Rows, Tasks, find, standing
from namro.registers.listing import Filter

SEE, SEE_PLAN = "conclusion.view", "inspection.view"
YEAR = columns.year(COUNTS.block, years)


def _kind(one: Inspection) -> str:
    return kinds.kinds(one.begins_on).get(one.kind, one.kind)


def _declared(item: Item) -> tuple[str, Any]:
    """What the unit says of it, as the ledger reads it today."""
    if item.entry is None:
        return item.look, item.get_status_display()
    return declared_as(item.entry, clock.today())


def _keep_declared(rows: QuerySet, value: str, day: Any) -> QuerySet:
    if value == "followed":
        return rows.exclude(entry=None)
    entries = Entry.objects.filter(register="conclusion-item")
    if value == "open":
        return rows.filter(entry__in=entries.filter(status__in=OPEN_STATES))
    return rows.filter(entry__in=shown_as(entries, value, day))


def _issuers(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    """Bodies whose items this person may meet."""
    seen = access.rows(Item, SEE).order_by().values("conclusion__unit").distinct()
    return [(str(one.pk), one.name) for one in Unit.objects.filter(pk__in=seen).order_by("path")]


DECLARED_AS = [
    *Shown.choices,
    ("open", _("Not done yet")),
    ("followed", _("All that are followed")),
]
DECLARED = columns.state("declared", _("Declared"), _declared)
ISSUED = (ConclusionState.FOLLOWED, ConclusionState.CLOSED)
CONCLUSIONS = columns.listing(
    "conclusion", _("Conclusions"), Conclusion, SEE,
    show=("number", "title", "unit", "issued_on", "status"),
    by=(YEAR, columns.states(Conclusion, issued=(
        _("Followed or closed"), ISSUED))),
    unasked={"status": (ConclusionState.DROPPED,)},
    empty=_("No conclusion here yet. Enter one, then take its items in from a workbook."),
)  # fmt: skip
ITEMS = columns.listing(
    "conclusion-item", _("Items of conclusions"), Item, SEE,
    show=("text", columns.words("conclusion", _("Conclusion"), lambda r: r.conclusion.number,
                                related=("conclusion",)),
          "unit", "owner", "due", DECLARED, "status",
          columns.words("leader", _("Answerable leader"),
                        lambda r: r.leader.full_name if r.leader else "", optional=True,
                        related=("leader",))),
    by=(YEAR, Filter("issuer", _("Issuing body"), _issuers,
                     lambda rows, value, day: rows.filter(conclusion__unit=value)), Filter("declared", _("Declared"), lambda access, values: DECLARED_AS,
                     _keep_declared), "status"),
    prefetch=("entry",), unasked={"status": (ItemState.DROPPED,)},
)  # fmt: skip
PROGRAMME = columns.listing(
    "inspection", _("Programme of inspection and supervision"), Inspection, SEE_PLAN,
    show=("topic", columns.words("kind", _("Kind"), _kind), "subject", "n", "unit", "begins_on",
          "ends_on", "status"),
    by=(YEAR, columns.among("kind", _("Kind"), lambda: list(kinds.kinds().items())),
        "subject_kind", columns.among("level", _("Level of the body"), lambda: list(kinds.levels().items())),
        columns.states(Inspection, programme=(
            _("In the programme"), (InspectionState.PLANNED, InspectionState.HELD)))),
    empty=_("The programme of the year is empty. Put the first line into it."),
)  # fmt: skip
DISCIPLINE = columns.listing(
    "discipline", _("Counts of discipline"), Discipline, SEE_PLAN,
    show=(columns.words("quarter", _("Quarter"), str),
          columns.number("n", _("In all"), lambda r: sum(r.counts.values()))),
    by=(YEAR, Filter("form", _("Form of discipline"),
                     lambda access, values: list(kinds.forms_of_discipline().items()),
                     lambda rows, value, day: rows.filter(counts__has_key=value))),
    empty=_("No counts entered yet. Only counts are kept here, never a person's file."),
)  # fmt: skip


def overlapping(one: Inspection) -> QuerySet[Inspection]:
    """Other visits to the same organisation, or to one above or below it, on the same days."""
    there = Q(subject__path__startswith=one.subject.path) | Q(subject__in=one.subject.ancestor_ids)
    rows = Inspection.objects.filter(there, status=InspectionState.PLANNED)
    rows = rows.filter(begins_on__lte=one.ends_on, ends_on__gte=one.begins_on)
    return rows.exclude(pk=one.pk).select_related("unit", "subject").order_by("begins_on", "pk")


def _warnings(one: Inspection, access: Access) -> list[str]:
    """Two visits to one unit at one time are a burden; it is said, not forbidden."""
    words = gettext("On these days %(body)s also visits %(where)s (%(from)s to %(to)s): %(topic)s.")
    return [
        words
        % {"body": other.unit.name, "where": other.subject.name, "topic": other.topic,
           "from": f"{other.begins_on:%d/%m/%Y}", "to": f"{other.ends_on:%d/%m/%Y}"}
        for other in overlapping(one)[:5] if one.status == InspectionState.PLANNED
    ]  # fmt: skip


def _items(conclusion: Conclusion, access: Access) -> list[dict[str, Any]]:
    seen = access.rows(Item, SEE).filter(conclusion=conclusion).order_by("number")
    shown = [c for c in ITEMS.columns if c.name not in ("text", "conclusion", "leader")]
    return [
        {"label": str(item), "href": columns.href("conclusion-item")(item),
         "cells": [column.cell(item, clock.today()) for column in shown]}
        for item in seen.select_related("unit", "owner", "entry")
    ]  # fmt: skip


def _share(conclusion: Conclusion, access: Access) -> list[dict[str, Any]]:
    """55/62 items of this conclusion declared done: a share with the name of its set."""
    states = [one.entry and one.entry.status for one in conclusion.items.select_related("entry")]
    done = {"numerator": states.count(EntryState.DONE), "denominator": len(states)}
    said = gettext("%(numerator)s/%(denominator)s items of this conclusion declared done") % done
    return (
        [*standing(conclusion, access), {"text": said}] if states else standing(conclusion, access)
    )


def _read(one: Conclusion, access: Access) -> list[tuple[Any, Any]]:
    """Number and day as they stand on it; the line of the programme where it may be seen."""
    shown: list[tuple[Any, Any]] = [
        *columns.answers(Conclusion, "number", "issued_on")(one, access)
    ]
    line = one.inspection
    if line is not None and access.may(SEE_PLAN, line):
        link = format_html('<a href="{}">{}</a>', columns.href("inspection")(line), line)
        shown.append((_("Line of the programme"), link))
    return shown


def _answers(item: Item, access: Access) -> list[Any]:
    return [(_("Conclusion"), str(item.conclusion)),
            *columns.answers(Item, "text", "owner", "leader", "evidence")(item, access)]  # fmt: skip


def _above(item: Item, access: Access) -> tuple[str, str]:
    one = item.conclusion
    return one.number, columns.href("conclusion")(one) if access.may(SEE, one) else ""


def _to_answer(access: Access) -> QuerySet:
    """Declared done, and not answered by the body that this person speaks for."""
    rows = Item.objects.filter(
        conclusion__unit__in=access.units(ACCEPT), status=ItemState.FOLLOWED,
        entry__status=EntryState.DONE,
    )  # fmt: skip
    rows = rows.exclude(owner=access.person_id).select_related("conclusion", "unit", "entry")
    return rows.order_by("entry__declared_on", "pk")


class DisciplineForm(forms.Form):
    """Counts of a quarter, one field a form of discipline."""

    quarter = forms.IntegerField(label=_("Quarter"), min_value=1, max_value=4)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        bodies = Unit.objects.on(day).filter(pk__in=access.units(PLAN)).order_by("path")
        unit = forms.ModelChoiceField(bodies, label=_("Inspecting body"))
        year = forms.IntegerField(
            label=_("Year"), min_value=2010, max_value=day.year, initial=day.year
        )
        counts = {
            name: forms.IntegerField(label=label, min_value=0, max_value=10_000, required=False)
            for name, label in kinds.forms_of_discipline().items()
        }
        self.fields = {"unit": unit, "year": year, **self.fields, **counts}


STANDING = (ConclusionState.DRAFT, ConclusionState.FOLLOWED)
NEW_CONCLUSION = Ask(
    "enter-conclusion", _("Enter a conclusion"), EDIT,
    form_of(Conclusion, ("unit", "number", "issued_on", "title", "inspection"), EDIT, see=SEE_PLAN),
    lambda none, said, access: actions.conclude(said, access),
    about=_("Only what is not secret: number, day, subject, and the items that must be carried out."),
)  # fmt: skip
ADD_ITEM = Ask(
    "add-item", _("Add an item"), EDIT,
    form_of(Item, ("number", "text", "unit", "owner", "leader", "due", "evidence"), EDIT,
            initial=lambda conclusion, access: {"number": actions.next_number(conclusion)}),
    actions.add_item, primary=True, stays=True,
    offered=lambda conclusion, access: conclusion.status in STANDING,
)  # fmt: skip
NEW_INSPECTION = Ask(
    "plan-inspection", _("Put a line into the programme"), PLAN,
    form_of(
        Inspection,
        ("unit", "kind", "subject_kind", "subject", "n", "topic", "begins_on", "ends_on"), PLAN,
        choices={"kind": lambda: list(kinds.kinds().items())},
        hints={
            "subject": _("Of a person: the organisation they belong to. Write no name."),
            "n": _("Of persons: how many."),
            "topic": _("What is looked at. No findings, no names, nothing secret."),
        },
    ),
    lambda none, said, access: actions.plan(said, access),
)  # fmt: skip


CORRECT_CONCLUSION = correction(Correction(
    Conclusion, ("number", "issued_on", "title"), EDIT, actions.may_mend,
    offered=lambda one, access: one.status in STANDING, after=actions.follow_day,
))  # fmt: skip
CORRECT_ITEM = correction(Correction(
    Item, ("number", "text", "unit", "owner", "leader", "due", "evidence"), EDIT,
    actions.may_stand, where=issuer,
    offered=lambda item, access: item.status == ItemState.PLANNED,
))  # fmt: skip
CORRECT_INSPECTION = correction(Correction(
    Inspection, ("topic", "begins_on", "ends_on"), PLAN, actions.may_lie,
    offered=lambda one, access: one.status == InspectionState.PLANNED,
))  # fmt: skip
COUNT = Ask(
    "count-discipline", _("Enter the counts of a quarter"), PLAN,
    lambda none, access: lambda *args, **more: DisciplineForm(*args, access=access, **more),
    lambda none, said, access: actions.count_discipline(said, access),
    about=_("Counts only. Names, files and reasons are not kept here."),
)  # fmt: skip
HEADS = (_("Item"), _("Unit"), _("Accountable person"), _("Due"), _("Declared"), _("State"))
CONCLUSION_BOOK = Book(
    "conclusion", "conclusions", CONCLUSIONS, SEE, facts=_share, answers=_read, life=CONCLUSION,
    new=NEW_CONCLUSION, asks=(ADD_ITEM, CORRECT_CONCLUSION), related=("inspection__unit",),
    panels=(Rows(_("Items of the conclusion"), HEADS, _items, _("No items entered yet.")),),
    papers=(PaperOf("conclusion-report", _("Issue the report on it"), papers.report,
                    offered=lambda one, access: one.status in ISSUED),),
)  # fmt: skip
ITEM_BOOK = Book(
    "conclusion-item", "conclusion-items", ITEMS, SEE, answers=_answers, panels=(panel.STORY,),
    life=ITEM, above=_above, asks=(CORRECT_ITEM,),
    related=("conclusion__unit", "owner", "leader", *(f"entry__{name}" for name in panel.RELATED)),
    trail=lambda item: [item.entry] if item.entry else [], words=panel.WORDS,
)  # fmt: skip
INSPECTION_BOOK = Book(
    "inspection", "inspections", PROGRAMME, SEE_PLAN, notices=_warnings, life=INSPECTION,
    new=NEW_INSPECTION, asks=(CORRECT_INSPECTION,), related=("subject",),
    answers=lambda one, access: [(_("Kind"), _kind(one)), *columns.answers(
        Inspection, "subject_kind", "subject", "n", "begins_on", "ends_on", "held_on")(one, access)],
)  # fmt: skip
DISCIPLINE_BOOK = Book(
    "discipline", "discipline-counts", DISCIPLINE, SEE_PLAN, new=COUNT,
    answers=lambda one, access: [
        (label, str(one.counts.get(name, 0))) for name, label in kinds.forms_of_discipline().items()
    ],
)  # fmt: skip
REGISTER = Register(
    name="inspections",
    label=_("Conclusions and inspections"),
    icon="audit",
    need=SEE,
    books=(CONCLUSION_BOOK, ITEM_BOOK, INSPECTION_BOOK, DISCIPLINE_BOOK),
    counts=COUNTS,
    rights={
        **{role: {SEE, SEE_PLAN} for role in READER_ROLES},
        Role.OFFICE: {SEE, SEE_PLAN, EDIT},
        Role.VERIFIER: {SEE, SEE_PLAN, EDIT, ACCEPT, PLAN},
    },
    own={SEE},
    tasks=(
        Tasks(_("Items declared done, to be accepted or sent back"), ACCEPT, _to_answer,
              lambda item: {"label": str(item), "href": columns.href("conclusion-item")(item),
                            "text": f"{item.conclusion.number} · {item.unit}"}),
    ),
    finds=(find(CONCLUSION_BOOK), find(ITEM_BOOK), find(INSPECTION_BOOK)),
    passes={
        Conclusion: STANDING,
        Item: (ItemState.PLANNED, ItemState.FOLLOWED),
        Inspection: (InspectionState.PLANNED,),
    },
    problems=problems,
)  # fmt: skip
