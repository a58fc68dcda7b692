"""Room titles: the life cycles of a round and of a card."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.criteria.states import Voice
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.workflow import Step, Workflow
from namro.sittings.closing import VIA
from namro.sittings.docket import on_agenda
from namro.titles import sums
from namro.titles.models import Card, Round, Standard
from namro.titles.states import UNDECIDED, CardState, RoundState, StandardState

SEE = "title.view"
SCORE, VERIFY, DECIDE, EDIT = "title.score", "title.verify", "title.decide", "title.edit"
DOCKET = "titles"
S = CardState


def complete(card: Card, access: Access) -> str | None:
    """Every criterion is answered before the card goes on."""
    left = len(sums.of(card, Voice.COLLECTIVE).missing)
    return _("%(n)s criteria are not answered yet.") % {"n": left} if left else None


def not_own(card: Card, access: Access) -> str | None:
    """Who is the subject, or has scored for it, neither verifies nor decides."""
    mine = access.stands_for(VERIFY, card.unit) | access.stands_for(DECIDE, deciding(card))
    by = {card.person_id} if card.person_id else set()
    by |= set(card.scores.filter(voice=Voice.SELF).values_list("by", flat=True))
    return _("Nobody decides on their own work.") if mine & (by - {None}) else None


def deciding(card: Card) -> Unit:
    """The body of the round decides, or its committee."""
    return card.round.body


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
    """The level that the scores of the unit give is kept with the state."""
    return {"proposed": sums.of(card, Voice.COLLECTIVE).band[:80]}


def on_verify(card: Card, access: Access) -> dict[str, object]:
    """From now on the approver's scores count, where there are any."""
    return {"proposed": sums.of(card, Voice.APPROVER).band[:80]}


def without_level(card: Card) -> bool:
    """Whoever recognises against the scores says why."""
    return not card.proposed


def unfinished(one: Round) -> bool:
    """Cards would be left behind that nobody has decided on."""
    return one.cards.filter(status__in=UNDECIDED).exists()


def on_decide(card: Card, access: Access) -> dict[str, object]:
    """The day, and until when the title holds."""
    years = int(card.round.content["years"])
    return {"decided_on": clock.today(), "valid_until": dt.date(card.year + years, 12, 31)}


def over(card: Card, access: Access) -> str | None:
    """A title holds until its day."""
    if card.valid_until is not None and card.valid_until >= clock.today():
        return _("It holds until %(day)s.") % {"day": f"{card.valid_until:%d/%m/%Y}"}
    return None


def untouched(card: Card, access: Access) -> str | None:
    """An old title is taken over only where nobody has scored yet."""
    scored = card.scores.exclude(voice=Voice.HELD).exists()
    return _("This card is being scored; it goes its own way.") if scored else None


def newest(one: Standard, access: Access) -> str | None:
    """One version of a set is in use at a time."""
    rows = Standard.objects.filter(unit=one.unit, name=one.name, status=StandardState.IN_USE)
    return _("Another version of it is in use.") if rows.exclude(pk=one.pk).exists() else None


STANDARD = Workflow(
    states=StandardState,
    start=StandardState.IN_USE,
    final=(),
    steps=(
        Step("retire", _lazy("Use no more"), (StandardState.IN_USE,), StandardState.RETIRED, EDIT),
        Step("use-again", _lazy("Use again"), (StandardState.RETIRED,), StandardState.IN_USE, EDIT,
             (newest,)),
    ),
)  # fmt: skip
ROUND = Workflow(
    states=RoundState,
    start=RoundState.OPEN,
    final=(),
    steps=(
        Step("close-round", _lazy("Close the round"), (RoundState.OPEN,), RoundState.CLOSED, EDIT,
             (no_card_left,), asks=unfinished),
        Step("reopen-round", _lazy("Open again"), (RoundState.CLOSED,), RoundState.OPEN, EDIT,
             asks_note=True),
    ),
)  # fmt: skip
CARD = Workflow(
    states=CardState,
    start=S.SCORING,
    final=(S.REFUSED, S.LAPSED, S.REVOKED),
    steps=(
        Step("propose", _lazy("Propose for the title"), (S.SCORING,), S.PROPOSED, SCORE, (complete,),
             also=on_propose, primary=True),
        Step("verify", _lazy("Verify the card"), (S.PROPOSED,), S.VERIFIED, VERIFY, apart=(not_own,),
             also=on_verify, primary=True),
        Step("give-back", _lazy("Give back to be scored"), (S.PROPOSED, S.VERIFIED), S.SCORING,
             VERIFY, apart=(not_own,), guards=(not_on_an_agenda,), asks_note=True),
        Step("recognise", _lazy("Recognise"), (S.VERIFIED,), S.RECOGNISED, DECIDE,
             (not_on_an_agenda,), apart=(not_own,), also=on_decide, where=deciding, primary=True,
             asks=without_level),
        Step("refuse-title", _lazy("Do not recognise"), (S.VERIFIED,), S.REFUSED, DECIDE,
             (not_on_an_agenda,), apart=(not_own,), where=deciding, asks_note=True),
        Step("revoke", _lazy("Revoke"), (S.RECOGNISED, S.LAPSED), S.REVOKED, DECIDE,
             apart=(not_own,), where=deciding, asks_note=True),
        Step("take-over", _lazy("Recognised earlier"), (S.SCORING,), S.RECOGNISED, EDIT,
             (untouched,), button=False),
        Step("lapse", _lazy("It has lapsed"), (S.RECOGNISED,), S.LAPSED, EDIT, (over,)),
    ),
)  # fmt: skip
