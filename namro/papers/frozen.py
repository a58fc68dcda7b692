"""Room papers: a paper as it is frozen when it is issued: what it says, its head, its form."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from namro.core import rules
from namro.core.rules import Pack
from namro.papers.content import Content
from namro.papers.kinds import PaperKind
from namro.papers.letterheads import Head

RULES = Path(__file__).parent / "rules"
Sheet = dict[str, Any]


def pack_on(form: str, on: dt.date) -> Pack:
    """The version of a form in force on a day."""
    return rules.in_force(RULES, f"papers.{form}", on)


def pack_of(sheet: Mapping[str, Any]) -> Pack:
    """The version of the form that a frozen paper was issued in."""
    return rules.by_id(RULES, sheet["pack"])


def freeze(kind: PaperKind, content: Content, head: Head, on: dt.date, number: int | None) -> Sheet:
    """All that a renderer reads; nothing of it is looked up again later."""
    return {
        "pack": pack_on(head.form, on).id,
        "form": str(head.form),
        "kind": {
            "name": kind.name,
            "abbreviation": kind.abbreviation,
            "type_name": kind.type_name,
            "decides": kind.decides,
            "letter": kind.letter,
        },
        "head": head.as_frozen(),
        "number": number,
        "day": on.isoformat(),
        "content": content,
    }


def canonical(sheet: Sheet) -> bytes:
    """The bytes that the fingerprint is taken of: the same on both databases."""
    words = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def fingerprint(sheet: Sheet) -> str:
    """SHA-256 of the frozen paper."""
    return hashlib.sha256(canonical(sheet)).hexdigest()
