"""Sheets room: every workbook that came in: its hash, who sent it, what became of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.org.models import Person, Unit


class ImportState(models.TextChoices):
    READ = "read", _("Read, not confirmed")
    TAKEN = "taken", _("Taken in")
    DROPPED = "dropped", _("Dropped")
    BACK = "back", _("Taken back")


class Import(models.Model):
    """One workbook on its way in; nothing is written before somebody confirms."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The kind of list, and what of that kind it is brought into.
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
    back_at = models.DateTimeField(null=True)

    SCOPE = "unit__path"

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportState.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ImportState.TAKEN, ImportState.BACK], taken_at__isnull=False
                )
                | Q(status__in=[ImportState.READ, ImportState.DROPPED], taken_at__isnull=True),
                name="import_taken_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status=ImportState.BACK, back_at__isnull=False)
                | (~Q(status=ImportState.BACK) & Q(back_at__isnull=True)),
                name="import_back_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Name on disk below the files folder."""
        return f"imports/{self.key.hex}"


class Made(models.Model):
    """One record that an import made or changed, and the row of the list that says so."""

    record = models.ForeignKey(Import, models.CASCADE, related_name="made")
    sheet = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(default=0)
    # What the row says, as a digest: the same row in a later file is in already.
    row_key = models.CharField(max_length=64, blank=True)
    model = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    # Null: the record was made. Else what the changed columns held before.
    before = models.JSONField(null=True)

    SCOPE = "record__unit__path"

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["record", "model", "row_id"], name="made_once"),
        ]
        indexes = [
            models.Index(fields=["row_key"], condition=~Q(row_key=""), name="made_row_key"),
            models.Index(fields=["model", "row_id"], name="made_record"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"


class Mapping(models.Model):
    """How an office's file is read, known by its header; with a name it is shared in the unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    layout = models.CharField(max_length=40)
    # Digest of the words over the columns; a file of the same shape is offered this reading.
    shape = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=80, blank=True)
    # [{"heads": [["stt", "ho va ten"], ...], "columns": [{"field": "name", "column": 1}, ...]}]
    sheets = models.JSONField()
    used_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=200)
    # Who kept it last may forget it; of readings of before it is not known.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    SCOPE = "unit__path"

    class Meta:
        ordering = ("-used_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "layout", "shape", "name"], name="mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.shape[:8]
