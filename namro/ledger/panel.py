"""Room ledger: the story of what is followed, as a part of any record's page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.ledger import queries
from namro.ledger.states import EntryState, Finding
from namro.org.access import Access
from namro.registers.kit import Panel


def _story(record: Any, access: Access) -> Mapping[str, Any] | None:
    if record.entry is None:
        return None
    back = reverse(f"{record.entry.register}-detail", args=[record.entry.source])
    return {"story": queries.story(record.entry, access), "back": back}


# Of a record with an `entry`, which may be None.
STORY = Panel("ledger/panel.html", _story)
# What its page reads along, below the entry.
RELATED = ("owner", "unit", "leader", "declared_by")
# What was done to an entry, as its trail reads.
ACTIONS = {
    "entry.open": _("Followed from now on"),
    "entry.amend": _("Words changed"),
    "entry.begin": _("First day put right"),
    "entry.pass": _("Passed to the unit that carries it on"),
    "entry.hand_over": _("Handed over with the post"),
    "entry.report": _("Progress note"),
    "entry.milestone": _("Milestone"),
    "entry.verify": _("Verified on the ground"),
    "blocker.raise": _("Blocker raised"),
    "extension.ask": _("Later day asked for"),
    "start": _("Started"),
    "partly": _("Reported partly done"),
    "declare": _("Declared done"),
    "reopen": _("Sent back to work"),
    "give-back": _("Sent back to work"),
    "stop": _("Stopped for good"),
}
# The same with the words of its states and columns, for the page of any register. What it was
# done to comes last: "partly" and "done" are states as well.
WORDS = {
    "due": _("Due"),
    "begins_on": _("First day"),
    "verified": _("Verified"),
    "files": _("Files"),
    "level": _("Level"),
    **dict(EntryState.choices),
    **dict(Finding.choices),
    **ACTIONS,
}
