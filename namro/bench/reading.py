"""Bench room: how well the five-clears reader knows effort from outcome, set by set."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import namro
from namro.commitments import hints
from namro.sheets.book import open_book
from namro.sheets.registrations import REGISTRATIONS, interpret
from namro.sheets.rows import extract
from namro.sheets.understanding import understand

WORKBOOKS = Path(namro.__file__).parent / "demo" / "workbooks"
TESTS = Path(namro.__file__).parents[1] / "tests"

# Title, result, and whether a person calls the two vague.
Labelled = tuple[str, str, bool]


def measure(workbooks: Path = WORKBOOKS, tests: Path = TESTS) -> list[dict[str, Any]]:
    """One row a set: what a person marked as vague against what the reader says.

    The marks stand in the tests; where the program was installed without them, nothing is measured.
    """
    answers = tests / "sheets" / "expected.json"
    rows = []
    if answers.is_file():
        marks = json.loads(answers.read_text(encoding="utf-8"))
        for name in sorted(marks):
            lines = _of_workbook(workbooks / name, marks[name]["rows"])
            rows.append(_figures(name, lines, marks[name]["campaign"]))
    corpus = tests / "commitments" / "reader_corpus.json"
    if corpus.is_file():
        sentences = json.loads(corpus.read_text(encoding="utf-8"))
        for held, name in ((False, "corpus, used for tuning"), (True, "corpus, held out")):
            rows.append(_figures(name, _of_corpus(sentences, held), 2023))
    return rows


def _of_workbook(path: Path, marks: list[dict[str, Any]]) -> list[Labelled]:
    """The marks beside the results, which only the workbook has."""
    vague = {(one["name"], one["unit"], one["title"]): bool(one["vague"]) for one in marks}
    book = open_book(path)
    understanding = understand(book, REGISTRATIONS)
    lines = []
    for row in extract(book, understanding, REGISTRATIONS).rows:
        item, _problems = interpret(row, understanding.year)
        lines.append((item.title, item.result, vague[item.name, item.unit, item.title]))
    return lines


def _of_corpus(sentences: list[dict[str, Any]], held: bool) -> list[Labelled]:
    return [
        (one["title"], one["result"], one["vague"])
        for one in sentences
        if bool(one.get("held")) == held
    ]


def _figures(name: str, lines: Iterable[Labelled], year: int) -> dict[str, Any]:
    counted = {(False, False): 0, (False, True): 0, (True, False): 0, (True, True): 0}
    for title, result, vague in lines:
        counted[vague, hints.is_vague(_words(title, result, year))] += 1
    right, wrong, missed = counted[True, True], counted[False, True], counted[True, False]
    return {
        "set": name,
        "n": sum(counted.values()),
        "true_positives": right,
        "false_positives": wrong,
        "false_negatives": missed,
        "precision": right / (right + wrong) if right + wrong else None,
        "recall": right / (right + missed) if right + missed else None,
    }


def _words(title: str, result: str, year: int) -> hints.Words:
    return hints.Words(
        title=title,
        result=result,
        due_text="",
        target="",
        supporters="",
        authority="",
        has_accountable=True,
        has_leader=True,
        year=year,
    )
