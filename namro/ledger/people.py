"""Room ledger: what derives from a person follows when two records become one."""

from typing import Any

from namro.ledger.models import Entry

BATCH = 500


def follow_person(changes: list[dict[str, Any]]) -> None:
    """Lists order work by its owner, and search finds it by their name."""
    ids = [one["row"] for one in changes if (one["model"], one["field"]) == _OWNER]
    for start in range(0, len(ids), BATCH):
        rows = list(
            Entry.objects.filter(pk__in=ids[start : start + BATCH]).select_related("owner", "unit")
        )
        for entry in rows:
            entry.set_keys(entry.number, str(entry.unit))
        Entry.objects.bulk_update(rows, ["name_key", "search_text"])


_OWNER = ("ledger.entry", "owner_id")
