"""Room registers: what every register's record has, and the views of a list that people keep."""

import uuid

from django.conf import settings
from django.db import models

from namro.org.models import Unit


class Record(models.Model):
    """A row of a register: it belongs to a unit, has a life cycle and counts its versions."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    SCOPE = "unit__path"

    class Meta:
        abstract = True


class SavedView(models.Model):
    """Filters, order and columns of a list that somebody has named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "register", "name"], name="view_once")
        ]

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    """A record that went on in another unit when its own closed: the trace on both sides."""

    register = models.CharField(max_length=40)
    record = models.UUIDField(db_index=True)
    before = models.ForeignKey(Unit, models.PROTECT, related_name="passed_on")
    after = models.ForeignKey(Unit, models.PROTECT, related_name="taken_over")
    on = models.DateField()
    title = models.CharField(max_length=300)

    SCOPE = "after__path"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="passage_goes_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.title
