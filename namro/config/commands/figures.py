"""Room config: `namro figures`: the figures of campaigns, counted from the records."""

import argparse
import datetime as dt
import json
import sys
import uuid

from namro.commitments import asof, queries
from namro.commitments.models import Campaign
from namro.commitments.sheet import SHEET
from namro.core import clock
from namro.figures import frozen
from namro.figures.frozen import Frozen
from namro.figures.models import Snapshot
from namro.org.models import Unit


def run(args: argparse.Namespace) -> int:
    """Print, for each campaign, its figures; a rate always with its numerator and denominator."""
    if args.snapshot:
        return _snapshot(args)
    campaigns = Campaign.objects.select_related("unit").order_by("year", "pk")
    if args.campaign:
        campaigns = campaigns.filter(slug=args.campaign)
    if not campaigns:
        print("namro figures: there is no such campaign.", file=sys.stderr)
        return 1
    found = []
    for campaign in campaigns:
        unit = _unit(args.unit, campaign)
        if unit is None:
            print(f"namro figures: there is no unit “{args.unit}”.", file=sys.stderr)
            return 1
        found.append(_one(campaign, unit, args.as_of))
    print(json.dumps(found, ensure_ascii=False, indent=1) if args.json else _table(found))
    return 0


def _snapshot(args: argparse.Namespace) -> int:
    """Print a snapshot from its content alone, so that it reads the same whatever came later."""
    try:
        snapshot = Snapshot.objects.filter(key=uuid.UUID(args.snapshot)).first()
    except ValueError:
        snapshot = None
    if snapshot is None:
        print(f"namro figures: there is no snapshot “{args.snapshot}”.", file=sys.stderr)
        return 1
    if frozen.fingerprint(snapshot.content) != snapshot.sha256:
        print("namro figures: its content does not match its SHA-256.", file=sys.stderr)
        return 1
    if args.json:
        # The very bytes, without a line end: their SHA-256 is that of the snapshot.
        sys.stdout.buffer.write(frozen.canonical(snapshot.content))
        sys.stdout.flush()
        return 0
    held = Frozen.of(snapshot)
    root = held.content["unit"]
    asked = [pk for pk, name in held.names.items() if args.unit in (str(pk), name)]
    unit = asked[0] if asked else root
    if args.unit and not asked:
        print(f"namro figures: there is no unit “{args.unit}” in it.", file=sys.stderr)
        return 1
    print(_frozen(snapshot, held, unit))
    return 0


def _frozen(snapshot: Snapshot, held: Frozen, unit: int) -> str:
    scope, day = held.content["scope"], held.content["day"]
    lines = [f"{scope['name']} · {held.names[unit]} · {day}", f"{snapshot.name}"]
    counted = held.figures(unit)
    for figure in held.sheet.figures:
        whole = f"/{counted[figure.of]}" if figure.of else ""
        lines.append(f"  {figure.name:<22}{counted[figure.name]:>8}{whole}")
    lines.append(f"  sha256 {snapshot.sha256}")
    return "\n".join(lines)


def _unit(wanted: str | None, campaign: Campaign) -> Unit | None:
    if not wanted:
        return campaign.unit
    inside = Unit.objects.under(campaign.unit)
    if wanted.isdigit():
        return inside.filter(pk=int(wanted)).first()
    return inside.filter(name=wanted).order_by("path").first()


def _one(campaign: Campaign, unit: Unit, as_of: str | None) -> dict[str, object]:
    day = dt.date.fromisoformat(as_of) if as_of else clock.today()
    now = queries.roll_up(campaign, [unit], day)[0]
    row = asof.row(campaign, unit, day) if as_of else now
    return {
        "campaign": campaign.slug,
        "name": campaign.name,
        "unit": unit.name,
        "as_of": day.isoformat(),
        **SHEET.plain(row),
    }


def _table(found: list[dict[str, object]]) -> str:
    lines = []
    for one in found:
        lines.append(f"{one['name']} · {one['unit']} · {one['as_of']}")
        for name, value in one.items():
            if isinstance(value, int):
                lines.append(f"  {name:<22}{value:>8}")
        share = int(str(one["registered"])) / max(1, int(str(one["eligible"])))
        lines.append(f"  registered/eligible   {one['registered']}/{one['eligible']} ({share:.2%})")
    return "\n".join(lines)
