"""Tests of the sheets room: files that nobody should send, each with what must come of it.

`wanted` is the code of the refusal, or the number of rows that are read; a row that holds only
half of what it needs is read too, and says in the preview what is missing.
"""

import io
import struct
import zipfile

from tests.sheets import containers
from tests.sheets.books import HERE
from tests.sheets.containers import HEAD, SHEET, xlsx

COLUMNS = ("Họ và tên", "Đơn vị", "Nội dung đăng ký", "Loại việc", "Hạn")
ROW = ("Lê Cúc", "Chi bộ 1", "Vận động 9 hộ phân loại rác", "Mới", "30/9/2026")
LINES = "\n".join(";".join(row) for row in (COLUMNS, ROW))
OLD = (HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls").read_bytes()
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def strings(row: int, values, first: str = "A") -> str:
    """A row of inline texts."""
    cells = "".join(
        f'<c r="{chr(ord(first) + at)}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
        for at, value in enumerate(values)
    )
    return f'<row r="{row}">{cells}</row>'


def listed(*extra: str, head: str = HEAD, after: str = "", **changes: str) -> bytes:
    """A list of one good row, with more rows or something else in it."""
    rows = strings(1, COLUMNS) + strings(2, ROW) + "".join(extra)
    body = f"{head}<sheetData>{rows}</sheetData>{after}</worksheet>"
    return xlsx({SHEET: body, **changes})


def one(reference: str, kind: str, value: str, style: str = "") -> str:
    return f'<row r="{reference[1:]}"><c r="{reference}" t="{kind}"{style}><v>{value}</v></c></row>'


def with_row(**changes: str) -> bytes:
    """The good row with another value in one of its columns."""
    names = dict(zip(("name", "unit", "title", "kind", "due"), ROW, strict=True))
    return xlsx(
        {SHEET: f"{HEAD}<sheetData>{strings(1, COLUMNS)}"
                f"{strings(2, (names | changes).values())}</sheetData></worksheet>"}
    )  # fmt: skip


def packed(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


GOOD = listed()
DEEP = "<a>" * 20_000 + "</a>" * 20_000
TABLE = '<table:table table:name="a">{}</table:table>'
ODS_ROW = "<table:table-row>{}</table:table-row>"
ODS_LIST = "".join(ODS_ROW.format("".join(map(containers.ods_cell, row))) for row in (COLUMNS, ROW))

# what it is, its bytes, its name, what is wanted
CORPUS: tuple[tuple[str, bytes, str, str | int], ...] = (
    # parts that are missing, broken or not what they say
    ("no workbook part", xlsx(without=("xl/workbook.xml",)), "a.xlsx", "not_a_workbook"),
    ("no list of types", xlsx(without=("[Content_Types].xml",)), "a.xlsx", "not_a_workbook"),
    ("no sheet part", xlsx(without=(SHEET,)), "a.xlsx", "damaged"),
    ("no links of the workbook", xlsx(without=("xl/_rels/workbook.xml.rels",)), "a.xlsx", "damaged"),
    ("empty sheet part", xlsx({SHEET: ""}), "a.xlsx", "damaged_part"),
    ("sheet cut off", xlsx({SHEET: HEAD + "<sheetData><row r='1'>"}), "a.xlsx", "damaged_part"),
    ("sheet of another kind", xlsx({SHEET: "<html/>"}), "a.xlsx", 0),
    ("text for a part", xlsx({"xl/workbook.xml": "không phải XML"}), "a.xlsx", "damaged_part"),
    ("styles missing", xlsx(without=("xl/styles.xml",)), "a.xlsx", 53),
    ("string that is not there", listed(one("A3", "s", "99999")), "a.xlsx", "damaged"),
    ("string of a negative number", listed(one("A3", "s", "-1")), "a.xlsx", "damaged"),
    # references of cells
    ("small letters in a reference", listed('<row r="3"><c r="a3" t="str"><v>x</v></c></row>'), "a.xlsx", 2),
    ("reference past every column", listed('<row r="3"><c r="ZZZZ3" t="str"><v>x</v></c></row>'), "a.xlsx", "too_far"),
    ("reference without a row", listed('<row r="3"><c r="A" t="str"><v>x</v></c></row>'), "a.xlsx", "damaged"),
    ("row nought", listed('<row r="0"><c r="A0" t="str"><v>x</v></c></row>'), "a.xlsx", "damaged"),
    ("negative row", listed('<row r="-5"><c t="str"><v>x</v></c></row>'), "a.xlsx", "damaged"),
    ("row of a text", listed('<row r="một"><c t="str"><v>x</v></c></row>'), "a.xlsx", "damaged"),
    ("the same cell twice", listed(one("A3", "str", "x"), one("A3", "str", "y")), "a.xlsx", 2),
    ("rows from below", listed(one("A9", "str", "x"), one("A4", "str", "y")), "a.xlsx", 3),
    ("far row", listed(one("A1048576", "str", "x")), "a.xlsx", "too_far"),
    ("far column", listed('<row r="3"><c r="XFD3" t="str"><v>x</v></c></row>'), "a.xlsx", "too_far"),
    ("merge over everything", listed(after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "a.xlsx", 0),
    ("merge of nonsense", listed(after='<mergeCells count="1"><mergeCell ref="một:hai"/></mergeCells>'), "a.xlsx", "damaged"),
    # values
    ("number that is none", listed(one("A3", "n", "NaN")), "a.xlsx", 2),
    ("number without end", listed(one("A3", "n", "1e999")), "a.xlsx", 2),
    ("number of letters", listed(one("A3", "n", "mười")), "a.xlsx", "damaged"),
    ("truth of two", listed(one("A3", "b", "2")), "a.xlsx", "damaged"),
    ("error of a formula", listed(one("A3", "e", "#REF!")), "a.xlsx", 2),
    ("unknown type of a cell", listed(one("A3", "zzz", "x")), "a.xlsx", "damaged"),
    ("style that is not there", listed(one("A3", "n", "5", ' s="99999"')), "a.xlsx", 2),
    ("day before all days", listed(one("A3", "n", "-99999", ' s="1"')), "a.xlsx", 2),
    ("day after all days", listed(one("A3", "n", "99999999", ' s="1"')), "a.xlsx", 2),
    ("formula that calls out", listed('<row r="3"><c r="A3" t="str"><f>WEBSERVICE("http://x.example/")</f><v>x</v></c></row>'), "a.xlsx", 2),
    ("formula without a value", listed('<row r="3"><c r="A3"><f>A1</f></c></row>'), "a.xlsx", 1),
    ("command in a cell", with_row(title="=cmd|' /C calc'!A0 và vận động 9 hộ dân"), "a.xlsx", 1),
    ("text of a megabyte", with_row(title="a" * 1_000_000), "a.xlsx", 1),
    ("name of five thousand letters", with_row(name="Lê " + "C" * 5000), "a.xlsx", 1),
    ("direction turned around", with_row(name="Lê \u202eCúc"), "a.xlsx", 1),
    ("Cyrillic letter in a name", with_row(name="Lê Cúс"), "a.xlsx", 1),
    ("letters that nobody sees", with_row(name="Lê\u200b Cúc\ufeff"), "a.xlsx", 1),
    ("no day of the calendar", with_row(due="31/02/2026"), "a.xlsx", 1),
    ("day of the year 99999", with_row(due="1/1/99999"), "a.xlsx", 1),
    ("tags in a cell", with_row(title="&lt;script&gt;alert(1)&lt;/script&gt; vận động 9 hộ"), "a.xlsx", 1),
    ("percent signs and braces", with_row(title="%(x)s {0} {{ y }} %s vận động 9 hộ dân"), "a.xlsx", 1),
    # XML
    ("elements twenty thousand deep", listed(DEEP), "a.xlsx", 1),
    ("attribute of a megabyte", listed(f'<row r="3" x="{"a" * 1_000_000}"/>'), "a.xlsx", 1),
    ("control letter by number", listed(one("A3", "str", "&#1;")), "a.xlsx", "damaged_part"),
    ("half a surrogate by number", listed(one("A3", "str", "&#xD800;")), "a.xlsx", "damaged_part"),
    ("entity that nobody declared", listed(one("A3", "str", "&laugh;")), "a.xlsx", "damaged_part"),
    ("bytes that are no UTF-8", listed(**{"docProps/app.xml": b"<a>\xff\xfe\xfd</a>"}), "a.xlsx", "damaged_part"),
    ("inclusion of another file", listed('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'), "a.xlsx", 1),
    ("instruction to load a style", listed(head="<?xml-stylesheet href='http://x.example/a.xsl'?>" + HEAD), "a.xlsx", 1),
    ("document type in a small part", listed(**{"docProps/core.xml": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"}), "a.xlsx", "doctype"),
    # links and things inside
    ("link to click", listed(**{"xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://x/hyperlink" TargetMode="External" Target="http://x.example/"/></Relationships>'}), "a.xlsx", 1),
    ("object from elsewhere", containers.relationship("http://x.example/a.bin", "oleObject"), "a.xlsx", "external_link"),
    ("share of a server", containers.relationship("\\\\x.example\\a", "image"), "a.xlsx", "external_link"),
    ("control on a sheet", xlsx({"xl/activeX/activeX1.xml": "<a/>"}), "a.xlsx", "nested_file"),
    ("program in the file", xlsx({"xl/media/a.jar": "a"}), "a.xlsx", "nested_file"),
    ("old archive in the file", xlsx({"xl/media/a.gif": b"Rar!\x1a\x07\x00"}), "a.xlsx", "nested_file"),
    # ZIP
    ("cut in the middle", GOOD[: len(GOOD) // 2], "a.xlsx", "damaged"),
    ("cut before the directory", GOOD[:-30], "a.xlsx", "damaged"),
    ("garbage behind", GOOD + b"x" * 100, "a.xlsx", 1),
    ("a longer comment than there is", GOOD[:-2] + struct.pack("<H", 60_000), "a.xlsx", "damaged"),
    ("nothing but a head", b"PK\x03\x04" + bytes(60), "a.xlsx", "damaged"),
    ("directories as parts", packed(("xl/", b""), ("a/", b"")), "a.xlsx", "not_a_workbook"),
    ("parts of the wrong kind", packed(("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<b/>")), "a.xlsx", "damaged"),
    # texts
    ("list as text", LINES.encode(), "a.csv", 1),
    ("UTF-16, small end first", LINES.encode("utf-16"), "a.csv", 1),
    ("UTF-16, big end first", b"\xfe\xff" + LINES.encode("utf-16-be"), "a.csv", 1),
    ("UTF-32", LINES.encode("utf-32-le"), "a.csv", "not_a_workbook"),
    ("half a letter of UTF-16", LINES.encode("utf-16")[:-1], "a.csv", "unknown_encoding"),
    ("only separators", b";;;;\n;;;;\n", "a.csv", 0),
    ("two hundred columns", (";".join("a" * 1 for _n in range(200))).encode(), "a.csv", "too_far"),
    ("twenty thousand and one rows", b"a;b\n" * 20_001, "a.csv", "too_far"),
    ("quote that never ends", LINES.encode() + b'\n"' + b"x;" * 50_000, "a.csv", 2),
    ("field past every limit", b'"' + b"x" * 200_000 + b'";b\n', "a.csv", "damaged_line"),
    ("old line ends", LINES.replace("\n", "\r").encode(), "a.csv", 1),
    ("separator said first", b"sep=|\n" + LINES.replace(";", "|").encode(), "a.csv", 1),
    ("separator said and nothing more", b"sep=", "a.csv", 0),
    ("letters of windows-1258", "Họ và tên;Đơn vị".encode("cp1258", "replace") + b"\n", "a.csv", 0),
    ("commands in a text", LINES.encode() + b"\n=1+1;@SUM(A1);+1;-1;\tx", "a.csv", 2),
    # old Excel and OpenDocument
    ("old Excel cut off", OLD[:3000], "a.xls", "not_a_workbook"),
    ("old Excel of one sector", OLD[:512], "a.xls", "not_a_workbook"),
    ("old Excel with a wild sector size", patched(OLD, 30, b"\xff\xff"), "a.xls", "damaged"),
    ("old Excel with a wild directory", patched(OLD, 48, b"\xff\xff\xff\x7f"), "a.xls", "damaged"),
    ("OpenDocument list", containers.ods(TABLE.format(ODS_LIST)), "a.ods", 1),
    ("OpenDocument without content", packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "a.ods", "not_a_workbook"),
    ("OpenDocument cut off", containers.ods(TABLE.format(ODS_LIST))[:-100], "a.ods", "damaged"),
    ("OpenDocument, a million empty rows", containers.ods(TABLE.format(ODS_LIST + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>')), "a.ods", 1),
    ("OpenDocument, a value repeated over every column", containers.ods(TABLE.format(ODS_ROW.format(containers.ods_cell("a", 16_384)))), "a.ods", "too_far"),
    ("OpenDocument with a document type", containers.ods("<!DOCTYPE a><a/>"), "a.ods", "damaged_part"),
)  # fmt: skip
