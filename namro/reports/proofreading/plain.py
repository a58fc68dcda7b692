"""Room reports: text files as editors of many years left them."""

from namro.core import text as letters
from namro.sheets.limits import Refusal

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4000


def decode(content: bytes) -> str:
    """The words of a text file, as they are shown.

    Raises:
        Refusal: the letters cannot be read.
    """
    for encoding in _encodings(content):
        try:
            said = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in said and not _is_noise(said):
            return said.removeprefix("\ufeff")
    raise Refusal("unknown_encoding")


def _encodings(content: bytes) -> list[str]:
    if content.startswith(_UTF16):
        return ["utf-16"]
    even, odd = content[:_LOOKED_AT:2].count(0), content[1:_LOOKED_AT:2].count(0)
    if max(even, odd) * 8 > min(len(content), _LOOKED_AT):
        return ["utf-16-le" if odd > even else "utf-16-be"]
    # windows-1258 is what Vietnamese editors wrote before UTF-8.
    return ["utf-8-sig", "cp1258"]


def _is_noise(said: str) -> bool:
    return len(letters.bad_letters(said[:_LOOKED_AT])) * 50 > len(said[:_LOOKED_AT])
