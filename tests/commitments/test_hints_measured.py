"""Tests of the commitments room: how often the reader is right, and that long texts stay cheap."""

import datetime as dt
import json
import sys
from pathlib import Path

import pytest

from namro.bench import reading as bench
from namro.commitments import clears, hints
from namro.commitments.hints import vocabulary

CORPUS = json.loads((Path(__file__).parent / "reader_corpus.json").read_text(encoding="utf-8"))
PACK = vocabulary.pack_of(2023)
SIX = clears.preset("clears.six", dt.date(2026, 1, 1)).clears


def words(title, result, supporters="", due_text=""):
    return hints.Words(title, result, due_text, "", supporters, "", True, True, 2023)


def test_figures_when_the_workbooks_are_read_then_nothing_is_wrong_or_missed():
    rows = {row["set"]: row for row in bench.measure()}

    shown = [
        (
            rows[name]["n"],
            rows[name]["true_positives"],
            rows[name]["precision"],
            rows[name]["recall"],
        )
        for name in ("01-can-bo-chu-chot-2022.xlsx", "02-can-bo-chu-chot-2023.xlsx")
    ]
    assert shown == [(53, 6, 1.0, 1.0), (163, 13, 1.0, 1.0)]


def test_figures_when_sentences_were_held_out_then_nine_in_ten_are_right():
    held = next(row for row in bench.measure() if row["set"] == "corpus, held out")

    assert held["n"] * 3 >= len(CORPUS)
    assert held["precision"] >= 0.9
    assert held["recall"] >= 0.9


def test_figures_when_there_are_no_tests_then_nothing_is_measured(tmp_path):
    assert bench.measure(tests=tmp_path) == []


def test_figures_when_a_set_has_nothing_vague_then_there_is_no_rate(tmp_path):
    (tmp_path / "commitments").mkdir()
    (tmp_path / "commitments" / "reader_corpus.json").write_text(
        json.dumps([{"title": "Lắp 5 đèn", "result": "", "vague": False}]), encoding="utf-8"
    )

    tuned, held = bench.measure(tests=tmp_path)

    assert (tuned["n"], tuned["precision"], tuned["recall"]) == (1, None, None)
    assert held["n"] == 0


def test_corpus_when_counted_then_it_is_large_enough_and_says_nothing_twice():
    texts = {(one["title"], one["result"]) for one in CORPUS}

    assert len(CORPUS) >= 240
    assert sum(one["vague"] for one in CORPUS) >= 80
    assert len(texts) == len(CORPUS)


def _steps(typed):
    """How many functions are called while the text is read: a count, so the same every time."""
    steps = 0

    def count(_frame, _event, _argument):
        nonlocal steps
        steps += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        hints.read(typed, SIX)
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "tăng cường ",
        "đồng chí A và đồng chí B chủ trì ",
        "chủ trì: ",
        "một hai ba bốn năm ",
        "12, 13 và 14 - ",
        "tăng cườn",
        "1.1,1/",
        "Nguyễn, ",
        "\u0301\u200b",
        "-",
    ],
)
def test_reading_when_a_text_is_ten_times_as_long_then_it_takes_ten_times_the_steps(piece):
    long = piece * (20_000 // len(piece))
    short = long[:2_000]

    first = _steps(words(short, short, short, short))
    second = _steps(words(long, long, long, long))

    assert second <= 11 * first + 1000


def test_reading_when_a_text_has_a_hundred_thousand_letters_then_it_stays_in_proportion():
    long = "Tăng cường phối hợp, 12 hộ; đồng chí A chủ trì, một hai ba. " * 1700
    short = long[:10_000]

    first = _steps(words(short, short))
    second = _steps(words(long, long))

    assert len(long) > 100_000
    assert second <= 11 * first


def test_scan_when_a_text_is_long_then_each_token_is_touched_a_fixed_number_of_times():
    text = "tăng cường công tác phòng cháy chữa cháy và cứu nạn cứu " * 2000

    scanned = vocabulary.scan(text, PACK)

    assert scanned.touched <= 3 * len(scanned.tokens)
