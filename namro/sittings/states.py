"""Room sittings: the states of a sitting and of what is on its agenda, votes and duties."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SittingState(models.TextChoices):
    PLANNED = "planned", _("In preparation")
    CALLED = "called", _("Called")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class ItemState(models.TextChoices):
    """What becomes of one item of the agenda during the sitting."""

    WAITING = "waiting", _("Not taken yet")
    TABLED = "tabled", _("Under discussion")
    DECIDED = "decided", _("Decided")
    LEFT = "left", _("Left for another sitting")


class Duty(models.TextChoices):
    CHAIR = "chair", _("Chair")
    DEPUTY_CHAIR = "deputy_chair", _("Deputy chair")
    MEMBER = "member", _("Member")
    SECRETARY = "secretary", _("Secretary of the sitting")
    GUEST = "guest", _("Invited")


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Way(models.TextChoices):
    """How the body came to its decision."""

    VOTE = "vote", _("By vote")
    CONSENSUS = "consensus", _("By consensus")


PREPARING = (SittingState.PLANNED, SittingState.CALLED)
LIVE = (*PREPARING, SittingState.OPEN)
UNSETTLED = (ItemState.WAITING, ItemState.TABLED)
LEADING = (Duty.CHAIR, Duty.DEPUTY_CHAIR, Duty.SECRETARY)
