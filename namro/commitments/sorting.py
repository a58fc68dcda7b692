"""Room commitments: the office puts lines under the topics of the orientation, many at a time.

Lines from workbooks and paper name no topic. A topic is offered where its words stand in the line;
a person decides. It is how the committee counts, not what was promised: no approval is asked anew.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.commitments.models import Campaign, Commitment, Topic
from namro.commitments.states import COUNTED, CampaignState
from namro.core import audit, text
from namro.core.errors import Refused
from namro.core.write import writing
from namro.figures import tally
from namro.org.access import Access

SORT = "commitment.behalf"


def lines(campaign: Campaign, access: Access) -> QuerySet[Commitment]:
    """The registered lines that somebody may sort, by name."""
    rows = access.rows(Commitment, SORT).filter(campaign=campaign, status__in=COUNTED)
    return rows.select_related("person", "unit", "topic").order_by("name_key", "pk")


def offered(line: Commitment, topics: Iterable[Topic]) -> Topic | None:
    """The topic that shares most pairs of words with a line; none where no pair is shared."""
    said = _pairs(line.title)
    best = max(topics, key=lambda topic: len(_pairs(topic.text) & said), default=None)
    return best if best and _pairs(best.text) & said else None


@lru_cache(maxsize=1000)
def _pairs(words: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(re.findall(r"\w+", text.fold(words))))


@writing()
def put(campaign: Campaign, chosen: Mapping[int, Topic | None], access: Access) -> int:
    """Put lines (by id) under topics; gives how many were moved.

    Raises:
        Refused: the campaign is closed, so its figures stay; a topic is of another campaign.
    """
    if campaign.status == CampaignState.CLOSED:
        raise Refused(_("A closed campaign stays as it is."), status=409)
    if any(topic and topic.campaign_id != campaign.pk for topic in chosen.values()):
        raise Refused(_("This topic is of another campaign."), status=422)
    moved = 0
    for line in lines(campaign, access).filter(pk__in=chosen).select_for_update(of=("self",)):
        topic = chosen[line.pk]
        if line.topic == topic:
            continue
        changes = {"topic": [str(line.topic or ""), str(topic or "")]}
        with tally.counted(line):
            line.topic = topic
            line.save(update_fields=["topic"])
        audit.record("commitment.topic", line, changes, access.actor)
        moved += 1
    return moved
