"""Core room: Vietnamese text is kept here: normal form, letters to refuse, search, sorting, names."""

import re
import unicodedata

# The order of letters and of tones in CLDR "vi": a ă â b c d đ e ê ..., and then
# không dấu, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = {
    ("a", "\u0306"): "a1",
    ("a", "\u0302"): "a2",
    ("e", "\u0302"): "e1",
    ("o", "\u0302"): "o1",
    ("o", "\u031b"): "o2",
    ("u", "\u031b"): "u1",
}
_DYET = {ord("đ"): "d", ord("Đ"): "d", ord("Ð"): "d", ord("ð"): "d"}

# Soft hyphen, zero-width space, joiners, word joiner, byte order mark.
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Control characters but line break and tab, marks of direction, half surrogates.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_FOREIGN = re.compile(
    "[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W\d_]+")

_ADDRESS_FORM = re.compile(
    r"^\s*(?:đồng\s+chí|đ\s*[/.\\]\s*c|đc|ông\s*[/(]?\s*bà\)?|ông|bà)(?=[\s:.])\s*[:.]?\s*",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^\s*\d{1,4}\s*[.)]\s*")
_NAME_PIECE = re.compile(r"[^\W\d_]+")


def nfc(text: str, *, lines: bool = False) -> str:
    """The form in which text is stored: NFC, nothing invisible, single blanks, trimmed."""
    clean = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    if not lines:
        return " ".join(clean.split())
    clean = clean.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in clean.split("\n")).strip()


def bad_letters(text: str) -> list[int]:
    """Positions, counted from 1, of letters that no honest text has.

    NUL and control characters, marks that turn the direction of writing, half surrogates, and
    Cyrillic or Greek letters standing inside a Latin word, where they look like Latin ones.
    """
    found = [match.start() + 1 for match in _FORBIDDEN.finditer(text)]
    if _FOREIGN.search(text):
        for word in _WORD.finditer(text):
            foreign = [match.start() + 1 for match in _FOREIGN.finditer(text, *word.span())]
            if len(foreign) < len(word.group()):
                found += foreign
    return sorted(found)


def fold(text: str) -> str:
    """The form in which text is searched: no marks, no case, đ as d; NFC and NFD come out alike."""
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return " ".join(bare.translate(_DYET).casefold().split())


def identity(text: str) -> str:
    """By which two spellings are one name: case, blanks and where the tone is written aside.

    "Hoà" and "hòa" are one; "Hùng" and "Hưng", which a search folds together, are two people.
    """
    words = []
    for word in nfc(text).casefold().split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(letter for letter in letters if letter in _TONES)
        words.append("".join(letter for letter in letters if letter not in _TONES) + tones)
    return " ".join(words)


def collation_key(text: str) -> str:
    """A plain ASCII string that sorts as CLDR "vi" sorts the text.

    The same on SQLite BINARY and PostgreSQL "C", where the databases' own orders differ.
    """
    letters, tones, cases = _weights(text)
    return f"{letters} {tones} {cases}"


def given_name_key(full_name: str) -> str:
    """Sorts people by the last word of the name, as lists in Viet Nam do, then by the whole."""
    name = nfc(full_name)
    letters, tones, _ = _weights(name.rpartition(" ")[2])
    return f"{letters} {tones} {collation_key(name)}"


def _weights(text: str) -> tuple[str, str, str]:
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for letter, marks in _clusters(nfc(text)):
        code = _primary(letter, marks)
        letters.append(code)
        if code[0].isalpha():
            tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), "0"))
            cases.append("1" if letter.isupper() else "0")
    return "".join(letters), "".join(tones).rstrip("0"), "".join(cases).rstrip("0")


def _clusters(text: str) -> list[tuple[str, str]]:
    clusters: list[tuple[str, str]] = []
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter) == "Mn" and clusters:
            base, marks = clusters[-1]
            clusters[-1] = (base, marks + letter)
        else:
            clusters.append((letter, ""))
    return clusters


def _primary(letter: str, marks: str) -> str:
    # Blank "!" < punctuation '"' < digits < letters; the blank itself stays free as the
    # separator between the three levels, so that a shorter text always sorts first.
    small = letter.casefold()
    if small in "đð":
        return "d1"
    if "a" <= small <= "z":
        return next(
            (
                code
                for (base, mark), code in _LETTER_MARKS.items()
                if base == small and mark in marks
            ),
            f"{small}0",
        )
    if "0" <= letter <= "9":
        return letter
    if letter == " ":
        return "!"
    if letter.isalpha():
        return f"z9{ord(small[0]):06x}"
    return '"'


def whole_number(typed: str) -> int | None:
    """A number out of an address; "²" and "٣" are digits to Python, and no number of ours."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def person_name(text: str) -> str:
    """A name as a list would print it: without "Đ/c" or "Ông/Bà", not in capitals only."""
    name = _LIST_NUMBER.sub("", nfc(text))
    while (rest := _ADDRESS_FORM.sub("", name, count=1)) != name and rest:
        name = rest
    name = name.strip(" ,;:-")
    if name.isupper() or name.islower():
        return _NAME_PIECE.sub(lambda piece: piece.group().capitalize(), name)
    return name
