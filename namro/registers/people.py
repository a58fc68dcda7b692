"""Room registers: what search finds of a person in a record follows a corrected name or a merger."""

from typing import Any

from namro.org.merging import Follower
from namro.registers.entering import words_of
from namro.registers.models import YearRecord

BATCH = 500


def follow_in(model: type[YearRecord], column: str, *related: str) -> Follower:
    """What a register declares of a record whose words (`found_by`) name a person."""
    wanted = (model._meta.label_lower, column)

    def follow_person(changes: list[dict[str, Any]]) -> None:
        ids = [one["row"] for one in changes if (one["model"], one["field"]) == wanted]
        for start in range(0, len(ids), BATCH):
            some = model._default_manager.filter(pk__in=ids[start : start + BATCH])
            rows = list(some.select_related(*related))
            for record in rows:
                record.search_text = words_of(record)
            model._default_manager.bulk_update(rows, ["search_text"])

    return follow_person
