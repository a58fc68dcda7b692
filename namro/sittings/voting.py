"""Room sittings: a hand is raised once, however often it is sent; the newest one counts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.errors import Conflict, Refused
from namro.core.write import attempt, writing
from namro.org.access import Access, person_of
from namro.registers.workflow import lock
from namro.sittings.counting import roster
from namro.sittings.models import AgendaItem, Seat, Vote
from namro.sittings.pulse import beat
from namro.sittings.states import Choice, ItemState, SittingState

VOTE = "sitting.vote"


@dataclass(frozen=True)
class Hand:
    """One raising of a hand, as the device made it: the same one sent again has the same token."""

    choice: str
    token: uuid.UUID
    # Milliseconds of the device.
    made_at: int
    remark: str = ""

    def token_for(self, item: AgendaItem) -> uuid.UUID:
        """One hand for a block is one vote for each of its lines."""
        return uuid.uuid5(self.token, item.key.hex)


Cast = tuple[int, list[tuple[AgendaItem, Refused]]]


@writing()
def cast(items: Sequence[AgendaItem], seat: Seat, hand: Hand, access: Access) -> Cast:
    """Vote on lines under discussion, with one's own seat, or as the secretary saw the hand.

    Returns how many votes stand as this hand says, and which lines were not voted on and why. A
    vote of this seat that was made later stays, though this one arrives after it.

    Raises:
        Refused: it is not this person's seat, or it has no vote.
    """
    _may(seat, access)
    if hand.choice not in Choice.values:
        raise Refused(_("Choose: for, against or abstain."), status=422)
    done, refused = 0, []
    for item in items:
        try:
            with attempt():
                _cast(item, seat, hand, access)
            done += 1
        except Refused as answer:
            refused.append((item, answer))
    if done:
        beat(items[0].sitting)
    return done, refused


def _may(seat: Seat, access: Access) -> None:
    sitting = seat.sitting
    mine = seat.person_id == access.person_id and access.can(VOTE, sitting.unit)
    if not mine and not roster(sitting).leads(access):
        raise Refused(_("This is not your seat."))
    if not seat.votes or not seat.present:
        raise Refused(_("%(who)s has no vote here now.") % {"who": seat})
    if sitting.status != SittingState.OPEN:
        raise Conflict(_("The sitting is not in session."))


def _cast(item: AgendaItem, seat: Seat, hand: Hand, access: Access) -> None:
    token = hand.token_for(item)
    item = lock(item)
    standing = Vote.objects.filter(item=item, seat=seat).first()
    if standing is not None and (standing.token == token or standing.made_at > hand.made_at):
        return
    if item.status != ItemState.TABLED:
        raise Conflict(_closed_words(item))
    if item.recusals.filter(seat=seat).exists():
        raise Refused(_("%(who)s has left the room for this line.") % {"who": seat})
    if Vote.objects.filter(token=token).exists():
        return  # the same hand, and a newer one was taken back meanwhile
    Vote.objects.update_or_create(
        item=item,
        seat=seat,
        defaults={
            "choice": hand.choice,
            "token": token,
            "made_at": hand.made_at,
            "remark": text.nfc(hand.remark)[:500],
            "cast_at": clock.now(),
            "by": person_of(access),
        },
    )
    # That a vote was cast stands in the trail; what it was does not.
    audit.record("item.vote", item, {"seat": [None, str(seat)]}, access.actor)


def _closed_words(item: AgendaItem) -> str:
    if item.status == ItemState.DECIDED and item.decided_at:
        return _("The line was decided at %(when)s, without this vote.") % {
            "when": f"{timezone.localtime(item.decided_at):%H:%M}"
        }
    return _("The line stands at “%(s)s”.") % {"s": item.get_status_display()}


def moment() -> int:
    """Now, in milliseconds, as a device counts them."""
    return int(clock.seconds() * 1000)


def hand(form: Any) -> Hand:
    """A valid form as a raised hand."""
    said = form.cleaned_data
    return Hand(said["choice"], said["token"], said["made_at"], said["remark"])
