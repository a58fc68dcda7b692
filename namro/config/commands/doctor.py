"""Room config: `namro doctor`: what is found on this machine, and what is off without it."""

import argparse
import shutil
import sqlite3
import sys

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from namro.config import fit
from namro.config.weak import weaknesses

SPACE_WARNING = 0.15
OLDEST_SQLITE = (3, 35)


def run(args: argparse.Namespace) -> int:
    """Exit 0 when the installation can serve, 1 when something must be mended."""
    rows = [*_rows()]
    for word, what in rows:
        print(f"{word:<8}{what}")
    return 1 if any(word == "BROKEN" for word, _what in rows) else 0


def _rows() -> list[tuple[str, str]]:
    found = [
        ("ok", f"Python {sys.version.split()[0]}"),
        ("ok", f"data folder {settings.DATA}"),
        _database(),
        _space(),
        _has("chromium", "browser tests run", "browser tests are off"),
        _has("msgfmt", "messages can be compiled (make messages)", "make messages is off"),
        _mail(),
    ]
    broken = [*weaknesses("127.0.0.1"), *(fit.to_start() if _database()[0] == "ok" else [])]
    return found + [("BROKEN", words) for words in broken]


def _database() -> tuple[str, str]:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA journal_mode")
                mode = cursor.fetchone()[0]
                cursor.execute("PRAGMA synchronous")
                full = cursor.fetchone()[0] >= 2
                old = sqlite3.sqlite_version_info < OLDEST_SQLITE
                word = "ok" if mode == "wal" and full and not old else "BROKEN"
                return word, f"SQLite {sqlite3.sqlite_version}, {mode}, synchronous full: {full}"
            cursor.execute("SHOW server_version")
            return "ok", f"PostgreSQL {cursor.fetchone()[0]}"
    except OperationalError as fault:
        return "BROKEN", f"the database does not answer: {str(fault).splitlines()[0]}"


def _space() -> tuple[str, str]:
    usage = shutil.disk_usage(settings.DATA)
    share = usage.free / usage.total
    word = "ok" if share > SPACE_WARNING else "warning"
    return word, f"{usage.free // 2**30} GiB free ({share:.0%}) for data and evidence"


def _has(command: str, there: str, missing: str) -> tuple[str, str]:
    path = shutil.which(command)
    return ("ok", f"{command}: {there}") if path else ("off", f"{command} not found: {missing}")


def _mail() -> tuple[str, str]:
    if settings.EMAIL_URL and not settings.MAIL_FAULT:
        return "ok", f"mail by {settings.EMAIL_HOST}"
    why = "does not work" if settings.MAIL_FAULT else "is not set"
    return "off", f"NAMRO_MAIL_URL {why}: reminders show in “My work” only"
