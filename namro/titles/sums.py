"""Room titles: the answers on a card as one voice leaves them, and what they make."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from namro.titles import standards
from namro.titles.models import Breach, Card, Score
from namro.titles.scoring import Result, Said, result
from namro.titles.states import Answer, Kind, Voice

SPOKEN = (Voice.SELF, Voice.COLLECTIVE, Voice.APPROVER)
ORDER = (Voice.HELD, *SPOKEN)
# Kinds of criteria that hold or do not, and so can be broken on a day.
HOLDING = (Kind.PASS, Kind.COUNT, Kind.VETO)


def shown(score: Score | None) -> str:
    """One score as it is read: points, or whether it holds, with what was counted."""
    if score is None:
        return ""
    if score.answer:
        word = str(Answer(score.answer).label)
        return f"{word} ({score.numerator}/{score.denominator})" if score.denominator else word
    return points(score.points) if score.points is not None else ""


def points(number: Decimal) -> str:
    """A number as it is written: 14,5 and not 14,50."""
    return f"{number.normalize():f}".replace(".", ",")


def differences(scores: Mapping[Voice, Score | None]) -> list[str]:
    """Where a voice says otherwise than the voice before it: from what to what, and why."""
    found, before = [], None
    for voice in ORDER:
        now = scores.get(voice)
        if now is None:
            continue
        if before is not None and (now.points, now.answer) != (before.points, before.answer):
            words = {"voice": Voice(voice).label, "before": _plain(before), "after": _plain(now)}
            said = _("%(voice)s: %(before)s → %(after)s") % words
            found.append(f"{said}: {now.reason}" if now.reason else said)
        elif now.reason:
            found.append(f"{Voice(voice).label}: {now.reason}")
        before = now
    return found


def _plain(score: Score) -> str:
    return str(Answer(score.answer).label) if score.answer else shown(score)


def said(scores: Iterable[Score], voice: str) -> dict[str, Said]:
    """What stands when a voice has spoken: its own answers over those of the voices before."""
    found: dict[str, Said] = {}
    upto = ORDER[: ORDER.index(Voice(voice)) + 1]
    for one in sorted(scores, key=lambda score: ORDER.index(Voice(score.voice))):
        if one.voice in upto:
            found[one.criterion] = Said(one.points, one.answer)
    return found


def spoken(card: Card) -> dict[Voice, Result | None]:
    """What each voice makes of the card; None of one that has said nothing yet."""
    heard = {one.voice for one in card.scores.all()}
    if Voice.HELD in heard:
        # What the records say stands as the own score until somebody says otherwise.
        heard.add(Voice.SELF)
    return {voice: of(card, voice) if voice in heard else None for voice in SPOKEN}


def of(card: Card, voice: str) -> Result:
    """What a voice makes of the card; a criterion that is broken now does not hold."""
    answers = said(card.scores.all(), voice)
    broken = {one.criterion for one in card.breaches.all() if one.mended_on is None}
    for _group, one in standards.criteria(card.round.content):
        if one["id"] in broken and one["kind"] in HOLDING:
            answers[one["id"]] = Said(answer=Answer.NO)
    return result(card.round.content, answers)


@dataclass(frozen=True)
class Stand:
    """How long a criterion holds, or since when it does not."""

    text: str
    # The first day of the unbroken time; None: it is broken now.
    since: dt.date | None
    # The first day on which it was broken in these years.
    broken_on: dt.date | None = None


def stands(card: Card) -> list[Stand]:
    """Each criterion that must hold, over all the years in a row in which the subject had a card.

    Criteria are known by their words, for another version of the set may count them differently.
    """
    rows = Card.objects.filter(round__name=card.round.name, unit=card.unit, person=card.person)
    cards = {one.pk: one for one in rows.select_related("round") if one.year <= card.year}
    years = {one.year for one in cards.values()} | {card.year}
    first = card.year
    while first - 1 in years:
        first -= 1
    found: dict[str, list[Breach]] = defaultdict(list)
    for breach in Breach.objects.filter(card__in=cards).order_by("on", "pk"):
        words = standards.words_of(cards[breach.card_id].round.content)
        found[words.get(breach.criterion, "")].append(breach)
    return [
        _stand(one["text"], found[one["text"]], dt.date(first, 1, 1))
        for _group, one in standards.criteria(card.round.content)
        if one["kind"] in HOLDING
    ]


def _stand(words: str, breaches: list[Breach], begun: dt.date) -> Stand:
    if not breaches:
        return Stand(words, begun)
    mended = [one.mended_on for one in breaches if one.mended_on]
    whole = len(mended) == len(breaches)
    return Stand(words, max(begun, *mended) if whole else None, breaches[0].on)
