"""Bench room: how well the proof-reader finds what is wrong in a draft, and how long it takes."""

import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import namro
from namro.reports.proofreading import analyser
from namro.reports.proofreading.draft import from_text
from namro.reports.proofreading.findings import Finding
from namro.reports.proofreading.letters import read

TESTS = Path(namro.__file__).parents[1] / "tests"
PARTS = (("tuned.txt", "corpus, used for tuning"), ("held.txt", "corpus, held out"))
PAGES = (5, 10, 25, 50)
# A page of the official form holds about so many letters.
LETTERS_A_PAGE = 2_600
# Another process may take the processor for a while; the quickest round is the draft's own.
ROUNDS = 4
EXPECTED = "\n=> "


@dataclass(frozen=True)
class Snippet:
    """Words as an office writes them, with what a person says is wrong: rule and figure."""

    text: str
    expected: tuple[tuple[str, str], ...]


def snippets(path: Path) -> list[Snippet]:
    """A file of the corpus: snippets between empty lines, "=> rule: words" under each."""
    blocks = path.read_text(encoding="utf-8").strip("\n").split("\n\n")
    return [_snippet(block) for block in blocks]


def _snippet(block: str) -> Snippet:
    text, _sign, marks = block.partition(EXPECTED)
    pairs = (mark.partition(": ") for mark in marks.split("; ") if mark)
    return Snippet(text, tuple((rule, words.strip()) for rule, _colon, words in pairs))


def judge(snippet: Snippet) -> Iterator[tuple[str, str]]:
    """What became of each mark and each finding: ("right", "extra" or "missed", the rule)."""
    draft = from_text(snippet.text)
    left = list(snippet.expected)
    for finding in analyser.analyse(draft).findings:
        words = [read(draft.words(span)).plain for span in finding.spans]
        mark = next((one for one in left if _is_meant(one, finding, words)), None)
        if mark is not None:
            left.remove(mark)
        yield "right" if mark is not None else "extra", finding.rule.value
    for rule, _words in left:
        yield "missed", rule


def _is_meant(mark: tuple[str, str], finding: Finding, words: list[str]) -> bool:
    rule, wanted = mark[0], read(mark[1]).plain
    return rule == finding.rule and any(wanted in one or one in wanted for one in words)


def measure(tests: Path = TESTS) -> list[dict[str, Any]]:
    """One row a part of the corpus, and one for each rule in it.

    The marks stand in the tests; where the program was installed without them, nothing is measured.
    """
    rows = []
    for name, title in PARTS:
        path = tests / "reports" / "corpus" / name
        if path.is_file():
            rows += _part(title, snippets(path))
    return rows


def _part(title: str, corpus: list[Snippet]) -> list[dict[str, Any]]:
    counted: Counter[tuple[str, str]] = Counter()
    for snippet in corpus:
        counted.update(judge(snippet))
    rules = sorted({rule for _became, rule in counted})
    whole = _row(title, "", counted, rules) | {
        "n": len(corpus),
        "clean": sum(not one.expected for one in corpus),
    }
    return [whole, *(_row(title, rule, counted, [rule]) for rule in rules)]


def _row(
    title: str, rule: str, counted: Counter[tuple[str, str]], rules: Iterable[str]
) -> dict[str, Any]:
    right, extra, missed = (
        sum(counted[became, one] for one in rules) for became in ("right", "extra", "missed")
    )
    return {
        "set": title,
        "rule": rule,
        "right": right,
        "extra": extra,
        "missed": missed,
        "precision": right / (right + extra) if right + extra else None,
        "recall": right / (right + missed) if right + missed else None,
    }


def times(tests: Path = TESTS, sizes: tuple[int, ...] = PAGES) -> list[dict[str, Any]]:
    """Seconds and memory for drafts of some lengths, made of the corpus over and over."""
    path = tests / "reports" / "corpus" / "held.txt"
    if not path.is_file():
        return []
    page = "\n".join(one.text for one in snippets(path))
    rows = []
    for pages in sizes:
        letters = pages * LETTERS_A_PAGE
        draft = from_text((page * (letters // len(page) + 1))[:letters])
        spent = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            report = analyser.analyse(draft)
            spent.append(time.perf_counter() - started)
        seconds = min(spent)
        tracemalloc.start()
        analyser.analyse(draft)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows.append(
            {
                "pages": pages,
                "figures": report.figures,
                "seconds": seconds,
                "a_page": seconds / pages,
                "memory_mb": round(peak / 1024 / 1024, 1),
            }
        )
    return rows
