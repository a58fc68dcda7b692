"""Room commitments: what one registrant takes on, its versions, reviews and amendments."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from namro.commitments.models.campaign import Campaign, Registrant, Topic
from namro.commitments.states import COUNTED, AmendmentState, Kind, Outcome, Source, State
from namro.core import text
from namro.figures.counted import CountedPath
from namro.figures.tally import Key
from namro.ledger.models import Entry
from namro.org.models import Person, Unit
from namro.registers.models import Record

TITLE_LENGTH = 2000


class FirstUnit(models.ForeignKey):
    """The unit of a record on the day it was made; filled in then, never changed."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """A new row says where it was made."""
        if add and getattr(model_instance, self.attname) is None:
            model_instance.registered_in = model_instance.unit
        return super().pre_save(model_instance, add)


class CaseFile(Record):
    """A matter that outlives years, posts and units; each year's commitment hangs on it.

    `status` is not used as a life cycle yet: a case is open until `ended_on`. A closed list
    (`closed`, `readers`) hides a case from everybody else, the head of the unit included.
    """

    title = models.CharField(_("case"), max_length=300)
    since = models.DateField(_("since"))
    story = models.TextField(_("what has happened so far"), blank=True)
    ended_on = models.DateField(_("settled on"), null=True, blank=True)
    closed = models.BooleanField(_("only for the people named"), default=False)
    readers = models.ManyToManyField(Person, blank=True, related_name="+")
    search_text = models.CharField(max_length=800, editable=False)

    CLOSED = ("closed", "readers")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")), name="case_days"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = text.fold(self.title)[:800]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on


class Content(models.Model):
    """The words of a commitment: what a version keeps and an amendment changes."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("work"), max_length=TITLE_LENGTH)
    basis_since = models.CharField(_("since when"), max_length=200, blank=True)
    basis_involved = models.TextField(_("who is involved"), blank=True)
    basis_attempts = models.TextField(_("what has been tried, or why it is new"), blank=True)
    accountable = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accountable_for",
        verbose_name=_("accountable person"),
    )
    supporters = models.TextField(_("supporters"), blank=True)
    leader = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answerable_for",
        verbose_name=_("answerable leader"),
    )
    due = models.DateField(_("due"), null=True, blank=True)
    due_text = models.CharField(max_length=100, blank=True)
    # [{"title": "...", "due": "2023-06-30"}, ...]
    milestones = models.JSONField(_("milestones"), default=list, blank=True)
    result = models.TextField(_("result"), blank=True)
    baseline = models.CharField(_("where it stands now"), max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=100, blank=True)
    measure = models.CharField(_("unit of measure"), max_length=60, blank=True)
    evidence_kind = models.CharField(_("kind of evidence"), max_length=200, blank=True)
    authority = models.CharField(_("within whose authority"), max_length=300, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    case_file = models.ForeignKey(
        CaseFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("case file"),
    )

    class Meta:
        abstract = True


CONTENT = tuple(field.name for field in Content._meta.local_fields)


class Commitment(Record, Content):
    """One line of registration."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="commitments")
    registrant = models.ForeignKey(Registrant, models.PROTECT, related_name="commitments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="commitments")
    case_file = models.ForeignKey(
        CaseFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("case file"),
    )
    due_key = models.GeneratedField(
        expression=Coalesce("due", Value(dt.date(9999, 12, 31), models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    # Where it was registered: its number is that unit's, whoever carries the work on later.
    registered_in = FirstUnit(Unit, models.PROTECT, related_name="+")
    counted_path = CountedPath()
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM)
    row_key = models.CharField(max_length=64, blank=True)
    behalf_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    behalf_reason = models.CharField(max_length=200, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    waits_for = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    waits_since = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="commitment")
    name_key = models.CharField(max_length=600)
    search_text = models.CharField(max_length=2600)

    OWNERS = ("person_id", "accountable_id", "leader_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=State.values), name="commitment_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="commitment_kind"),
            models.CheckConstraint(condition=~Q(title=""), name="commitment_said"),
            models.UniqueConstraint(
                fields=["campaign", "registered_in", "number"], name="commitment_number"
            ),
            models.UniqueConstraint(
                fields=["campaign", "row_key"],
                condition=~Q(row_key=""),
                name="commitment_row_once",
            ),
            models.CheckConstraint(
                condition=Q(status=State.APPROVED, approved_on__isnull=False)
                | (~Q(status=State.APPROVED) & Q(approved_on__isnull=True)),
                name="commitment_approved_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[State.SUBMITTED, State.ENDORSED], waits_for__isnull=False)
                | (~Q(status__in=[State.SUBMITTED, State.ENDORSED]) & Q(waits_for__isnull=True)),
                name="commitment_waits_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="commitment_unit"),
            models.Index(fields=["campaign", "-id"], name="commitment_campaign"),
            models.Index(fields=["campaign", "name_key", "id"], name="commitment_name"),
            models.Index(fields=["campaign", "due_key", "id"], name="commitment_due"),
            models.Index(
                fields=["waits_for", "waits_since", "id"],
                condition=Q(waits_for__isnull=False),
                name="commitment_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:100]

    def get_status_display(self) -> str:
        return str(State(self.status).label)

    @property
    def period(self) -> int:
        return self.campaign_id

    @property
    def code(self) -> str:
        """The number that people say: unit's own running number, so it tells nothing of others."""
        return f"{self.number}/{self.campaign.year}"

    def set_keys(self) -> None:
        """What lists order by and search finds."""
        who = self.person.full_name if self.person else self.unit.name
        self.name_key = self.person.sort_key if self.person else self.unit.sort_key
        self.search_text = text.fold(f"{self.title} {who} {self.unit.name} {self.code}")[:2600]

    def tally(self) -> list[Key]:
        """What this commitment counts as."""
        keys = [Key("commitment", (self.status, self.kind, "l" if self.late else "-"))]
        if self.status in COUNTED:
            topic = str(self.topic_id) if self.topic_id else "-"
            keys.append(Key("topic", (topic, self.kind)))
            if self.submitted_on:
                keys.append(Key("day", (self.submitted_on.isoformat(),)))
        return keys


class Version(models.Model):
    """The words as they stood when they were handed in, or when a change was approved."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    why = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    SCOPE = "commitment__unit__path"

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Review(models.Model):
    """What one body said of one line in one round; one decision, whoever pressed first."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    SCOPE = "commitment__unit__path"

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "round", "body"], name="review_once"),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | ~Q(by=F("subject")), name="review_not_own"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.APPROVE, Outcome.ENDORSE]) | ~Q(note=""),
                name="review_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Amendment(Record):
    """A change asked for after approval; the first version stays, the new one is approved in turn."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="amendments")
    content = models.JSONField()
    why = models.TextField(_("reason for the change"))
    waits_for = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AmendmentState.values), name="amendment_state"
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(status=AmendmentState.ASKED),
                name="amendment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="amendment_not_own",
            ),
        ]

    def __str__(self) -> str:
        return self.why[:80]

    def get_status_display(self) -> str:
        return str(AmendmentState(self.status).label)
