"""Room papers: a Word file that somebody sends is looked at as a package before anything reads it."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree

from namro.core.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_PARTS = 200
MAX_UNPACKED = 40 * 1024 * 1024
_NEEDED = ("[Content_Types].xml", "word/document.xml", "word/styles.xml")
_ACTIVE = re.compile(r"vbaproject|vbadata|/embeddings/|/activex/|oleobject|afchunk", re.IGNORECASE)
_MACRO = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
# What makes Word fetch something while it opens the paper.
_FETCH = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|LINK|DDE|DDEAUTO|IMPORT|RD|DATABASE)\b", re.IGNORECASE
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check(content: bytes) -> None:
    """Refuse what is no plain Word file, or what brings along or fetches more than itself.

    Raises:
        Refused: with what was found and where.
    """
    if len(content) > MAX_BYTES:
        raise _no(_("The file is larger than %(n)s MB.") % {"n": MAX_BYTES // 1024 // 1024})
    for name, part in _parts(content).items():
        if name.endswith(".rels"):
            _check_links(name, part)
        elif name.endswith(".xml") and name.startswith("word/"):
            _check_fields(name, part)


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names([entry.filename for entry in entries])
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise _no(_("Unpacked, the file is too large."))
            parts = {}
            for entry in entries:
                with archive.open(entry) as stream:
                    parts[entry.filename] = stream.read(entry.file_size)
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError):
        raise _no(_("This is not a Word file (.docx). Save it anew as .docx.")) from None
    if _MACRO.search(parts["[Content_Types].xml"]):
        raise _no(_("The file holds macros. Save it as .docx without macros."))
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_xml(name, part)
    return parts


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise _no(_("The file has too many parts, or one twice."))
    if any(name not in names for name in _NEEDED):
        raise _no(_("This is not a Word file (.docx). Save it anew as .docx."))
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise _no(_("This is not a Word file (.docx). Save it anew as .docx."))
        if _ACTIVE.search(name):
            raise _no(_("The file holds something active or embedded: %(part)s.") % {"part": name})


def _check_xml(name: str, part: bytes) -> None:
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part:
        raise _no(_("The part %(part)s brings its own definitions.") % {"part": name})
    try:
        _parsed(part)
    except etree.XMLSyntaxError:
        raise _no(_("The part %(part)s cannot be read.") % {"part": name}) from None


def _check_links(name: str, part: bytes) -> None:
    for link in _parsed(part):
        if link.get("TargetMode") == "External":
            target = (link.get("Target") or "")[:80]
            raise _no(
                _("The file refers to something outside of itself: %(target)s. Take it out.")
                % {"target": target}
            )


def _check_fields(name: str, part: bytes) -> None:
    for element in _parsed(part).iter(f"{_W}instrText", f"{_W}fldSimple", f"{_W}altChunk"):
        said = element.text or element.get(f"{_W}instr") or ""
        found = _FETCH.search(said)
        if found or element.tag == f"{_W}altChunk":
            field = found.group() if found else "altChunk"
            raise _no(
                _("The file has a field that fetches something: %(field)s.") % {"field": field}
            )


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(part, parser)


def _no(words: str) -> Refused:
    return Refused(words, status=422)
