"""Room core: the one place that writes the trail; append-only, chained, verifiable."""

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from namro.core import anchors, clock
from namro.core.models import AuditDetail, AuditEntry
from namro.core.write import buffer, writing

FIRST = "0" * 64
BATCH = 500
SAMPLE = 20  # entries of either end that tell whether the key is the right one
SHOWN = 200  # entries of a history on a page
WRONG_KEY = "this key is not the one of this trail: put back the secret.key of its backup"
Changes = dict[str, Any]


@dataclass(frozen=True)
class Actor:
    """Who acts, for whom, and through which door."""

    person_id: int | None
    name: str
    on_behalf_id: int | None = None
    on_behalf_name: str = ""
    via: str = "page"


@dataclass(frozen=True)
class Line:
    """One change that is about to be recorded."""

    action: str
    target: models.Model
    changes: Changes
    note: str = ""
    on_behalf_id: int | None = None
    on_behalf_name: str = ""


def record(action: str, target: models.Model, changes: Changes, by: Actor, note: str = "") -> None:
    """Append one entry for one change; it is written with the transaction of the change."""
    record_many([Line(action, target, changes, note)], by)


def record_many(lines: Iterable[Line], by: Actor) -> int:
    """Append one entry per line; returns how many."""
    with writing():
        trail = buffer(_Trail)
        before = len(trail.details)
        for line in lines:
            trail.add(line, by)
        return len(trail.details) - before


class _Trail:
    """Entries gathered in a transaction; they get their numbers when it ends."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.details: list[AuditDetail] = []

    def add(self, line: Line, by: Actor) -> None:
        entry, detail = _pair(line, by)
        self.entries.append(entry)
        self.details.append(detail)

    def mark(self) -> int:
        return len(self.entries)

    def back_to(self, mark: int) -> None:
        del self.entries[mark:], self.details[mark:]

    def flush(self) -> None:
        last = AuditEntry.objects.order_by("-seq").first()
        seq, previous = (last.seq, last.hash) if last else (0, FIRST)
        for entry, detail in zip(self.entries, self.details, strict=True):
            seq += 1
            entry.seq = detail.seq = seq
            entry.previous = previous
            entry.hash = previous = _hash(entry)
        AuditEntry.objects.bulk_create(self.entries, batch_size=BATCH)
        AuditDetail.objects.bulk_create(self.details, batch_size=BATCH)


def history(*targets: models.Model, action: str = "") -> list[tuple[AuditEntry, AuditDetail]]:
    """Everything that was done to these records, newest first; or how often one thing was."""
    wanted = Q(pk__in=[])
    for target in targets:
        wanted |= Q(target_type=target._meta.label_lower, target_id=str(target.pk))
    if action:
        wanted &= Q(action=action)
    entries = list(AuditEntry.objects.filter(wanted).order_by("-seq")[:SHOWN])
    if not entries:
        return []
    details = AuditDetail.objects.in_bulk([entry.seq for entry in entries])
    return [(entry, details.get(entry.seq) or AuditDetail(seq=entry.seq)) for entry in entries]


def key_fits() -> bool:
    """Is the key of this installation the one that the trail was written with?

    A trail that somebody has changed still holds an entry that was not.
    """
    rows = AuditEntry.objects.all()
    sample = [*rows.order_by("seq")[:SAMPLE], *rows.order_by("-seq")[:SAMPLE]]
    return not sample or any(entry.hash == _hash(entry) for entry in sample)


def problems() -> Iterator[str]:
    """Walk the whole chain and name every place where it does not hold."""
    previous, expected = FIRST, 1
    known = key_fits()
    if not known:
        yield WRONG_KEY
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield f"audit entry {expected} is missing before {entry.seq}"
        if entry.previous != previous:
            yield f"audit entry {entry.seq} does not follow its predecessor"
        if known and entry.hash != _hash(entry):
            yield f"audit entry {entry.seq} was changed"
        previous, expected = entry.hash, entry.seq + 1
    yield from _changed_details()
    yield from anchors.problems()


def _changed_details() -> Iterator[str]:
    """Words may be erased whole, which leaves an empty row; they may not be changed or dropped."""
    digests = dict(AuditEntry.objects.values_list("seq", "digest"))
    for detail in AuditDetail.objects.iterator(chunk_size=2000):
        digest = digests.pop(detail.seq, None)
        if detail.salt:
            if digest != _digest(detail):
                yield f"the words of audit entry {detail.seq} were changed"
        elif any((detail.actor_name, detail.changes, detail.note, detail.target_label)):
            yield f"the words of audit entry {detail.seq} were changed"
    yield from (f"the words of audit entry {seq} are missing" for seq in sorted(digests))


def _pair(line: Line, by: Actor) -> tuple[AuditEntry, AuditDetail]:
    detail = AuditDetail(
        salt=secrets.token_hex(16),
        actor_name=by.name,
        on_behalf_name=line.on_behalf_name or by.on_behalf_name,
        target_label=str(line.target)[:300],
        changes=json.loads(json.dumps(line.changes, cls=DjangoJSONEncoder)),
        note=line.note,
    )
    entry = AuditEntry(
        at=clock.now(),
        actor_id=by.person_id,
        on_behalf_id=line.on_behalf_id or by.on_behalf_id,
        via=by.via,
        action=line.action,
        target_type=line.target._meta.label_lower,
        target_id=str(line.target.pk),
        digest=_digest(detail),
    )
    return entry, detail


def _digest(detail: AuditDetail) -> str:
    words = [
        detail.salt,
        detail.actor_name,
        detail.on_behalf_name,
        detail.target_label,
        detail.changes,
        detail.note,
    ]
    return hashlib.sha256(_canonical(words)).hexdigest()


def _hash(entry: AuditEntry) -> str:
    fields = [
        entry.seq,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.on_behalf_id,
        entry.via,
        entry.action,
        entry.target_type,
        entry.target_id,
        entry.digest,
        entry.previous,
    ]
    return hmac.new(settings.SECRET_KEY.encode(), _canonical(fields), hashlib.sha256).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
