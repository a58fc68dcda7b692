"""Room org: what became of units, posts and people: successions, reorganisations, merges."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.org.models.people import Person
from namro.org.models.units import Unit
from namro.org.states import ReorganisationState, SuccessionKind


class Reorganisation(models.Model):
    """A plan of merges, splits, moves, renames and closures; applied as one, undone as one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reorganisations")
    name = models.CharField(_("name"), max_length=200)
    decision = models.CharField(_("decision"), max_length=100)
    on = models.DateField(_("from the day"))
    # The plan itself, as `org.plans.Plan` reads and writes it.
    steps = models.JSONField(default=list)
    # What rules could not decide and a person chose: question to answer.
    choices = models.JSONField(default=dict)
    status = models.CharField(
        max_length=10, choices=ReorganisationState, default=ReorganisationState.DRAFT
    )
    counts = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    SCOPE = "unit__path"

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReorganisationState.values), name="reorganisation_state"
            ),
            models.CheckConstraint(
                condition=Q(status=ReorganisationState.DRAFT, applied_at__isnull=True)
                | (~Q(status=ReorganisationState.DRAFT) & Q(applied_at__isnull=False)),
                name="reorganisation_applied_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Undo(models.Model):
    """One row that a reorganisation made or changed, as it was before and after."""

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    # Null: the row was made. Only the fields that changed.
    before = models.JSONField(null=True)
    after = models.JSONField()

    SCOPE = "reorganisation__unit__path"

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


class Succession(models.Model):
    """Who carries on what a unit was: many-to-many, whole, in part, or what remained."""

    before = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    after = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind)
    on = models.DateField(_("from the day"))
    decision = models.CharField(_("decision"), max_length=100)
    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, null=True, related_name="successions"
    )

    SCOPE = "after__path"

    class Meta:
        constraints = [
            # A part may go there one year and the rest another.
            models.UniqueConstraint(fields=["before", "after", "on"], name="succession_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SuccessionKind.values), name="succession_kind"
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="succession_not_itself"),
        ]
        indexes = [models.Index(fields=["after", "on"], name="succession_after")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PersonMerge(models.Model):
    """Two records found to be one person; what pointed at one points at the other, until undone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    # Stays, with nothing hanging on it, so that undoing is exact.
    gone = models.ForeignKey(Person, models.PROTECT, related_name="merged_into")
    why = models.CharField(max_length=300)
    # [{"model": "org.appointment", "row": 7, "field": "person", "before": 12}, ...]
    changes = models.JSONField(default=list)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
