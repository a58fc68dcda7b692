"""Room sheets: every workbook that came in: its hash, who sent it, what became of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.org.models import Person, Unit


class ImportState(models.TextChoices):
    READ = "read", _("Read, not confirmed")
    TAKEN = "taken", _("Taken in")
    DROPPED = "dropped", _("Dropped")


class Import(models.Model):
    """One workbook on its way in; nothing is written before somebody confirms."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    layout = models.CharField(max_length=40)
    target = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    understanding = models.JSONField()
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=ImportState, default=ImportState.READ)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    SCOPE = "unit__path"

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportState.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(status=ImportState.TAKEN, taken_at__isnull=False)
                | (~Q(status=ImportState.TAKEN) & Q(taken_at__isnull=True)),
                name="import_taken_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Name on disk below the files folder."""
        return f"imports/{self.key.hex}"
