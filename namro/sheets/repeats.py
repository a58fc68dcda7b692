"""Sheets room: a list that repeats a row says it twice by mistake, or means two things."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from namro.sheets.lists import Verdict

KEY = "twice"
ONCE, EACH = "once", "each"
NAMED = 5


def number(verdicts: "Iterable[Verdict]") -> "dict[int, Verdict]":
    """Keys become digests; the second of two equal rows is another row.

    Gives, by its place in the list, each repetition with the row that it repeats.
    """
    seen: dict[str, list[Verdict]] = defaultdict(list)
    repeats: dict[int, Verdict] = {}
    for place, verdict in enumerate(verdicts):
        rows = seen[verdict.key]
        rows.append(verdict)
        base = hashlib.sha256(verdict.key.encode()).hexdigest()
        verdict.key = base
        if len(rows) > 1:
            # The digest of a repetition is taken of the first one's, as in lists of earlier versions.
            verdict.key = hashlib.sha256(f"{base}#{len(rows)}".encode()).hexdigest()
            repeats[place] = rows[0]
    return repeats


def settle(verdicts: "list[Verdict]", repeats: "dict[int, Verdict]", chosen: str) -> list[str]:
    """A row that says the very same as another is marked, and left out where a person says so.

    Lists of offices do repeat themselves on purpose (163 published items hold a pair), so both go in
    until somebody says that it is one thing. Gives "row = row" of each that would go in.
    """
    pairs = []
    for place, first in repeats.items():
        verdict = verdicts[place]
        if verdict.already or verdict.left_out or verdict.blocked:
            continue
        pairs.append(f"{verdict.row.number} = {first.row.number}")
        verdict.note("repeated_row", row=first.row.number)
        if chosen == ONCE:
            verdict.left_out = True
    return pairs
