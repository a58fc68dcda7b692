"""Tests of the core room: an evidence file is stripped, hashed and stored, or refused with a sentence."""

import errno
import hashlib
import io
import os
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from namro.core import files
from namro.core.errors import Refused
from namro.core.models import StoredFile

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF"
GPS = 0x8825


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def upload(content: bytes, name: str = "ảnh.jpg") -> SimpleUploadedFile:
    sent = SimpleUploadedFile("x", content)
    # Django's own setter would already tidy the name; a hostile one must reach the check as it is.
    sent._name = name
    return sent


def picture(kind: str = "JPEG", size=(60, 40), mode: str = "RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, format=kind, **more)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "TheMaker"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(GPS)[2] = (21.0, 4.0, 5.0)
    exif.get_ifd(GPS)[1] = "N"
    return picture(exif=exif)


def package(*names: str, types: str = "<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, types)
    return out.getvalue()


def refusal(content: bytes, name: str) -> tuple[int, str]:
    with pytest.raises(Refused) as caught:
        files.receive(upload(content, name), 1)
    return caught.value.status, caught.value.message


def png_header(width: int, height: int) -> bytes:
    """A PNG that only says how large it is."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_photo_when_it_tells_a_place_then_the_place_is_dropped_and_it_stands_upright(db):
    sent = photo_with_place()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)[1] == "N"

    row = files.receive(upload(sent), 7)

    stored = files.where(row).read_bytes()
    shown = Image.open(io.BytesIO(stored))
    assert (dict(shown.getexif()), stored.count(b"TheMaker"), stored.count(b"Exif")) == ({}, 0, 0)
    assert (shown.size, row.width, row.height) == ((40, 60), 40, 60)
    assert (row.content_type, row.name, row.received_by) == ("image/jpeg", "ảnh.jpg", 7)


def test_picture_when_a_page_hides_behind_it_then_the_tail_is_lost(db):
    tail = b"<html><script>alert(1)</script></html>"

    row = files.receive(upload(picture("PNG", mode="RGBA") + tail, "a.png"), None)

    stored = files.where(row).read_bytes()
    assert (stored.count(b"<script>"), stored[-8:-4]) == (0, b"IEND")
    assert (row.content_type, row.received_by) == ("image/png", None)


def test_picture_when_it_carries_words_then_they_are_dropped(db):
    row = files.receive(upload(picture("JPEG", comment=b"Nha ong Binh, ngo 5")), 1)

    assert files.where(row).read_bytes().count(b"Nha ong Binh") == 0


def test_picture_when_its_ending_lies_then_it_is_stored_as_what_it_is(db):
    row = files.receive(upload(picture("PNG"), "a.jpg"), 1)

    assert row.content_type == "image/png"


def test_picture_when_it_is_wide_then_it_is_made_smaller(db):
    row = files.receive(upload(picture(size=(4800, 100))), 1)

    assert (row.width, row.height) == (2400, 50)
    assert row.size == files.where(row).stat().st_size


@pytest.mark.parametrize("side", [30_000, 9_000, 7_800])
def test_picture_when_it_would_fill_the_memory_then_it_is_refused_unopened(db, side):
    assert refusal(png_header(side, side), "a.png") == (
        422,
        "The picture “a.png” is too large. Send one of at most 60 megapixels.",
    )
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<html></html>",
        b"\xff\xd8\xff\xe0 and then nothing",
        picture("GIF"),
        picture("JPEG")[:400],
        png_header(20, 20),
    ],
    ids=["html", "cut head", "gif", "cut", "empty png"],
)
def test_picture_when_it_cannot_be_read_then_it_is_refused(db, content):
    assert refusal(content, "a.jpg") == (
        422,
        "The file “a.jpg” is not a picture that can be read. Take it again.",
    )


@pytest.mark.parametrize(
    "name",
    [
        "a.svg",
        "a.html",
        "a.exe",
        "a.jpg.exe",
        "a",
        ".htaccess",
        "a.docm",
        "a.gif",
        "a.heic",
        "a.zip",
    ],
)
def test_kind_when_it_is_none_of_ours_then_it_is_refused(db, name):
    assert refusal(b"<svg onload='alert(1)'/>", name) == (
        422,
        f"The file “{name}” cannot be taken. Send a photo (JPG, PNG), PDF, DOCX or XLSX.",
    )


def test_file_when_it_is_empty_then_it_is_refused(db):
    assert refusal(b"", "a.pdf") == (422, "The file “a.pdf” is empty.")


def test_file_when_it_is_too_large_then_it_is_refused_at_the_limit(db, settings):
    settings.EVIDENCE_LIMIT = 1024 * 1024
    fits = PDF.ljust(settings.EVIDENCE_LIMIT)

    row = files.receive(upload(fits, "a.pdf"), 1)

    assert row.size == 1024 * 1024
    assert refusal(fits + b" ", "a.pdf") == (
        422,
        "The file “a.pdf” is larger than 1 MB. Send a smaller one.",
    )


@pytest.mark.parametrize(
    "active",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        b"/JS (x)",
        b"/JS 12 0 R",
        b"/JS<61>",
        b"/Launch /F (cmd.exe)",
        b"/EmbeddedFile",
        b"/AA << /O 3 0 R >>",
        b"/J#61vaScr#69pt",
        b"/Type /ObjStm /Filter /FlateDecode >>\nstream\r\n" + zlib.compress(b"<< /JS (x) >>"),
        b"/Type /ObjStm >>\nstream\nno zlib endstream /ObjStm >> stream\n"
        + zlib.compress(b"/Launch /F"),
    ],
)
def test_pdf_when_it_holds_a_program_then_it_is_refused(db, active):
    assert refusal(PDF + active, "a.pdf") == (
        422,
        "The PDF “a.pdf” holds active content. Print it to a new PDF and send that.",
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html>%PDF-1.7</html>", "a.pdf"),
        (b"PK\x03\x04 no package", "a.docx"),
        (package("word/document.xml"), "a.docx"),
        (package("[Content_Types].xml", "word/vbaProject.bin"), "a.docx"),
        (package("[Content_Types].xml", "xl/VBAPROJECT.BIN"), "a.xlsx"),
        (package("[Content_Types].xml", types='ContentType="x.macroEnabled.main+xml"'), "a.docx"),
        (package("[Content_Types].xml", types=" " * (1024 * 1024 + 1)), "a.docx"),
        (picture(), "a.xlsx"),
    ],
    ids=["html", "no zip", "no package", "macro", "capitals", "hidden macro", "bomb", "photo"],
)
def test_paper_when_it_is_not_what_its_ending_says_then_it_is_refused(db, content, name):
    assert refusal(content, name) == (
        422,
        f"The file “{name}” is not what its ending says. Save it anew and send it again.",
    )


def test_pdf_when_its_objects_swell_without_end_then_reading_stops(db, monkeypatch):
    monkeypatch.setattr(files, "MAX_INFLATED", 1000)
    swollen = b"/Type /ObjStm >>\nstream\n" + zlib.compress(b" " * 10_000_000) + b"endstream"

    row = files.receive(upload(PDF + swollen * 2, "a.pdf"), 1)

    assert row.size == len(PDF + swollen * 2)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (
            PDF + b"/ObjStm >>\nstream\n" + zlib.compress(b"<< /Type /Page >>"),
            "b.pdf",
            files.PAPERS[".pdf"],
        ),
        (PDF, "Biên bản.PDF", "application/pdf"),
        (package("[Content_Types].xml", "word/document.xml"), "a.docx", files.PAPERS[".docx"]),
        (package("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", files.PAPERS[".xlsx"]),
    ],
)
def test_paper_when_it_is_sound_then_its_bytes_are_kept(db, content, name, kind):
    row = files.receive(upload(content, name), 1)

    assert files.where(row).read_bytes() == content
    assert (row.content_type, row.name, row.width, row.height) == (kind, name, None, None)


def test_hash_when_stored_then_it_is_that_of_the_bytes_on_disk(db, place):
    row = files.receive(upload(photo_with_place()), 1)

    stored = files.where(row).read_bytes()
    row.refresh_from_db()
    assert (row.sha256, row.size) == (hashlib.sha256(stored).hexdigest(), len(stored))
    assert files.where(row) == place / "files" / "evidence" / row.key.hex[:2] / row.key.hex
    assert files.is_whole(row) is True


def test_whole_when_a_byte_has_changed_or_the_file_is_gone_then_it_is_not(db):
    row = files.receive(upload(PDF, "a.pdf"), 1)

    files.where(row).write_bytes(PDF.replace(b"Root", b"Toot"))
    changed = files.is_whole(row)
    files.where(row).unlink()

    assert (changed, files.is_whole(row)) == (False, False)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\lan\\biên bản.pdf", "biên bản.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\x00b\n.pdf", "ab .pdf"),
        ("CON.pdf", "CON.pdf"),
        ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_name_when_it_is_hostile_then_it_is_shown_tame_and_never_reaches_the_disk(
    db, place, sent, shown
):
    row = files.receive(upload(PDF, sent), 1)

    assert row.name == shown
    assert [path.name for path in place.rglob("*") if path.is_file()] == [row.key.hex]


@pytest.mark.parametrize("name", ["y" * 300, "", "  .pdf", "." * 300, "a." + "b" * 300])
def test_name_when_it_has_no_ending_of_ours_then_it_is_refused_and_shortened(db, name):
    status, message = refusal(PDF, name)

    assert (status, len(message) < 300) == (422, True)


def test_storing_when_the_disk_is_full_then_neither_file_nor_row_is_left(db, place, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        files.receive(upload(PDF, "a.pdf"), 1)

    assert StoredFile.objects.count() == 0
    assert [path for path in place.rglob("*") if path.is_file()] == []


def test_storing_when_done_then_others_on_the_machine_cannot_look_into_the_folder(db):
    row = files.receive(upload(PDF, "a.pdf"), 1)

    assert files.where(row).parent.stat().st_mode & 0o777 == 0o700
