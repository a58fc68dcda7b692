"""Room core: one writer at a time, on both databases; every action opens its transaction here."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK = 0x6E616D726F  # "namro"


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that holds the writer's lock from its first statement.

    The audit chain serialises writers anyway; taken first, the lock also rules out that two of
    them meet crosswise over rows and counters. SQLite's IMMEDIATE transactions are the same rule.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
