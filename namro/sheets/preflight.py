"""Sheets room: what a file really is, and whether it may be opened, before any parser sees it."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from namro.sheets import archive as archives
from namro.sheets import limits
from namro.sheets.limits import Refusal
from namro.sheets.opendocument import look_at_document
from namro.sheets.parts import Look, look_at_workbook

Kind = Literal["xlsx", "xls", "ods", "csv"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = (b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"MZ")
_PAGE = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<head",
    b"<body",
    b"<meta",
    b"<style",
    b"mime-version:",
)
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_SNIFF = 4096
_OLE_ENTRY = 128
_OLD_FONT = re.compile(rb"(?:\.Vn|VNI-)[A-Z][A-Za-z]{1,30}")
_OLD_FONT_WIDE = re.compile(rb"(?:\.\0V\0n\0|V\0N\0I\0-\0)[A-Z]\0(?:[A-Za-z]\0){1,30}")
_XLSX_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Checked:
    """A file that may be parsed: what it is, and what the stream look found in its sheets."""

    kind: Kind
    looks: dict[str, Look]


def check_size(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty_file")
    if size > limits.MAX_BYTES:
        raise Refusal("too_big", most=limits.MAX_BYTES // 1024 // 1024)


def check(path: Path, name: str = "") -> Checked:
    """Refuses what must not reach a parser; `name` is the name under which it was sent."""
    check_size(path)
    ending = Path(name or path.name).suffix.casefold()
    with path.open("rb") as stream:
        head = stream.read(_SNIFF)
    if head.startswith(_ZIP) or (head.startswith(b"PK") and ending not in _TEXT_ENDINGS):
        return _check_zip(path)
    if head.startswith(_OLE):
        return _check_ole(path)
    return _check_text(path, head, ending)


def _check_zip(path: Path) -> Checked:
    with archives.open_archive(path) as archive:
        names = {entry.filename for entry in archive.infolist()}
        _refuse_active(names)
        if all(part in names for part in _XLSX_PARTS):
            _refuse_macro_type(archive)
            return Checked("xlsx", look_at_workbook(archive))
        if "content.xml" in names and _ods_type(archive, names):
            return Checked("ods", look_at_document(archive))
        raise Refusal("not_a_workbook")


def _refuse_active(names: set[str]) -> None:
    folded = {name.casefold() for name in names}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in folded):
        raise Refusal("macro")
    if "xl/workbook.bin" in folded:
        raise Refusal("binary_workbook")
    for name in sorted(folded):
        if "/externallinks/" in name and not name.endswith(".rels"):
            raise Refusal("external_link", target=name)
        if "/embeddings/" in name or "/activex/" in name:
            raise Refusal("nested_file", part=name)


def _refuse_macro_type(archive: zipfile.ZipFile) -> None:
    entry = archive.getinfo("[Content_Types].xml")
    types = b"".join(archives.chunks(archive, entry))
    if b"macroEnabled" in types or b"macrosheet" in types:
        raise Refusal("macro")


def _ods_type(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names:
        return False
    return b"".join(archives.chunks(archive, archive.getinfo("mimetype"))).startswith(_ODS_TYPE)


def _check_ole(path: Path) -> Checked:
    """An old .xls is taken when it is plain; the directory entries say what is inside."""
    content = path.read_bytes()
    if _has_stream(content, "EncryptedPackage") or _has_stream(content, "EncryptionInfo"):
        raise Refusal("encrypted")
    if _has_stream(content, "_VBA_PROJECT_CUR") or _has_stream(content, "VBA"):
        raise Refusal("macro")
    if not (_has_stream(content, "Workbook") or _has_stream(content, "Book")):
        raise Refusal("not_a_workbook")
    # An .xls names its fonts for the whole book; which cell uses which is not looked up.
    return Checked("xls", {"": Look(fonts=_old_fonts(content))})


def _old_fonts(content: bytes) -> set[str]:
    found = {match.decode("ascii") for match in _OLD_FONT.findall(content)}
    return found | {match.decode("utf-16-le") for match in _OLD_FONT_WIDE.findall(content)}


def _has_stream(content: bytes, name: str) -> bool:
    # An entry of an OLE directory is 128 bytes on a multiple of 128 and begins with its name;
    # at 64 stands the length of the name with its closing zero.
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = content.find(wanted)
    while at >= 0:
        length = int.from_bytes(content[at + 64 : at + 66], "little")
        if at % _OLE_ENTRY == 0 and length == len(wanted):
            return True
        at = content.find(wanted, at + 1)
    return False


def _check_text(path: Path, head: bytes, ending: str) -> Checked:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGE):
        raise Refusal("web_page")
    if start.startswith(b"<?xml"):
        raise Refusal("xml_file")
    if head.startswith(_FOREIGN) or not _is_text(path, head):
        raise Refusal("not_a_workbook")
    if ending not in _TEXT_ENDINGS:
        raise Refusal("text_as_workbook", ending=ending)
    return Checked("csv", {})


def _is_text(path: Path, head: bytes) -> bool:
    return head.startswith(_UTF16) or b"\0" not in path.read_bytes()
