"""Each rule of the proof-reader on words that break it and on words that keep it."""

import unicodedata

import pytest

from namro.reports.proofreading import analyser, numbers, sentences
from namro.reports.proofreading.draft import from_text
from namro.reports.proofreading.findings import Finding, Grade, Rule

WRONG = [
    ("Có 41/46 chi bộ họp (93%).", "share", "93%", {"right": "89,1"}),
    ("Trong 957 vụ việc, hòa giải thành 815 vụ việc, đạt 89%.", "share", "89%", {"whole": "957"}),
    ("Có 94,2% (7.126/7.560) đảng viên dự.", "share", "94,2%", {"right": "94,3"}),
    ("Có 46 hộ (12 hộ nghèo, 33 hộ cận nghèo).", "parts", "46", {"right": "45", "apart": "1"}),
    ("Có 36 văn bản, gồm 5 nghị quyết, 12 kế hoạch, 17 thông báo.", "parts", "36", {"right": "34"}),
    ("Lớp một 20 học viên, lớp hai 30 học viên, tổng cộng 60 học viên.", "parts", "60", {}),
    ("Có 612 hội viên, trong đó 640 hội viên dự.", "over", "640", {"total": "612"}),
    ("Đã họp 21/20 chi bộ.", "over", "21", {}),
    ("90% trong tổng số 13 ủy viên có mặt.", "no-whole", "90%", {"low": "11/13", "high": "12/13"}),
    ("Đã trả lời 7 kiến nghị (đạt 88,9%).", "no-whole", "88,9%", {}),
    ("Xong 8 kết luận với 55 nội dung (đạt 88,7%).", "no-denominator", "88,7%", {"offers": "62"}),
    ("Có 83% số hộ đồng thuận.", "no-denominator", "83%", {}),
    ("Mở lớp cho 480 đảng viên, 350 lượt người, tổng cộng 830 người.", "mixed", "830", {}),
    ("Có 260 lượt đảng viên trên tổng số 300 đảng viên dự (86,7%).", "mixed", "260", {}),
    ("Xếp loại: xuất sắc 20%, tốt 65%, hoàn thành 18%.", "over-100", "18%", {"total": "103"}),
    ("Giảm từ 40 vụ xuống còn 30 vụ (giảm 33%).", "change", "33%", {"right": "25,0"}),
    ("Số tổ tăng từ 19 tổ lên 23 tổ, tăng 5 tổ.", "change", "5", {"right": "4"}),
    ("Có 40 chi bộ, 1.000 đảng viên, bình quân mỗi chi bộ 28 đảng viên.", "average", "28", {}),
    ("Nhận 56 hồ sơ, trả 50 hồ sơ, còn 8 hồ sơ.", "remainder", "8", {"right": "6"}),
    ("Mỗi đồng chí ít nhất 2 việc; 90 đồng chí đăng ký 163 việc.", "year-rule", "163", {}),
    ("Mỗi đồng chí từ 1 - 2 việc; 20 đồng chí đăng ký 53 việc.", "year-rule", "53", {"most": "2"}),
    ("Họp ngày 31/4/2024.", "date", "31/4/2024", {}),
    ("Số liệu từ 01/7/2024 đến 30/6/2024.", "date", "30/6/2024", {}),
    ("Nội dung | Số\nHọp | 4\nLớp | 6\nTổng | 12", "table", "12", {"right": "10"}),
]
CLEAN = [
    "Có 5 chi bộ đạt trên 80%; 12 tổ đạt từ 90% trở lên; 3 đơn vị hoàn thành 70% trở lên.",
    "Có 7.126/7.560 (94%) đảng viên đăng ký; còn lại 434 đảng viên.",
    "Quận có 322 tập thể (3 cấp thành phố, 59 cấp quận, 260 cấp cơ sở).",
    "Phấn đấu 95% hộ đạt chuẩn; thu ngân sách đạt 104% dự toán; giá trị sản xuất tăng 12,5%.",
    "Nghị quyết 10-NQ/QU, Luật số 64/2020/QH14, Điều 5, khóa XIII, điện thoại 024.3823.4567.",
    "Năm 2024, Chi bộ 12 và Tổ dân phố số 7 đạt “5 không”, giai đoạn 2021 - 2025, lần thứ 18.",
    "Hơn 9.600 mô hình; gần 5.000 tổ; trên 90% trong số gần 1.500 hộ; hàng chục đề án.",
    "Có 50 cán bộ, trong đó 30 nữ, 25 đảng viên.",
    "24 lớp cho trên 10.000 lượt đảng viên; hỗ trợ 3 triệu đồng/hộ; đường dài 1,2 km.",
    "Họp ngày 29/02/2024, ngày 15 tháng 6 năm 2023 và lúc 8 giờ 30.",
]


def found(text: str) -> list[Finding]:
    return list(analyser.analyse(from_text(text)).findings)


@pytest.mark.parametrize(("text", "rule", "words", "params"), WRONG)
def test_rules_when_words_break_one_then_it_points_at_the_figure(text, rule, words, params):
    draft = from_text(text)

    told = analyser.analyse(draft).findings

    assert [(one.rule.value, draft.words(one.spans[0])) for one in told] == [(rule, words)]
    assert {name: told[0].params[name] for name in params} == params
    assert words in sentences.sentence(told[0]) or rule == "over-100"


@pytest.mark.parametrize("text", CLEAN)
def test_rules_when_nothing_is_wrong_then_nothing_is_found(text):
    assert found(text) == []


def test_rules_when_every_one_is_listed_then_each_has_a_case_here():
    said = {rule for _text, rule, _words, _params in WRONG}

    assert said == {rule.value for rule in Rule} - {Rule.REGISTER, Rule.TWICE}


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Có 41/46 chi bộ họp (93%).", Grade.WRONG),
        ("Có 7.126/7.560 đảng viên dự (94,2%).", Grade.DOUBTFUL),
        ("Có khoảng 41/46 chi bộ họp (60%).", Grade.DOUBTFUL),
        ("Xong 55 nội dung (đạt 88,7%).", Grade.DOUBTFUL),
        ("Có 83% số hộ đồng thuận.", Grade.CANNOT_CHECK),
    ],
)
def test_grades_when_it_is_rounded_cut_or_near_then_they_differ(text, grade):
    assert [one.grade for one in found(text)] == [grade]


def test_twice_when_one_set_has_two_numbers_then_both_are_pointed_at():
    draft = from_text("Hội Nông dân có 310 hội viên.\n\nHội Nông dân có 301 hội viên.")

    (one,) = analyser.analyse(draft).findings

    assert one.rule == Rule.TWICE
    assert [draft.words(span) for span in one.spans] == ["301", "310"]
    assert [span.block for span in one.spans] == [1, 0]


def test_twice_when_the_day_or_the_body_differs_then_nothing_is_found():
    assert found("Đầu năm, Hội Nông dân có 310 hội viên. Cuối năm có 325 hội viên.") == []
    assert found("Hội Nông dân có 310 hội viên. Hội Phụ nữ có 301 hội viên.") == []


def test_recognitions_when_they_exceed_the_teams_then_years_are_asked_about():
    (one,) = found("Quận có 108 tổ hòa giải. Có 282 tổ hòa giải được công nhận.")

    assert (one.rule, one.words, one.grade) == (Rule.MIXED, "recognitions", Grade.DOUBTFUL)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_positions_when_letters_are_composed_or_not_then_they_point_into_the_words_shown(form):
    text = unicodedata.normalize(form, "Tổ hoà giải ở phường Bưởi: có 41/46 vụ việc, đạt 93%.")
    draft = from_text(text)

    (one,) = analyser.analyse(draft).findings

    assert [draft.words(span) for span in one.spans] == ["93%", "41", "46"]
    assert text[one.spans[0].start : one.spans[0].end] == "93%"


def test_positions_when_blanks_are_hard_or_invisible_then_they_still_hold():
    draft = from_text("Có\u00a041/46\u200b chi\u00a0bộ họp, đạt\u00a093\u00a0%.")

    (one,) = analyser.analyse(draft).findings

    assert draft.words(one.spans[0]) == "93\u00a0%"


def test_lists_when_the_items_do_not_make_the_total_then_the_total_is_pointed_at():
    text = "Tiếp 42 lượt công dân, cụ thể:\n- Lãnh đạo: 14 lượt;\n- Thường trực: 30 lượt."
    draft = from_text(text)

    (one,) = analyser.analyse(draft).findings

    assert (one.rule, draft.words(one.spans[0]), one.params["right"]) == (Rule.PARTS, "42", "44")
    assert [span.block for span in one.spans] == [0, 1, 2]


def test_tables_when_rows_and_shares_are_wrong_then_each_cell_is_named_once():
    text = (
        "TT\tĐơn vị\tTổng\tNam\tNữ\tĐạt\tTỷ lệ\n1\tA\t30\t18\t12\t27\t90%\n"
        "2\tB\t25\t10\t15\t20\t80%\n3\tC\t45\t22\t18\t36\t85%\n\tCộng\t100\t50\t45\t83\t83%"
    )
    draft = from_text(text)

    told = analyser.analyse(draft).findings

    assert {one.rule for one in told} == {Rule.TABLE}
    cells = [(one.words, draft.blocks[one.spans[0].block].place) for one in told]
    assert [(words, place.row, place.column) for words, place in cells] == [
        ("table_row", 4, 3),
        ("table_share", 4, 7),
    ]


def test_tables_when_groups_are_numbered_then_their_sums_fit_as_well():
    text = "Khối | Số\nI. Dân cư | 50\nTổ A | 30\nTổ B | 20\nII. Cơ quan | 25\nTổ C | 25\nTổng cộng | 75"

    assert found(text) == []


@pytest.mark.parametrize(
    ("said", "value"),
    [("7.126", 7126), ("1.234,56", 1234.56), ("88,7", 88.7), ("85.5", 85.5), ("0,25", 0.25)],
)
def test_numbers_when_written_as_offices_do_then_they_are_read(said, value):
    number = numbers.parse(said)

    assert number is not None
    assert float(number.value) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [("mười hai", 12), ("hai mươi lăm", 25), ("một trăm linh năm", 105), ("bảy", 7)],
)
def test_numbers_when_written_out_then_they_are_counts(words, value):
    report = analyser.analyse(from_text(f"Có {words} hộ, trong đó 200 hộ vắng."))

    assert [(one.rule, one.params["total"]) for one in report.findings] == [(Rule.OVER, words)]
    assert numbers.in_words(numbers.WORDS.match(words)) == value  # type: ignore[arg-type]


def test_hostile_words_when_they_are_long_then_every_letter_is_still_there():
    for text in ("a" * 50_000, "1/" * 20_000, "3 tổ (" * 5_000, "5% " * 10_000, "\u0301" * 9_000):
        report = analyser.analyse(from_text(text))

        assert sum(len(block.text) for block in report.draft.blocks) == len(text.rstrip("\n"))
