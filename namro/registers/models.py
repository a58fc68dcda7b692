"""Room registers: what every register's record has, and the views of a list that people keep."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from namro.figures.counted import CountedPath
from namro.figures.tally import Key
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


class YearRecord(Record):
    """A record of a register that counts by years, is found by words and has states of its own.

    A model gives `STATES` and `tally()`; `entering.enter` fills the rest.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    status = models.CharField(_("state"), max_length=20, editable=False)
    period = models.BigIntegerField(editable=False)
    counted_path = CountedPath()
    search_text = models.CharField(max_length=1200, editable=False, default="")

    STATES: type[models.TextChoices]
    # A state of this register -> the state whose shape and colour it has everywhere in the house.
    LOOKS: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    @property
    def year(self) -> int:
        """The year in which it counts."""
        return -self.period % 10_000

    def get_status_display(self) -> str:
        """The state in words."""
        return str(self.STATES(self.status).label)

    @property
    def look(self) -> str:
        """The state whose shape and colour it has."""
        return self.LOOKS.get(self.status, self.status)

    def tally(self) -> list[Key]:
        """What it counts as."""
        raise NotImplementedError

    def found_by(self) -> str:
        """The words by which it is found; a corrected name of a person follows (`people.follow_in`)."""
        return str(self.unit)


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
