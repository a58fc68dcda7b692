"""Search by parts of words: from an index on PostgreSQL, and without one where it may not be."""

import pytest
from django.db import connection

from namro.core import trigrams

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = (
    "commitments_commitment",
    "commitments_registrant",
    "ledger_entry",
    "org_person",
    "org_unitname",
)
NAMES = {f"{table}_words" for table in TABLES}


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%%gin_trgm_ops%%'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.postgres
def test_words_when_on_postgresql_then_each_search_has_its_index():
    assert indexes() == NAMES


@pytest.mark.postgres
def test_index_when_the_extension_is_not_to_be_had_then_the_migration_goes_on_without(monkeypatch):
    monkeypatch.setattr(trigrams, "EXTENSION", "no_such_extension")
    operation = trigrams.indexed("org_unit")

    with connection.schema_editor() as editor:
        operation.code(None, editor)
        missing = indexes()
    monkeypatch.undo()
    with connection.schema_editor() as editor:
        operation.code(None, editor)
        made = indexes()
        operation.reverse_code(None, editor)

    assert (missing, made, indexes()) == (NAMES, NAMES | {"org_unit_words"}, NAMES)


def test_index_when_on_sqlite_then_nothing_is_made_and_nothing_fails():
    if connection.vendor != "sqlite":
        return
    operation = trigrams.indexed("org_unit")

    operation.code(None, connection.schema_editor())
    operation.reverse_code(None, connection.schema_editor())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'org_unit_words'")
        assert cursor.fetchone() == (0,)
