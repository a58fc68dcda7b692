"""Room papers: the number-symbols of official papers: read, found in a text, written as they should be.

Four grammars: 33-NQ/TW (Party), 32/2021/NĐ-CP and 97/2019/QH14 (laws and decrees), 1755/QĐ-TTg
(State), 12/UBND-VX (official letters). It knows nothing of Django or of any register.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Grammar = Literal["party", "law", "state", "letter"]

# Types of papers of both sides; what is none of them is a body, and the paper an official letter.
TYPES = frozenset(
    [
        "NQ",
        "QĐ",
        "QĐi",
        "QyĐ",
        "QyC",
        "CT",
        "QC",
        "TC",
        "TB",
        "HD",
        "CTr",
        "KH",
        "PA",
        "ĐA",
        "DA",
        "BC",
        "BB",
        "TTr",
        "HĐ",
        "CĐ",
        "BGN",
        "BTT",
        "GUQ",
        "GM",
        "GGT",
        "GNP",
        "PG",
        "PC",
        "PB",
        "SY",
        "TrS",
        "SL",
        "KL",
        "CV",
        "TT",
        "NĐ",
        "L",
        "PL",
        "TTLT",
        "VBHN",
        "CTrHĐ",
        "ĐB",
        "GT",
        "GĐĐ",
    ]
)
_TYPE_SPELLINGS = {one.casefold(): one for one in sorted(TYPES)}
# Where two types differ by case alone there would be no telling; there are none.
_LETTER = r"A-ZÀ-ỸĐa-zà-ỹđ"
_BLANK = r"[ \u00a0\t]?"
_HYPHEN = rf"{_BLANK}[-‐‑–]{_BLANK}"
_SLASH = rf"{_BLANK}/{_BLANK}"
_WORD = rf"[{_LETTER}]{{1,10}}"
# A body may have parts and a number: UBND-VX, TP-MTTQ, UBTVQH15, BCĐ04, VPTW.
_BODY = rf"[{_LETTER}]{{1,12}}\d{{0,2}}"
_BEGIN = r"(?<![\w/.,-])(\d{1,5}[a-zđ]?)"
_END = r"(?![\w/])(?!-[\w])"
_PATTERNS: tuple[tuple[Grammar, re.Pattern[str]], ...] = (
    (
        "law",
        re.compile(
            rf"{_BEGIN}{_SLASH}((?:19|20)\d\d){_SLASH}((?:{_WORD}{_HYPHEN}){{0,2}}{_BODY}){_END}"
        ),
    ),
    ("party", re.compile(rf"{_BEGIN}{_HYPHEN}({_WORD}){_SLASH}({_BODY}(?:-{_BODY}){{0,2}}){_END}")),
    ("state", re.compile(rf"{_BEGIN}{_SLASH}({_WORD}){_HYPHEN}({_BODY}(?:-{_BODY}){{0,2}}){_END}")),
)


@dataclass(frozen=True)
class Symbol:
    """A number-symbol that was read: `text` is as it stood, `canonical` as it is written."""

    grammar: Grammar
    number: str
    year: int | None
    type: str
    body: str
    text: str = ""
    start: int = 0

    @property
    def canonical(self) -> str:
        number = self.number.zfill(2)
        if self.grammar == "party":
            return f"{number}-{self.type}/{self.body}"
        if self.grammar == "law":
            kind = f"{self.type}-{self.body}" if self.type else self.body
            return f"{number}/{self.year}/{kind}"
        return (
            f"{number}/{self.type}-{self.body}"
            if self.grammar == "state"
            else (f"{number}/{self.body}")
        )

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def parse(text: str) -> Symbol | None:
    """The symbol that a text is, blanks around it aside; None when it is none."""
    said = unicodedata.normalize("NFC", text).strip()
    for one in find(said):
        if one.start == 0 and one.end == len(said):
            return one
    return None


def find(text: str) -> Iterator[Symbol]:
    """Every symbol in a text, in its order, with its place; the text should be NFC."""
    # A mark a letter: with thousands of symbols a list of places would be walked for each of them.
    taken = bytearray(len(text))
    found: list[Symbol] = []
    for grammar, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            symbol = _symbol(grammar, match)
            if symbol is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(symbol)
    yield from sorted(found, key=lambda one: one.start)


def compose(form: str, number: int, kind: str, body: str, desk: str = "") -> str:
    """The symbol of a paper of ours; numbers below 10 have a zero in front.

    An official letter of the State says who drafted it (`desk`) in place of a type.
    """
    if form == "party":
        return f"{number:02d}-{kind}/{body}"
    return f"{number:02d}/{body}-{desk}" if desk else f"{number:02d}/{kind}-{body}"


def _symbol(grammar: Grammar, match: re.Match[str]) -> Symbol | None:
    number = match[1]
    text, start = match.group(), match.start()
    if grammar == "law":
        kind, _, body = _joined(match[3]).partition("-")
        if not body:
            found = Symbol("law", number, int(match[2]), "", kind, text, start)
            return found if re.fullmatch(r"QH\d{1,2}", kind) else None
        known = _TYPE_SPELLINGS.get(kind.casefold())
        return Symbol("law", number, int(match[2]), known, body, text, start) if known else None
    kind, body = match[2], _joined(match[3])
    if not body[0].isupper():
        return None
    known = _TYPE_SPELLINGS.get(kind.casefold())
    if known and (kind[0].isupper() or body.isupper()):
        return Symbol(grammar, number, None, known, body, text, start)
    if grammar == "state" and len(kind) > 1 and kind.isupper() and body.isupper():
        return Symbol("letter", number, None, "", f"{kind}-{body}", text, start)
    return None


def _joined(body: str) -> str:
    return re.sub(_HYPHEN, "-", body)
