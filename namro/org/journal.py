"""Room org: what a reorganisation wrote, row by row, so that it can be taken back exactly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from namro.core.errors import Refused
from namro.org.models import Reorganisation, Undo, Unit

BATCH = 500
ALIKE = 20  # rows a group, below which one statement for many values is the quicker one


class Journal:
    """Every write of a reorganisation goes through here."""

    def __init__(self, plan: Reorganisation) -> None:
        self.plan = plan
        self.lines: list[Undo] = []

    def make(self, rows: Iterable[models.Model]) -> None:
        """Write new rows of one model."""
        rows = list(rows)
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
            self.made(rows)

    def made(self, rows: Iterable[models.Model]) -> None:
        """Rows that an action has just written."""
        for row in rows:
            self._note(row, None, _values(row, _names(row)))

    def change(self, rows: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
        """Give rows of one model new values, field by field."""
        by_fields: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
        for row, changes in rows:
            changed = {n: v for n, v in changes.items() if getattr(row, n) != v}
            if not changed:
                continue
            names = tuple(sorted(changed))
            before = _values(row, names)
            for name, value in changed.items():
                setattr(row, name, value)
            self._note(row, before, _values(row, names))
            by_fields[names].append(row)
        for names, changed_rows in by_fields.items():
            _write(changed_rows, names)

    def keep(self) -> None:
        """Store what was noted."""
        Undo.objects.bulk_create(self.lines, batch_size=BATCH)

    def _note(self, row: models.Model, before: dict[str, Any] | None, after: Any) -> None:
        label = row._meta.label_lower
        self.lines.append(
            Undo(reorganisation=self.plan, model=label, row=row.pk, before=before, after=after)
        )


def take_back(plan: Reorganisation) -> None:
    """Put every row back as it was before; refused as a whole when something new hangs on one.

    Raises:
        Refused: a row has changed since, or a new row points at one that would go.
    """
    lines = list(plan.changes.order_by("-pk"))
    _nothing_new(lines)
    for model, group in _runs(lines):
        if group[0].before is None:
            # Units protect the ones that they stand under: one after the other, the last made first.
            size = 1 if model is Unit else BATCH
            for chunk in _chunks([line.row for line in group], size):
                model._default_manager.filter(pk__in=chunk).delete()
            continue
        rows: dict[int, models.Model] = {}
        for chunk in _chunks([line.row for line in group]):
            rows |= model._default_manager.in_bulk(chunk)
        for line in group:
            for name, value in (line.before or {}).items():
                field = _field(model, name)
                setattr(rows[line.row], field.attname, field.to_python(value))
        _write(list(rows.values()), tuple(group[0].before or ()))
    plan.changes.all().delete()


def _write(rows: list[models.Model], names: tuple[str, ...]) -> None:
    """Write these fields of rows of one model; rows that get the same values go together."""
    model = type(rows[0])
    groups: dict[Any, list[int]] = defaultdict(list)
    attnames = [_field(model, name).attname for name in names]
    for row in rows:
        groups[tuple(str(getattr(row, name)) for name in attnames)].append(row.pk)
    if len(groups) * ALIKE > len(rows):
        model._default_manager.bulk_update(rows, list(names), batch_size=BATCH)
        return
    first = {row.pk: row for row in rows}
    for pks in groups.values():
        values = {name: getattr(first[pks[0]], name) for name in attnames}
        for chunk in _chunks(pks):
            model._default_manager.filter(pk__in=chunk).update(**values)


def _nothing_new(lines: list[Undo]) -> None:
    """A row changed twice is compared with its last state only; what is gone counts as changed."""
    made: dict[type[models.Model], set[int]] = defaultdict(set)
    known_rows: dict[type[models.Model], set[int]] = defaultdict(set)
    last: dict[tuple[str, int], dict[str, Any]] = {}
    for line in lines:  # the latest first
        model = apps.get_model(line.model)
        known_rows[model].add(line.row)
        if line.before is None:
            made[model].add(line.row)
        else:
            known = last.setdefault((line.model, line.row), {})
            for name, value in line.after.items():
                known.setdefault(name, value)
    _unchanged(last)
    for model, pks in made.items():
        _nothing_points_at(model, pks, known_rows)


def _unchanged(last: dict[tuple[str, int], dict[str, Any]]) -> None:
    by_model: dict[str, list[int]] = defaultdict(list)
    for label, pk in last:
        by_model[label].append(pk)
    for label, pks in by_model.items():
        rows: dict[int, models.Model] = {}
        for chunk in _chunks(pks):
            rows |= apps.get_model(label)._default_manager.in_bulk(chunk)
        for pk in pks:
            row, after = rows.get(pk), last[label, pk]
            if row is None or _values(row, after) != after:
                raise Refused(
                    _("“%(row)s” has changed since; the reorganisation can no longer be undone.")
                    % {"row": row or f"{label} {pk}"},
                    status=409,
                )


def _nothing_points_at(
    model: type[models.Model], pks: set[int], ours: dict[type[models.Model], set[int]]
) -> None:
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other is Undo or relation.many_to_many:
            continue
        if _is_counter(other):
            continue
        for chunk in _chunks(sorted(pks)):
            found = other._default_manager.filter(**{f"{relation.field.name}__in": chunk})
            new = set(found.values_list("pk", flat=True)) - ours.get(other, set())
            if new:
                raise Refused(
                    _("“%(row)s” has come since; the reorganisation can no longer be undone.")
                    % {"row": other._default_manager.get(pk=min(new))},
                    status=409,
                )


def _is_counter(model: type[models.Model]) -> bool:
    """Counters follow records; they are counted anew."""
    return model._meta.label_lower == "figures.tally"


def _chunks(pks: list[int], size: int = BATCH) -> Iterator[list[int]]:
    for start in range(0, len(pks), size):
        yield pks[start : start + size]


def _runs(lines: list[Undo]) -> Iterator[tuple[type[models.Model], list[Undo]]]:
    """Neighbouring lines of one model and the same fields, written together."""
    group: list[Undo] = []
    rows: set[int] = set()
    for line in lines:
        if group and (_kind(group[-1]) != _kind(line) or line.row in rows):
            yield apps.get_model(group[0].model), group
            group, rows = [], set()
        group.append(line)
        rows.add(line.row)
    if group:
        yield apps.get_model(group[0].model), group


def _kind(line: Undo) -> tuple[str, tuple[str, ...] | None]:
    return line.model, None if line.before is None else tuple(sorted(line.before))


def _names(row: models.Model) -> list[str]:
    return [f.name for f in row._meta.concrete_fields if not f.primary_key and not f.generated]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Plain values, as they go into the journal and come out of it."""
    found: dict[str, Any] = {}
    for name in names:
        field = _field(type(row), name)
        empty = getattr(row, field.attname) is None
        found[name] = None if empty else field.value_to_string(row)
    return found
