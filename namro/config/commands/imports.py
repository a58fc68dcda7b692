"""Room config: `namro import`: a workbook from the command line, by the same actions as the page."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.files import File

from namro.config.commands.account import answering
from namro.core.errors import Refused
from namro.org.access import Access
from namro.sheets import actions, lists, matching, preview
from namro.sheets.lists import Asked, Judged, ListKind, Target
from namro.sheets.models import Import
from namro.sheets.problems import Problem

SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Exit 0: taken in (or could be); 1: something must be corrected first."""
    path = Path(args.file)
    kind = lists.kind_of(args.kind)
    target = kind.target(args.campaign or args.into) if kind else None
    user = answering(args.by)
    if problem := _wrong(path, kind, target, user, args):
        print(f"namro import: {problem}", file=sys.stderr)
        return 2
    if kind is None or target is None or user is None:
        return 2
    access = Access.of(user, via="command")
    try:
        with path.open("rb") as file:
            record = actions.look_at(File(file, name=path.name), kind, target, access)
        answer = _judge(record, (kind, target), args, access)
    except Refused as refused:
        print(f"namro import: {refused.message}", file=sys.stderr)
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=1) if args.json else _words(answer))
    return 0 if answer["done"] or (args.dry_run and not answer["problems"]) else 1


def _wrong(path: Path, kind: Any, target: Any, user: Any, args: argparse.Namespace) -> str:
    if not path.is_file():
        return f"there is no file {path}."
    if kind is None:
        return f"there is no list called “{args.kind}”."
    if target is None:
        return "there is no such campaign." if args.campaign else "there is no such target."
    if user is None:
        return f"there is no account “{args.by or 'with the role office'}”."
    return ""


def _judge(
    record: Import, into: tuple[ListKind, Target], args: argparse.Namespace, access: Access
) -> dict[str, Any]:
    kind, target = into
    choices: dict[str, str] = dict(one.partition("=")[::2] for one in args.answer)
    judged = preview.judged_of(record, kind, target, Asked(access, choices))
    if args.new:
        choices = matching.accept_all(judged.questions) | choices
        judged = preview.judged_of(record, kind, target, Asked(access, choices))
    answer = _answer(record, judged)
    if args.dry_run or (answer["problems"] and not args.only_ready):
        actions.forget(record)
        return answer
    actions.keep(record, access)
    if choices:
        record = actions.choose(record, choices, access)
    answer |= actions.take_in(record, kind, target, judged, access)
    return answer | {"done": True}


def _answer(record: Import, judged: Judged) -> dict[str, Any]:
    return {
        "file": record.name,
        "sha256": record.sha256,
        "rows": len(judged.verdicts),
        **judged.counts,
        "totals": [_total(total) for total in judged.totals],
        "proposed_units": [one.name for one in judged.asked("unit")],
        "proposed_people": len(judged.asked("person")),
        "questions": [
            {"key": one.key, "about": one.name, "why": one.why, "answers": dict(one.options)}
            for one in judged.questions
            if not one.chosen and not one.proposed and one.group not in ("unit", "person")
        ],
        "problems": [
            {"row": f"{v.row.sheet}:{v.row.number}", "why": preview.reasons(v)}
            for v in judged.verdicts
            if v.state in ("problem", "ask")
        ],
        "done": False,
    }


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
    for one in answer["questions"]:
        lines.append(f"  --answer '{one['key']}=…': {one['about']} {one['why']}".rstrip())
        lines += [f"      {value}: {label}" for value, label in one["answers"].items()]
    for problem in answer["problems"][:SHOWN]:
        lines.append(f"  {problem['row']}: {preview.in_one(problem['why'])}")
    lines.append(f"taken in: {answer['taken']} rows" if answer["done"] else "nothing was written")
    return "\n".join(lines)
