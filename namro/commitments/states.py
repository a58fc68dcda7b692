"""Room commitments: kinds, and the states of campaigns, commitments and amendments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    NEW = "new", _("New task")
    HARD = "hard", _("Hard task")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class LateRule(models.TextChoices):
    REFUSE = "refuse", _("Refuse after the last day")
    MARK = "mark", _("Accept and mark as late")


class State(models.TextChoices):
    """The life of a commitment until it is approved; then the ledger follows it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    ENDORSED = "endorsed", _("Waiting for the second body")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    REFUSED = "refused", _("Refused as routine duty")
    REPLACED = "replaced", _("Another task asked for")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What counts as registered: handed in, and neither given back nor dropped.
COUNTED = (State.SUBMITTED, State.ENDORSED, State.APPROVED)
WAITING = (State.SUBMITTED, State.ENDORSED)
EDITABLE = (State.DRAFT, State.RETURNED)


class Source(models.TextChoices):
    """How a registration came in."""

    FORM = "form", _("Typed in")
    GRID = "grid", _("Typed in a grid")
    WORKBOOK = "workbook", _("From a workbook")
    PAPER = "paper", _("Keyed in from a paper form")


class Standing(models.TextChoices):
    """How a registrant stands against the quota of their class."""

    EXEMPT = "exempt", _("Exempt")
    MISSING = "missing", _("Not registered")
    SHORT = "short", _("Fewer than asked")
    MET = "met", _("Registered")


class AmendmentState(models.TextChoices):
    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class Outcome(models.TextChoices):
    """What one body said of one line in one round."""

    ENDORSE = "endorse", _("Approved by the first body")
    APPROVE = "approve", _("Approved")
    RETURN = "return", _("Returned")
    REFUSE = "refuse", _("Refused as routine duty")
    REPLACE = "replace", _("Another task asked for")
    REFER = "refer", _("Passed up: beyond this body's authority")
