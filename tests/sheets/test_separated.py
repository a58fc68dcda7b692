"""Tests of the sheets room: text files in the encodings and with the signs that offices use."""

import pytest

from namro.sheets.limits import Refusal
from tests.sheets import books, containers

LINES = (("STT", "Họ tên", "Số máy"), ("1", "Nguyễn Văn An", "0912345678"))
TEXT = "\r\n".join(";".join(line) for line in LINES)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace(";", "\t").encode("utf-16"),
        TEXT.replace(";", ",").encode(),
        ("sep=|\r\n" + TEXT.replace(";", "|")).encode(),
        TEXT.replace("Nguyễn", "Nguyê\u0303n").replace("Họ", "Ho\u0323").replace("ố", "ô\u0301")
        .encode("cp1258"),
    ],
)  # fmt: skip
def test_reading_when_encoding_and_separator_differ_then_the_text_is_the_same(content, tmp_path):
    book = books.load(containers.put(tmp_path, content, "a.csv"))

    assert book.sheets[0].rows == LINES


def test_reading_when_a_cell_was_made_safe_then_its_text_comes_back(tmp_path):
    path = containers.put(tmp_path, b"a;b\n'=1+1;'an\n", "a.csv")

    assert books.load(path).sheets[0].rows == (("a", "b"), ("=1+1", "'an"))


def test_reading_when_the_last_cell_is_too_far_then_it_is_refused(tmp_path):
    wide = containers.put(tmp_path, b"a;b\n" + b";" * 100 + b"c\n", "a.csv")

    with pytest.raises(Refusal) as refused:
        books.load(wide)

    assert (refused.value.code, refused.value.params["cell"]) == ("too_far", "CW2")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xff\xfea", "unknown_encoding"), (b"a;b\n" + b"x" * 200_000, "damaged_line")],
)
def test_reading_when_the_text_is_broken_then_it_is_refused(content, code, tmp_path):
    with pytest.raises(Refusal) as refused:
        books.load(containers.put(tmp_path, content, "a.csv"))

    assert refused.value.code == code
