"""Room commitments: the set of clears of a campaign, and which of them a line leaves open."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from namro.commitments.models import Campaign
from namro.core import rules

RULES = Path(__file__).parent / "rules"


class Clear(TypedDict):
    """One clear: its key, its name as people say it, the field of the form that it is bound to."""

    key: str
    name: str
    field: str


@dataclass(frozen=True)
class Preset:
    """A set of clears that a campaign may choose."""

    id: str
    name: str
    clears: list[Clear]
    source: str


def presets(day: dt.date) -> list[Preset]:
    """Every set of clears that is in force on a day."""
    found = [pack for pack in rules.packs(RULES) if pack.subject.startswith("clears.")]
    return [_preset(pack) for pack in found if pack.holds_on(day)]


def preset(subject: str, day: dt.date) -> Preset:
    """One set of clears as it stood on a day."""
    return _preset(rules.in_force(RULES, subject, day))


def missing(content: Any) -> list[str]:
    """Names of the clears whose field is empty, in the order of the campaign."""
    campaign: Campaign = content.campaign
    return [clear["name"] for clear in campaign.clears if not is_filled(content, clear["field"])]


def asks(campaign: Campaign, field: str) -> bool:
    """Does one of the campaign's clears stand for this field?"""
    return any(clear["field"] == field for clear in campaign.clears)


def is_filled(content: Any, field: str) -> bool:
    """Has the field that a clear is bound to a value?"""
    return getattr(content, field) not in (None, "", [])


def _preset(pack: rules.Pack) -> Preset:
    return Preset(
        id=pack.subject,
        name=pack.rules["set"]["name"],
        clears=pack.rules["clears"],
        source=pack.source,
    )
