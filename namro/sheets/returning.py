"""Sheets room: what an import made, what hangs on it now, and how it goes again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.core.models import AuditDetail, AuditEntry
from namro.sheets.lists import BATCH, ListKind
from namro.sheets.models import Import, Made

# So many reasons stand on a page; there may be thousands.
SHOWN = 20
Records = dict[str, list[models.Model]]


@dataclass(frozen=True)
class Hanging:
    """A record that an import made and that cannot go, and why."""

    label: str
    name: str
    row: str
    why: str

    def __str__(self) -> str:
        return _("%(what)s “%(name)s” (row %(row)s): %(why)s") % {
            "what": self.label,
            "name": self.name,
            "row": self.row,
            "why": self.why,
        }


def made_by(record: Import, kind: ListKind) -> Records:
    """The records that the import made, kind by kind in the order in which they may go."""
    ids: dict[str, list[int]] = defaultdict(list)
    rows = Made.objects.filter(record=record, before__isnull=True)
    for model, pk in rows.order_by("pk").values_list("model", "row_id"):
        ids[model].append(pk)
    found: Records = {}
    for makes in kind.makes:
        label = makes.model._meta.label_lower
        found[label] = [
            one for part in _parts(ids[label]) for one in _rows(makes.model).filter(pk__in=part)
        ]
    return found


def hanging(record: Import, kind: ListKind) -> list[Hanging]:
    """Why the import cannot be taken back; empty while nothing hangs on it."""
    rows = {(one.model, one.row_id): one for one in Made.objects.filter(record=record)}
    taken = AuditEntry.objects.filter(
        action="import.take", target_type=record._meta.label_lower, target_id=str(record.pk)
    )
    last = taken.order_by("-seq").values_list("seq", flat=True).first()
    if last is None:
        return []
    labels = {makes.model._meta.label_lower: str(makes.label) for makes in kind.makes}
    found = []
    for place, (model, pk, why) in enumerate(_reasons(rows, last, labels)):
        if place >= SHOWN:
            break
        named = apps.get_model(model)._base_manager.filter(pk=pk).first()
        one = rows[model, pk]
        found.append(Hanging(labels[model], str(named), f"{one.sheet}:{one.row}", why))
    return found


def _reasons(
    rows: dict[tuple[str, int], Made], last: int, labels: dict[str, str]
) -> Iterator[tuple[str, int, str]]:
    for label in labels:
        ids = [pk for model, pk in rows if model == label]
        made = {pk for pk in ids if rows[label, pk].before is None}
        yield from _changed(label, ids, last)
        yield from _used(label, sorted(made), rows)


def _changed(label: str, ids: list[int], last: int) -> Iterator[tuple[str, int, str]]:
    """Whatever changes a record leaves an entry; one after the import's own is a later change."""
    for part in _parts(ids):
        entries = AuditEntry.objects.filter(
            target_type=label, target_id__in=[str(pk) for pk in part], seq__gt=last
        )
        seen: set[str] = set()
        for entry in entries.order_by("-seq"):
            if entry.target_id not in seen:
                seen.add(entry.target_id)
                yield label, int(entry.target_id), _later(entry)


def _later(entry: AuditEntry) -> str:
    detail = AuditDetail.objects.filter(seq=entry.seq).first()
    return _("%(who)s changed it at %(when)s") % {
        "who": detail.actor_name if detail else "",
        "when": timezone.localtime(entry.at).strftime("%H:%M %d/%m/%Y"),
    }


def _used(
    label: str, ids: list[int], rows: dict[tuple[str, int], Made]
) -> Iterator[tuple[str, int, str]]:
    """Records of others that point at one of these; what falls with a record is part of it."""
    for field in pointing_at(apps.get_model(label)):
        other = field.model
        if _falls_with(field):
            continue
        # A place in the tree names a superior, and falls with its own unit.
        owners = [one for one in other._meta.concrete_fields if _falls_with(one)]
        columns = ["pk", field.name, *(one.attname for one in owners)]
        users: dict[int, int] = defaultdict(int)
        for part in _parts(ids):
            found = other._base_manager.filter(**{f"{field.name}__in": part})
            for pk, target, *above in found.order_by("pk").values_list(*columns):
                keys = [(other._meta.label_lower, pk)]
                keys += [(_target_of(one), value) for one, value in zip(owners, above, strict=True)]
                if not any(key in rows and rows[key].before is None for key in keys):
                    users[target] += 1
        for target, n in users.items():
            words = ngettext("%(n)s later record hangs on it", "%(n)s later records hang on it", n)
            yield label, target, words % {"n": n}


def _falls_with(field: models.Field) -> bool:
    return getattr(field.remote_field, "on_delete", None) is models.CASCADE


def _target_of(field: models.Field) -> str:
    model = field.related_model
    return model._meta.label_lower if isinstance(model, type) else ""


def pointing_at(model: type[models.Model]) -> list[models.Field]:
    """Every column and list of other records that points at this kind, hidden ones included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [one.field for one in fields if isinstance(one, ForeignObjectRel)]


def delete(records: Records, kind: ListKind) -> None:
    """Every record that was made, those that point at others first."""
    for makes in kind.makes:
        ids = [one.pk for one in records[makes.model._meta.label_lower]]
        if makes.model._meta.label_lower == "org.unit":
            # The deepest first: a unit is kept by those that stand under it.
            deep = sorted(records["org.unit"], key=lambda unit: -len(unit.path))  # type: ignore[attr-defined]
            ids = [unit.pk for unit in deep]
            for pk in ids:
                makes.model._base_manager.filter(pk=pk).delete()
            continue
        for part in _parts(ids):
            makes.model._base_manager.filter(pk__in=part).delete()


def _rows(model: type[models.Model]) -> models.QuerySet:
    """With the units and people along which their counters go."""
    along = [name for name in ("unit", "person", "campaign") if _has(model, name)]
    return model._base_manager.select_related(*along).order_by("pk")


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name and field.is_relation for field in model._meta.concrete_fields)


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    every = list(ids)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]
