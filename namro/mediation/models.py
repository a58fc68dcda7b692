"""Room mediation: teams' mediators, cases, and apart from them the names and words.

A team is a unit of kind `team`, a mediator holds a post in it. A case says which team, when, which
field and how it ended; who the parties are and what was said stands in `Party`, `Words` and
`Session`, which nobody reaches but through a case of their own team. No role opens them.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.figures.tally import Key
from namro.mediation.states import OPEN, AlertKind, CaseState, ChosenBy, Origin
from namro.org.models import Appointment, Person, Unit
from namro.registers.models import YearRecord


def salt() -> str:
    """Of one record; gone with it, its digests say nothing."""
    return secrets.token_hex(16)


def members_on(person: int | None, day: dt.date) -> models.QuerySet[Unit]:
    """The teams in which a person is a mediator on a day."""
    posts = Appointment.objects.on(day).filter(person=person, unit__kind="team")
    return Unit.objects.filter(pk__in=posts.values("unit"))


def teams_near(teams: models.QuerySet[Unit]) -> models.QuerySet[Unit]:
    """Teams of today in the wards of these."""
    wards = teams.values("parent__parent")
    rows = Unit.objects.on(clock.today()).filter(kind="team", parent__parent__in=wards)
    return rows.order_by("path")


class Mediator(models.Model):
    """What the law adds to a mediator's post: articles 7, 8 and 12."""

    post = models.OneToOneField(Appointment, models.CASCADE, related_name="mediator")
    woman = models.BooleanField(_("woman"), default=False)
    elected_on = models.DateField(_("elected on"), null=True, blank=True)
    # Households for, and all that were asked.
    votes = models.PositiveIntegerField(_("households for"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households in all"), null=True, blank=True)
    decision = models.CharField(_("decision of recognition"), max_length=100, blank=True)

    SCOPE = "post__unit__path"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(votes__isnull=True) | Q(households__gte=F("votes")),
                name="mediator_votes",
            )
        ]

    def __str__(self) -> str:
        return str(self.post)


class Case(YearRecord):
    """A case: `unit` is the team that keeps it; a second one only helps and never counts it."""

    number = models.PositiveIntegerField(_("number"), editable=False)
    received_on = models.DateField(_("received on"))
    field = models.CharField(_("field"), max_length=20)
    origin = models.CharField(_("how it began"), max_length=12, choices=Origin)
    second = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("second team (article 22)"),
    )  # fmt: skip
    chosen_by = models.CharField(_("chosen by"), max_length=10, choices=ChosenBy, blank=True)
    mediators = models.ManyToManyField(Person, related_name="+")
    # Who has an interest in it: out of the case altogether (article 18).
    interested = models.ManyToManyField(Person, related_name="+")
    assigned_on = models.DateField(_("assigned on"), null=True, editable=False)
    begun_on = models.DateField(_("begun on"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    outside = models.CharField(_("why not for mediation"), max_length=20, blank=True)
    agreed = models.BooleanField(_("written agreement"), default=False, editable=False)
    erased_on = models.DateField(_("names erased on"), null=True, editable=False)
    salt = models.CharField(max_length=32, default=salt, editable=False)

    STATES = CaseState
    LOOKS: ClassVar[Mapping[str, str]] = {
        "received": "not_begun", "settled": "done", "not_settled": "refused",
        "out_of_scope": "withdrawn",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(status__in=CaseState.values), name="case_state"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("unit")), name="case_two_teams"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_on__isnull=True)
                | (~Q(status__in=OPEN) & Q(ended_on__isnull=False)),
                name="case_ended_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="case_team"),
            models.Index(fields=["period", "-id"], name="case_year"),
        ]

    def __str__(self) -> str:
        words = gettext("Case %(number)s of %(year)s, %(team)s")
        return words % {"number": self.number, "year": self.year, "team": self.unit}

    def found_by(self) -> str:
        return f"{self.number} {self.unit}"

    @staticmethod
    def own_rows(person: int | None, day: dt.date) -> Q:
        """Cases of the teams in which somebody is a mediator, but not those with an interest."""
        teams = members_on(person, day).values("pk")
        out = Case.interested.through.objects.filter(person=person).values("case")
        # Two looks into indexes; joined by or, PostgreSQL would read every case.
        kept = Case.objects.filter(unit__in=teams).values("pk")
        helped = Case.objects.filter(second__in=teams).values("pk")
        return Q(pk__in=kept.union(helped, all=True)) & ~Q(pk__in=out)

    def seal(self, words: str) -> str:
        """What the trail keeps of words: a digest that ends with the salt of this case."""
        return hmac.new(self.salt.encode(), words.encode(), hashlib.sha256).hexdigest()

    def tally(self) -> list[Key]:
        return [Key("case", (self.status, self.field))]


def mediators_of(case: Case) -> models.QuerySet[Person]:
    """People of the team or teams of a case who have no interest in it."""
    teams = [pk for pk in (case.unit_id, case.second_id) if pk]
    posts = Appointment.objects.on(clock.today()).filter(unit__in=teams)
    people = Person.objects.filter(pk__in=posts.values("person"))
    return people.exclude(pk__in=case.interested.values("pk")).order_by("sort_key", "pk")


class Private(models.Model):
    """Names and words: seen through the case by its own people, by nobody else."""

    SCOPE = "case__unit__path"

    class Meta:
        abstract = True

    @staticmethod
    def own_rows(person: int | None, day: dt.date) -> Q:
        """Through the case alone."""
        return Q(case__in=Case.objects.filter(Case.own_rows(person, day)))


class Party(Private):
    """One side of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    name = models.CharField(_("name of the party"), max_length=200)
    born = models.PositiveIntegerField(_("year of birth"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def whole(self) -> str:
        """All of it, as it is sealed."""
        return f"{self.name}|{self.born}|{self.address}"


class Words(Private):
    """What it is about, what was said at the steps, and the agreement with its parts."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="words")
    content = models.TextField(_("content of the case"), blank=True)
    notes = models.JSONField(default=list)
    agreement = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.case_id}"


class Session(Private):
    """A meeting of the parties; when and how long it was is no secret, what was said is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sessions")
    on = models.DateField(_("session held on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    words = models.TextField(_("what was said"), blank=True)

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"

    def whole(self) -> str:
        """All of it, as it is sealed."""
        return f"{self.on}|{self.place}|{self.words}"


class Check(Private):
    """Is the agreement kept, some months later (article 26)?"""

    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    due = models.DateField(_("check due on"))
    done_on = models.DateField(null=True)
    kept = models.BooleanField(null=True)

    class Meta:
        ordering = ("due",)
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, kept__isnull=True)
                | Q(done_on__isnull=False, kept__isnull=False),
                name="check_done_says",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due:%d/%m/%Y}"


class Alert(models.Model):
    """A danger that the law tells somebody of at once: which team and what kind, no names."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("what is to be told"), max_length=12, choices=AlertKind)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Who of those that the law names has taken note of it, and when; until then it stays in their work.
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    SCOPE = "unit__path"

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="alert_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="alert_received_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.unit}"
