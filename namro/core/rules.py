"""Room core: rules are dated data; a pack is a TOML file with its validity and its source."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from namro.core.errors import Refused


class NotInForce(Refused, LookupError):  # noqa: N818 - a refusal is an answer, not a fault
    """No version of a rule held on a day: most often the day was mistyped."""

    status = 422


@dataclass(frozen=True)
class Pack:
    """One version of one rule: from when, until when (excluded), where it is written."""

    id: str
    subject: str
    since: dt.date
    until: dt.date | None
    source: str
    grade: str
    rules: dict[str, Any]

    def holds_on(self, day: dt.date) -> bool:
        """True when this version was in force on that day."""
        return self.since <= day and (self.until is None or day < self.until)


def read(path: Path) -> Pack:
    """Read one pack; a pack without its dates or its source is refused."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    head = raw.pop("pack")
    return Pack(
        id=head["id"],
        subject=head["subject"],
        since=head["valid_from"],
        until=head.get("valid_to"),
        source=head["source"],
        grade=head["grade"],
        rules=raw,
    )


@lru_cache
def packs(folder: Path) -> tuple[Pack, ...]:
    """Every pack of a room, oldest first."""
    found = [read(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda pack: (pack.subject, pack.since)))


def in_force(folder: Path, subject: str, day: dt.date) -> Pack:
    """The version of a rule that held on a day.

    Raises:
        NotInForce: no version of the rule held on that day.
    """
    versions = [pack for pack in packs(folder) if pack.subject == subject]
    for pack in versions:
        if pack.holds_on(day):
            return pack
    if not versions:
        raise LookupError(f"no rule pack {subject!r}")
    words = _("The rules for this begin on %(first)s; %(day)s lies outside. Check the day.")
    first = min(pack.since for pack in versions)
    raise NotInForce(words % {"first": f"{first:%d/%m/%Y}", "day": f"{day:%d/%m/%Y}"})


def by_id(folder: Path, identity: str) -> Pack:
    """The very version that a record was opened under.

    Raises:
        LookupError: there is no such pack.
    """
    for pack in packs(folder):
        if pack.id == identity:
            return pack
    raise LookupError(f"no rule pack {identity!r}")
