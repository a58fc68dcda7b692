"""Room core: where the trail stood, day by day, beside the database: its end cannot be cut off unseen.

A chain shows every entry that was changed or taken out of its middle, but not that its last entries
are gone, nor that an older copy of the whole database was put in its place. The worker writes one line
a day into a file of the data folder; a copy of that file kept elsewhere proves it to others as well.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from namro.core import clock
from namro.core.models import AuditEntry

NAME = "trail-anchors.txt"


def path() -> Path:
    return Path(settings.DATA) / NAME


def keep() -> None:
    """Write down where the trail stands: day, number of the entry, its hash."""
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    if last is not None:
        with path().open("a", encoding="utf-8") as out:
            out.write(f"{clock.today():%Y-%m-%d} {last[0]} {last[1]}\n")


def problems() -> Iterator[str]:
    """Anchors whose entry is gone, or is another one."""
    if not path().exists():
        return
    lines = [line.split() for line in path().read_text(encoding="utf-8").splitlines()]
    anchors = [
        (day, int(seq), digest) for day, seq, digest in (one for one in lines if len(one) == 3)
    ]
    hashes = dict(
        AuditEntry.objects.filter(seq__in=[seq for _day, seq, _hash in anchors]).values_list(
            "seq", "hash"
        )
    )
    for day, seq, digest in anchors:
        if seq not in hashes:
            yield f"the trail reached entry {seq} on {day}, and that entry is gone"
        elif hashes[seq] != digest:
            yield f"audit entry {seq} is not the one that stood there on {day}"
