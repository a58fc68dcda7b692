"""Room commitments: what derives from a person follows when two records become one."""

from collections.abc import Iterator
from typing import Any

from namro.commitments.models import Commitment, Registrant
from namro.core import text

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
