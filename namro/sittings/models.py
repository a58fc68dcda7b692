"""Room sittings: what is stored: a sitting, its seats, its agenda, recusals and votes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.org.models import Person
from namro.registers.models import Record
from namro.sittings.states import Choice, Duty, ItemState, SittingState, Way

TITLE_LENGTH = 2000


class Sitting(Record):
    """A body meets on a day and decides line by line; `unit` is the body."""

    name = models.CharField(_("sitting"), max_length=200)
    # Which register puts its lines before it, and which of them (a campaign, a round).
    docket = models.CharField(max_length=40)
    scope = models.CharField(max_length=40, blank=True)
    planned_at = models.DateTimeField(_("day and hour"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # The pack of rules on quorum and majority under which it was called; it keeps them.
    rules = models.CharField(max_length=60)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    # Grows with everything that a screen of the sitting shows; screens ask only for what is newer.
    pulse = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("-planned_at", "-pk")
        indexes = [models.Index(fields=["unit", "-planned_at"], name="sitting_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SittingState.values), name="sitting_state"
            ),
            models.CheckConstraint(
                condition=Q(status=SittingState.CLOSED, closed_at__isnull=False)
                | (~Q(status=SittingState.CLOSED) & Q(closed_at__isnull=True)),
                name="sitting_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[SittingState.OPEN, SittingState.CLOSED])
                | Q(opened_at__isnull=False),
                name="sitting_open_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_status_display(self) -> str:
        return str(SittingState(self.status).label)


class Seat(models.Model):
    """One person at a sitting: on what duty, whether they vote, whether they are there."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty)
    votes = models.BooleanField(_("votes"), default=True)
    # Null until somebody has looked who is there.
    present = models.BooleanField(_("present"), null=True)
    absent_reason = models.CharField(_("why absent"), max_length=200, blank=True)
    # A deputy sits and votes in the place of an absent member, who has no seat of their own then.
    stands_for = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )

    SCOPE = "sitting__unit__path"

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["sitting", "person"], name="seat_once"),
            models.UniqueConstraint(
                fields=["sitting", "stands_for"],
                condition=Q(stands_for__isnull=False),
                name="seat_one_deputy",
            ),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(duty=Duty.CHAIR), name="seat_one_chair"
            ),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(duty=Duty.SECRETARY), name="seat_one_secretary"
            ),
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="seat_duty"),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | ~Q(stands_for=F("person")),
                name="seat_not_own_deputy",
            ),
            models.CheckConstraint(
                condition=Q(votes=False) | ~Q(duty=Duty.GUEST), name="seat_guest_has_no_vote"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class AgendaItem(Record):
    """One line that waits for the body, on the agenda of one sitting; `unit` is the body too."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    docket = models.CharField(max_length=40)
    # The line in its own register, and the version of it that the body has before it.
    source = models.PositiveBigIntegerField()
    source_version = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    who = models.CharField(max_length=200)
    # Until the sitting is over; no line stands on two agendas at once.
    live = models.BooleanField(default=True, editable=False)
    motion = models.CharField(_("proposed"), max_length=20)
    motion_note = models.TextField(_("reason"), blank=True)
    remark = models.TextField(_("remark for the minutes"), blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    # Who put the decision: the chair, or another member where the chair has an interest.
    presider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # The presider has put it with their own hand, or has confirmed it since.
    signed = models.BooleanField(default=False, editable=False)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # As counted when it was decided; what the majority is taken of.
    votes_for = models.PositiveIntegerField(null=True, editable=False)
    votes_against = models.PositiveIntegerField(null=True, editable=False)
    votes_abstain = models.PositiveIntegerField(null=True, editable=False)
    votes_base = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "source"], name="agenda_item_once"),
            models.UniqueConstraint(
                fields=["docket", "source"], condition=Q(live=True), name="agenda_item_one_sitting"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ItemState.values), name="agenda_item_state"
            ),
            models.CheckConstraint(condition=Q(way__in=["", *Way.values]), name="agenda_item_way"),
            models.CheckConstraint(
                condition=~Q(status=ItemState.DECIDED)
                | Q(
                    decided_at__isnull=False,
                    presider__isnull=False,
                    votes_for__isnull=False,
                    votes_base__isnull=False,
                )
                & ~Q(way=""),
                name="agenda_item_decided_says_how",
            ),
        ]
        indexes = [models.Index(fields=["sitting", "order", "id"], name="agenda_item_order")]

    def __str__(self) -> str:
        return self.title[:100]

    def get_status_display(self) -> str:
        return str(ItemState(self.status).label)


class Recusal(models.Model):
    """A member with an interest leaves the room for one item: no vote, and not in the base."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="recusals")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="recusals")
    reason = models.CharField(_("interest"), max_length=200)

    SCOPE = "item__unit__path"

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} · {self.reason}"


class Vote(models.Model):
    """What one seat said of one item; the newest hand counts, whenever it arrives."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="cast")
    choice = models.CharField(max_length=10, choices=Choice)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    # Made on the device that cast it: the same vote sent again is known by it.
    token = models.UUIDField(unique=True)
    # Milliseconds of that device: orders the votes of one seat among themselves, nothing else.
    made_at = models.BigIntegerField()
    cast_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    SCOPE = "item__unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="vote_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice"),
        ]

    def __str__(self) -> str:
        return self.get_choice_display()
