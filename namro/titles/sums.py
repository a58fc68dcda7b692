"""Room titles: what the voices make of a card, and since when each of its criteria holds."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from namro.criteria import standards, voices
from namro.criteria.scoring import HUNDRED, Result, Said, result
from namro.criteria.states import Answer, Voice
from namro.criteria.voices import HOLDING, SPOKEN, said
from namro.titles.models import Breach, Card


def spoken(card: Card) -> dict[Voice, Result | None]:
    """What each voice makes of the card; None of one that has said nothing yet."""
    heard = {one.voice for one in card.scores.all()}
    if Voice.HELD in heard:
        # What the records say stands as the own score until somebody says otherwise.
        heard.add(Voice.SELF)
    return {voice: of(card, voice) if voice in heard else None for voice in SPOKEN}


def outcome(found: Result) -> str:
    """What a voice makes of a card in words: points, their share of a hundred, the level or why there is none."""
    share = ""
    if found.share is not None and found.most != HUNDRED:
        share = f" ({found.share:.1f}/100)".replace(".", ",")
    said = f"{voices.points(found.total)}/{voices.points(found.most)}{share}"
    none = _("knocked out") if found.vetoes else ""
    return f"{said} {found.band or none}".strip()


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
