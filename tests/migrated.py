"""A database that the migrations have made once in a run; who needs an empty one copies it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

WORDS = (
    "import django; django.setup();"
    "from django.core.management import call_command;"
    "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0);"
    "from django.db import connection;"
    "connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
)
PATIENCE = 300


def template(folder: Path) -> Path:
    """The file, made by whoever of the workers comes first; the others wait for it."""
    ready, begun = folder / "migrated.sqlite3", folder / "migrating"
    try:
        begun.mkdir()
    except FileExistsError:
        return _awaited(ready)
    made = begun / "namro.sqlite3"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "COV"))}
    subprocess.run(
        [sys.executable, "-W", "error", "-c", WORDS],
        env={**kept, "NAMRO_DATA": str(begun), "DJANGO_SETTINGS_MODULE": "namro.config.settings"},
        cwd=Path(__file__).parents[1],
        check=True,
    )
    made.rename(ready)
    return ready


def _awaited(ready: Path) -> Path:
    for _try in range(PATIENCE * 10):
        if ready.exists():
            return ready
        time.sleep(0.1)
    raise AssertionError("the other worker has not migrated its database")


def copy_into(template: Path, data: Path) -> None:
    """A data folder whose database is empty and up to date."""
    data.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(template, data / "namro.sqlite3")
