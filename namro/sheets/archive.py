"""Sheets room: what a ZIP container must look like before anything in it is unpacked."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from namro.sheets import limits
from namro.sheets.limits import Refusal

CHUNK = 1024 * 1024
_LOCAL_HEADER = 30
_NESTED = re.compile(r"\.(zip|xlsx|xlsm|xlsb|xls|docx|docm|doc|pptx|ods|odt|rar|7z|gz|bz2|xz|jar)$")
_ARCHIVE_MAGIC = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh")
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_archive(path: Path) -> zipfile.ZipFile:
    """The container, after its directory has passed every rule; nothing is unpacked for that."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Refusal("damaged") from error
    try:
        _check_directory(archive.infolist())
    except Refusal:
        archive.close()
        raise
    return archive


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MAX_ENTRIES:
        raise Refusal("too_many_parts", count=len(entries), most=limits.MAX_ENTRIES)
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry, seen)
        _check_packing(entry)
    _check_sizes(entries)
    _check_overlap(entries)


def _check_name(entry: zipfile.ZipInfo, seen: set[str]) -> None:
    # zipfile cuts a name at NUL; the original must be looked at too.
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\x00" in name:
        raise Refusal("unsafe_part", part=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("unsafe_part", part=name)
    if name.casefold() in seen:
        raise Refusal("duplicate_part", part=name)
    seen.add(name.casefold())
    if _NESTED.search(name.casefold()):
        raise Refusal("nested_file", part=name)


def _check_packing(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Refusal("encrypted")
    if entry.compress_type not in _METHODS:
        raise Refusal("damaged")
    if _is_bomb(entry.file_size, entry.compress_size):
        raise Refusal("packed_too_hard", part=entry.filename)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > limits.RATIO_FROM and unpacked > limits.MAX_RATIO * max(packed, 1)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.MAX_UNPACKED:
        raise Refusal("unpacks_too_big", most=limits.MAX_UNPACKED // limits.RATIO_FROM)
    if _is_bomb(unpacked, sum(entry.compress_size for entry in entries)):
        raise Refusal("packed_too_hard", part="*")


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes unpack to far more than the file holds (a "better zip bomb")."""
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise Refusal("damaged")
        end = entry.header_offset + _LOCAL_HEADER + len(entry.filename) + entry.compress_size


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked content in pieces; broken content is a refusal, not a crash."""
    first = True
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                if first and chunk.startswith(_ARCHIVE_MAGIC):
                    raise Refusal("nested_file", part=entry.filename)
                first = False
                yield chunk
    except (*_BROKEN, zlib.error) as error:
        raise Refusal("damaged_part", part=entry.filename) from error
