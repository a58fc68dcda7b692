"""Room reports: what a file really is, and whether it may be opened, before any parser sees it."""

from pathlib import Path
from typing import Literal

from namro.reports.proofreading import limits
from namro.sheets import archive as archives
from namro.sheets.limits import Refusal

Kind = Literal["docx", "pdf", "txt"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_HEAD = 1024
_WORD = "word/document.xml"
_ENDINGS = {".docx": "docx", ".docm": "docx", ".pdf": "pdf", ".txt": "txt", "": "txt", ".md": "txt"}
# Also in UTF-16, in which a part may be written to hide it.
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_OVERLAP = 32


def check(path: Path, name: str) -> Kind:
    """The kind of the file.

    Raises:
        Refusal: it is none that is read here, or it must not reach a parser.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty_file")
    if size > limits.MAX_BYTES:
        raise Refusal("too_big", most=limits.MAX_BYTES // limits.MEGABYTE)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    wanted = _ENDINGS.get(Path(name).suffix.casefold())
    if head.startswith(_OLE):
        raise Refusal("old_word", name=name)
    found = _kind(head)
    if wanted is None and found == "txt":
        raise Refusal("not_a_draft", name=name)
    if wanted is not None and wanted != found:
        raise Refusal("not_as_named", name=name)
    if found == "docx":
        _check_word(path, name)
    return found


def _kind(head: bytes) -> Kind:
    if head.startswith(_ZIP):
        return "docx"
    return "pdf" if head.lstrip().startswith(_PDF) else "txt"


def _check_word(path: Path, name: str) -> None:
    """A container of the right shape, in which no part declares entities."""
    with archives.open_archive(path) as archive:
        names = {entry.filename for entry in archive.infolist()}
        if _WORD not in names or "[Content_Types].xml" not in names:
            raise Refusal("not_a_draft", name=name)
        for entry in archive.infolist():
            if not entry.filename.casefold().endswith((".xml", ".rels")):
                continue
            tail = b""
            for chunk in archives.chunks(archive, entry):
                if any(sign in tail + chunk for sign in _DOCTYPES):
                    raise Refusal("doctype")
                tail = chunk[-_OVERLAP:]
