"""Room config: whether the database belongs to this data folder, this key and this version."""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError

from namro.config import place
from namro.core import audit

MIGRATIONS, TRAIL = "django_migrations", "core_auditentry"


def to_start(*, new: bool = False) -> list[str]:
    """Why `namro run` must not go on: a lost database, a newer one, or the wrong key."""
    try:
        tables = set(connection.introspection.table_names())
    except OperationalError as fault:
        return [_silent(fault)]
    if MIGRATIONS not in tables:
        return [] if new or not place.lived_here_before(settings.DATA) else [_lost()]
    if found := _newer():
        return found
    return [] if TRAIL not in tables or audit.key_fits() else [f"{audit.WRONG_KEY}."]


def to_work(*, asks_for_the_key: bool = True) -> list[str]:
    """Why a command that works on records cannot."""
    try:
        tables = set(connection.introspection.table_names())
    except OperationalError as fault:
        return [_silent(fault)]
    if MIGRATIONS not in tables:
        if place.lived_here_before(settings.DATA):
            return [_lost()]
        return [f"there is no installation in {settings.DATA} yet: start it once with `namro run`."]
    if found := _newer() or _older():
        return found
    return [f"{audit.WRONG_KEY}."] if asks_for_the_key and not audit.key_fits() else []


def _silent(fault: OperationalError) -> str:
    return f"the database does not answer: {str(fault).strip().splitlines()[0]}"


def _lost() -> str:
    return (
        f"{settings.DATA} holds the key or files of an installation, but its database is empty."
        " Put the database back, or set NAMRO_DATABASE_URL as it was; `namro run --new` begins anew."
    )


def _steps() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Our own migrations: those of this version, and those of the database."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("namro.")}
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    here, there = (
        {key for key in found if key[0] in ours}
        for found in (loader.disk_migrations, loader.applied_migrations)
    )
    return here, there


def _newer() -> list[str]:
    here, there = _steps()
    unknown = sorted(there - here)
    if not unknown:
        return []
    return [
        f"the database was made by a newer version of Năm Rõ ({'.'.join(unknown[0])}):"
        " install that version, or put the backup of this one back."
    ]


def _older() -> list[str]:
    here, there = _steps()
    if here <= there:
        return []
    return ["the database is of an older version: start `namro run` once, which carries it on."]
