"""Room sittings: a sitting is closed: all its outcomes are carried out in one step, or none is."""

from django.utils.translation import gettext as _

from namro.core.errors import Conflict, Refused
from namro.core.write import attempt
from namro.org.access import Access
from namro.org.models import User
from namro.registers.workflow import Taken
from namro.sittings.docket import Docket, Matter, docket_of
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.states import ItemState

VIA = "sitting"
SAID = 10  # reasons in one answer; more of them are of the same kind


class NotCarried(Conflict):  # noqa: N818 - a refusal is an answer, not a fault
    """At least one outcome cannot be carried out; the sitting stays open, nothing has changed."""

    def __init__(self, sentences: list[str]) -> None:
        n = len(sentences)
        shown = " ".join(sentences[:SAID])
        more = _("And %(n)s more.") % {"n": n - SAID} if n > SAID else ""
        super().__init__(f"{shown} {more}".strip())
        self.sentences = sentences


def overtaken(item: AgendaItem, matter: Matter | None) -> str | None:
    """Why the line is no longer the one that the body has before it; None while it is."""
    if matter is None or not matter.waits:
        return _("“%(line)s” no longer waits for this body: leave it for another sitting.") % {
            "line": item.title[:80]
        }
    if matter.version != item.source_version:
        return _("“%(line)s” has changed since it was put on the agenda: read it anew.") % {
            "line": item.title[:80]
        }
    return None


def carry_out(taken: Taken) -> None:
    """Effect of the closing step.

    Raises:
        NotCarried: some outcomes cannot be carried out; each says why, and none of them is.
    """
    sitting: Sitting = taken.record
    docket = docket_of(sitting.docket)
    items = list(
        sitting.items.filter(status=ItemState.DECIDED)
        .select_related("presider__user", "unit")
        .order_by("order", "pk")
    )
    matters = docket.matters([item.source for item in items])
    sentences = [why for item in items if (why := overtaken(item, matters.get(item.source)))]
    hands: dict[int, Access] = {}
    for item in items if not sentences else ():
        if why := _decide(docket, item, taken.access, hands):
            sentences.append(why)
    if sentences:
        raise NotCarried(sentences)
    sitting.items.update(live=False)


def _decide(
    docket: Docket, item: AgendaItem, closing: Access, hands: dict[int, Access]
) -> str | None:
    """Carry one outcome out with the hand of who presided over it."""
    try:
        with attempt():
            hand = _hand(item, closing, hands)
            docket.decide(item.source, item.motion, item.motion_note, item.source_version, hand)
    except Refused as refused:
        return _("“%(line)s”: %(why)s") % {"line": item.title[:80], "why": refused.message}
    return None


def _hand(item: AgendaItem, closing: Access, hands: dict[int, Access]) -> Access:
    presider = item.presider
    if presider is None:
        raise Refused(_("Nobody presided over it."))
    if presider.pk not in hands:
        user: User | None = getattr(presider, "user", None)
        if closing.person_id == presider.pk:
            user = closing.user
        if user is None:
            raise Refused(
                _("%(who)s, who presided, has no account; another member presides over it.")
                % {"who": presider}
            )
        hands[presider.pk] = Access.of(user, closing.on, via=VIA)
    return hands[presider.pk]
