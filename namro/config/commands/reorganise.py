"""Room config: `namro reorganise`: a plan's file previewed, and carried out as one."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from namro.config.commands.account import answering
from namro.core.errors import Refused
from namro.org import applying, outcome, planning, plans
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.outcome import Outcome

SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Exit 0: carried out, or it could be; 1: something is in the way; 2: the words are wrong."""
    path, unit, user = Path(args.file), _unit(args.unit), answering(args.by)
    if not path.is_file() or unit is None or user is None:
        print(f"namro reorganise: {_missing(path, unit, args)}", file=sys.stderr)
        return 2
    access = Access.of(user, via="command")
    try:
        plan = planning.draft(unit, plans.read(path.read_text(encoding="utf-8-sig")), access)
        plan = planning.choose(plan, dict(_pair(one) for one in args.answer), access)
        found = outcome.work_out(plan)
        if args.suggested:
            chosen = {one.key: one.options[0][0] for one in found.sketch.unanswered}
            found = outcome.work_out(planning.choose(plan, chosen, access))
        _say(found, as_json=args.json)
        if not args.apply or not found.ready:
            planning.drop(plan, access)
            return 0 if found.ready else 1
        applying.apply(plan, access, _progress)
    except (Refused, UnicodeDecodeError) as refused:
        print(f"namro reorganise: {refused}", file=sys.stderr)
        return 1
    print(f"carried out; undo within {applying.UNDO_DAYS} days on the page of the plan")
    return 0


def _unit(wanted: str | None) -> Unit | None:
    if not wanted:
        return Unit.objects.filter(parent=None).order_by("pk").first()
    if wanted.isdigit():
        return Unit.objects.filter(pk=int(wanted)).first()
    return Unit.objects.filter(name=wanted, until=None).order_by("path").first()


def _missing(path: Path, unit: Unit | None, args: argparse.Namespace) -> str:
    if not path.is_file():
        return f"there is no file {path}."
    if unit is None:
        return f"there is no unit “{args.unit}”."
    return f"there is no account “{args.by or 'with the role office'}”."


def _pair(said: str) -> tuple[str, str]:
    key, _equals, answer = said.partition("=")
    return key, answer


def _say(found: Outcome, *, as_json: bool) -> None:
    told: dict[str, Any] = {
        "counts": found.counts,
        "problems": found.problems,
        "warnings": found.warnings,
        "questions": [
            {"key": q.key, "about": q.about, "answer": q.answer, "options": dict(q.options)}
            for q in found.questions
        ],
        "ready": found.ready,
    }
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    print("; ".join(f"{name} {n}" for name, n in found.counts.items()))
    for words in found.problems:
        print(f"  in the way: {words}")
    for words in found.warnings:
        print(f"  to be looked at: {words}")
    for one in found.sketch.unanswered[:SHOWN]:
        options = ", ".join(value for value, _label in one.options)
        print(f"  to be chosen: {one.key} ({one.about}): {options}")


def _progress(words: str, done: int) -> None:
    print(f"  {done}/{applying.PARTS} {words}", flush=True)
