"""Tests of the core room: Vietnamese text in normal form, searched, sorted and checked."""

import unicodedata

import pytest

from namro.core import text

PEOPLE = ["An", "Ánh", "Ân", "Bình", "Dung", "Đào", "Em", "Yến"]
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]
LETTERS = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_nfc_when_text_is_decomposed_then_it_equals_the_composed_one():
    typed_on_a_mac = unicodedata.normalize("NFD", "Nguyễn Thị Đào")

    assert text.nfc(typed_on_a_mac) == "Nguyễn Thị Đào"


def test_nfc_when_text_has_blanks_and_invisible_signs_then_they_go():
    written = "\ufeff  Lê\u00a0\u200b Thị\t\nCú\u00adc \u2060"

    assert text.nfc(written) == "Lê Thị Cúc"


def test_nfc_when_lines_are_kept_then_only_blanks_inside_them_are_cleaned():
    assert text.nfc(" Phòng  Kinh tế \r\n Trưởng\u00a0phòng \r", lines=True) == (
        "Phòng Kinh tế\nTrưởng phòng"
    )


@pytest.mark.parametrize(
    ("written", "positions"),
    [
        ("Nguyễn Văn An", []),
        ("dòng một\n\tdòng hai\r", []),
        ("An\x00", [3]),
        ("\x1bAn\u202e", [1, 4]),
        ("An \ud800", [4]),
        ("Nguyễn Vаn", [9]),
        ("Ρhan", [1]),
        ("Москва", []),
    ],
)
def test_bad_letters_when_a_letter_is_strange_then_its_position_is_given(written, positions):
    assert text.bad_letters(written) == positions


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("hòa", "hoà"),
        ("ủy", "uỷ"),
        ("NGUYỄN THỊ ĐÀO", "nguyen thi dao"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Đào"), "nguyen  thi dao"),
        ("Ðào", "đào"),
    ],
)
def test_fold_when_two_spellings_mean_the_same_then_they_are_equal(written, searched):
    assert text.fold(written) == text.fold(searched)


@pytest.mark.parametrize("wanted", [PEOPLE, TONES, LETTERS])
def test_collation_key_when_words_are_sorted_then_the_order_is_that_of_cldr(wanted):
    mixed = sorted(wanted, reverse=True)

    assert sorted(mixed, key=text.collation_key) == wanted


def test_collation_key_when_letters_come_before_tones_then_the_tone_only_decides_at_the_end():
    mixed = ["Ân", "anh-em", "Ánh 2", "Án", "An", "Ánh 1", "Ăn", "Anh", "An Bình", "Ánh"]

    assert sorted(mixed, key=text.collation_key) == [
        "An", "Án", "An Bình", "Anh", "Ánh", "Ánh 1", "Ánh 2", "anh-em", "Ăn", "Ân",
    ]  # fmt: skip


def test_collation_key_when_text_has_any_letter_then_the_key_is_plain_ascii():
    key = text.collation_key("Đào Đức \u0301Ủy; 12 Ж 中")

    assert key.isascii()
    assert key.isprintable()


def test_collation_key_when_only_case_differs_then_small_letters_come_first():
    assert sorted(["AN", "An", "an"], key=text.collation_key) == ["an", "An", "AN"]


def test_given_name_key_when_people_are_sorted_then_the_last_word_decides():
    mixed = ["Lê Yến", "NGUYỄN THỊ ÁNH", "Vũ Văn An", "Bùi Yến", "Lê Đào", "Trần Bình An"]

    assert sorted(mixed, key=text.given_name_key) == [
        "Trần Bình An", "Vũ Văn An", "NGUYỄN THỊ ÁNH", "Lê Đào", "Bùi Yến", "Lê Yến",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Đ/c Lê Minh Dũng", "Lê Minh Dũng"),
        ("Đ/C: LÊ MINH DŨNG", "Lê Minh Dũng"),
        ("  đồng chí  Lê Minh Dũng ", "Lê Minh Dũng"),
        ("Ông/Bà Lê Cúc", "Lê Cúc"),
        ("Bà: Lê Cúc,", "Lê Cúc"),
        ("Đ.c Ông Lê Cúc", "Lê Cúc"),
        ("1. Lê Cúc", "Lê Cúc"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("lê ngọc cường", "Lê Ngọc Cường"),
        ("Bàn Thị Mai", "Bàn Thị Mai"),
        ("Y Moan", "Y Moan"),
        ("Đ/c ", "Đ/c"),
        ("", ""),
    ],
)
def test_person_name_when_a_list_decorates_it_then_the_plain_name_remains(written, name):
    assert text.person_name(written).casefold() == name.casefold()
    assert text.person_name(written)[:1] == name[:1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hoà", "hòa", True),
        ("Nguyễn  Thúy", "nguyễn thuý", True),
        ("Phạm Văn Hùng", "Phạm Văn Hưng", False),
        ("Đào", "Dao", False),
        ("Ủy", "uỷ", True),
    ],
)
def test_identity_keeps_people_apart_that_a_search_folds_together(one, other, same):
    assert (text.identity(one) == text.identity(other)) is same
