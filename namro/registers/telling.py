"""Room registers: the trail of a record in words."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit
from namro.core.models import AuditDetail, AuditEntry
from namro.registers.workflow import DENIED

_DIGEST = re.compile(r"[0-9a-f]{64}")
Words = Mapping[str, str | Promise]
Tells = Callable[[AuditDetail], AuditDetail | None]
GENERAL: Words = {"status": _lazy("State"), "step": _lazy("Step"), DENIED: _lazy("Attempt refused")}


def timeline(
    record: Model, others: Iterable[Model], words: Words, tells: Tells
) -> list[dict[str, Any]]:
    """What was done to a record and to what hangs on it, the newest first."""
    said = {**GENERAL, **words}
    found = []
    for entry, detail in audit.history(record, *others):
        told = tells(detail)
        if told is not None:
            changes = [
                change(_label(name, said, record), _shown(old, said), _shown(new, said))
                for name, (old, new) in told.changes.items()
            ]
            found.append(event(entry, told, said, changes))
    return found


def event(
    entry: AuditEntry, detail: AuditDetail, words: Words, changes: list[dict[str, str]]
) -> dict[str, Any]:
    """One entry of a trail as `ui/timeline.html` reads it."""
    who = detail.actor_name
    if detail.on_behalf_name:
        names = {"who": who, "principal": detail.on_behalf_name}
        who = _("%(who)s on behalf of %(principal)s") % names
    what = words.get(entry.action, entry.action)
    return {"at": entry.at, "who": who, "what": what, "note": detail.note, "changes": changes}


def change(label: str, before: str, after: str) -> dict[str, str]:
    """One change of a column in words."""
    return {"label": label, "before": before, "after": after}


def _label(name: str, words: Words, record: Model) -> str:
    if name in words:
        return str(words[name])
    try:
        field: Any = record._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name)).capitalize()


def _shown(value: Any, words: Words) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    said = str(value)
    if said in words:
        return str(words[said])
    if _DIGEST.fullmatch(said):
        # Enough to see that something changed; the whole of it stands in the trail.
        return f"{said[:8]}…"
    if len(said) == 10 and said[4:5] == "-":
        try:
            return f"{dt.date.fromisoformat(said):%d/%m/%Y}"
        except ValueError:
            return said
    return said
