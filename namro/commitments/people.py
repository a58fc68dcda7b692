"""Room commitments: two records become one: what derives from a person, and what keeps two apart."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments.models import Commitment, Registrant, Review
from namro.commitments.states import CampaignState
from namro.core import text
from namro.org.access import Access
from namro.org.merging import Place
from namro.org.models import Person

BATCH = 500


def follow_person(changes: list[dict[str, Any]]) -> None:
    """The roll and the lines are ordered by the person and found by the name."""
    for part in _ids(changes, ("commitments.registrant", "person_id")):
        places = list(Registrant.objects.filter(pk__in=part).select_related("person", "unit"))
        for place in places:
            if place.person is not None:
                place.name_key = place.person.sort_key
                place.search_text = text.fold(f"{place.person} {place.unit}")[:800]
        Registrant.objects.bulk_update(places, ["name_key", "search_text"])
    for part in _ids(changes, ("commitments.commitment", "person_id")):
        rows = Commitment.objects.filter(pk__in=part)
        lines = list(rows.select_related("person", "unit", "campaign"))
        for line in lines:
            line.set_keys()
        Commitment.objects.bulk_update(lines, ["name_key", "search_text"])


def _ids(changes: list[dict[str, Any]], wanted: tuple[str, str]) -> Iterator[list[int]]:
    ids = [one["row"] for one in changes if (one["model"], one["field"]) == wanted]
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def on_one_roll(row: Registrant, kept: Person, gone: Person, access: Access) -> Place:
    """Both are asked in one campaign: which places, and how one of them goes."""
    other = Registrant.objects.select_related("unit").get(campaign=row.campaign_id, person=kept)
    said = {"campaign": row.campaign, "here": other.unit, "there": row.unit, "n": row.items}
    words = _(
        "Both are on the roll of “%(campaign)s”: in %(here)s, and with %(n)s lines in %(there)s."
    )
    if row.campaign.status == CampaignState.CLOSED:
        todo = _("That campaign has closed; open it again to take one of them off its roll.")
    elif row.commitments.exists():
        todo = _("Move these lines to the other, then take this place off the roll.")
    else:
        todo = _("Take this place off the roll.")
    href = reverse("registrant-detail", args=[row.key])
    return Place(f"{words % said} {todo}", href if access.may("commitment.view", row) else "")


def both_sides(row: Review, kept: Person, gone: Person, access: Access) -> Place:
    """One has judged what is the other's."""
    line = row.commitment
    said = {"title": line.title, "campaign": line.campaign, "unit": line.unit}
    words = _(
        "One of them has decided on the other's line “%(title)s” (%(campaign)s, %(unit)s). Check "
        "whether they are one person; what was decided stays."
    )
    href = reverse("commitment-detail", args=[line.key])
    return Place(words % said, href if access.may("commitment.view", line) else "")
