"""Room config: bring the database to the schema of this version, and the calendar into it."""

import datetime as dt
from io import StringIO

from django.core.management import call_command

from namro.config import place
from namro.core import clock

YEARS_BACK, YEARS_ON = 6, 3


def ready() -> None:
    """Migrate, make the cache table, fill the calendar; does nothing where all is there."""
    place.keep_key()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    year = dt.date.today().year  # noqa: DTZ011 - only years are needed
    clock.fill(range(year - YEARS_BACK, year + YEARS_ON + 1))


def collect_static() -> None:
    """Hashed and compressed files for the web server."""
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
