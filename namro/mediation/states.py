"""Room mediation: the states of a case, and the words of what is chosen (Law 35/2013/QH13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    RECEIVED = "received", _("Received")
    UNDER_WAY = "under_way", _("Being mediated")
    SETTLED = "settled", _("Settled")
    NOT_SETTLED = "not_settled", _("Not settled")
    OUT_OF_SCOPE = "out_of_scope", _("Not for mediation, referred")


OPEN = (CaseState.RECEIVED, CaseState.UNDER_WAY)
MEDIATED = (CaseState.SETTLED, CaseState.NOT_SETTLED)


class Origin(models.TextChoices):
    """Article 16: how a mediation begins."""

    REQUEST = "request", _("A party asked for it")
    WITNESSED = "witnessed", _("A mediator saw or heard of it")
    PROPOSED = "proposed", _("A body proposed it")


class ChosenBy(models.TextChoices):
    """Articles 17 and 18: the parties choose; the head only where they do not."""

    PARTIES = "parties", _("The parties")
    HEAD = "head", _("The head of the team")


class AlertKind(models.TextChoices):
    """Article 10: what must be told at once."""

    VIOLENCE = "violence", _("Risk of violence or disorder")
    OFFENCE = "offence", _("Signs of an offence")
