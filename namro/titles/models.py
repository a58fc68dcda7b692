"""Room titles: an office's own standards, rounds, cards with their scores, what was broken when."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.criteria.states import Voice
from namro.figures.tally import Key
from namro.org.models import Person, Unit
from namro.registers.models import YearRecord
from namro.titles.states import CardState, RoundState, StandardState


class Standard(YearRecord):
    """A set of criteria that an office has made; another version is another row."""

    name = models.CharField(_("name of the title"), max_length=200)
    edition = models.PositiveIntegerField(_("version"), default=1, editable=False)
    content = models.JSONField(editable=False)

    STATES = StandardState
    LOOKS: ClassVar[Mapping[str, str]] = {"in_use": "approved", "retired": "withdrawn"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "edition"], name="standard_once"),
            models.CheckConstraint(
                condition=Q(status__in=StandardState.values), name="standard_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"

    def found_by(self) -> str:
        return f"{self.name} {self.unit}"

    def tally(self) -> list[Key]:
        """A standard counts nowhere."""
        return []


class Round(YearRecord):
    """A title in a year below a body: its standard as it was when the round was opened."""

    name = models.CharField(_("name of the title"), max_length=200)
    # A committee that decides for the body; none: the body itself.
    decider = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by whom")
    )
    content = models.JSONField(editable=False)
    self_by = models.DateField(_("scored by"))
    request_by = models.DateField(_("requested by"))
    decide_by = models.DateField(_("decided by"))

    STATES = RoundState

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "period"], name="round_once"),
            models.CheckConstraint(
                condition=Q(request_by__gte=F("self_by"), decide_by__gte=F("request_by")),
                name="round_days",
            ),
            models.CheckConstraint(condition=Q(status__in=RoundState.values), name="round_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def found_by(self) -> str:
        return f"{self.name} {self.year} {self.unit}"

    @property
    def body(self) -> Unit:
        """Who decides on its cards."""
        return self.decider or self.unit

    def tally(self) -> list[Key]:
        """Its cards count."""
        return []


def facet_of(title: str) -> str:
    """The name of a title as counters keep it."""
    return title[:50].replace("|", " ")


class Card(YearRecord):
    """One subject in a round: a unit, or a person of the unit."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="cards", verbose_name=_("round"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    # The band that the scores give: a proposal.
    proposed = models.CharField(_("what the scores give"), max_length=80, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    decision = models.CharField(_("decision"), max_length=100, blank=True)
    valid_until = models.DateField(_("valid until"), null=True)

    STATES = CardState
    LOOKS: ClassVar[Mapping[str, str]] = {
        "scoring": "draft", "proposed": "submitted", "verified": "endorsed",
        "recognised": "approved", "not_recognised": "refused", "lapsed": "closed",
        "revoked": "withdrawn",
    }  # fmt: skip
    OWNERS = ("person_id",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"], condition=Q(person=None), name="card_unit_once"
            ),
            models.UniqueConstraint(fields=["round", "person"], name="card_person_once"),
            models.CheckConstraint(condition=Q(status__in=CardState.values), name="card_state"),
        ]
        indexes = [
            models.Index(fields=["period", "-id"], name="card_year"),
            models.Index(fields=["status", "unit"], name="card_waiting"),
            # All that is asked of who has held a title, for years and a place.
            models.Index(
                fields=["status", "counted_path", "period", "round", "unit", "person"],
                name="card_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.unit} – {self.round}"

    def tally(self) -> list[Key]:
        return [Key("card", (facet_of(self.round.name), self.status))]

    def found_by(self) -> str:
        return f"{self.person or ''} {self.unit} {self.round}"


class Score(models.Model):
    """What one voice says of one criterion, with its reason; `held` is what the records say."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=10)
    voice = models.CharField(max_length=12, choices=Voice)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    answer = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # From the records: how many of how many, and where they are.
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    href = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    SCOPE = "card__unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion", "voice"], name="score_once"),
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="score_voice"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.voice}"


class Breach(models.Model):
    """A criterion that did not hold from a day on, and when it held again."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="breaches")
    criterion = models.CharField(max_length=10)
    on = models.DateField(_("broken on"))
    mended_on = models.DateField(_("holds again since"), null=True)
    source = models.CharField(_("how it is known"), max_length=300)

    SCOPE = "card__unit__path"

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True) | Q(mended_on__gte=F("on")), name="breach_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.criterion}"

    def whole(self) -> str:
        """All of it, as the trail keeps it."""
        until = f"{self.mended_on:%d/%m/%Y}" if self.mended_on else "…"
        return f"{self.on:%d/%m/%Y} – {until}: {self.source}"
