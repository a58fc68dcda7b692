"""Tests of the sheets room: hostile and broken files, each made from an honest one."""

import io
import zipfile
from pathlib import Path

from tests.sheets import books

HONEST = (books.DEMO / "01-can-bo-chu-chot-2022.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def xlsx(changes: dict | None = None, without: tuple = (), source: bytes = HONEST) -> bytes:
    """The honest workbook with parts replaced, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in (changes or {}) and name not in without:
                new.writestr(name, old.read(name))
        for name, content in (changes or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(body: str, before: str = "", after: str = "") -> bytes:
    """The honest workbook with a sheet of its own making."""
    text = f"<?xml version='1.0'?>{before}{HEAD}<sheetData>{body}</sheetData>{after}</worksheet>"
    return xlsx({SHEET: text})


def cell(reference: str, text: str = "a") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def part(name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(HONEST)) as archive:
        return archive.read(name).decode()


def relationship(target: str, kind: str = "image") -> bytes:
    link = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId9" Type="http://x/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    )
    return xlsx({"xl/worksheets/_rels/sheet1.xml.rels": link})


def many_entries(count: int) -> bytes:
    return xlsx({f"xl/media/{number}.txt": "a" for number in range(count)})


def twice(name: str) -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "<a/>")
    return out.getvalue()


def symlink() -> bytes:
    entry = zipfile.ZipInfo("xl/media/link")
    entry.external_attr = 0o120777 << 16
    return xlsx_with(entry, "/etc/passwd")


def xlsx_with(entry: zipfile.ZipInfo, content: str, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(entry, content, method)
    return out.getvalue()


def flagged(bit: int) -> bytes:
    """Every entry of the directory says that it is encrypted."""
    content = bytearray(xlsx())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= bit
        at = content.find(b"PK\x01\x02", at + 1)
    return bytes(content)


def overlapping() -> bytes:
    """The second entry of the directory points into the first one."""
    content = bytearray(xlsx())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 1)
    content[second + 42 : second + 46] = (5).to_bytes(4, "little")
    return bytes(content)


def wrong_checksum() -> bytes:
    """One byte inside the packed content of the sheet is another."""
    content = bytearray(xlsx())
    at = content.find(SHEET.encode()) + 600
    content[at] ^= 0xFF
    return bytes(content)


def ole(*names: str) -> bytes:
    """The directory of an OLE file with these streams."""
    entries = b""
    for name in names:
        coded = name.encode("utf-16-le") + b"\0\0"
        entry = coded.ljust(64, b"\0") + len(coded).to_bytes(2, "little")
        entries += entry.ljust(128, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


def ods(content: str, extra: dict | None = None, mimetype: str | None = None) -> bytes:
    kind = mimetype or "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", _ODS_HEAD + content + _ODS_TAIL)
        for name, text in (extra or {"META-INF/manifest.xml": "<manifest/>"}).items():
            archive.writestr(name, text)
    return out.getvalue()


_ODS_HEAD = (
    "<?xml version='1.0'?><office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods_cell(text: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeat}"'
        f' office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def put(folder: Path, content: bytes, name: str = "ds.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
