"""Room config: `namro demo`: build the demonstration once, print it, and serve it."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from django.conf import settings

from namro.commitments import queries
from namro.commitments.models import Campaign
from namro.commitments.sheet import SHEET
from namro.config.commands.ready import collect_static, ready
from namro.config.commands.serve import cannot_listen, serve
from namro.core import clock
from namro.demo.build import build
from namro.demo.doors import ACCOUNTS
from namro.org.models import Unit

WIDTH = 28
DONE = "demo-built"


def run(args: argparse.Namespace) -> int:
    """Build where nothing stands; with --serve the site follows."""
    data = Path(settings.DATA)
    if args.serve and (faults := cannot_listen(args.host, args.port)):
        print(f"namro demo: {faults[0]}", file=sys.stderr)
        return 1
    if args.fresh:
        _clear(data)
    ready()
    if not (data / DONE).exists():
        if Unit.objects.exists():
            # A build that was cut off is thrown away whole rather than continued.
            _clear(data)
            ready()
        began = time.monotonic()
        build(_bar, small=args.small)
        (data / DONE).write_text("1", encoding="ascii")
        print(f"built in {time.monotonic() - began:.0f} s", flush=True)
    _print()
    if not args.serve:
        return 0
    collect_static()
    os.environ["NAMRO_STATIC_COLLECTED"] = "1"
    return serve(args, f"http://{args.host}:{args.port}")


def _clear(data: Path) -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        for path in data.glob("namro.sqlite3*"):
            path.unlink()
    (data / DONE).unlink(missing_ok=True)


def _bar(label: str, done: int, total: int) -> None:
    filled = WIDTH * done // max(total, 1)
    end = "\n" if done >= total else "\r"
    if sys.stdout.isatty() or done >= total:
        bar = "█" * filled + "░" * (WIDTH - filled)
        print(f"{bar} {label}: {done}/{total}".ljust(78), end=end, flush=True)


def _print() -> None:
    for campaign in Campaign.objects.select_related("unit").order_by("year", "pk"):
        row = queries.roll_up(campaign, [campaign.unit], clock.today())[0]
        one = SHEET.plain(row)
        share = one["registered"] / max(1, one["eligible"])
        print(
            f"{campaign.name}: {one['items']} items of {one['registered']} people"
            f" ({one['registered']}/{one['eligible']}, {share:.2%}); approved {one['approved']},"
            f" done {one['done']}, verified {one['verified']}, behind {one['behind']},"
            f" blocked {one['blocked']}"
        )
    kept = json.loads((Path(settings.DATA) / ACCOUNTS).read_text(encoding="utf-8"))
    print(f"Accounts (password: {kept['password']}):")
    for account in kept["accounts"]:
        print(f"  {account['name']:<10} {account['who']}")
