"""Room org: people, their posts, accounts and grants."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.org.models.units import DatedQuerySet, Unit, in_days
from namro.org.roles import Role
from namro.org.states import RegistrantClass


class Person(models.Model):
    """One human, once. Only what the work asks for: no number of any identity paper."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=200)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)
    search_text = models.CharField(max_length=400, editable=False, db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(full_name=""), name="person_named")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on

    def set_keys(self) -> None:
        """What `save` derives; called by hand before a bulk load."""
        self.full_name = text.nfc(self.full_name)
        self.sort_key = text.given_name_key(self.full_name)[:600]
        self.search_text = text.fold(self.full_name)[:400]


class Appointment(models.Model):
    """A person holds a post in a unit for some days; several at once is the rule."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    # No index of its own: `appointment_in_post` begins with it.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", db_index=False)
    post = models.CharField(_("post"), max_length=200)
    klass = models.CharField(_("class"), max_length=20, choices=RegistrantClass, blank=True)
    leads = models.BooleanField(_("leads the unit"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="appointment_days"),
            models.UniqueConstraint(
                fields=["person", "unit", "post", "since"], name="appointment_once"
            ),
        ]
        # Who was in post on a day is answered from the index alone.
        indexes = [
            models.Index(fields=["unit", "since", "until", "person"], name="appointment_in_post")
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.unit}"


class UserManager(BaseUserManager):
    """Every request needs the account and its person: one query, not two."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("person")


class User(AbstractUser):
    """An account; its name comes from the person, its rights from grants and never from flags."""

    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user"
    )
    large_type = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    def get_full_name(self) -> str:
        return self.person.full_name if self.person else self.username


class Grant(models.Model):
    """Person x role x unit x days; it holds for the unit and everything below."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="grant_days"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role"),
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True) | ~Q(deputy_for=F("person")),
                name="grant_not_own_deputy",
            ),
        ]
        indexes = [models.Index(fields=["person", "since"], name="grant_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.unit}"


class FirstLink(models.Model):
    """The one-time link by which an account gets its first password; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="first_links")

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y}"
