"""Tests of the sheets room: old fonts are known by name or by letters, shown, and asked about."""

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from namro.commitments.models import Commitment
from namro.sheets import fonts, preflight, vni
from namro.sheets.book import Sheet
from tests import make
from tests.sheets import books
from tests.sheets.listing import List

VNI = (
    ("TT", "Hoï vaø teân", "Chi boä", "Noäi dung ñaêng kyù", "Loaïi vieäc", "Thôøi haïn"),
    (1, "Nguyeãn Thò Lan", "Chi boä 1", "Vaän ñoäng 9 hoä phaân loaïi raùc", "Môùi", "30/9/2026"),
    (2, "Traàn Vaên Bình", "Chi boä 1", "Hoøa giaûi 2 vuï tranh chaáp ngoõ 5", "Khoù", "Quyù IV"),
)
UNICODE = (
    ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Thời hạn"),
    (1, "Nguyễn Thị Lan", "Chi bộ 1", "Vận động 9 hộ phân loại rác", "Mới", "30/9/2026"),
    (2, "Trần Văn Bình", "Chi bộ 1", "Hòa giải 2 vụ tranh chấp ngõ 5", "Khó", "Quý IV"),
)
TCVN3 = (
    ("TT", "Hä vµ tªn", "Chi bé", "Néi dung ®¨ng ký", "Lo¹i viÖc", "Thêi h¹n"),
    (1, "NguyÔn ThÞ Lan", "Chi bé 1", "VËn ®éng 9 hé ph©n lo¹i r¸c", "Míi", "30/9/2026"),
)


def workbook(rows, font=""):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    for cell in (cell for row in made.active.iter_rows() for cell in row):
        if font:
            cell.font = Font(name=font)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def sent(world, campaign, rows, font=""):
    return List("registrations", campaign.slug, world.van, workbook(rows, font))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ÑAÛNG BOÄ PHÖÔØNG TÖÙ LIEÂN", "ĐẢNG BỘ PHƯỜNG TỨ LIÊN"),
        ("quaûn lyù traät töï ñoâ thò", "quản lý trật tự đô thị"),
        ("nghæ leã, kyõ thuaät, söûa chöõa", "nghỉ lễ, kỹ thuật, sửa chữa"),
        ("AÊn quaû nhôù keû troàng caây", "Ăn quả nhớ kẻ trồng cây"),
        ("phöôïng vó, thuûy lôïi, ñaëc bieät", "phượng vĩ, thủy lợi, đặc biệt"),
        ("30/9/2026, 12 m2", "30/9/2026, 12 m2"),
    ],
)
def test_vni_when_it_is_decoded_then_it_reads_as_it_was_typed(old, new):
    assert vni.decode(old) == new


@pytest.mark.parametrize(
    ("rows", "font", "encoding"),
    [
        (VNI, "", "vni"),
        (VNI, "VNI-Times", "vni"),
        (TCVN3, "", "tcvn3"),
        (TCVN3, ".VnTime", "tcvn3"),
        (TCVN3[:1], ".VnArial", "tcvn3"),
        (UNICODE, ".VnTime", ""),
        (UNICODE, "", ""),
    ],
)
def test_encoding_when_the_font_or_the_letters_tell_then_it_is_known(
    rows, font, encoding, tmp_path
):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(rows, font))

    sheet = books.load(path).sheets[0]

    assert fonts.encoding_of(sheet) == encoding
    assert (font in sheet.fonts) == bool(font)


def test_encoding_when_a_text_is_french_or_short_then_it_is_left_alone():
    french = Sheet("a", (("Réunion du comité", "où", "là"), ("déjà vu", "naïf", "Noël")))

    assert fonts.encoding_of(french) == ""


@pytest.mark.parametrize(("rows", "encoding"), [(VNI, "vni"), (TCVN3, "tcvn3")])
def test_list_in_an_old_font_when_nobody_has_said_yes_then_nothing_goes_in(
    world, campaign, rows, encoding
):
    one = sent(world, campaign, rows)
    (question,) = one.judged().asked("encoding")

    before = one.judged()
    one.answer({question.key: encoding}).take()

    assert set(one.states()) == {"already"}
    assert {verdict.state for verdict in before.verdicts} == {"ask"}
    assert "→ Vận động 9 hộ phân loại rác" in question.why
    assert Commitment.objects.order_by("pk")[0].title == "Vận động 9 hộ phân loại rác"
    assert Commitment.objects.order_by("pk")[0].person == world.lan.person


def test_list_in_an_old_font_when_it_is_kept_then_its_texts_stay(world, campaign):
    one = sent(world, campaign, VNI)
    (question,) = one.judged().asked("encoding")

    one.answer({question.key: "keep"})

    assert one.judged().verdicts[0].read.title == "Vaän ñoäng 9 hoä phaân loaïi raùc"


def test_cell_in_unicode_among_old_ones_when_decoded_then_it_stays():
    sheet = Sheet("a", (("Hä vµ tªn", "Người lập", 3, None),))

    assert fonts.decoded(sheet, "tcvn3").rows == (("Họ và tên", "Người lập", 3, None),)
    assert fonts.decoded(sheet, "") is sheet


def test_old_excel_when_its_fonts_are_named_then_they_are_found(tmp_path):
    content = (books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls").read_bytes()
    path = tmp_path / "a.xls"
    for name in (b".VnTime", "VNI-Times".encode("utf-16-le")):
        path.write_bytes(content + name)

        fonts_found = preflight.check(path, "a.xls").looks[""].fonts

        wanted = name.decode("utf-16-le" if b"\0" in name else "ascii")
        assert wanted in fonts_found
