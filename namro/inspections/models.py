"""Room inspections: the yearly programme, conclusions with their items, counts of discipline."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.figures.tally import Key
from namro.inspections.states import (
    ConclusionState,
    CountState,
    InspectionState,
    ItemState,
    Subject,
)
from namro.ledger.models import Entry
from namro.org.models import Grant, Person, Unit
from namro.org.roles import roles_with
from namro.registers.models import YearRecord


class Inspection(YearRecord):
    """A line of the programme: `unit` is the inspecting body. No findings, no person's name."""

    kind = models.CharField(_("kind"), max_length=40)
    subject_kind = models.CharField(_("who is looked at"), max_length=20, choices=Subject)
    subject = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("where"))
    n = models.PositiveIntegerField(_("how many"), default=1)
    level = models.CharField(max_length=40, editable=False)
    topic = models.CharField(_("what is inspected"), max_length=300)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    held_on = models.DateField(_("held on"), null=True, editable=False)

    STATES = InspectionState
    LOOKS: ClassVar[Mapping[str, str]] = {
        "planned": "not_begun",
        "held": "done",
        "dropped": "withdrawn",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="inspection_days"
            ),
            models.CheckConstraint(condition=Q(n__range=(1, 500)), name="inspection_counts"),
            models.CheckConstraint(
                condition=Q(subject_kind=Subject.PERSON) | Q(n=1), name="inspection_one_body"
            ),
            models.CheckConstraint(
                condition=Q(status__in=InspectionState.values), name="inspection_state"
            ),
            models.CheckConstraint(
                condition=Q(status=InspectionState.HELD, held_on__isnull=False)
                | (~Q(status=InspectionState.HELD) & Q(held_on__isnull=True)),
                name="inspection_held_has_day",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(held_on__gte=F("begins_on")),
                name="inspection_held_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "begins_on"], name="inspection_subject"),
            models.Index(fields=["period", "-id"], name="inspection_year"),
        ]

    def __str__(self) -> str:
        return self.topic

    def found_by(self) -> str:
        return f"{self.topic} {self.unit} {self.subject}"

    def tally(self) -> list[Key]:
        """Each subject counts once."""
        facets = (self.kind, self.subject_kind, self.status, self.level)
        return [Key("inspection", facets)] * self.n


class Conclusion(YearRecord):
    """What an inspecting body concluded: a document with numbered items. `unit` issued it."""

    number = models.CharField(_("number-symbol"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    title = models.CharField(_("subject"), max_length=300)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="conclusions",
        verbose_name=_("line of the programme"),
    )  # fmt: skip

    STATES = ConclusionState
    LOOKS: ClassVar[Mapping[str, str]] = {"followed": "under_way", "dropped": "withdrawn"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number", "issued_on"], name="conclusion_once"),
            models.CheckConstraint(
                condition=Q(status__in=ConclusionState.values), name="conclusion_state"
            ),
        ]
        indexes = [models.Index(fields=["period", "-id"], name="conclusion_year")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def found_by(self) -> str:
        return f"{self.number} {self.title} {self.unit}"

    def namesake(self, number: str, day: dt.date) -> "Conclusion | None":
        """Another one of the body that has this number in the year of that day."""
        rows = Conclusion.objects.filter(unit=self.unit_id, issued_on__year=day.year)
        rows = rows.exclude(pk=self.pk).exclude(status=ConclusionState.DROPPED).order_by("pk")
        same = text.identity(number)
        return next((one for one in rows.iterator() if text.identity(one.number) == same), None)

    def tally(self) -> list[Key]:
        """What was dropped counts nowhere."""
        return [] if self.status == ConclusionState.DROPPED else [Key("conclusion", (self.status,))]


class Item(YearRecord):
    """A numbered item of a conclusion: `unit` carries it out; the ledger follows it."""

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="items", verbose_name=_("conclusion")
    )
    number = models.PositiveIntegerField(_("item"), blank=True)
    text = models.CharField(_("what is to be done"), max_length=1000)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("accountable person")
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answerable leader"),
    )  # fmt: skip
    due = models.DateField(_("due"))
    evidence = models.CharField(_("evidence that is asked for"), max_length=300, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+", editable=False)

    STATES = ItemState
    LOOKS: ClassVar[Mapping[str, str]] = {
        "accepted": "approved",
        "planned": "not_begun",
        "followed": "under_way",
        "dropped": "withdrawn",
    }
    OWNERS = ("owner_id", "leader_id")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "number"], name="item_number_once"),
            models.CheckConstraint(condition=Q(status__in=ItemState.values), name="item_state"),
            models.CheckConstraint(
                condition=Q(status__in=[ItemState.PLANNED, ItemState.DROPPED])
                | Q(entry__isnull=False),
                name="item_followed_has_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "-id"], name="item_year"),
            models.Index(fields=["due", "id"], name="item_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"[:200]

    @property
    def is_open(self) -> bool:
        """Does its clock still run?"""
        return self.entry is None or self.entry.is_open

    @staticmethod
    def own_rows(person: int | None, day: dt.date) -> Q:
        """The body that concluded reads what it asked for, wherever it is carried out."""
        here = ExpressionWrapper(OuterRef("unit__path"), models.CharField())
        grants = Grant.objects.on(day).filter(person=person, role__in=roles_with("conclusion.view"))
        grants = grants.alias(here=here).filter(here__startswith=F("unit__path"))
        # Asked of the conclusions, of which there are few, and not of each item.
        mine = Conclusion.objects.filter(Exists(grants)).values("pk")
        return Q(conclusion__in=mine)

    def tally(self) -> list[Key]:
        """What was dropped with its conclusion counts nowhere."""
        return [] if self.status == ItemState.DROPPED else [Key("item", (self.status,))]

    def found_by(self) -> str:
        return f"{self.conclusion.number} {self.text} {self.unit} {self.owner}"


class Discipline(YearRecord):
    """How often each form of discipline was used in a quarter: counts that somebody entered."""

    quarter = models.PositiveSmallIntegerField(_("quarter"))
    # "member:khien-trach" -> how many.
    counts = models.JSONField(default=dict)

    STATES = CountState

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "quarter"], name="discipline_once"),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)), name="discipline_quarter_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CountState.values), name="discipline_state"
            ),
        ]

    def __str__(self) -> str:
        words = gettext("%(unit)s, quarter %(quarter)s of %(year)s")
        return words % {"unit": self.unit, "quarter": self.quarter, "year": self.year}

    def tally(self) -> list[Key]:
        keys = {name: Key("discipline", tuple(name.split(":", 1))) for name in self.counts}
        return [keys[name] for name, n in self.counts.items() for _one in range(n)]
