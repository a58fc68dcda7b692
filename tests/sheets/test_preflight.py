"""Tests of the sheets room: what must not reach a parser is refused, each for its own reason."""

import zipfile

import pytest
from django.utils.translation import override

from namro.sheets import limits, preflight, problems
from namro.sheets.book import open_book
from namro.sheets.limits import Refusal
from tests.sheets import books, containers
from tests.sheets.containers import cell

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
ROW = '<row r="1">{}</row>'
BOMB = ROW.format(cell("A1", "0" * 60_000_000))
TEXT = "STT;Họ tên\n1;An\n".encode()
PAGE = b"<html><table><tr><td>1</td></tr></table></html>"
BIG_ENTRY = containers.xlsx({"xl/media/a.txt": "0" * 2_000_000})
EMBEDDED = containers.xlsx({"xl/embeddings/oleObject1.bin": "a"})
LINKED = containers.xlsx({"xl/externalLinks/externalLink1.xml": "<externalLink/>"})
MACRO_TYPE = containers.part("[Content_Types].xml").replace("sheet.main", "sheet.macroEnabled.main")
WIDE = ROW.format(cell("CW1"))
MANY_SMALL = {f"xl/media/{n}.txt": "0" * 1_000_000 for n in range(12)}
RANDOM_BIG = {f"xl/media/{n}.txt": str(n) * 60_000_000 for n in range(2)}

HOSTILE = [
    ("ratio of one part", containers.sheet(BOMB), "ds.xlsx", "packed_too_hard"),
    ("ratio of an unused part", BIG_ENTRY, "ds.xlsx", "packed_too_hard"),
    ("ratio of all together", containers.xlsx(MANY_SMALL), "ds.xlsx", "packed_too_hard"),
    ("far cell", containers.sheet(ROW.format(cell("A1")) + '<row r="1048576">' + cell("XFD1048576") + "</row>"),
     "ds.xlsx", "too_far"),
    ("far row without references", containers.sheet('<row r="20001"><c t="str"><v>1</v></c></row>'),
     "ds.xlsx", "too_far"),
    ("far column", containers.sheet(WIDE), "ds.xlsx", "too_far"),
    ("document type", containers.sheet(ROW.format(cell("A1")), before=LAUGHS), "ds.xlsx", "doctype"),
    ("document type in UTF-16", containers.xlsx({"docProps/app.xml": f"<?xml version='1.0' encoding='utf-16'?>{LAUGHS}<a/>".encode("utf-16")}),
     "ds.xlsx", "doctype"),
    ("document type in a drawing", containers.xlsx({"xl/drawings/a.vml": f"{LAUGHS}<br>"}), "ds.xlsx", "doctype"),
    ("external picture", containers.relationship("http://example.org/a.png"), "ds.xlsx", "external_link"),
    ("remote template", containers.relationship("file:///etc/passwd", "attachedTemplate"), "ds.xlsx", "external_link"),
    ("link to another workbook", LINKED, "ds.xlsx", "external_link"),
    ("macro", containers.xlsx({"xl/vbaProject.bin": "a"}), "ds.xlsx", "macro"),
    ("macro sheet", containers.xlsx({"xl/macrosheets/sheet1.xml": "<a/>"}), "ds.xlsx", "macro"),
    ("macro type only", containers.xlsx({"[Content_Types].xml": MACRO_TYPE}), "ds.xlsm", "macro"),
    ("encrypted", containers.ole("EncryptionInfo", "EncryptedPackage"), "ds.xlsx", "encrypted"),
    ("encrypted zip", containers.flagged(1), "ds.xlsx", "encrypted"),
    ("macro in .xls", containers.ole("Workbook", "_VBA_PROJECT_CUR"), "ds.xls", "macro"),
    ("Word in .xls", containers.ole("WordDocument"), "ds.xls", "not_a_workbook"),
    ("binary workbook", containers.xlsx({"xl/workbook.bin": "a"}), "ds.xlsb", "binary_workbook"),
    ("embedded object", EMBEDDED, "ds.xlsx", "nested_file"),
    ("nested archive by name", containers.xlsx({"xl/media/a.zip": "a"}), "ds.xlsx", "nested_file"),
    ("nested archive by content", containers.xlsx({"xl/media/a.png": containers.xlsx()}), "ds.xlsx", "nested_file"),
    ("path upwards", containers.xlsx({"../../etc/cron.d/a": "a"}), "ds.xlsx", "unsafe_part"),
    ("path with backslash", containers.xlsx({"xl\\..\\..\\a": "a"}), "ds.xlsx", "unsafe_part"),
    ("absolute path", containers.xlsx({"/etc/passwd": "a"}), "ds.xlsx", "unsafe_part"),
    ("drive letter", containers.xlsx({"C:/a": "a"}), "ds.xlsx", "unsafe_part"),
    ("symbolic link", containers.symlink(), "ds.xlsx", "unsafe_part"),
    ("part twice in another case", containers.twice("XL/workbook.xml"), "ds.xlsx", "duplicate_part"),
    ("too many parts", containers.many_entries(201), "ds.xlsx", "too_many_parts"),
    ("unknown packing", containers.xlsx_with(zipfile.ZipInfo("a.txt"), "a", zipfile.ZIP_LZMA), "ds.xlsx", "damaged"),
    ("overlapping parts", containers.overlapping(), "ds.xlsx", "damaged"),
    ("wrong checksum", containers.wrong_checksum(), "ds.xlsx", "damaged_part"),
    ("broken XML", containers.xlsx({"xl/styles.xml": "<a><b></a>"}), "ds.xlsx", "damaged_part"),
    ("Word document", containers.xlsx({"word/document.xml": "<a/>"}, without=("xl/workbook.xml",)), "ds.docx", "not_a_workbook"),
    ("other OpenDocument", containers.ods("", mimetype="application/vnd.oasis.opendocument.text"), "a.ods", "not_a_workbook"),
    ("zip with content.xml only", containers.xlsx({"content.xml": "<a/>"}, without=("xl/workbook.xml",)), "a.ods", "not_a_workbook"),
    ("macro in .ods", containers.ods("", {"Basic/script.xml": "<a/>"}), "a.ods", "macro"),
    ("encrypted .ods", containers.ods("", {"META-INF/manifest.xml": "<m:manifest xmlns:m='a'><m:encryption-data/></m:manifest>"}), "a.ods", "encrypted"),
    ("far row in .ods", containers.ods(f'<table:table table:name="a"><table:table-row table:number-rows-repeated="30000">{containers.ods_cell("a")}</table:table-row></table:table>'), "a.ods", "too_far"),
    ("unreadable repeat in .ods", containers.ods(f'<table:table table:name="a"><table:table-row table:number-rows-repeated="9999999999">{containers.ods_cell("a")}</table:table-row></table:table>'), "a.ods", "too_far"),
    ("CSV named .xlsx", TEXT, "ds.xlsx", "text_as_workbook"),
    ("HTML named .xls", PAGE, "ds.xls", "web_page"),
    ("HTML named .csv", b"\xef\xbb\xbf  <!DOCTYPE html>", "ds.csv", "web_page"),
    ("XML of Excel 2003", b"<?xml version='1.0'?><Workbook/>", "ds.xls", "xml_file"),
    ("PDF", b"%PDF-1.7 ...", "ds.xlsx", "not_a_workbook"),
    ("zip behind a PDF", b"%PDF-1.7 ..." + containers.HONEST, "ds.xlsx", "not_a_workbook"),
    ("binary named .csv", b"a;b\x00c", "ds.csv", "not_a_workbook"),
    ("empty", b"", "ds.xlsx", "empty_file"),
    ("empty zip", b"PK\x05\x06" + bytes(18), "ds.xlsx", "not_a_workbook"),
    *((f"broken off at {share} %", containers.HONEST[: len(containers.HONEST) * share // 100], "ds.xlsx", "damaged")
      for share in (1, 10, 25, 50, 75, 90, 99)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "code"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_check_when_the_file_is_hostile_or_broken_then_it_is_refused(content, name, code, tmp_path):
    path = containers.put(tmp_path, content, name)

    with pytest.raises(Refusal) as refused:
        preflight.check(path)

    assert refused.value.code == code
    with override("en"):
        assert problems.refusal_sentence(refused.value)[:28] == "The file cannot be taken: Th"


def test_check_when_the_file_is_one_byte_too_big_then_it_is_refused(tmp_path):
    path = containers.put(tmp_path, b"PK\x03\x04".ljust(limits.MAX_BYTES + 1, b"a"))

    with pytest.raises(Refusal) as refused:
        preflight.check(path)

    assert (refused.value.code, refused.value.params) == ("too_big", {"most": 10})


def test_check_when_parts_unpack_to_more_than_allowed_then_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED", 40_000)
    path = containers.put(tmp_path, containers.HONEST)

    with pytest.raises(Refusal) as refused:
        preflight.check(path)

    assert refused.value.code == "unpacks_too_big"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (containers.HONEST, "ds.xlsx"),
        (
            containers.ods(
                f'<table:table table:name="a"><table:table-row>{containers.ods_cell("a") * 60}'
                "</table:table-row></table:table>"
            ),
            "ds.ods",
        ),
    ],
)
def test_check_when_cells_are_more_than_allowed_then_it_is_refused(
    content, name, tmp_path, monkeypatch
):
    monkeypatch.setattr(limits, "MAX_CELLS", 50)
    path = containers.put(tmp_path, content, name)

    with pytest.raises(Refusal) as refused:
        preflight.check(path)

    assert refused.value.code == "too_many_cells"


def test_open_book_when_the_file_is_hostile_then_the_reason_comes_out_of_the_process(tmp_path):
    path = containers.put(tmp_path, containers.sheet(ROW.format(cell("A1")), before=LAUGHS))

    with pytest.raises(Refusal) as refused:
        open_book(path)

    assert refused.value.code == "doctype"


def test_check_when_100000_formatted_rows_are_empty_then_the_list_is_read(tmp_path):
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 100_001))
    content = containers.sheet(ROW.format(cell("A1")) + blank)

    book = books.load(containers.put(tmp_path, content))

    assert book.sheets[0].rows == (("a",),)


def test_check_when_a_cell_has_a_link_to_click_then_the_list_is_read(tmp_path):
    path = containers.put(tmp_path, containers.relationship("mailto:a@example.org", "hyperlink"))

    assert preflight.check(path).kind == "xlsx"


def test_check_when_pictures_and_comments_are_in_it_then_the_list_is_read(tmp_path):
    parts = {"xl/media/image1.png": b"\x89PNG", "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"}

    assert preflight.check(containers.put(tmp_path, containers.xlsx(parts))).kind == "xlsx"


def test_check_when_a_cell_of_an_old_workbook_names_a_stream_then_it_is_taken(tmp_path):
    text = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    content = containers.ole("Workbook") + b"\0" * 3 + text + b"\0" * 200

    assert preflight.check(containers.put(tmp_path, content, "a.xls")).kind == "xls"


def test_check_when_the_old_workbook_is_plain_then_it_is_taken():
    path = books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls"

    assert preflight.check(path).kind == "xls"


def test_sentences_when_a_code_is_raised_anywhere_then_it_has_a_sentence():
    codes = {case[3] for case in HOSTILE}

    assert codes <= set(problems.REFUSALS)
