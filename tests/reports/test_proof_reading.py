"""Drafts as files: Word, PDF and text in the order of a reader; hostile ones are refused."""

import io
import unicodedata
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from namro.core.errors import Refused
from namro.papers import pdf
from namro.reports.proofreading import analyser, limits, opening
from namro.reports.proofreading.draft import Kind, from_text

TYPST = '#set page(paper: "a4")\n#set text(font: "Liberation Serif", size: 13pt)\n'
LINE = "Toàn quận có 344 cá nhân (1 cấp thành phố, 34 cấp quận, 327 cấp cơ sở) đăng ký."


def word(tmp_path, build) -> object:
    document = docx.Document()
    build(document)
    path = tmp_path / "du-thao.docx"
    document.save(str(path))
    return opening.open_file(path)


def refusal(path, name="") -> str:
    with pytest.raises(Refused) as refused:
        opening.open_file(path, name)
    assert refused.value.status == 422
    return refused.value.message


def test_word_when_it_has_every_part_then_all_are_read_in_order(tmp_path):
    def build(document):
        document.sections[0].header.paragraphs[0].text = "ĐẢNG ỦY PHƯỜNG"
        document.sections[0].footer.paragraphs[0].text = "Trang cuối"
        document.add_paragraph("Mở đầu có 5 nội dung.")
        table = document.add_table(2, 2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Bảng"
        table.cell(1, 0).text, table.cell(1, 1).text = "Họp", "4"
        document.add_paragraph("Kết thúc.")

    draft = word(tmp_path, build)

    told = [(b.place.kind, b.place.row, b.place.column, b.text) for b in draft.blocks]
    assert told == [
        (Kind.HEADER, 0, 0, "ĐẢNG ỦY PHƯỜNG"),
        (Kind.PARAGRAPH, 0, 0, "Mở đầu có 5 nội dung."),
        (Kind.CELL, 1, 1, "Bảng"),
        (Kind.CELL, 2, 1, "Họp"),
        (Kind.CELL, 2, 2, "4"),
        (Kind.PARAGRAPH, 0, 0, "Kết thúc."),
        (Kind.FOOTER, 0, 0, "Trang cuối"),
    ]


def test_word_when_a_list_is_numbered_by_word_then_its_items_are_added(tmp_path):
    def build(document):
        document.add_paragraph("Tổng số ý kiến: 25, chia ra:")
        for text in ("Về đất đai: 11", "Về môi trường: 8", "Về giao thông: 5"):
            document.add_paragraph(text, style="List Bullet")

    draft = word(tmp_path, build)

    (one,) = analyser.analyse(draft).findings
    assert (one.params["total"], one.params["right"]) == ("25", "24")


def test_word_when_changes_are_tracked_then_what_stands_in_the_end_is_read(tmp_path):
    def build(document):
        paragraph = document.add_paragraph("Có 41/46 chi bộ họp, đạt ")
        for tag, inner, text in (("del", "delText", "93%"), ("ins", "t", "89,1%")):
            paragraph._p.append(
                parse_xml(
                    f"<w:{tag} {nsdecls('w')}><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>"
                )
            )

    draft = word(tmp_path, build)

    assert draft.blocks[0].text == "Có 41/46 chi bộ họp, đạt 89,1%"
    assert analyser.analyse(draft).findings == ()


def test_word_when_the_font_is_of_before_unicode_then_it_says_so(tmp_path):
    document = docx.Document()
    document.add_paragraph().add_run("§¶ng bé ph­êng").font.name = ".VnTime"
    path = tmp_path / "cu.docx"
    document.save(str(path))

    assert ".VnTime" in refusal(path)


def _pdf(words: str, tmp_path) -> object:
    template = tmp_path / "mau.typ"
    template.write_text(TYPST + words, encoding="utf-8")
    path = tmp_path / "du-thao.pdf"
    path.write_bytes(pdf.render(template, {}))
    return path


def test_pdf_when_lines_are_broken_then_paragraphs_are_whole_and_pages_told(tmp_path):
    path = _pdf(f"Trang đầu.\n#pagebreak()\n{LINE} {LINE}", tmp_path)

    draft = opening.open_file(path)

    told = analyser.analyse(draft).findings
    assert [(one.params["total"], one.params["right"]) for one in told] == [("344", "362")] * 2
    assert {draft.blocks[one.spans[0].block].place.page for one in told} == {2}


def test_pdf_when_it_is_scanned_then_the_word_file_is_asked_for(tmp_path):
    path = _pdf("#rect(width: 5cm, height: 5cm)", tmp_path)

    assert refusal(path) == str(limits.SENTENCES["scanned"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_text_when_it_is_in_an_old_or_new_encoding_then_it_is_read(tmp_path, encoding):
    from_cp1258 = b"C\xf3 41/46 h\xf4\xf2 ho\xf2p, \xf0a\xf2t 93%."
    path = tmp_path / "du-thao.txt"
    said = "Có 41/46 hộ họp, đạt 93%."
    path.write_bytes(from_cp1258 if encoding == "cp1258" else said.encode(encoding))

    draft = opening.open_file(path)

    (one,) = analyser.analyse(draft).findings
    assert draft.words(one.spans[0]) == "93%"


def test_text_when_lines_are_wrapped_then_they_are_one_paragraph():
    draft = from_text("Toàn quận có 344 cá nhân (1 cấp thành phố,\n34 cấp quận, 327 cấp\ncơ sở).")

    assert len(draft.blocks) == 1
    assert [one.params["right"] for one in analyser.analyse(draft).findings] == ["362"]


def _broken_word(tmp_path, document: bytes) -> object:
    path = tmp_path / "xau.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return path


@pytest.mark.parametrize(
    ("code", "document"),
    [
        ("doctype", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'),
        ("doctype", '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'.encode("utf-16")),
        ("packed_too_hard", b" " * 40_000_000),
        ("damaged", b"<w:document"),
    ],
)
def test_hostile_files_when_they_come_then_one_sentence_says_why(tmp_path, code, document):
    assert refusal(_broken_word(tmp_path, document)) == str(limits.SENTENCES[code])


def test_hostile_files_when_names_lie_then_they_are_refused(tmp_path):
    path = tmp_path / "x"
    cases = [
        (b"", "a.txt", "empty"),
        (b"%PDF-1.7 nothing", "a.pdf", "damaged"),
        (b"plain words", "a.docx", "not what its ending says"),
        (b"PK\x03\x04junk", "a.docx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "old Word format"),
        (b"plain words", "a.exe", "no draft"),
        (b"\x00\x01\x02\x03" * 100, "a.txt", "cannot be read"),
        (b"  \n ", "a.txt", "no words"),
        (b"a" * (limits.MAX_LETTERS + 1), "a.txt", "letters"),
        (b"a\n\n" * (limits.MAX_BLOCKS + 1), "a.txt", "paragraphs"),
    ]
    for content, name, said in cases:
        path.write_bytes(content)

        assert said in refusal(path, name), name


def test_hostile_files_when_one_is_too_big_then_it_is_refused_before_it_is_read():
    big = io.BytesIO(b"a" * (limits.MAX_BYTES + 5))

    with pytest.raises(Refused, match="10 MB"):
        opening.open_sent(big, "a.txt")


def test_secrets_when_a_draft_bears_their_stamp_then_it_is_not_read(tmp_path):
    path = tmp_path / "mat.txt"
    path.write_text("TỐI MẬT\nBáo cáo có 5/10 hộ.", encoding="utf-8")

    assert "TỐI MẬT" in refusal(path)
    with pytest.raises(Refused, match="State secrets"):
        opening.open_pasted(unicodedata.normalize("NFD", "Số 5\n\nMẬT\n"))
    assert opening.open_pasted("Giữ bí mật số phiếu 5/10.").blocks


def test_pasted_words_when_none_or_too_many_then_it_says_so():
    for words in ("  \n", "a" * (limits.MAX_LETTERS + 1), "a\n\n" * (limits.MAX_BLOCKS + 1)):
        with pytest.raises(Refused):
            opening.open_pasted(words)
