"""Room titles: the states of a standard, a round and a card, and who scores."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandardState(models.TextChoices):
    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("Not used any more")


class RoundState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CardState(models.TextChoices):
    SCORING = "scoring", _("Being scored")
    PROPOSED = "proposed", _("Proposed for the title")
    VERIFIED = "verified", _("Card verified")
    RECOGNISED = "recognised", _("Recognised")
    REFUSED = "not_recognised", _("Not recognised")
    LAPSED = "lapsed", _("Lapsed")
    REVOKED = "revoked", _("Revoked")


# Recognised once; a lapsed title was one in its year, a revoked one was not.
HELD = (CardState.RECOGNISED, CardState.LAPSED)
UNDECIDED = (CardState.SCORING, CardState.PROPOSED, CardState.VERIFIED)


class Voice(models.TextChoices):
    """Whose score stands beside whose; `held` is what the records say."""

    HELD = "held", _("From the records")
    SELF = "self", _("Self")
    COLLECTIVE = "collective", _("Collective")
    APPROVER = "approver", _("Approver")


class Kind(models.TextChoices):
    """Kinds of criteria."""

    POINTS = "points", _("Points")
    PASS = "pass", _("Holds or not")
    COUNT = "count", _("From a figure")
    DEDUCTION = "deduction", _("Points taken off")
    VETO = "veto", _("Knock-out")


class Mode(models.TextChoices):
    BANDS = "bands", _("Points and bands")
    ALL = "all", _("All must hold")


class Answer(models.TextChoices):
    YES = "yes", _("Holds")
    NO = "no", _("Does not hold")
    NOT_APPLICABLE = "na", _("Not applicable")
