"""The grammar of number-symbols: what is read, how it is written, what is none."""

import pytest

from namro.papers import symbols

PARTY = [
    "33-NQ/TW", "15-NQ/TW", "09-NQ/TU", "04-NQ/TU", "10-NQ/QU", "06-NQ/QU", "05-CT/TW", "03-CT/TW",
    "08-CT/TU", "09-CT/TU", "01-KL/TW", "01-CTr/TU", "11-ĐA/TU", "15-ĐA/TU", "05-HD/VPTW",
    "885-QĐ/UBKTTW", "07-QĐi/TW", "399-QĐ/TW", "05-NQ/ĐU", "12-QyĐ/TU",
]  # fmt: skip
LAW = ["32/2021/NĐ-CP", "05/2021/TT-TTCP", "10/2022/QH15", "97/2019/QH14", "30/2020/NĐ-CP"]
STATE = ["1755/QĐ-TTg", "1656/NQ-UBTVQH15", "02/QĐ-UBND", "05/NQ-HĐND", "15/QĐ-BNV"]
LETTERS = ["12/UBND-VX", "1269/TP-MTTQ"]


@pytest.mark.parametrize(
    ("grammar", "said"),
    [("party", s) for s in PARTY]
    + [("law", s) for s in LAW]
    + [("state", s) for s in STATE]
    + [("letter", s) for s in LETTERS],
)
def test_parse_when_a_symbol_is_well_written_then_it_comes_back_as_it_was(grammar, said):
    found = symbols.parse(said)

    assert found is not None
    assert (found.grammar, found.canonical) == (grammar, said)


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("16 -HD/BTCTW", "16-HD/BTCTW"),
        ("5 - NQ / ĐU", "05-NQ/ĐU"),
        ("5/QĐ-UBND", "05/QĐ-UBND"),
        ("16 / QĐ - UBND", "16/QĐ-UBND"),
        ("01-ctr/TU", "01-CTr/TU"),
        ("1755/QĐ–TTg", "1755/QĐ-TTg"),
        ("02/QD\u0323-UBND".replace("D\u0323", "Đ"), "02/QĐ-UBND"),
        ("32 / 2021 / NĐ-CP", "32/2021/NĐ-CP"),
    ],
)
def test_parse_when_it_is_written_loosely_then_the_canonical_form_is_told(said, canonical):
    found = symbols.parse(said)

    assert found is not None
    assert found.canonical == canonical


@pytest.mark.parametrize(
    "said",
    [
        "01X-11/08-2021-2", "27/07/2024", "30-10-2016", "26/3", "22/2/2022", "7.126/7.560", "55/62",
        "1-2 việc", "2018/2019", "3/4 số hộ", "12-A/B", "tổ 5-NQ", "QĐ-UBND", "1+34+327", "",
        "05/hộ-dân", "24/7-QH",
    ],
)  # fmt: skip
def test_parse_when_it_is_no_symbol_then_nothing(said):
    assert symbols.parse(said) is None


def test_find_when_a_text_holds_several_then_each_is_told_with_its_place():
    text = (
        "Căn cứ Quyết định số 05/QĐ-UBND, đề tài 01X-11/08-2021-2, Luật số 10/2022/QH15 và"
        " Nghị quyết 10-NQ/QU (thay 33-NQ/TW); ngày 27/07/2024."
    )

    found = list(symbols.find(text))

    assert [one.canonical for one in found] == [
        "05/QĐ-UBND", "10/2022/QH15", "10-NQ/QU", "33-NQ/TW",
    ]  # fmt: skip
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]


def test_find_when_a_long_text_is_almost_symbols_then_only_the_true_ones_are_found():
    piece = "12-NQ/ 5/2021/ 33 - - / QĐ-QĐ-QĐ-QĐ/12 01/02/2024 Căn cứ 05/QĐ-UBND ngày. "

    assert {one.canonical for one in symbols.find(piece * 20_000)} == {"05/QĐ-UBND"}


@pytest.mark.parametrize(
    ("form", "number", "said"),
    [("party", 5, "05-QĐ/ĐU"), ("state", 5, "05/QĐ-ĐU"), ("state", 163, "163/QĐ-ĐU")],
)
def test_compose_when_a_number_is_given_then_it_reads_back(form, number, said):
    assert symbols.compose(form, number, "QĐ", "ĐU") == said
    assert symbols.parse(said).number == f"{number:02d}"
