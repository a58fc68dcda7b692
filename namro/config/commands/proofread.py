"""Room config: `namro proofread`: every figure of a draft, checked on the command line."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from namro.commitments.models import Campaign
from namro.commitments.register import visible_campaigns
from namro.config.commands.account import answering
from namro.core import clock
from namro.core.errors import Refused
from namro.org.access import Access
from namro.org.models import Unit
from namro.reports.proofreading import against, analyser, opening, sentences, showing
from namro.reports.proofreading.analyser import Report
from namro.reports.proofreading.findings import Finding, Text

WRONG_WORDS = 2


def run(args: argparse.Namespace) -> int:
    """Exit 0: nothing is wrong; 1: something is; 2: the words are wrong, or the file is unread."""
    path = Path(args.file)
    if not path.is_file():
        return _stop(f"there is no file {path}.")
    try:
        text = analyser.read(opening.open_file(path))
        found = _register(args, text)
    except (Refused, ValueError) as refused:
        return _stop(str(refused))
    report = analyser.judged(text, found or [])
    print(_json(report, found is not None) if args.json else _lines(report, found is not None))
    return 0 if report.is_clean else 1


def _stop(sentence: str) -> int:
    print(f"namro proofread: {sentence}", file=sys.stderr)
    return WRONG_WORDS


def _register(args: argparse.Namespace, text: Text) -> list[Finding] | None:
    """What the register says; None where there is none, or nobody whose figures it could be."""
    named = bool(args.campaign or args.unit or args.by)
    day = dt.date.fromisoformat(args.as_of) if args.as_of else None
    try:
        user = answering(args.by)
    except DatabaseError:
        user = None
    if user is None:
        if named:
            raise ValueError(f"there is no account “{args.by or 'with the role office'}”.")
        return None
    access = Access.of(user, via="command")
    asked = against.Asked(_campaign(args.campaign, access), _unit(args.unit, access), day)
    return against.find(text, access, asked, clock.today())


def _campaign(wanted: str | None, access: Access) -> Campaign | None:
    if not wanted:
        return None
    found: Campaign | None = visible_campaigns(access).filter(slug=wanted).first()
    if found is None:
        raise ValueError(f"there is no campaign “{wanted}”.")
    return found


def _unit(wanted: str | None, access: Access) -> Unit | None:
    if not wanted:
        return None
    seen = access.units("figures.view").order_by("path")
    rows = seen.filter(pk=int(wanted)) if wanted.isdigit() else seen.filter(name=wanted)
    found: Unit | None = rows.first()
    if found is None:
        raise ValueError(f"there is no unit “{wanted}”.")
    return found


def _lines(report: Report, register: bool) -> str:
    lines = [
        f"{one.shape} {one.number}. {one.place}: “{one.words}” · {one.grade_label}\n   {one.sentence}"
        for one in showing.told(report)
    ]
    beside = "and beside the register" if register else "(no register was asked)"
    lines.append(
        f"{report.figures} figures read {beside}: {len(report.findings)} findings, "
        f"{len(report.fitting)} checks fit"
    )
    return "\n".join(lines)


def _json(report: Report, register: bool) -> str:
    answer = {
        "file": report.draft.name,
        "figures": report.figures,
        "register": register,
        "findings": [_plain(report, one) for one in report.findings],
        "fitting": [_plain(report, one) for one in report.fitting],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _plain(report: Report, one: Finding) -> dict[str, Any]:
    draft = report.draft
    place = draft.blocks[one.spans[0].block].place
    return {
        "rule": one.rule.value,
        "grade": one.grade.value,
        "words": draft.words(one.spans[0]),
        "place": {
            "kind": place.kind.value,
            "number": place.number,
            "row": place.row,
            "column": place.column,
            "page": place.page,
        },
        "sentence": sentences.sentence(one) if one.words else "",
        "spans": [
            {"block": s.block, "start": s.start, "end": s.end, "words": draft.words(s)}
            for s in one.spans
        ],
        "params": one.params,
        "records": one.href,
    }
