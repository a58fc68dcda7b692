"""Tests of the commitments room: the five-clears reader hints where it should and only there."""

import datetime as dt
import unicodedata
from dataclasses import replace
from types import SimpleNamespace

import pytest

from namro.commitments import clears, hints, reader
from namro.commitments.hints import tokens, vocabulary
from namro.core import clock, rules
from tests import make

PACK = vocabulary.pack_of(2023)
FIVE = clears.preset("clears.five-progress", dt.date(2023, 6, 1)).clears
SIX = clears.preset("clears.six", dt.date(2026, 1, 1)).clears
FULL = hints.Words(
    title="Lắp đặt 24 camera an ninh tại các ngõ của tổ dân phố 7",
    result="24 camera kết nối về công an phường",
    due_text="30/9/2023",
    target="24",
    supporters="",
    authority="",
    has_accountable=True,
    has_leader=True,
    year=2023,
)


def words(**typed):
    return replace(FULL, **typed)


def reading(key, typed, of=FIVE):
    return next(one for one in hints.read(typed, of) if one.key == key)


def found(key, typed):
    return [(hint.code, hint.words) for hint in reading(key, typed).hints]


def test_reading_when_everything_is_said_then_every_clear_is_clear():
    read = hints.read(FULL, FIVE)

    assert [(one.key, one.name, one.state, one.hints) for one in read] == [
        (clear["key"], clear["name"], "clear", ()) for clear in FIVE
    ]


def test_reading_when_nothing_is_written_then_every_clear_is_missing():
    nothing = words(
        title=" ", result="", due_text="", target="", has_accountable=False, has_leader=False
    )

    read = hints.read(nothing, SIX)

    assert [(one.key, one.state) for one in read] == [(clear["key"], "missing") for clear in SIX]
    assert [hint.code for one in read for hint in one.hints] == ["no_date"]


def test_reading_when_there_are_six_clears_then_authority_is_one_of_them():
    without = reading("authority", FULL, SIX)
    said = reading("authority", words(authority="UBND phường"), SIX)

    assert (without.state, said.state) == ("missing", "clear")


@pytest.mark.parametrize(
    ("due", "state", "codes"),
    [
        ("", "missing", [("no_date", "")]),
        ("30/9/2023", "clear", []),
        ("Quý III", "clear", []),
        ("31/12/2022", "partly", [("other_year", "31/12/2022")]),
        ("Tháng 3 năm 2024", "partly", [("other_year", "Tháng 3 năm 2024")]),
        ("thường xuyên", "partly", [("habit", "thường xuyên")]),
        ("Cả năm", "partly", [("habit", "Cả năm")]),
        ("31/2/2023", "partly", [("unreadable_date", "31/2/2023")]),
        ("sớm nhất có thể", "partly", [("unreadable_date", "sớm nhất có thể")]),
    ],
)
def test_due_when_it_is_typed_then_the_reader_says_what_is_wrong(due, state, codes):
    read = reading("progress", words(due_text=due))

    assert (read.state, [(hint.code, hint.words) for hint in read.hints]) == (state, codes)


def test_due_when_only_the_title_says_a_habit_then_the_hint_points_there():
    typed = words(title="Thường xuyên quét dọn ngõ 12", due_text="")

    hint = reading("progress", typed).hints[0]

    assert (hint.code, hint.field, hint.start, hint.end) == ("habit", "title", 0, 12)


def test_title_when_it_holds_only_effort_then_each_word_of_effort_is_shown():
    title = "Đẩy mạnh tuyên truyền, nâng cao nhận thức của cán bộ, đảng viên"

    typed = words(title=title, result="Nâng cao chất lượng, hiệu quả")

    assert found("what", typed) == [
        ("slogan", "Đẩy mạnh"),
        ("slogan", "tuyên truyền"),
        ("slogan", "nâng cao nhận thức"),
        ("no_product", ""),
    ]
    assert found("result", typed) == [("empty_result", "Nâng cao chất lượng, hiệu quả")]


@pytest.mark.parametrize(
    "result",
    [
        "Cơ bản hoàn thành",
        "Chuyển biến tích cực",
        "Nâng cao chất lượng, hiệu quả",
        "đạt kết quả tốt",
    ],
)
def test_result_when_it_is_an_empty_saying_then_it_is_shown_beside_a_clear_title(result):
    typed = words(result=result)

    assert found("result", typed) == [("empty_result", result)]
    assert reading("what", typed).state == "clear"


def test_result_when_it_names_nothing_then_the_hint_points_nowhere():
    typed = words(title="Tăng cường quản lý vỉa hè", result="Vỉa hè thoáng")

    assert found("result", typed) == [("no_product_in_result", "")]


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("nhiều hơn", [("no_number", "nhiều hơn")]),
        ("năm 2023", [("no_number", "năm 2023")]),
        ("85%", []),
        ("mười hai hộ", []),
        ("12/12", []),
        ("", []),
    ],
)
def test_target_when_it_is_typed_then_a_number_is_asked_for(target, codes):
    if target == "12/12":
        target = "12/12 hộ"

    assert found("result", words(target=target)) == codes


@pytest.mark.parametrize(
    ("supporters", "named"),
    [
        ("đồng chí Nguyễn Văn A và đồng chí Trần Thị B chủ trì", "đồng chí Nguyễn Văn A và đồng chí Trần Thị B"),
        ("Nguyễn Văn An, Trần Thị Bình chủ trì", "Nguyễn Văn An, Trần Thị Bình"),
        ("Các đồng chí trong Ban Thường vụ phụ trách", "Các đồng chí trong Ban Thường vụ"),
        ("Đảng ủy, UBND phường, Công an phường chủ trì", "Đảng ủy, UBND phường, Công an phường"),
        ("Chủ trì: đồng chí Hà, đồng chí Lan; phối hợp: Công an", "đồng chí Hà, đồng chí Lan"),
        ("đồng chí A chủ trì phần đầu; đồng chí B chủ trì phần sau", "đồng chí A chủ trì phần đầu; đồng chí B"),
        ("Đ/c Hùng, đ/c Minh đồng chủ trì", "đồng chủ trì"),
        ("dong chi A va dong chi B chu tri", "dong chi A va dong chi B"),
    ],
)  # fmt: skip
def test_chief_when_two_are_named_then_their_names_are_shown(supporters, named):
    read = reading("who", words(supporters=supporters))

    assert read.state == "partly"
    assert [(hint.code, hint.words, hint.field) for hint in read.hints] == [
        ("two_chiefs", named, "supporters")
    ]


@pytest.mark.parametrize(
    "supporters",
    [
        "đồng chí Nguyễn Văn A chủ trì",
        "Công an phường chủ trì, phối hợp với UBND phường và Hội Phụ nữ phường",
        "UBND phường chủ trì; Công an phường phối hợp",
        "Văn phòng UBND phường chủ trì",
        "Hội Phụ nữ phường, Đoàn Thanh niên, Hội Nông dân phối hợp",
        "đồng chí Hà chủ trì: đồng chí Hà",
        "Chủ trì",
        "",
    ],
)
def test_chief_when_one_leads_then_nothing_is_said(supporters):
    assert found("who", words(supporters=supporters)) == []


def test_chief_when_the_title_names_two_then_the_hint_points_into_the_title():
    title = "Xóa 3 điểm đen rác thải, đồng chí Hà và đồng chí Lan chủ trì"

    hint = reading("who", words(title=title)).hints[0]

    assert (hint.field, title[hint.start : hint.end]) == ("title", "đồng chí Hà và đồng chí Lan")


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Công tác thu gom 5 tấn rác", [("no_verb", "Công tác")]),
        ("Mô hình tuyến phố không rác", [("no_verb", "Mô hình")]),
        ("Ra mắt tuyến phố không rác", []),
        ("Kèm đọc chữ cho 2 em nhỏ", []),
        ("12 hộ bàn giao mặt bằng", []),
    ],
)
def test_title_when_it_begins_with_a_noun_then_a_verb_is_asked_for(title, codes):
    assert found("what", words(title=title)) == codes


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_position_when_letters_are_composed_or_not_then_it_cuts_out_the_same_words(form):
    title = unicodedata.normalize(form, "Trước hết, tăng cường công tác quản lý địa bàn")

    hint = reading("what", words(title=title, result="")).hints[0]

    assert title[hint.start : hint.end] == unicodedata.normalize(form, "tăng cường")
    assert hint.words == title[hint.start : hint.end]


def test_position_when_blanks_and_invisible_letters_stand_before_then_it_still_fits():
    title = "\u200b  \r\n\u00a0Tăng\u00a0 cường\u200b công tác đảng 😀"

    hint = reading("what", words(title=title, result="")).hints[0]

    assert title[hint.start : hint.end] == "Tăng\u00a0 cường\u200b"


@pytest.mark.parametrize(
    "title",
    [
        "tang cuong cong tac quan ly",
        "TĂNG CƯỜNG CÔNG TÁC QUẢN LÝ",
        "Quan tâm hoà thuận trong nhân dân",
        "Thực hiện nghiêm Nghị quyết số 15-NQ/TU ngày 4/5/2022",
        "Thực hiện tốt Chỉ thị 05 và 16 năm 2023",
        "Đẩy mạnh dịch vụ công trực tuyến mức độ 3, 4 trong quý IV/2023",
        "Thực hiện tốt Luật số 97/2019/QH14",
        "Xây dựng chi bộ 4 tốt, đảng viên 4 tốt",
        "Nâng cao nhận thức về công nghiệp 4.0",
        "Quan tâm công tác phòng dịch C06, COVID-19",
        "Nâng cao hiệu quả chính quyền hai cấp trong năm",
        "Phát triển kinh tế giai đoạn 2021-2025, 2026-2030",
        "Quán triệt tài liệu mã 01X",
        "Quán triệt Nghị quyết trước 15.8.2023 và 15/9",
        "Tham gia phong trào năm",
        "Nâng cao chất lượng công tác, xong trước 15/9",
        "Nâng cao chất lượng công tác, xong trước 9/2023",
        "Nâng cao chất lượng công tác, xong trước 15.8.23",
    ],
)
def test_vague_when_numbers_count_nothing_then_the_text_is_vague(title):
    assert hints.is_vague(words(title=title, result="")) is True


@pytest.mark.parametrize(
    "title",
    [
        "Nâng cao nhận thức qua ba buổi nói chuyện",
        "Tăng cường tuần tra 2 lần",
        "Tăng cường vận động 12-15 hộ",
        "Nâng cao tỷ lệ hồ sơ đúng hạn lên 98,5%",
        "Quan tâm 2023 người dân",
        "Tăng cường quản lý 12m2 đất công",
        "Vận động năm mô hình",
        "Tăng cường trồng thêm 40",
        "Nâng cao tỷ lệ, đạt 12/40",
        "Nâng cao tỷ lệ, đạt 1.5",
        "Nâng cao tỷ lệ, đạt 1/2,3/4",
        "Tiếp tục tổ chức mười hai lớp",
        "Tăng cường an ninh, lắp đặt camera",
        "Nâng cao ý thức bằng tờ rơi",
        "TRÙNG TU CỔNG LÀNG",
        "Dạy cồng chiêng cho thiếu niên",
        "Soạn thảo quy chế phối hợp",
    ],
)
def test_vague_when_something_can_be_seen_or_counted_then_the_text_is_not(title):
    assert hints.is_vague(words(title=title, result="")) is False


def test_vague_when_nothing_is_written_then_it_is_missing_and_not_vague():
    assert hints.is_vague(words(title="", result="")) is False


def test_words_when_a_line_is_stored_then_its_day_stands_for_a_text_that_is_missing():
    line = SimpleNamespace(
        title="t", result="r", due=dt.date(2023, 9, 5), due_text="", target="5", supporters="s",
        authority="a", accountable_id=3, leader_id=None, campaign=SimpleNamespace(year=2023),
    )  # fmt: skip

    without_day = SimpleNamespace(**vars(line) | {"due": None})

    assert hints.Words.of(line) == hints.Words(
        "t", "r", "05/09/2023", "5", "s", "a", True, False, 2023
    )
    assert hints.Words.of(without_day).due_text == ""


@pytest.mark.parametrize("year", [1, 2021, 2022, 2023, 9999])
def test_pack_when_the_year_is_any_then_there_is_one(year):
    assert vocabulary.pack_of(year) == "reader-2022"


def test_pack_when_read_then_no_phrase_is_lost_in_the_tree():
    pack = rules.by_id(clears.RULES, PACK)

    lost = [
        (kind, phrase)
        for kind, groups in pack.rules["words"].items()
        for phrases in groups.values()
        for phrase in phrases
        if kind not in vocabulary.scan(phrase, PACK).kinds_at(0)
        or vocabulary.scan(phrase, PACK).spans[0].last != len(vocabulary.scan(phrase, PACK).tokens)
    ]

    assert lost == []


def test_tokens_when_marks_stand_on_another_letter_then_the_words_are_the_same():
    old, new = tokens.tokens_of("hoà"), tokens.tokens_of("hòa")

    assert old[0].spelled == new[0].spelled
    assert tokens.tokens_of("bà")[0].spelled != tokens.tokens_of("ba")[0].spelled


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "days", "said"),
    [("draft", -1, True), ("submitted", -1, True), ("draft", 0, False), ("approved", -1, False)],
)
def test_day_when_it_has_passed_while_one_may_still_change_it_then_a_hint_says_so(
    world, status, days, said
):
    campaign = make.campaign(
        world.area, world.van, year=(clock.today() - dt.timedelta(days=1)).year
    )
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.commitment(place, world.member, due=clock.today() + dt.timedelta(days=days))
    line.status = status

    found = [hint["text"] for clear in reader.meter(line) for hint in clear["hints"]]

    assert any("passed already" in one or "đã qua" in one for one in found) is said
