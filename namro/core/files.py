"""Room core: files are checked, stripped, hashed and stored under a random name, the row last."""

import hashlib
import io
import os
import re
import uuid
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from namro.core import clock, text
from namro.core.errors import Refused
from namro.core.models import StoredFile

MAX_PIXELS = 60_000_000
MAX_SIDE = 2400  # px: enough to read a paper, small enough for a phone's connection
JPEG_QUALITY = 85
PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
PAPERS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The letter after a short name keeps compressed bytes from being taken for one.
ACTIVE_PDF = re.compile(
    rb"/JavaScript|/JS\s*[(<\d]|/Launch\b|/EmbeddedFile\b|/OpenAction\s*<<|/AA\s*<<"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
MAX_INFLATED = 64 * 1024 * 1024
MACRO = re.compile(rb"vbaproject|macroenabled", re.IGNORECASE)
MAX_TYPES = 1024 * 1024


@dataclass(frozen=True)
class Checked:
    """Bytes that may be stored, and what they are."""

    content: bytes
    content_type: str
    name: str
    width: int | None = None
    height: int | None = None


def receive(upload: UploadedFile, by_person: int | None) -> StoredFile:
    """Check, strip and store one upload.

    Raises:
        Refused: with the reason and what to do; nothing was written.
    """
    return keep(check(upload), by_person)


def keep(checked: Checked, by_person: int | None) -> StoredFile:
    """Store bytes that have been checked, or that we have made ourselves."""
    row = StoredFile(
        key=uuid.uuid4(),
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        width=checked.width,
        height=checked.height,
        received_at=clock.now(),
        received_by=by_person,
    )
    _write(where(row), checked.content)
    row.save(force_insert=True)
    return row


def where(file: StoredFile) -> Path:
    """The place of a stored file on disk."""
    return Path(settings.DATA) / "files" / file.path


def is_whole(file: StoredFile) -> bool:
    """True when the bytes on disk are still the bytes that were received."""
    path = where(file)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256


def check(upload: UploadedFile) -> Checked:
    """Refuse what is empty, too large, of a wrong kind or dressed as something else."""
    name = _shown_name(upload.name or "")
    limit = settings.EVIDENCE_LIMIT
    if (upload.size or 0) > limit:
        raise Refused(
            _("The file “%(name)s” is larger than %(limit)s MB. Send a smaller one.")
            % {"name": name, "limit": limit // (1024 * 1024)},
            status=422,
        )
    content = upload.read()
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": name}, status=422)
    ending = Path(name).suffix.casefold()
    if ending in PICTURES:
        return _picture(content, name)
    if ending in PAPERS:
        return _paper(content, name, ending)
    raise Refused(
        _("The file “%(name)s” cannot be taken. Send a photo (JPG, PNG), PDF, DOCX or XLSX.")
        % {"name": name},
        status=422,
    )


def _picture(content: bytes, name: str) -> Checked:
    """Draw the picture anew: position data, thumbnails and anything behind it are dropped."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            kind = picture.format or "JPEG"
            drawn = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        message = _("The picture “%(name)s” is too large. Send one of at most 60 megapixels.")
        raise Refused(message % {"name": name}, status=422) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        message = _("The file “%(name)s” is not a picture that can be read. Take it again.")
        raise Refused(message % {"name": name}, status=422) from None
    drawn.thumbnail((MAX_SIDE, MAX_SIDE))
    drawn = drawn.convert("RGB") if kind == "JPEG" else drawn.convert("RGBA")
    out = io.BytesIO()
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    clean.save(out, format=kind, quality=JPEG_QUALITY)
    return Checked(out.getvalue(), f"image/{kind.lower()}", name, *clean.size)


def _paper(content: bytes, name: str, ending: str) -> Checked:
    refused = Refused(
        _("The file “%(name)s” is not what its ending says. Save it anew and send it again.")
        % {"name": name},
        status=422,
    )
    if ending == ".pdf":
        if not content.startswith(b"%PDF-"):
            raise refused
        if _is_active(content):
            raise Refused(
                _("The PDF “%(name)s” holds active content. Print it to a new PDF and send that.")
                % {"name": name},
                status=422,
            )
    elif not _is_office(content):
        raise refused
    return Checked(content, PAPERS[ending], name)


def _is_active(content: bytes) -> bool:
    """Also where a name is spelled with "#4a" for "J", and inside compressed object streams."""
    return any(ACTIVE_PDF.search(_plain_names(part)) for part in (content, *_objects(content)))


def _plain_names(content: bytes) -> bytes:
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)


def _objects(content: bytes) -> Iterator[bytes]:
    left = MAX_INFLATED
    for piece in content.split(b"endstream"):
        _before, found, rest = piece.partition(b"/ObjStm")
        packed = rest.partition(b"stream")[2].lstrip(b"\r\n")
        if not found or left <= 0:
            continue
        try:
            part = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            continue
        yield part
        left -= len(part)


def _is_office(content: bytes) -> bool:
    """A package without macros, whatever the part that would hold them is called."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            with package.open("[Content_Types].xml") as part:
                types = part.read(MAX_TYPES + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, RuntimeError, OSError):
        return False
    macro = MACRO.search(types) or any(MACRO.search(name.encode()) for name in names)
    return len(types) <= MAX_TYPES and not macro


def _shown_name(name: str) -> str:
    """The name as shown: never a path, no hidden letters, of a length that fits."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in text.nfc(last) if letter.isprintable())
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:15]}" if stem else shown[:190]


def _write(path: Path, content: bytes) -> None:
    """Bytes and folder reach the disk before the row is committed; a full disk leaves nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
