"""Room commitments: a campaign, its classes, bodies, topics and the people it asks."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.commitments.states import CampaignState, LateRule, Standing
from namro.figures.counted import CountedPath
from namro.figures.tally import Key
from namro.org.models import Person, Unit
from namro.org.states import RegistrantClass, UnitKind
from namro.registers.models import Record


class Campaign(Record):
    """A registration period; its rules are its own data, so an old year keeps its own."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    opens = models.DateField(_("opens on"))
    closes = models.DateField(_("closes on"))
    begins_on = models.DateField(_("work begins on"))
    ends_on = models.DateField(_("work ends on"))
    late_rule = models.CharField(_("after the last day"), max_length=10, choices=LateRule)
    # [{"key": "who", "name": "rõ người", "field": "accountable"}, ...] in the order shown
    clears = models.JSONField(default=list)
    clears_name = models.CharField(max_length=80)
    rules = models.CharField(max_length=60)
    decision = models.CharField(_("set up by"), max_length=200, blank=True)
    # The day whose map of units the figures keep; null while the campaign is open: today's map.
    counted_on = models.DateField(null=True, editable=False)
    # That map as it was when the campaign closed, unit to parent: a plan that is carried out late
    # with an earlier day must not draw it anew.
    counted_map = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="campaign_days"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="campaign_work_days"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CampaignState.values), name="campaign_state"
            ),
        ]
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_status_display(self) -> str:
        return str(CampaignState(self.status).label)

    def takes_on(self, day: dt.date) -> bool:
        """May something be handed in on that day?"""
        if self.status != CampaignState.OPEN or day < self.opens:
            return False
        return day <= self.closes or self.late_rule == LateRule.MARK


class ClassRule(models.Model):
    """What a campaign asks of one class of registrants."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="classes")
    klass = models.CharField(_("class"), max_length=20, choices=RegistrantClass)
    minimum = models.PositiveSmallIntegerField(_("at least"))
    maximum = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    exempt_reasons = models.JSONField(default=list)
    hint = models.TextField(_("hint"), blank=True)

    SCOPE = "campaign__unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "klass"], name="class_rule_once"),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="class_rule_range",
            ),
        ]
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_klass_display()


class Body(models.Model):
    """Who approves: a fixed unit, or the nearest unit of a kind above the registrant's own."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="bodies")
    order = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    nearest = models.CharField(max_length=20, choices=UnitKind, blank=True)

    SCOPE = "campaign__unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "order"], name="body_once"),
            models.CheckConstraint(condition=Q(order__in=[1, 2]), name="body_one_or_two"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, nearest="")
                | (Q(unit__isnull=True) & ~Q(nearest="")),
                name="body_is_named",
            ),
        ]
        ordering = ("order",)

    def __str__(self) -> str:
        return str(self.unit or self.get_nearest_display())


class Topic(models.Model):
    """What the committee asks people to take on."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="topics")
    text = models.CharField(_("topic"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    SCOPE = "campaign__unit__path"

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "text"], name="topic_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Registrant(models.Model):
    """One place on the roll of a campaign: who is asked, in which class, and how they stand."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="registrants")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="registrants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registrants")
    klass = models.CharField(max_length=20, choices=RegistrantClass)
    exempt_reason = models.CharField(_("why exempt"), max_length=200, blank=True)
    items = models.PositiveIntegerField(default=0)
    standing = models.CharField(max_length=10, choices=Standing)
    counted_path = CountedPath()
    name_key = models.CharField(max_length=600)
    search_text = models.CharField(max_length=800)

    SCOPE = "unit__path"
    OWNERS = ("person_id",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"],
                condition=Q(person__isnull=False),
                name="registrant_person_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "unit"],
                condition=Q(person__isnull=True),
                name="registrant_collective_once",
            ),
            models.CheckConstraint(
                condition=Q(klass=RegistrantClass.COLLECTIVE, person__isnull=True)
                | (~Q(klass=RegistrantClass.COLLECTIVE) & Q(person__isnull=False)),
                name="registrant_collective_has_no_person",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="registrant_standing"
            ),
            models.CheckConstraint(
                condition=(Q(standing=Standing.EXEMPT) & ~Q(exempt_reason=""))
                | (~Q(standing=Standing.EXEMPT) & Q(exempt_reason="")),
                name="registrant_exempt_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "name_key", "id"], name="registrant_name"),
            models.Index(fields=["campaign", "standing", "unit"], name="registrant_standing_idx"),
            models.Index(fields=["unit", "campaign"], name="registrant_unit"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.unit)

    @property
    def period(self) -> int:
        return self.campaign_id

    def tally(self) -> list[Key]:
        """What this registrant counts as."""
        return [Key("registrant", (self.klass, self.standing))]
