"""Room core: the audit chain, the calendar, received files, drafts, posted forms and outgoing mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One link of the chain.

    No foreign keys: the trail never blocks a deletion and never loses a row.
    What was changed stands in `AuditDetail`; the link holds only its salted digest, so a person
    can be erased from the detail and the chain still verifies.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    on_behalf_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id", "seq"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.target_type} {self.target_id}"


class AuditDetail(models.Model):
    """What an entry says in words; may be emptied when a person is erased."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    actor_name = models.CharField(max_length=200, blank=True)
    on_behalf_name = models.CharField(max_length=200, blank=True)
    target_label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.seq}"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Public holiday")
    COMPENSATING = "compensating", _("Compensating day off")
    WORKING = "working", _("Make-up working day")


# The source of days that no office has written; a page says it in words (`shown_source`).
LIBRARY = "holidays (PyPI), checked against NQ 28/2026/QH16 for 24 November"


class CalendarDay(models.Model):
    """A day that is not what its weekday says; filled from a library, corrected by an office."""

    on = models.DateField(unique=True)
    kind = models.CharField(max_length=20, choices=DayKind)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name}"

    @property
    def shown_source(self) -> str:
        """Where it is written: in an office's own words, or that it came with the program."""
        if self.source != LIBRARY:
            return self.source
        return gettext(
            "came with the program (holidays), 24 November checked against Resolution 28/2026/QH16"
        )


class StoredFile(models.Model):
    """A received file: hashed on receipt, kept under a random name, served only through a view."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Name on disk below the files folder: random, so no typed name ever reaches the disk."""
        return f"evidence/{self.key.hex[:2]}/{self.key.hex}"


class Draft(models.Model):
    """What somebody has typed and not yet sent; only for their own eyes, gone after it is sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="draft_one_a_place")]

    def __str__(self) -> str:
        return self.place


class Posted(models.Model):
    """A form that has been sent: the second click of a double click gets the first one's answer."""

    token = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.token)


class OutgoingMail(models.Model):
    """One row per event, recipient and channel; written with the change, sent by the worker."""

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="mail_waiting")
        ]

    def __str__(self) -> str:
        return self.key
