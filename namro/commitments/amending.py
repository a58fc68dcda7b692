"""Room commitments: a campaign is corrected after it was set up: days, words, topics, quotas."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from namro.commitments.models import Campaign, ClassRule, Commitment, Topic
from namro.commitments.states import CampaignState
from namro.core import audit, text
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.registers.workflow import lock

# Once it has been announced, people have planned by its first day.
OPEN_COLUMNS = ("name", "closes", "begins_on", "ends_on", "late_rule", "decision")
COLUMNS = ("opens", *OPEN_COLUMNS)
DAYS = ("opens", "closes", "begins_on", "ends_on")
CLASS_COLUMNS = ("minimum", "maximum", "exempt_reasons")


@dataclass(frozen=True)
class Said:
    """What an office says anew: columns by name, topics in their order, quotas by class."""

    columns: dict[str, Any]
    topics: Iterable[str] = ()
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)


def columns_of(campaign: Campaign) -> tuple[str, ...]:
    """What may still be changed of a campaign in its state."""
    if campaign.status == CampaignState.CLOSED:
        return ()
    return COLUMNS if campaign.status == CampaignState.DRAFT else OPEN_COLUMNS


def quotas_are_free(campaign: Campaign) -> bool:
    """Quotas may be set while nobody is asked yet: a year is judged by the rules it began with."""
    return campaign.status == CampaignState.DRAFT and not campaign.registrants.exists()


@writing()
def edit(campaign: Campaign, said: Said, version: int, access: Access) -> Campaign:
    """Change a campaign that is not closed; the trail says what stood before.

    Raises:
        Refused: the right is missing, the campaign is closed, the days lie the wrong way round, a
            topic that somebody took is left out.
        Conflict: somebody else changed it meanwhile.
    """
    if not access.can("campaign.edit", campaign.unit):
        raise Refused(_("You may not set up campaigns in %(unit)s.") % {"unit": campaign.unit})
    campaign = lock(campaign)
    may = columns_of(campaign)
    if not may:
        raise Refused(_("A closed campaign stays as it is."), status=409)
    if campaign.version != version:
        raise Conflict(
            _("Somebody has changed this campaign meanwhile. Look at it, then save again.")
        )
    changes = _columns(campaign, {k: v for k, v in said.columns.items() if k in may})
    if wrong := wrong_days({name: getattr(campaign, name) for name in DAYS}):
        raise Refused(" ".join(wrong.values()), status=422)
    changes |= _topics(campaign, said.topics)
    if quotas_are_free(campaign):
        changes |= _classes(campaign, said.classes)
    if changes:
        campaign.version += 1
        campaign.save()
        audit.record("campaign.edit", campaign, changes, access.actor)
    return campaign


def _columns(campaign: Campaign, said: dict[str, Any]) -> audit.Changes:
    changes = {}
    for name, value in said.items():
        value = text.nfc(value) if isinstance(value, str) else value
        if getattr(campaign, name) != value:
            changes[name] = [str(getattr(campaign, name)), str(value)]
            setattr(campaign, name, value)
    return changes


def wrong_days(days: Mapping[str, dt.date]) -> dict[str, str]:
    """The columns of days that lie the wrong way round, with the sentence for each."""
    found = {}
    if days["closes"] < days["opens"]:
        found["closes"] = _("The last day lies before the first one.")
    if days["ends_on"] < days["begins_on"]:
        found["ends_on"] = _("Work ends before it begins.")
    return found


def _topics(campaign: Campaign, wanted: Iterable[str]) -> audit.Changes:
    """The topics as they are said now; one that somebody took stays."""
    words = list(dict.fromkeys(t[:300] for t in map(text.nfc, wanted) if t))
    before = {one.text: one for one in campaign.topics.all()}
    if list(before) == words:
        return {}
    gone = [one for name, one in before.items() if name not in words]
    taken = Commitment.objects.filter(topic__in=gone).values_list("topic__text", flat=True)
    if kept := taken.order_by("topic__order").first():
        raise Refused(
            _("The topic “%(topic)s” was taken by somebody already. Leave it in the list.")
            % {"topic": kept},
            status=422,
        )
    campaign.topics.filter(pk__in=[one.pk for one in gone]).delete()
    for place, name in enumerate(words):
        Topic.objects.update_or_create(campaign=campaign, text=name, defaults={"order": place})
    return {"topics": [list(before), words]}


def _classes(campaign: Campaign, said: dict[str, dict[str, Any]]) -> audit.Changes:
    changes = {}
    for rule in ClassRule.objects.filter(campaign=campaign):
        new = said.get(rule.klass)
        if new is None:
            continue
        before = {name: getattr(rule, name) for name in CLASS_COLUMNS}
        after = {name: new[name] for name in CLASS_COLUMNS}
        if before != after:
            for name, value in after.items():
                setattr(rule, name, value)
            rule.save(update_fields=CLASS_COLUMNS)
            changes[f"class.{rule.klass}"] = [before, after]
    return changes
