"""Room config: `namro import`: a workbook from the command line, by the same actions as the page."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.files import File

from namro.commitments import importing
from namro.commitments.models import Campaign
from namro.commitments.views.imports import reasons, receive
from namro.core.errors import Refused
from namro.org.access import Access
from namro.org.models import User
from namro.sheets import inbox
from namro.sheets.layout import Understanding
from namro.sheets.problems import Problem

SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Exit 0: taken in (or could be); 1: something must be corrected first."""
    path = Path(args.file)
    campaign = Campaign.objects.select_related("unit").filter(slug=args.campaign).first()
    user = _account(args.by)
    if problem := _wrong(path, campaign, user, args.by):
        print(f"namro import: {problem}", file=sys.stderr)
        return 2
    if campaign is None or user is None:
        return 2
    access = Access.of(user, via="command")
    try:
        with path.open("rb") as file:
            record = receive(File(file, name=path.name), campaign, access)
        answer = _judge(record, campaign, args, access)
    except Refused as refused:
        print(f"namro import: {refused.message}", file=sys.stderr)
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=1) if args.json else _words(answer))
    return 0 if answer["done"] or (args.dry_run and not answer["problems"]) else 1


def _account(name: str | None) -> User | None:
    accounts = User.objects.select_related("person")
    if name:
        return accounts.filter(username=name).first()
    return accounts.filter(person__grants__role="office").order_by("pk").first()


def _wrong(path: Path, campaign: Any, user: Any, name: str | None) -> str:
    if not path.is_file():
        return f"there is no file {path}."
    if campaign is None:
        return "there is no such campaign."
    if user is None:
        return f"there is no account “{name or 'with the role office'}”."
    return ""


def _judge(
    record: Any, campaign: Campaign, args: argparse.Namespace, access: Access
) -> dict[str, Any]:
    understanding = Understanding.from_json(record.understanding)
    book = inbox.read(record)
    judged = importing.judge(book, understanding, campaign, record.choices)
    if args.new:
        record.choices = importing.accept_all(judged)
        record.save(update_fields=["choices"])
        judged = importing.judge(book, understanding, campaign, record.choices)
    answer: dict[str, Any] = {
        "file": record.name,
        "sha256": record.sha256,
        "rows": len(judged.verdicts),
        **judged.counts,
        "totals": [_total(total) for total in judged.totals],
        "proposed_units": [unit.name for unit in judged.units],
        "proposed_people": len(judged.people),
        "problems": [
            {"row": f"{v.row.sheet}:{v.row.number}", "why": reasons(v)}
            for v in judged.verdicts
            if v.state in ("problem", "ask")
        ],
        "done": False,
    }
    if args.dry_run or (answer["problems"] and not args.only_ready):
        inbox.where(record).unlink(missing_ok=True)
        record.delete()
        return answer
    answer |= importing.take_in(record, campaign, judged, access)
    return answer | {"done": True}


def _total(total: Any) -> dict[str, Any]:
    params = {"stated": total.stated, "counted": total.counted, "text": total.text}
    words = "" if total.agrees else str(Problem("total_differs", params, total.cell))
    return {"stated": total.stated, "counted": total.counted, "agrees": total.agrees, "why": words}


def _words(answer: dict[str, Any]) -> str:
    lines = [
        f"{answer['file']}: {answer['rows']} rows; ready {answer['ready']}, in already "
        f"{answer['already']}, to decide {answer['ask']}, to correct {answer['problem']}",
    ]
    lines += [f"  total: {total['why']}" for total in answer["totals"] if not total["agrees"]]
    lines += [f"  new unit: {name}" for name in answer["proposed_units"]]
    if answer["proposed_people"]:
        lines.append(f"  new people: {answer['proposed_people']}")
    for problem in answer["problems"][:SHOWN]:
        lines.append(f"  {problem['row']}: {'; '.join(problem['why'])}")
    lines.append(f"taken in: {answer['taken']} rows" if answer["done"] else "nothing was written")
    return "\n".join(lines)
