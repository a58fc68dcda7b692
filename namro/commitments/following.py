"""Room commitments: versions of the words, and the hand-over of an approved line to the ledger."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Max, Model

from namro.commitments.models import CONTENT, Amendment, Commitment, Version
from namro.commitments.states import State
from namro.core import audit, clock
from namro.core.audit import Actor
from namro.figures import tally
from namro.ledger import actions as ledger
from namro.registers.workflow import lock

REGISTER = "commitment"


def words(content: Any) -> dict[str, Any]:
    """The words as plain values, ready to be kept or compared."""
    found: dict[str, Any] = {}
    for name in CONTENT:
        value = getattr(content, name)
        if isinstance(value, Model):
            found[name] = {"id": value.pk, "name": str(value)}
        elif isinstance(value, dt.date):
            found[name] = value.isoformat()
        else:
            found[name] = value
    return found


def put(content: Any, kept: dict[str, Any]) -> None:
    """Give a record the words of a version."""
    for name in CONTENT:
        if name not in kept:
            continue
        value = kept[name]
        field = content._meta.get_field(name)
        if field.is_relation:
            setattr(content, field.attname, value["id"] if value else None)
        elif field.get_internal_type() == "DateField":
            setattr(content, name, dt.date.fromisoformat(value) if value else None)
        else:
            setattr(content, name, value)


def keep_version(commitment: Commitment, by: Actor, why: str = "") -> Version:
    """Keep the words as they stand now."""
    # Words that are handed in for the first time have no version before them.
    first = commitment.round == 1 and commitment.status == State.SUBMITTED
    last = 0 if first else commitment.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        commitment=commitment,
        number=last + 1,
        content=words(commitment),
        why=why,
        by_name=by.name,
        at=clock.now(),
    )


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Field, what stood, what stands: only where the two differ."""
    return [
        (name, before.get(name), after.get(name))
        for name in CONTENT
        if before.get(name) != after.get(name)
    ]


def begin(commitment: Commitment, by: Actor) -> None:
    """An approved line is followed by the ledger from now on."""
    commitment.entry = ledger.open_entry(opening(commitment), by)
    commitment.save(update_fields=["entry"])


def change(amendment: Amendment, by: Actor) -> None:
    """Put the approved words in place, keep them as a version, and tell the ledger."""
    commitment = lock(amendment.commitment)
    before = words(commitment)
    with tally.counted(commitment):
        put(commitment, amendment.content)
        commitment.set_keys()
        commitment.version += 1
        commitment.save()
    keep_version(commitment, by, amendment.why)
    changes = {name: [old, new] for name, old, new in differences(before, words(commitment))}
    audit.record("commitment.change", commitment, changes, by, amendment.why)
    if commitment.entry is not None:
        told = opening(commitment)
        if "due" not in changes:
            told = replace(told, due=None)  # or a granted extension would be undone
        ledger.amend(commitment.entry, told, by)


def opening(commitment: Commitment) -> ledger.Opening:
    """What the ledger needs to know of a line."""
    owner = commitment.accountable or commitment.person
    if owner is None:
        raise LookupError("an approved line has an accountable person")
    campaign = commitment.campaign
    return ledger.Opening(
        register=REGISTER,
        source=commitment.key,
        period=campaign.pk,
        unit=commitment.unit,
        counted_path=commitment.counted_path,
        number=commitment.code,
        title=commitment.title,
        result=commitment.result,
        owner=owner,
        leader=commitment.leader,
        begins_on=max(campaign.begins_on, commitment.approved_on or campaign.begins_on),
        due=commitment.due,
        milestones=[
            (step["title"], dt.date.fromisoformat(step["due"])) for step in commitment.milestones
        ],
    )
