"""Room titles: the life cycles of a round and of a card."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.org.access import Access
from namro.registers.workflow import Step, Workflow
from namro.sittings.closing import VIA
from namro.sittings.docket import on_agenda
from namro.titles import sums
from namro.titles.models import Card, Round
from namro.titles.states import CardState, RoundState, Voice

SCORE, VERIFY, DECIDE, EDIT = "title.score", "title.verify", "title.decide", "title.edit"
DOCKET = "titles"
S = CardState


def complete(card: Card, access: Access) -> str | None:
    """Every criterion is answered before the card goes on."""
    left = len(sums.of(card, Voice.SELF).missing)
    return _("%(n)s criteria are not answered yet.") % {"n": left} if left else None


def not_own(card: Card, access: Access) -> str | None:
    """Who is the subject, or has scored for it, neither verifies nor decides."""
    mine = access.stands_for(DECIDE, card.unit) | {access.person_id}
    by = {card.person_id} if card.person_id else set()
    by |= set(card.scores.filter(voice=Voice.SELF).values_list("by", flat=True))
    return _("Nobody decides on their own work.") if mine & (by - {None}) else None


def not_on_an_agenda(card: Card, access: Access) -> str | None:
    """What stands on the agenda of a sitting is decided there, for all to see, and nowhere else."""
    item = None if access.via == VIA else on_agenda(DOCKET, [card.pk]).get(card.pk)
    if item is None:
        return None
    words = _("It stands on the agenda of “%(sitting)s”, %(day)s.")
    day = timezone.localtime(item.sitting.planned_at)
    return words % {"sitting": item.sitting, "day": f"{day:%d/%m/%Y}"}


def no_card_left(one: Round, access: Access) -> str | None:
    """A round is closed when everything that was verified has been decided."""
    left = one.cards.filter(status=S.VERIFIED).count()
    return _("%(n)s verified cards are not decided yet.") % {"n": left} if left else None


def on_propose(card: Card, access: Access) -> dict[str, object]:
    """The band that the scores give is kept with the state."""
    return {"proposed": sums.of(card, Voice.SELF).band[:80]}


def on_decide(card: Card, access: Access) -> dict[str, object]:
    """The day, and until when the title holds."""
    years = int(card.round.content["years"])
    return {"decided_on": clock.today(), "valid_until": dt.date(card.year + years, 12, 31)}


def over(card: Card, access: Access) -> str | None:
    """A title holds until its day."""
    if card.valid_until is not None and card.valid_until >= clock.today():
        return _("It holds until %(day)s.") % {"day": f"{card.valid_until:%d/%m/%Y}"}
    return None


ROUND = Workflow(
    states=RoundState,
    start=RoundState.OPEN,
    final=(),
    steps=(
        Step("close-round", _lazy("Close the round"), (RoundState.OPEN,), RoundState.CLOSED, EDIT,
             (no_card_left,), primary=True),
        Step("reopen-round", _lazy("Open again"), (RoundState.CLOSED,), RoundState.OPEN, EDIT,
             asks_note=True),
    ),
)  # fmt: skip
CARD = Workflow(
    states=CardState,
    start=S.SCORING,
    final=(S.REFUSED, S.LAPSED, S.REVOKED),
    steps=(
        Step("propose", _lazy("Propose"), (S.SCORING,), S.PROPOSED, SCORE, (complete,),
             also=on_propose, primary=True),
        Step("verify", _lazy("Verified"), (S.PROPOSED,), S.VERIFIED, VERIFY, apart=(not_own,),
             primary=True),
        Step("give-back", _lazy("Give back to be scored"), (S.PROPOSED, S.VERIFIED), S.SCORING,
             VERIFY, apart=(not_own,), guards=(not_on_an_agenda,), asks_note=True),
        Step("recognise", _lazy("Recognise"), (S.VERIFIED,), S.RECOGNISED, DECIDE,
             (not_on_an_agenda,), apart=(not_own,), also=on_decide, primary=True),
        Step("refuse-title", _lazy("Do not recognise"), (S.VERIFIED,), S.REFUSED, DECIDE,
             (not_on_an_agenda,), apart=(not_own,), asks_note=True),
        Step("revoke", _lazy("Revoke"), (S.RECOGNISED, S.LAPSED), S.REVOKED, DECIDE,
             apart=(not_own,), asks_note=True),
        Step("lapse", _lazy("It has lapsed"), (S.RECOGNISED,), S.LAPSED, EDIT, (over,)),
    ),
)  # fmt: skip
