"""Room commitments: the five-clears reader as pages show it: a meter a clear, hints that point."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from namro.commitments import clears, hints
from namro.commitments.models import Campaign, Commitment
from namro.commitments.states import EDITABLE, WAITING
from namro.core import clock


def gaps(line: Commitment) -> list[str]:
    """Names of the clears that a line leaves open."""
    return clears.missing(line)


def meter(line: Commitment) -> list[dict[str, Any]]:
    """The meter of a stored line."""
    words = hints.Words.of(line)
    if line.status in (*EDITABLE, *WAITING):
        words = replace(words, today=clock.today())
    return _meter(words, line.campaign)


def meter_of_form(form: Any, campaign: Campaign) -> list[dict[str, Any]]:
    """The meter of what stands in a form now."""

    def typed(name: str) -> str:
        value = form[name].value()
        return "" if value is None else str(value)

    words = hints.Words(
        title=typed("title"),
        result=typed("result"),
        due_text=typed("due_text"),
        target=typed("target"),
        supporters=typed("supporters"),
        authority=typed("authority"),
        has_accountable=bool(typed("accountable")) or form.registrant.person_id is not None,
        has_leader=bool(typed("leader")),
        year=campaign.year,
        today=clock.today(),
    )
    return _meter(words, campaign)


def _meter(words: hints.Words, campaign: Campaign) -> list[dict[str, Any]]:
    found = hints.read(words, campaign.clears)
    return [
        {
            "label": one.name,
            "state": one.state,
            "state_label": _state_label(one.state),
            "hints": [_shown(hint) for hint in one.hints],
        }
        for one in found
    ]


def _shown(hint: hints.Hint) -> dict[str, Any]:
    """A hint on the work points at its words; one on another field names them only."""
    if hint.field == "title":
        return {"text": hint.text, "words": hint.words, "start": hint.start, "end": hint.end}
    named = f"{hint.text}: “{hint.words}”" if hint.words else hint.text
    return {"text": named, "words": "", "start": None, "end": None}


def _state_label(state: str) -> str:
    return {"clear": _("clear"), "partly": _("could be clearer"), "missing": _("missing")}[state]
