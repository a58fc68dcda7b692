"""Room papers: the two forms of official papers, what becomes of one, and how it is signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    STATE = "state", _("State form (Decree 30/2020)")
    PARTY = "party", _("Party form (Guide 05-HD/VPTW)")


class PaperState(models.TextChoices):
    ISSUED = "issued", _("Issued")
    CANCELLED = "cancelled", _("Cancelled")


class Mode(models.TextChoices):
    """In whose stead a signature stands; how it is written is a rule of the form."""

    DIRECT = "direct", _("Signs in person")
    COLLECTIVE = "collective", _("On behalf of the collective (TM., T/M)")
    DEPUTY = "deputy", _("A deputy for the head (KT., K/T)")
    BY_ORDER = "by_order", _("By order (TL., T/L)")
    AUTHORISED = "authorised", _("By authorisation (TUQ.)")
