"""Sheets room: text typed in the old VNI fonts is recognised and shown as Unicode."""

import re
import unicodedata

ENCODING = "vni"
# A vowel is followed by one sign for its tone, its hat, or both. Signs of codes 00E0 to 00FC.
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BOWS = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_SINGLE = {
    "ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì",
}  # fmt: skip
_PAIR = re.compile(
    r"([aeo])([âáàåãä])|(a)([êéèúüë])|([aeouyôö])([ùøûõï])|([ñôöæóòîíì])", re.IGNORECASE
)
# A word in which every sign stands where this way of writing puts it.
_WORD = re.compile(
    r"(?:[a-z]|[aeo][âáàåãä]|a[êéèúüë]|[aeouyôö][ùøûõï]|[ñôöæóòîíì])+", re.IGNORECASE
)
_TELLING = re.compile(r"[aeouyôö][ùøûõï]|[aeo][âåä]|a[êüë]|ñ|ö|æ", re.IGNORECASE)


def is_telling(word: str) -> bool:
    """A word that is written so and that no Unicode text would hold."""
    return bool(_TELLING.search(word)) and bool(_WORD.fullmatch(word))


def decode(text: str) -> str:
    return unicodedata.normalize("NFC", _PAIR.sub(_letter, text))


def _letter(match: re.Match[str]) -> str:
    hatted, hat, bowed, bow, vowel, tone, single = match.groups()
    if hatted:
        return _like(hatted, f"{hatted.lower()}\u0302{_HATS[hat.lower()]}")
    if bowed:
        return _like(bowed, f"a\u0306{_BOWS[bow.lower()]}")
    if vowel:
        bare = _SINGLE.get(vowel.lower(), vowel.lower())
        return _like(vowel, f"{bare}{_TONES[tone.lower()]}")
    return _like(single, _SINGLE[single.lower()])


def _like(sign: str, letter: str) -> str:
    letter = unicodedata.normalize("NFC", letter)
    return letter.upper() if sign.isupper() else letter
