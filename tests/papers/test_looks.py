"""Papers to the millimetre: margins, fonts, sizes, head, fields, page numbers, no lost word."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import ImageFont
from pypdf import PdfReader

from namro.papers import content, laid, workbook
from scripts import word_templates
from tests.papers import looks, samples

OUT = Path(__file__).resolve().parent.parent / "out"
FORMS = ("state", "party")
EVERY = [(form, name) for form in FORMS for name in samples.EACH]
# Every letter with every tone, small and large.
LETTERS = "aăâeêioôơuưyđ" + "".join("áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


@pytest.mark.parametrize(("form", "name"), EVERY)
def test_pdf_when_a_paper_is_set_then_its_picture_shows_every_word(form, name):
    made = looks.sheet(form, name)
    ready = laid.lay_out(made)

    file = looks.as_pdf(made)

    OUT.mkdir(exist_ok=True)
    document = pypdfium2.PdfDocument(file)
    for n in range(min(2, len(document))):
        picture = document[n].render(scale=1.5).to_pil()
        picture.save(OUT / f"paper-{form}-{name}-{n + 1}.png")
        assert picture.convert("L").getextrema() == (0, 255)
    document.close()
    words = looks.words_of_pdf(file)
    lost = [t for t in content.texts(shown(ready)) if looks.squeezed(t) not in words]
    assert lost == []


@pytest.mark.parametrize(("form", "name"), EVERY)
def test_word_when_a_paper_is_set_then_every_word_is_there(form, name):
    made = looks.sheet(form, name)
    ready = laid.lay_out(made)

    file = looks.as_word(made)

    OUT.mkdir(exist_ok=True)
    (OUT / f"paper-{form}-{name}.docx").write_bytes(file)
    words = looks.words_of_word(file)
    lost = [t for t in content.texts(shown(ready)) if looks.squeezed(t) not in words]
    assert lost == []
    assert "{{" not in words and "{%" not in words


def shown(ready):
    """What a reader sees; titles of annexes stand in capitals."""
    said = {key: part for key, part in ready.items() if key not in ("rules", "day")}
    said["annexes"] = [one | {"title": one["title"].upper()} for one in ready["annexes"]]
    if not said["addressee"]:
        del said["addressee_word"]
    else:
        said["addressee_word"] = said["addressee_word"].strip()
    return said


@pytest.mark.parametrize("form", FORMS)
def test_pdf_when_it_is_read_then_it_is_an_archive_with_our_letters_in_it(form):
    said = content.content(
        subject="Chữ", blocks=[content.paragraph(LETTERS), content.paragraph(LETTERS.upper())]
    )

    file = looks.as_pdf(looks.sheet(form, "notice", said))

    reader = PdfReader(io.BytesIO(file))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert fonts(reader) and all("LiberationSerif" in name and held for name, held in fonts(reader))
    words = looks.words_of_pdf(file)
    assert [one for one in LETTERS + LETTERS.upper() if one not in words] == []
    assert file == looks.as_pdf(looks.sheet(form, "notice", said))


def fonts(reader):
    found = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            held = any(name in described for name in ("/FontFile2", "/FontFile3"))
            found.add((str(described["/FontName"]), held))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_pdf_when_it_is_measured_then_the_margins_are_those_of_the_form(form):
    rules = looks.frozen.pack_of(looks.sheet(form, "report")).rules["page"]

    pages = pypdfium2.PdfDocument(looks.as_pdf(looks.sheet(form, "decision")))
    boxes = [ink(page) for page in pages]
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in pages]
    pages.close()

    assert sizes[0] == (210, 297)
    assert set(sizes[1:]) == {(297, 210)}
    left, top, right, _bottom = boxes[0]
    assert left == pytest.approx(rules["left"], abs=1.0)
    assert top == pytest.approx(rules["top"], abs=2.5)
    assert 210 - right == pytest.approx(rules["right"], abs=1.5)
    for box in boxes[1:]:
        assert box[0] == pytest.approx(rules["left"], abs=1.0)
        assert 297 - box[2] == pytest.approx(rules["right"], abs=1.5)
        assert 210 - box[3] >= rules["bottom"] - 0.5


def ink(page):
    """The box of all that is printed, in millimetres."""
    picture = page.render(scale=3).to_pil().convert("L").point(lambda v: 255 if v < 160 else 0)
    return tuple(side / 3 * 25.4 / 72 for side in picture.getbbox())


@pytest.mark.parametrize("form", FORMS)
def test_pdf_when_pages_follow_then_numbers_begin_with_the_second_and_annexes_count_anew(form):
    blocks = [content.paragraph("Lời dài. " * 120)] * 4
    said = content.content(
        subject="Dài", blocks=blocks, annexes=[content.annex("Kèm", blocks, landscape=True)] * 2
    )

    reader = PdfReader(io.BytesIO(looks.as_pdf(looks.sheet(form, "report", said))))

    heads = [
        (page.extract_text().split("\n")[0].strip(), page.mediabox.width) for page in reader.pages
    ]
    numbers = [head if head.isdigit() else "" for head, _width in heads]
    assert re.fullmatch(r"(-2){3}", "".join(one or "-" for one in numbers))
    annexes = [head for head, _width in heads if head.startswith("Phụ lục")]
    assert annexes == ["Phụ lục I", "Phụ lục II"]


@pytest.mark.parametrize("form", FORMS)
def test_pdf_when_the_annex_goes_on_then_the_head_of_its_table_is_repeated(form):
    reader = PdfReader(io.BytesIO(looks.as_pdf(looks.sheet(form, "decision"))))

    with_head = [
        "Nội dung đăng ký đảm nhận" in " ".join(page.extract_text().split())
        for page in reader.pages
    ]

    assert with_head[0] is False
    assert len(with_head) > 8
    assert set(with_head[1:]) == {True}


TELL_TALES = {
    "state": [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-UBND",
        "Hồ Sen, ngày 05 tháng 02 năm 2027",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "chịu trách nhiệm thi hành./.",
        "QUYẾT ĐỊNH:",
        "- Lưu: VT, VP.",
        "đề nghị của Văn phòng.",
    ],
    "party": [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 05-QĐ/ĐU",
        "Hồ Sen, ngày 05 tháng 02 năm 2027",
        "T/M BAN THƯỜNG VỤ",
        "chịu trách nhiệm thi hành.",
        "- Căn cứ Luật",
        "- Lưu Văn phòng Đảng ủy.",
        "-----",
    ],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("read", [looks.words_of_pdf, looks.words_of_word])
def test_forms_when_they_are_told_apart_then_by_their_own_marks(form, read):
    make = looks.as_pdf if read is looks.words_of_pdf else looks.as_word
    words = read(make(looks.sheet(form, "decision")))
    other = "party" if form == "state" else "state"

    assert [one for one in TELL_TALES[form] if looks.squeezed(one) not in words] == []
    foreign = {"state": ["T/M", "ĐẢNGCỘNGSẢN", "-----"], "party": ["TM.", "Số:", "./.", "KT."]}
    assert [one for one in foreign[form] if one in words] == [], other


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((2026, 11, 27), "ngày 27 tháng 11 năm 2026"),
        ((2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        ((2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        ((2026, 2, 1), "ngày 01 tháng 02 năm 2026"),
    ],
)
def test_date_when_day_or_month_is_small_then_it_has_a_zero(day, said):
    assert laid.place_date("Hồ Sen", looks.dt.date(*day)) == f"Hồ Sen, {said}"


@pytest.mark.parametrize("form", FORMS)
def test_word_when_it_is_measured_then_page_styles_and_fields_are_those_of_the_form(form):
    rules = looks.frozen.pack_of(looks.sheet(form, "decision")).rules
    document = Document(io.BytesIO(looks.as_word(looks.sheet(form, "decision"))))
    main, annex = document.sections

    for side in ("left", "right", "top", "bottom"):
        assert getattr(main, f"{side}_margin") == pytest.approx(Mm(rules["page"][side]), abs=700)
    assert (round(main.page_width.mm), round(main.page_height.mm)) == (210, 297)
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert main.different_first_page_header_footer
    head = main.header.paragraphs[0]
    assert head.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert "PAGE" in "".join(one.text or "" for one in head._p.iter(qn("w:instrText")))
    assert head.runs[0].font.size == Pt(rules["page"]["number_size"])
    body = document.styles["NR Nội dung"]
    assert body.font.size == Pt(rules["body"]["size"]) and 13 <= body.font.size.pt <= 14
    assert body.paragraph_format.first_line_indent.mm == pytest.approx(
        rules["body"]["indent"], abs=0.1
    )
    assert body.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.paragraph_format.space_after >= Pt(6)
    spacing = body.paragraph_format.line_spacing
    assert spacing == (Pt(18) if form == "party" else 1.0)
    assert {style.font.name for style in document.styles if style.name.startswith("NR")} == {
        "Times New Roman"
    }
    assert document.styles["NR Căn cứ"].font.italic is (form == "state")


@pytest.mark.parametrize("form", FORMS)
def test_word_when_the_head_is_read_then_its_lines_stand_in_order(form):
    document = Document(io.BytesIO(looks.as_word(looks.sheet(form, "decision"))))
    table = document.tables[0]
    cells = [
        [p.text for p in cell.paragraphs if p.text] for row in table.rows for cell in row.cells
    ]
    head = looks.HEADS[form]

    if form == "state":
        assert cells == [
            [head.superior, head.issuer],
            ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
            ["Số: 05/QĐ-UBND"],
            ["Hồ Sen, ngày 05 tháng 02 năm 2027"],
        ]
        right = table.rows[0].cells[1]
        assert right.width.mm == pytest.approx(99, abs=0.2)
        assert right.paragraphs[0].runs[0].font.size == Pt(13)
    else:
        assert cells == [
            [head.superior, head.issuer, "*", "Số 05-QĐ/ĐU"],
            ["ĐẢNG CỘNG SẢN VIỆT NAM", "Hồ Sen, ngày 05 tháng 02 năm 2027"],
        ]
    bold = {
        p.text: p.runs[0].bold
        for row in table.rows
        for c in row.cells
        for p in c.paragraphs
        if p.text
    }
    assert (bold[head.issuer], bold[head.superior]) == (True, None)


def test_word_when_the_name_of_the_state_is_measured_then_it_fits_one_line(fonts_of_the_house):
    width = fonts_of_the_house("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13)

    assert 90 < width < 99


@pytest.fixture
def fonts_of_the_house():
    path = Path(looks.pdf.FOLDERS[0]) / "LiberationSerif-Bold.ttf"
    font = ImageFont.truetype(path, 1300)
    return lambda words, size: font.getlength(words) * size / 1300 * 25.4 / 72


def test_word_when_the_annex_has_a_list_then_its_head_is_repeated_and_rows_stay_whole():
    document = Document(io.BytesIO(looks.as_word(looks.sheet("state", "decision"))))
    rows = document.tables[-1].rows

    assert len(rows) == 164
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.parametrize("pack", word_templates.FORMS)
def test_templates_when_they_are_made_again_then_they_are_what_is_kept(pack):
    kept = (word_templates.OUT / f"{pack}.docx").read_bytes()

    assert parts(word_templates.make(pack)) == parts(kept)


def parts(file):
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


HOSTILE = [
    "<b>&\"'</b>", "{{ 7*7 }}", "{% if x %}", "#image(\"/etc/passwd\")", "</w:t><w:p/>", "a\x00b\x0bc",
    "\ud800", "\ufffe", "=1+1", "+84", "@SUM(A1)", "]]>", "&#x41;", "<!ENTITY x>", "a\tb\nc", "​ẩn",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_papers_when_values_are_hostile_then_they_stand_there_literally(form):
    said = content.content(
        subject=HOSTILE[0],
        grounds=HOSTILE,
        blocks=[
            content.table([content.column("<b>")], [[one] for one in HOSTILE]),
            *[content.paragraph(one) for one in HOSTILE],
        ],
        recipients=HOSTILE,
        signature=content.signature("direct", "", "<CHỨC>", "{{ tên }}"),
    )
    made = looks.sheet(form, "notice", said)

    in_word, in_pdf = (
        looks.words_of_word(looks.as_word(made)),
        looks.words_of_pdf(looks.as_pdf(made)),
    )

    for words in (in_word, in_pdf):
        assert "<b>&\"'</b>" in words
        assert "{{7*7}}" in words and "49" not in words
        assert "</w:t><w:p/>" in words and "abc" in words and "{{tên}}" in words
    assert workbook.render(made)


def test_excel_when_a_paper_has_tables_then_text_is_text_and_numbers_are_numbers():
    said = content.content(
        blocks=[
            content.table(
                [content.column("Việc"), content.column("Số", align="right")],
                [[one, 7126] for one in HOSTILE],
                foot=["Cộng", 7126 * len(HOSTILE)],
                title="Tên [rất]: dài/*?",
            )
        ]
    )

    book = openpyxl.load_workbook(io.BytesIO(workbook.render(looks.sheet("state", "report", said))))

    place = book.worksheets[0]
    assert place.title == "1. Tên rất dài"
    kinds = {cell.data_type for row in place.iter_rows(min_row=4) for cell in row if cell.value}
    assert kinds == {"s", "n"}
    assert [place.cell(4 + n, 1).value for n in (0, 8, 9)] == [HOSTILE[0], "=1+1", "+84"]
    assert place.cell(4, 2).value == 7126


def test_excel_when_a_paper_has_no_table_then_it_says_so():
    with pytest.raises(LookupError):
        workbook.render(looks.sheet("state", "receipt"))
