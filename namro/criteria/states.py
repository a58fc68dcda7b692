"""Room criteria: whose voice, which kind of criterion, how a set is reached, what may be answered."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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


# A knock-out is something that must not happen: "holds" would say the opposite of what is meant.
OF_VETO = {Answer.YES.value: _("Did not happen"), Answer.NO.value: _("Happened")}


def answers(kind: str) -> list[tuple[str, str | Promise]]:
    """What may be answered to a criterion of a kind, and how it reads."""
    words = OF_VETO if kind == Kind.VETO else {}
    return [(one.value, words.get(one.value, one.label)) for one in Answer]
