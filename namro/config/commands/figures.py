"""Room config: `namro figures`: the figures of campaigns, counted from the records."""

import argparse
import datetime as dt
import json
import sys

from namro.commitments import asof, queries
from namro.commitments.models import Campaign
from namro.commitments.sheet import SHEET
from namro.core import clock
from namro.org.models import Unit


def run(args: argparse.Namespace) -> int:
    """Print, for each campaign, its figures; a rate always with its numerator and denominator."""
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
