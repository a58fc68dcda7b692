"""Room criteria: several voices score the same criteria; who says otherwise than the one before says why."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from namro.criteria.scoring import Said
from namro.criteria.states import Kind, Voice, answers


class Spoken(Protocol):
    """What one voice says of one criterion, as a register keeps it."""

    criterion: str
    voice: str
    points: Decimal | None
    answer: str
    reason: str
    numerator: int | None
    denominator: int | None


SPOKEN = (Voice.SELF, Voice.COLLECTIVE, Voice.APPROVER)
ORDER = (Voice.HELD, *SPOKEN)
# Kinds of criteria that hold or do not, and so can be broken on a day.
HOLDING = (Kind.PASS, Kind.COUNT, Kind.VETO)


def shown(score: Spoken | None, kind: str = "") -> str:
    """One score of a criterion of a kind as it is read: points, or whether it holds, with what was counted."""
    if score is None:
        return ""
    if score.answer:
        word = _answered(score, kind)
        return f"{word} ({score.numerator}/{score.denominator})" if score.denominator else word
    return points(score.points) if score.points is not None else ""


def points(number: Decimal) -> str:
    """A number as it is written: 14,5 and not 14,50."""
    return f"{number.normalize():f}".replace(".", ",")


def differences(scores: Mapping[Voice, Spoken | None], kind: str = "") -> list[str]:
    """Where a voice says otherwise than the voice before it: from what to what, and why."""
    found, before = [], None
    for voice in ORDER:
        now = scores.get(voice)
        if now is None:
            continue
        if before is not None and (now.points, now.answer) != (before.points, before.answer):
            words = {
                "voice": Voice(voice).label,
                "before": _plain(before, kind),
                "after": _plain(now, kind),
            }
            said = _("%(voice)s: %(before)s → %(after)s") % words
            found.append(f"{said}: {now.reason}" if now.reason else said)
        elif now.reason:
            found.append(f"{Voice(voice).label}: {now.reason}")
        before = now
    return found


def _plain(score: Spoken, kind: str) -> str:
    return _answered(score, kind) if score.answer else shown(score)


def _answered(score: Spoken, kind: str) -> str:
    return str(dict(answers(kind))[score.answer])


def said(scores: Iterable[Spoken], voice: str) -> dict[str, Said]:
    """What stands when a voice has spoken: its own answers over those of the voices before."""
    found: dict[str, Said] = {}
    upto = ORDER[: ORDER.index(Voice(voice)) + 1]
    for one in sorted(scores, key=lambda score: ORDER.index(Voice(score.voice))):
        if one.voice in upto:
            found[one.criterion] = Said(one.points, one.answer)
    return found
