"""Room sittings: when a sitting that is over was really held, where it was entered afterwards."""

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


def why_not(sitting: Sitting, access: Access) -> Refused | None:
    """Why the times cannot be stated now; None when they can."""
    if not access.can(PREPARE, sitting.unit):
        return Refused(_("You may not prepare a sitting of %(unit)s.") % {"unit": sitting.unit})
    if sitting.status != SittingState.CLOSED:
        return Conflict(_("The sitting stands at “%(s)s”.") % {"s": sitting.get_status_display()})
    told = papers_of(sitting).filter(
        kind__in=[kind.name for kind in TELLS], status=PaperState.ISSUED
    )
    if paper := told.first():
        words = _("%(paper)s says when the sitting was held; cancel it first.")
        return Conflict(words % {"paper": paper})
    return None


@writing()
def state_times(
    sitting: Sitting, began: dt.datetime, ended: dt.datetime, access: Access
) -> Sitting:
    """Say when it really began and ended; until then the moments of the buttons stand.

    Raises:
        Refused: the right is missing, or the times cannot be.
        Conflict: it is not over, or a paper tells the times already.
    """
    sitting = lock(sitting)
    if refused := why_not(sitting, access):
        raise refused
    if not began < ended <= clock.now():
        raise Refused(_("It ended after it began, and not later than now."), status=422)
    changes = {
        "opened_at": [_told(sitting.opened_at), _told(began)],
        "closed_at": [_told(sitting.closed_at), _told(ended)],
    }
    sitting.opened_at, sitting.closed_at = began, ended
    sitting.version += 1
    sitting.save(update_fields=["opened_at", "closed_at", "version"])
    audit.record("sitting.held", sitting, changes, access.actor)
    return sitting


def _told(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}" if moment else ""
