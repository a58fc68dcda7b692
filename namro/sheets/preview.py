"""Sheets room: a judged list as the page shows it: counts, questions, rows, totals."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from namro.core.audit import history
from namro.core.errors import Refused
from namro.sheets import inbox, lists
from namro.sheets.layout import Understanding
from namro.sheets.lists import Asked, Judged, ListKind, Question, Target, Verdict
from namro.sheets.models import Import
from namro.sheets.problems import Problem, sentence

GROUPS = ("unit", "parent", "person")
SHOWN_ROWS = 300
SHOWN_QUESTIONS = 200
# State, its word, and the sign that stands beside it.
STATE_WORDS: tuple[tuple[str, str | Promise, str], ...] = (
    ("ready", _lazy("ready"), "done"),
    ("ask", _lazy("to be decided"), "not_begun"),
    ("problem", _lazy("to be corrected"), "behind"),
    ("already", _lazy("in already"), "partly"),
    ("left", _lazy("left out"), "stopped"),
)
ACTION_WORDS: dict[str, str | Promise] = {
    "import.receive": _lazy("Sent"),
    "import.understand": _lazy("Columns corrected"),
    "import.remember": _lazy("Reading of the columns kept"),
    "import.choose": _lazy("Decisions kept"),
    "import.take": _lazy("Taken in"),
    "import.drop": _lazy("Dropped"),
    "import.back": _lazy("Taken back"),
}


def judged_of(record: Import, kind: ListKind, target: Target, asked: Asked) -> Judged:
    """Read the kept file again and judge every row.

    Raises:
        Refused: the file cannot be read any more.
    """
    book = inbox.read(record)
    understanding = Understanding.from_json(record.understanding)
    return lists.judge(kind, target, book, understanding, asked)


def counts(judged: Judged) -> list[dict[str, Any]]:
    """How many rows stand in each state, as links of the page; states without a row are left out."""
    return [
        {"name": name, "n": judged.counts[name], "label": word}
        for name, word, _sign in STATE_WORDS
        if judged.counts[name] or name == "ready"
    ]


def rows(judged: Judged, wanted: str) -> tuple[list[dict[str, Any]], int]:
    """The rows of one state, or all; and how many more there are."""
    some = [verdict for verdict in judged.verdicts if not wanted or verdict.state == wanted]
    return [_row(verdict) for verdict in some[:SHOWN_ROWS]], max(0, len(some) - SHOWN_ROWS)


def _row(verdict: Verdict) -> dict[str, Any]:
    words = {name: (word, sign) for name, word, sign in STATE_WORDS}
    word, sign = words[verdict.state]
    return {
        "cells": verdict.cells,
        "where": f"{verdict.row.sheet}:{verdict.row.number}",
        "word": word,
        "sign": sign,
        "new": new_words(verdict),
        "why": reasons(verdict),
    }


def new_words(verdict: Verdict) -> list[str]:
    """What is made with the row and was not known before."""
    if verdict.already or verdict.left_out:
        return []
    found = [_("new unit")] if verdict.new_unit else []
    return [*found, _("new person")] if verdict.new_person else found


def reasons(verdict: Verdict) -> list[str]:
    """Why a row is not ready, or what to look at, in words."""
    found = [str(problem) for problem in verdict.problems]
    if verdict.state == "ask":
        who = verdict.who
        if verdict.new_unit and who and any(key.startswith("unit:") for key in verdict.asks):
            closed = verdict.more.get("closed")
            found.append(closed or _("The unit “%(name)s” is not known.") % {"name": who.unit})
        if who and any(key.startswith("person:") for key in verdict.asks):
            found.append(_("“%(name)s” is not known in this unit.") % {"name": who.name})
        if any(not key.startswith(("unit:", "person:")) for key in verdict.asks):
            found.append(_("Answer the question above the rows first."))
    return found


def in_one(parts: Iterable[str]) -> str:
    """Reasons one after the other; whole sentences need nothing between them."""
    told = ""
    for part in parts:
        joint = " " if told.endswith((".", "!", "?", ":")) else "; "
        told = f"{told}{joint}{part}" if told else part
    return told


def questions(judged: Judged, group: str) -> dict[str, Any]:
    """The questions of one group, the undecided first, and how many are not shown."""
    asked = sorted(judged.asked(group), key=lambda one: bool(one.chosen))
    return {
        "rows": [_question(one) for one in asked[:SHOWN_QUESTIONS]],
        "more": max(0, len(asked) - SHOWN_QUESTIONS),
        "fresh": sum(one.sure == lists.NEW for one in asked),
        "likely": sum(one.sure == "likely" for one in asked),
        "n": len(asked),
    }


def parents(judged: Judged) -> dict[str, dict[str, Any]]:
    """Where each new unit may stand, by the key of the question about the unit itself."""
    return {
        one.key.replace("parent:", "unit:", 1): _question(one) for one in judged.asked("parent")
    }


def others(judged: Judged) -> list[dict[str, Any]]:
    """Questions that only this kind of list asks."""
    return [_question(one) for one in judged.questions if one.group not in GROUPS]


def left_out(record: Import) -> int:
    """Rows of a workbook taken in that stayed outside."""
    return sum(int(record.counts.get(name, 0)) for name in ("problem", "ask", "left"))


def _question(one: Question) -> dict[str, Any]:
    shown = one.chosen or one.proposed
    return {
        "key": one.key,
        "name": one.name,
        "where": one.where,
        "rows": one.rows,
        "why": one.why,
        "sure": one.sure,
        "open": not shown,
        "options": [(value, label, value == shown) for value, label in one.options],
    }


def totals(judged: Judged) -> list[dict[str, Any]]:
    """Totals at the foot against what was counted."""
    return [
        {
            "agrees": total.agrees,
            "text": total.text,
            "stated": total.stated,
            "counted": total.counted,
            "sheet": total.sheet,
            "sentence": "" if total.agrees else _differs(total),
        }
        for total in judged.totals
    ]


def _differs(total: Any) -> str:
    params = {"stated": total.stated, "counted": total.counted, "text": total.text}
    return str(Problem("total_differs", params, total.cell))


def skipped(judged: Judged) -> list[dict[str, str]]:
    """Rows that are no items, each with why."""
    return [
        {"where": f"{one.sheet}:{one.number}", "why": sentence(one.why, {}), "text": one.text}
        for one in judged.skipped
    ]


def story(record: Import) -> list[dict[str, Any]]:
    """What was done with the workbook, newest first."""
    return [
        {"at": entry.at, "who": detail.actor_name, "what": ACTION_WORDS.get(entry.action, "")}
        for entry, detail in history(record)
    ]


def refuse_unready(judged: Judged, only_ready: bool) -> None:
    """Rows that are not ready stay out only if somebody says so.

    Raises:
        Refused: some rows are not ready.
    """
    waiting = judged.counts["ask"] + judged.counts["problem"]
    if waiting and not only_ready:
        words = ngettext(
            "%(n)s row is not ready. Correct it, or tick that only ready rows are taken.",
            "%(n)s rows are not ready. Correct them, or tick that only ready rows are taken.",
            waiting,
        )
        raise Refused(words % {"n": waiting})
