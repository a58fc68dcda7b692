"""Room commitments: text as typed is cut into tokens that know their place in it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from namro.core.text import fold

# Combining marks and invisible letters belong to the word, so that NFD is cut like NFC.
_GLUE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"(\d[\d.,/]*)|([^\W_][\w{_GLUE}]*)|([^\s{_GLUE}])")
_TAIL = ".,/"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign; `start` and `end` count letters of the text as typed."""

    kind: Literal["word", "number", "sign"]
    start: int
    end: int
    typed: str
    folded: str
    spelled: str
    glued: bool

    @property
    def is_capital(self) -> bool:
        return self.kind == "word" and self.typed[0].isupper()


def tokens_of(text: str) -> list[Token]:
    """Every token in the order of the text; one pass, no going back."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        start, glued = match.start(), bool(found) and match.start() == end
        typed = match.group()
        if match[1]:
            typed = typed.rstrip(_TAIL)
            found.append(Token("number", start, start + len(typed), typed, typed, typed, glued))
            end = start + len(typed)
            tail = text[end : match.end()]
            found += [_sign(sign, end + step) for step, sign in enumerate(tail)]
        elif match[2]:
            folded, spelled = _forms(typed)
            found.append(Token("word", start, match.end(), typed, folded, spelled, glued))
        else:
            found.append(Token("sign", start, match.end(), typed, typed, typed, glued))
        end = match.end()
    return found


def has_marks(tokens: list[Token]) -> bool:
    """False for text typed on a keyboard without Vietnamese: there a word cannot be told by marks."""
    return any(token.folded != token.spelled for token in tokens)


def _sign(sign: str, start: int) -> Token:
    return Token("sign", start, start + 1, sign, sign, sign, True)


@lru_cache(maxsize=8192)
def _forms(typed: str) -> tuple[str, str]:
    """The word without marks, and with its marks sorted, so that hòa and hoà come out alike."""
    folded = fold(typed)
    letters = unicodedata.normalize("NFD", typed).casefold()
    marks = sorted(letter for letter in letters if unicodedata.category(letter) == "Mn")
    crossed = "đ" if "đ" in letters else ""
    return folded, folded + crossed + "".join(marks)
