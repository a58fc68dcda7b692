"""Room sittings: when a sitting was really held, where its buttons were pressed at another time."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.papers.queries import papers_of
from namro.papers.states import PaperState
from namro.registers.workflow import lock
from namro.sittings import wording
from namro.sittings.models import Sitting
from namro.sittings.states import SittingState
from namro.sittings.workflow import PREPARE

# Papers that say when it was held.
TELLS = (wording.MINUTES, wording.DECISION, wording.NOTICE, wording.SHEET)
# In session only the beginning can be stated: the end is still to come.
HELD = (SittingState.OPEN, SittingState.CLOSED)


def why_not(sitting: Sitting, access: Access) -> Refused | None:
    """Why the times cannot be stated now; None when they can."""
    if not access.can(PREPARE, sitting.unit):
        return Refused(_("You may not prepare a sitting of %(unit)s.") % {"unit": sitting.unit})
    if sitting.status not in HELD:
        return Conflict(_("The sitting stands at “%(s)s”.") % {"s": sitting.get_status_display()})
    if sitting.status == SittingState.OPEN:
        return None  # papers that tell it come after it
    told = papers_of(sitting).filter(
        kind__in=[kind.name for kind in TELLS], status=PaperState.ISSUED
    )
    if paper := told.first():
        words = _("%(paper)s says when the sitting was held; cancel it first.")
        return Conflict(words % {"paper": paper})
    return None


@writing()
def state_times(
    sitting: Sitting, began: dt.datetime, ended: dt.datetime | None, access: Access
) -> Sitting:
    """Say when it really began and ended; until then the moments of the buttons stand.

    In session there is no end yet: `ended` is None then, and only then.

    Raises:
        Refused: the right is missing, or the times cannot be.
        Conflict: it has not begun, is over by now, or a paper tells the times already.
    """
    sitting = lock(sitting)
    if refused := why_not(sitting, access) or _impossible(sitting, began, ended):
        raise refused
    changes = {"opened_at": [_told(sitting.opened_at), _told(began)]}
    if ended:
        changes["closed_at"] = [_told(sitting.closed_at), _told(ended)]
    sitting.opened_at, sitting.closed_at = began, ended
    sitting.version += 1
    sitting.save(update_fields=["opened_at", "closed_at", "version"])
    audit.record("sitting.held", sitting, changes, access.actor)
    return sitting


def _impossible(sitting: Sitting, began: dt.datetime, ended: dt.datetime | None) -> Refused | None:
    """Why it cannot have been held at these times."""
    now = clock.now()
    if (ended is None) != (sitting.status == SittingState.OPEN):
        return Conflict(_("The sitting stands at “%(s)s”.") % {"s": sitting.get_status_display()})
    if words := _too_early(sitting, began):
        return Refused(words, status=422)
    if began > now:
        return Refused(_("The beginning cannot be later than now."), status=422)
    if ended and ended <= began:
        words = _(
            "The end must be after the beginning; past midnight, say also on which day it ended."
        )
        return Refused(words, status=422)
    if ended and ended > now:
        return Refused(_("The end cannot be later than now."), status=422)
    return None


def _too_early(sitting: Sitting, began: dt.datetime) -> str | None:
    """It begins on the planned day at the earliest; sooner only where it was opened sooner."""
    day, planned = timezone.localtime(began).date(), timezone.localtime(sitting.planned_at).date()
    pressed = timezone.localtime(sitting.opened_at).date() if sitting.opened_at else planned
    if day >= min(planned, pressed):
        return None
    if pressed < planned:
        words = _("The sitting was opened on %(day)s: it cannot have begun on an earlier day.")
        return words % {"day": f"{pressed:%d/%m/%Y}"}
    words = _("The sitting was planned for %(day)s: it cannot have begun on an earlier day.")
    return words % {"day": f"{planned:%d/%m/%Y}"}


def _told(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}" if moment else ""
