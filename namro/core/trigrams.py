"""Room core: search by parts of words from an index, where the database can.

SQLite reads a hundred thousand short words in a few milliseconds; PostgreSQL does not, and has
trigrams for it (pg_trgm, trusted since version 13: the owner of a database may add it). Where it is
missing or not allowed, search reads the words one after another, as it does without these migrations.
"""

from functools import partial
from typing import Any

from django.db import DatabaseError, transaction
from django.db.migrations import RunPython

EXTENSION = "pg_trgm"


def indexed(table: str) -> RunPython:
    """The operation of a migration that makes the index of `search_text`, or takes it away again."""
    return RunPython(partial(_make, table), partial(_drop, table))


def _make(table: str, apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(editor.connection.alias):
            editor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            editor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_words ON {table}"
                " USING gin (search_text gin_trgm_ops)"
            )
    except DatabaseError:
        return  # search does without


def _drop(table: str, apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX IF EXISTS {table}_words")
