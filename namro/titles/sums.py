"""Room titles: the answers on a card as one voice leaves them, and what they make."""

from collections.abc import Iterable

from namro.titles import standards
from namro.titles.models import Card, Score
from namro.titles.scoring import Result, Said, result
from namro.titles.states import Answer, Kind, Voice

ORDER = (Voice.HELD, Voice.SELF, Voice.COLLECTIVE, Voice.APPROVER)


def said(scores: Iterable[Score], voice: str) -> dict[str, Said]:
    """What stands when a voice has spoken: its own answers over those of the voices before."""
    found: dict[str, Said] = {}
    upto = ORDER[: ORDER.index(Voice(voice)) + 1]
    for one in sorted(scores, key=lambda score: ORDER.index(Voice(score.voice))):
        if one.voice in upto:
            found[one.criterion] = Said(one.points, one.answer)
    return found


def of(card: Card, voice: str) -> Result:
    """What a voice makes of the card; a criterion that is broken now does not hold."""
    answers = said(card.scores.all(), voice)
    broken = {one.criterion for one in card.breaches.all() if one.mended_on is None}
    for _group, one in standards.criteria(card.round.content):
        if one["id"] in broken and one["kind"] in (Kind.PASS, Kind.COUNT):
            answers[one["id"]] = Said(answer=Answer.NO)
    return result(card.round.content, answers)
