"""Room inspections: the states of the programme, of conclusions and of their items."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """Who is looked at; of a person nothing is kept but that it was one."""

    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", _("Person")


class InspectionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    DROPPED = "dropped", _("Dropped from the programme")


class ConclusionState(models.TextChoices):
    DRAFT = "draft", _("Being entered")
    FOLLOWED = "followed", _("Followed")
    CLOSED = "closed", _("All items accepted")
    DROPPED = "dropped", _("Dropped")


class ItemState(models.TextChoices):
    PLANNED = "planned", _("Not followed yet")
    FOLLOWED = "followed", _("Followed")
    ACCEPTED = "accepted", _("Accepted")
    DROPPED = "dropped", _("Dropped")


class CountState(models.TextChoices):
    ENTERED = "entered", _("Entered")
