"""Room ledger: the states of what is followed, declared and verified."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryState(models.TextChoices):
    """What the doer declares."""

    NOT_BEGUN = "not_begun", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    PARTLY = "partly", _("Partly done")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


OPEN_STATES = (EntryState.NOT_BEGUN, EntryState.UNDER_WAY, EntryState.PARTLY)


class Finding(models.TextChoices):
    """What somebody else found on the ground."""

    NONE = "unverified", _("Not verified yet")
    DONE = "verified", _("Verified as done")
    PARTLY = "verified_partly", _("Verified as partly done")
    NOT_DONE = "not_found", _("Found not done")


class Shown(models.TextChoices):
    """The five states of follow-up, as an office reads them on a day."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    ON_SCHEDULE = "on_schedule", _("On schedule")
    BEHIND = "behind", _("Behind")
    NOT_BEGUN = "not_begun", _("Not begun")
    STOPPED = "stopped", _("Stopped")


class FourWay(models.TextChoices):
    """Done or not, in time or late (QĐ 42/2014/QĐ-TTg)."""

    DONE_IN_TIME = "done_in_time", _("Done in time")
    DONE_LATE = "done_late", _("Done late")
    OPEN_IN_TIME = "open_in_time", _("Not done, within term")
    OPEN_LATE = "open_late", _("Not done, overdue")


class BlockerState(models.TextChoices):
    RAISED = "raised", _("Waiting for the level named")
    CLEARED = "cleared", _("Cleared")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DrawState(models.TextChoices):
    """A sample is announced with its list, drawn with the seed, closed when all is looked at."""

    ANNOUNCED = "announced", _("Announced")
    DRAWN = "drawn", _("Drawn")
    CLOSED = "closed", _("Closed")
    DROPPED = "dropped", _("Dropped")
