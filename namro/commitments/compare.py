"""Room commitments: words compared for people: versions, changes asked for, and the history."""

import datetime as dt
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import following
from namro.commitments.models import Amendment, Commitment, Content
from namro.commitments.states import Kind, State
from namro.commitments.workflow import AMENDMENT, COMMITMENT
from namro.core import audit
from namro.core.models import AuditDetail, AuditEntry
from namro.ledger import panel
from namro.ledger.states import EntryState, Finding
from namro.ledger.workflow import ENTRY, EXTENSION
from namro.registers import telling
from namro.registers.workflow import DENIED

Change = dict[str, Any]

ACTIONS = {
    **panel.ACTIONS,
    "commitment.draft": _lazy("Draft begun"),
    "commitment.edit": _lazy("Words changed"),
    "commitment.change": _lazy("Approved change put in place"),
    "commitment.import": _lazy("Taken from a workbook"),
    "change.ask": _lazy("Change asked for"),
    "submit": _lazy("Handed in"),
    "withdraw": _lazy("Withdrawn"),
    "endorse": _lazy("Approved by the first body"),
    "approve": _lazy("Approved"),
    "return": _lazy("Returned"),
    "refuse": _lazy("Refused as routine duty"),
    "replace": _lazy("Another task asked for"),
    "commitment.hand_over": _lazy("Handed over with the post"),
    "commitment.move": _lazy("Given to the right person of the name"),
    "commitment.topic": _lazy("Put under a topic"),
    "refer": _lazy("Passed up: beyond the authority of the body"),
    DENIED: _lazy("Attempt refused"),
}
LABELS = {
    "status": _lazy("State"),
    "due": _lazy("Due"),
    "due_text": _lazy("Due, in words"),
    "unit": _lazy("Unit"),
    "owner": _lazy("Accountable person"),
    "level": _lazy("Level"),
    "files": _lazy("Files"),
    "verified": _lazy("Verified"),
    "step": _lazy("Step"),
}
# What a refused attempt would have done, on a record of which model.
STEPS = {
    (label, step.name): step.label
    for label, flow in (
        ("commitments.commitment", COMMITMENT),
        ("commitments.amendment", AMENDMENT),
        ("ledger.entry", ENTRY),
        ("ledger.extension", EXTENSION),
    )
    for step in flow.steps
} | {("ledger.entry", "verify"): _lazy("Verify on the ground")}
WORDS = {
    value: label for states in (State, EntryState, Finding, Kind) for value, label in states.choices
}


def label_of(field: str) -> str:
    """The name of a field as the form shows it."""
    if field in LABELS:
        return str(LABELS[field])
    try:
        return str(getattr(Content._meta.get_field(field), "verbose_name", field)).capitalize()
    except FieldDoesNotExist:
        return field


def shown(value: Any) -> str:
    """A kept value as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        return "; ".join(f"{_day(step['due'])}: {step['title']}" for step in value)
    text = str(value)
    if len(text) == 10 and text[4:5] == "-":
        return _day(text)
    return str(WORDS.get(text, text))


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Field by field, what stood and what stands."""
    return [
        {"label": label_of(name), "before": shown(old), "after": shown(new)}
        for name, old, new in following.differences(before, after)
    ]


def versions(line: Commitment) -> list[dict[str, Any]]:
    """Every version with what it changed; the first one whole."""
    found, before = [], None
    for version in line.versions.all():
        changes: list[Change] = []
        if before is not None:
            changes = differences(before, version.content)
        found.append({"version": version, "changes": changes, "first": before is None})
        before = version.content
    return found


def change(amendment: Amendment, line: Commitment) -> dict[str, Any]:
    """A change that waits, against what stands."""
    return {
        "amendment": amendment,
        "changes": differences(following.words(line), amendment.content),
    }


def both(line: Commitment, typed: dict[str, Any]) -> list[Change]:
    """What is stored now against what was typed over an older version."""
    mine = following.words(Commitment(**typed))
    stands = following.words(line)
    return differences(stands, stands | {name: mine[name] for name in typed})


def history(line: Commitment, *hanging: Model) -> list[dict[str, Any]]:
    """The trail of a line and of its entry as one timeline, newest first.

    Of what hangs on them (changes asked for, later days) the page tells elsewhere; only attempts
    that were refused stand nowhere but here.
    """
    own: list[Model] = [line, line.entry] if line.entry is not None else [line]
    told = {one._meta.label_lower for one in own}
    return [
        _event(entry, detail)
        for entry, detail in audit.history(*own, *hanging)
        if entry.target_type in told or entry.action == DENIED
    ]


def _event(entry: AuditEntry, detail: AuditDetail) -> dict[str, Any]:
    changes = [
        telling.change(
            label_of(name),
            shown(old),
            str(STEPS.get((entry.target_type, new), "")) if name == "step" else shown(new),
        )
        for name, (old, new) in detail.changes.items()
    ]
    return telling.event(entry, detail, ACTIONS, changes)


def _day(iso: str) -> str:
    try:
        return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso
