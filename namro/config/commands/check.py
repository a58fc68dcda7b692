"""Room config: `namro check`: every invariant of the stored records; each breach is one line."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.core.checks import run_checks
from django.db import connection
from django.db.models import Count, F, Q

from namro.commitments import queries
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.states import COUNTED, State
from namro.commitments.workflow import AMENDMENT, CAMPAIGN, COMMITMENT
from namro.core import audit, files
from namro.core.models import StoredFile
from namro.figures import frozen, tally
from namro.ledger.models import Entry
from namro.ledger.states import BlockerState
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.models import Appointment, Placement, Unit, UnitName
from namro.papers import checks as papers
from namro.registers import checks
from namro.registers.models import Passage
from namro.reports.workflow import REPORT_LIFE
from namro.sittings.workflow import ITEM, SITTING

WORKFLOWS = (COMMITMENT, AMENDMENT, CAMPAIGN, ENTRY, BLOCKER, EXTENSION, SITTING, ITEM, REPORT_LIFE)


def run(args: argparse.Namespace) -> int:
    """Exit 0 when all hold, 1 when one does not."""
    found = list(problems())
    for words in found:
        print(f"namro check: {words}", file=sys.stderr)
    print("all invariants hold" if not found else f"{len(found)} invariants are broken")
    return 1 if found else 0


def problems() -> Iterator[str]:
    """Everything that does not hold."""
    yield from (fault.msg for fault in run_checks())
    for workflow in WORKFLOWS:
        yield from workflow.problems()
    yield from audit.problems()
    yield from _tree()
    yield from _orphans()
    yield from _counters()
    yield from checks.problems()
    yield from frozen.problems()
    yield from papers.problems()
    yield from _roll()
    yield from _lines()
    yield from _evidence()
    yield from _database()


def _tree() -> Iterator[str]:
    paths = dict(Unit.objects.values_list("pk", "path"))
    for pk, parent_id, path in Unit.objects.values_list("pk", "parent_id", "path"):
        above = paths.get(parent_id, "") if parent_id else ""
        if path != f"{above}{pk}.":
            yield f"unit {pk}: its path does not follow its parent"
    yield from _memory()


def _memory() -> Iterator[str]:
    """Names and places of a unit cover its life without a gap and without an overlap."""
    lives = {pk: (since, until) for pk, since, until in Unit.objects.values_list(*_LIFE)}
    for what, rows in (("name", UnitName.objects), ("place", Placement.objects)):
        spans: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
        for pk, since, until in rows.order_by("since").values_list("unit", "since", "until"):
            spans[pk].append((since, until))
        for pk, life in lives.items():
            held = spans[pk]
            joined = all(a[1] == b[0] for a, b in pairwise(held))
            if not held or not joined or (held[0][0], held[-1][1]) != life:
                yield f"unit {pk}: its {what} does not cover its days"
    paths = dict(Unit.objects.filter(until=None).values_list("pk", "path"))
    for pk, path in Placement.objects.filter(until=None).values_list("unit", "path"):
        if paths.get(pk) != path:
            yield f"unit {pk}: it stands elsewhere than its place says"


_LIFE = ("pk", "since", "until")


def _orphans() -> Iterator[str]:
    closed = Appointment.objects.filter(unit__until__isnull=False).filter(
        Q(until=None) | Q(until__gt=F("unit__until"))
    )
    if n := closed.count():
        yield f"{n} posts are held in units that have closed"


def _counters() -> Iterator[str]:
    for campaign in Campaign.objects.select_related("unit"):
        fresh = queries.recounted(campaign)
        standing = tally.standing(campaign.pk, queries.COUNTED_SETS)
        wrong = {
            key
            for key in fresh.keys() | standing.keys()
            if fresh.get(key, 0) != standing.get(key, 0)
        }
        if wrong:
            yield f"{campaign.slug}: {len(wrong)} counters differ from a recount"


def _roll() -> Iterator[str]:
    for campaign in Campaign.objects.all():
        items = dict(
            Commitment.objects.filter(campaign=campaign, status__in=COUNTED)
            .order_by()
            .values_list("registrant")
            .annotate(n=Count("pk"))
        )
        places = Registrant.objects.filter(campaign=campaign).values_list("pk", "items")
        wrong = sum(1 for pk, n in places.iterator(chunk_size=2000) if items.get(pk, 0) != n)
        if wrong:
            yield f"{campaign.slug}: {wrong} places on the roll count their items wrongly"


def _lines() -> Iterator[str]:
    lost = Commitment.objects.filter(status=State.APPROVED, entry=None).count()
    if lost:
        yield f"{lost} approved lines are not followed by the ledger"
    passed = Passage.objects.filter(register="commitment").values("record")
    foreign = Commitment.objects.exclude(unit=F("registrant__unit")).exclude(key__in=passed)
    if n := foreign.count():
        yield f"{n} lines stand in another unit than their place on the roll, and none was passed on"
    blocked = set(Entry.objects.filter(blocked=True).values_list("pk", flat=True))
    waiting = set(
        Entry.objects.filter(blockers__status=BlockerState.RAISED).values_list("pk", flat=True)
    )
    if blocked != waiting:
        yield f"{len(blocked ^ waiting)} entries are marked blocked without an open blocker, or not"


def _evidence() -> Iterator[str]:
    for file in StoredFile.objects.iterator(chunk_size=500):
        if not files.is_whole(file):
            yield f"file {file.key}: its bytes are not the ones received"


def _database() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        yield from (f"dangling key in {row[0]}" for row in cursor.fetchall())
