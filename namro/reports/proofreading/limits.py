"""Room reports: how large a draft may be, and every refusal of one as a sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.sheets.limits import Refusal

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_LETTERS = 400_000
MAX_BLOCKS = 20_000
MAX_PAGES = 400

SENTENCES: dict[str, Promise] = {
    "empty_file": _("The file is empty. Check that it was saved, then choose it again."),
    "empty_draft": _("The draft holds no words. Paste its text, or choose the file again."),
    "too_big": _("The file is larger than %(most)s MB. Remove pictures and send it again."),
    "too_long_draft": _(
        "The draft has more than %(most)s letters. Split it and check the parts one by one."
    ),
    "too_many_blocks": _(
        "The draft has more than %(most)s paragraphs and cells. Split it and check the parts one "
        "by one."
    ),
    "too_many_pages": _("The PDF has more than %(most)s pages. Split it and send the parts."),
    "not_a_draft": _("“%(name)s” is no draft that can be read. Send a .docx, .pdf or .txt file."),
    "old_word": _(
        "“%(name)s” is in the old Word format. Open it, save it as .docx and send it again."
    ),
    "not_as_named": _(
        "“%(name)s” is not what its ending says. Open it, save it anew and send it again."
    ),
    "secret": _(
        "The draft bears the stamp “%(stamp)s”. State secrets may not be put into this system; "
        "check it by hand."
    ),
    "scanned": _(
        "The PDF holds pictures of pages and no text. Send the Word file from which it was made, "
        "or paste the text."
    ),
    "encrypted": _(
        "The file is protected by a password. Save it without the password and send it again."
    ),
    "old_letters": _(
        "The draft is written in an old font (%(font)s), whose letters are no Unicode. Convert it "
        "to Unicode and send it again."
    ),
    "unknown_encoding": _(
        "The letters of the text file cannot be read. Save it as UTF-8, or send the Word file."
    ),
    "damaged": _(
        "The file is damaged or was not sent completely. Open it, save it under a new name and "
        "send it again."
    ),
    "doctype": _(
        "The file holds a document type declaration, which no draft needs. Copy the text into a "
        "new document and send that."
    ),
    "packed_too_hard": _(
        "The file unpacks to a size out of all proportion. Copy the text into a new document and "
        "send that."
    ),
    "nested_file": _(
        "The file holds another file (%(part)s). Remove embedded objects and send it again."
    ),
    "too_slow": _(
        "Reading the file took longer than %(seconds)s seconds and was stopped. Copy the text "
        "into a new document and send that."
    ),
    "too_heavy": _(
        "Reading the file needs too much memory and was stopped. Copy the text into a new "
        "document and send that."
    ),
}
_ALIKE = {
    "unpacks_too_big": "packed_too_hard",
    "too_many_parts": "packed_too_hard",
    "unsafe_part": "damaged",
    "duplicate_part": "damaged",
    "damaged_part": "damaged",
}


def sentence(refusal: Refusal) -> str:
    """What was wrong with the file, and what to do."""
    code = _ALIKE.get(refusal.code, refusal.code)
    return str(SENTENCES.get(code, SENTENCES["damaged"])) % refusal.params
