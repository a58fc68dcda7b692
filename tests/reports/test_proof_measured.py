"""The proof-reader on its corpus, whose held part was never used for tuning, and on real articles."""

from pathlib import Path

import pytest

from namro.bench import proofreading
from namro.reports.proofreading import analyser
from namro.reports.proofreading.draft import from_text
from namro.reports.proofreading.findings import Rule

CORPUS = Path(__file__).parent / "corpus"
ARTICLES = Path(__file__).parents[3] / "shared" / "articles"


def test_corpus_when_it_is_counted_then_it_is_large_half_clean_and_partly_held():
    tuned = proofreading.snippets(CORPUS / "tuned.txt")
    held = proofreading.snippets(CORPUS / "held.txt")
    every = [*tuned, *held]

    assert len(every) >= 300
    assert len({one.text for one in every}) >= len(every) - 2
    assert len(held) >= 0.35 * len(every)
    assert sum(not one.expected for one in every) >= len(every) / 2


def test_corpus_when_it_is_labelled_then_every_label_stands_in_its_words():
    known = {rule.value for rule in Rule}
    for name in ("tuned.txt", "held.txt"):
        for one in proofreading.snippets(CORPUS / name):
            for rule, words in one.expected:
                assert rule in known, one.text
                assert words in one.text, one.text


def test_held_part_when_it_is_measured_then_precision_and_recall_reach_the_goal():
    whole = {row["set"]: row for row in proofreading.measure() if not row["rule"]}
    held = whole["corpus, held out"]

    assert held["precision"] >= 0.95
    assert held["recall"] >= 0.90
    assert whole["corpus, used for tuning"]["recall"] >= 0.95


def test_measuring_when_the_corpus_is_not_there_then_nothing_is_measured(tmp_path):
    assert proofreading.measure(tmp_path) == []
    assert proofreading.times(tmp_path) == []


def test_times_when_drafts_grow_then_each_length_is_read_to_its_end():
    short, long = proofreading.times(sizes=(1, 2))

    assert (short["pages"], long["pages"]) == (1, 2)
    assert 1.5 < long["figures"] / short["figures"] < 2.5


FOUND = {
    "dongda-2023.txt": [("parts", "344")],
    "hanoi-2023.txt": [],
    "tayho-2024-03.txt": [("no-denominator", "88,7%")],
    "tayho-2024-07.txt": [("mixed", "282"), ("no-denominator", "88,7%")],
    "thanhxuan-2021.txt": [],
}
FITTING = {
    "dongda-2023.txt": [("parts", ("322", "3", "59", "260"))],
    "tayho-2024-03.txt": [("share", ("94%", "7.126", "7.560"))],
    "tayho-2024-07.txt": [
        ("share", ("94%", "7.126", "7.560")),
        ("share", ("85%", "815", "957")),
    ],
}


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the published articles are not here")
@pytest.mark.parametrize("name", FOUND)
def test_articles_when_they_are_read_then_only_what_is_wrong_is_found(name):
    text = (ARTICLES / name).read_text(encoding="utf-8", errors="replace")
    draft = from_text(text)

    report = analyser.analyse(draft)

    told = [(one.rule.value, draft.words(one.spans[0])) for one in report.findings]
    fits = {
        (one.rule.value, tuple(draft.words(span) for span in one.spans)) for one in report.fitting
    }
    assert told == FOUND[name]
    assert set(FITTING.get(name, ())) <= fits


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the published articles are not here")
def test_articles_when_a_percentage_has_no_total_then_62_is_offered():
    draft = from_text((ARTICLES / "tayho-2024-03.txt").read_text(encoding="utf-8"))

    (one,) = analyser.analyse(draft).findings

    assert (one.params["part"], one.params["offers"]) == ("55", "62")
