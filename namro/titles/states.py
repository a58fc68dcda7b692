"""Room titles: the states of a standard, a round and a card."""

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
