"""What a fixture made once by the real actions, put back afterwards by one statement a table.

Some hundred statements make the one world, and most tests begin with it. The rows are read after
the first time; in each later test they are written as they were, with the ids that they had.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

Rows = dict[Any, dict[str, Any]]
Dump = dict[type[Model], Rows]


@dataclass(frozen=True)
class Layer:
    """Rows that were made, what stood in their tables before, and what the fixture gave."""

    count: str
    before: int
    statements: list[tuple[str, Any]]
    gave: Any


_layers: dict[Hashable, Layer] = {}


def kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """What `make` gives, with its rows; `key` names it together with the ids it stands on.

    It is made anew where the clock was moved, and where its tables are not as it found them.
    """
    if time_machine.escape_hatch.is_travelling():
        return make()
    layer = _layers.get(key)
    if layer is None:
        before = _dump()
        gave = make()
        made = _layer(before, _dump(), copy.deepcopy(gave))
        if made is not None:
            _layers[key] = made
        return gave
    # In one transaction, for rows may point at rows that come later.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(layer.count)
        if cursor.fetchone()[0] != layer.before:
            return make()
        for statement, values in layer.statements:
            cursor.execute(statement, values)
    return copy.deepcopy(layer.gave)


def _dump() -> Dump:
    return {
        model: {row["pk"]: row for row in _rows(model)}
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("namro.")
    }


def _rows(model: type[Model]) -> list[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    return list(model._base_manager.values("pk", *names))


def _layer(before: Dump, after: Dump, gave: Any) -> Layer | None:
    """Nothing is kept where rows were changed that stood before: only new ones can be put back."""
    new: dict[type[Model], list[Any]] = {}
    for model, rows in after.items():
        if any(rows.get(pk) != row for pk, row in before[model].items()):
            return None
        added = [pk for pk in rows if pk not in before[model]]
        if added:
            new[model] = added
    tables = [connection.ops.quote_name(model._meta.db_table) for model in new]
    return Layer(
        count="SELECT " + " + ".join(f"(SELECT count(*) FROM {one})" for one in tables),  # noqa: S608 - our tables
        before=sum(len(before[model]) for model in new),
        statements=[one for model, keys in new.items() for one in _inserts(model, keys)],
        gave=gave,
    )


def _inserts(model: type[Model], keys: list[Any]) -> list[tuple[str, Any]]:
    """Compiled once, as a fixture file would be loaded: values as they are, no defaults."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    rows = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
    size = connection.ops.bulk_batch_size(fields, rows)
    found = []
    for start in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + size], raw=True)
        found += query.get_compiler(connection=connection).as_sql()
    return found
