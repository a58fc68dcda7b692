"""Room config: `namro figures`: the figures of campaigns and registers, counted from the records."""

import argparse
import datetime as dt
import json
import sys
import uuid
from typing import Any

from django.utils import translation

from namro.commitments import asof, queries
from namro.commitments.models import Campaign
from namro.commitments.sheet import SHEET
from namro.config.commands.account import answering
from namro.core import clock
from namro.figures import frozen
from namro.figures.frozen import Frozen
from namro.figures.models import Snapshot
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers import sums
from namro.registers.figures import Shown, standing
from namro.registers.kit import REGISTERS, Counts


def run(args: argparse.Namespace) -> int:
    """Print, for each campaign, its figures; a rate always with its numerator and denominator."""
    if args.snapshot:
        return _snapshot(args)
    if args.register:
        return _register(args)
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


def _register(args: argparse.Namespace) -> int:
    """Print what an account may read of a register, as its page shows it."""
    register = REGISTERS.get(args.register)
    if register is None or register.counts is None:
        known = ", ".join(name for name, one in REGISTERS.items() if one.counts)
        return _stop(f"there is no register “{args.register}”. There are: {known}.")
    user = answering(args.by)
    if user is None:
        return _stop(f"there is no account “{args.by or 'with the role office'}”.")
    access = Access.of(user, via="command")
    unit = _open_unit(args.unit, register.counts, access)
    if unit is None:
        return _stop(f"there is no unit “{args.unit or ''}” open to {user.get_username()}.")
    years = sums.years(register.counts)
    if args.year and args.year not in years:
        said = ", ".join(map(str, years))
        return _stop(f"nothing is counted in {args.year}. There are: {said}.")
    if args.part and not (args.year and register.counts.day):
        return _stop("name the year as well; registers that count by whole years have no parts.")
    with translation.override("vi"):  # the words of the page, whoever runs it
        shown = Shown(register, register.counts, access, unit, args.year, args.part or "").as_data()
    print(json.dumps(shown, ensure_ascii=False, indent=1) if args.json else _lines(shown))
    return 0


def _stop(sentence: str) -> int:
    print(f"namro figures: {sentence}", file=sys.stderr)
    return 1


def _open_unit(wanted: str | None, counts: Counts, access: Access) -> Unit | None:
    if not wanted or wanted.isdigit():
        return standing(counts, access, int(wanted) if wanted else None)
    found: Unit | None = (
        access.units(counts.capability).filter(name=wanted).order_by("path").first()
    )
    return found


def _lines(shown: dict[str, Any]) -> str:
    """Figures by name; a rate with its denominator, what is withheld as such."""

    def said(number: int | None) -> str:
        return "withheld" if number is None else str(number)

    when = " ".join(filter(None, (shown.get("part"), str(shown["year"] or "all years"))))
    lines = [f"{shown['register']} · {shown['unit']['name']} · {when}"]
    for one in shown["figures"]:
        whole = f"/{said(one['denominator'])}" if "of" in one else ""
        lines.append(f"  {one['name']:<22}{said(one['number']):>8}{whole}")
    lines += [f"  {one['name']:<22}{one['number']:>8}" for one in shown["beside"]]
    return "\n".join(lines)


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
