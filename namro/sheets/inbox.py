"""Room sheets: a sent workbook is kept as it came, hashed, and read in a process of its own."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from namro.core import text
from namro.core.errors import Refused
from namro.sheets.book import Book, open_book
from namro.sheets.limits import MAX_BYTES, Refusal
from namro.sheets.models import Import
from namro.sheets.problems import refusal_sentence


def where(record: Import) -> Path:
    """The place of a sent workbook on disk."""
    return Path(settings.DATA) / "files" / record.path


def keep(record: Import, chunks: Iterable[bytes]) -> Import:
    """Write the bytes and set size and hash; larger than any list of ours is refused at once."""
    path = where(record)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise Refusal("too_big", most=MAX_BYTES // (1024 * 1024))
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except Refusal as refusal:
        path.unlink(missing_ok=True)
        raise Refused(refusal_sentence(refusal), status=422) from None
    except OSError:
        path.unlink(missing_ok=True)
        raise
    record.sha256, record.size = digest.hexdigest(), size
    return record


def shown_name(upload: UploadedFile) -> str:
    """The name under which it was sent, without a path and hidden letters."""
    last = (upload.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in text.nfc(last) if letter.isprintable())[-200:]


def read(record: Import) -> Book:
    """Read the kept workbook again.

    Raises:
        Refused: with the reason and what to do; nothing was written.
    """
    try:
        return open_book(where(record), record.name)
    except FileNotFoundError:
        raise Refused(
            _("The file “%(name)s” is no longer here. Send it again.") % {"name": record.name},
            status=410,
        ) from None
    except Refusal as refusal:
        raise Refused(refusal_sentence(refusal), status=422) from None
