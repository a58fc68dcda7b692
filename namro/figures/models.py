"""Room figures: counters kept in the transaction of the change, and figures frozen on a day."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.org.models import Person, Unit


class Tally(models.Model):
    """How many records of a set carry a key, in a period, in a unit with everything below it.

    A roll-up reads these rows and costs the same at any size; `namro check` recounts them.
    """

    set = models.CharField(max_length=20)
    period = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    n = models.BigIntegerField()

    SCOPE = "unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "set", "key"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.set} {self.period} {self.unit_id} {self.key}: {self.n}"


class SnapshotKind(models.TextChoices):
    INTERIM = "interim", _("Interim review")
    FINAL = "final", _("Final review")


class Snapshot(models.Model):
    """Figures of a subject as they were known when they were frozen; never changed afterwards.

    `content` holds each record with what it counted as, the tree by which it counted, and the
    figures: they can be counted again from it, and every one of them opens its records.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="snapshots")
    sheet = models.CharField(max_length=40)
    scope = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=SnapshotKind)
    name = models.CharField(_("name"), max_length=200)
    day = models.DateField(_("as of"))
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    SCOPE = "unit__path"

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [models.Index(fields=["sheet", "scope", "unit"], name="snapshot_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SnapshotKind.values), name="snapshot_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="snapshot_named"),
        ]

    def __str__(self) -> str:
        return self.name
