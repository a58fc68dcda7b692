"""Room reports: letters of a draft made alike for reading, with the way back to those shown."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_SIGNS = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\t": " ",
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "％": "%",
        "∕": "/",
    }
)
# At the end of a word the tone stands on either vowel: hoà and hòa, uỷ and ủy are one.
_LATE_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![^\W\d_])")
_EARLY = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)


@dataclass(frozen=True)
class Letters:
    """A text as it is read; `back` leads from each letter to where it stands in what is shown."""

    cased: str
    plain: str
    back: tuple[int, ...]

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the text as shown."""
        return self.back[start], self.back[end]


def read(text: str) -> Letters:
    """NFC, one kind of blank and dash, nothing invisible, tones in one place, small letters."""
    composed, back = _composed(text)
    cased = composed.translate(_SIGNS)
    small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in cased)
    return Letters(cased, same_tones(small), tuple(back))


def same_tones(small: str) -> str:
    """Small letters with the tone where the other spelling would put it."""
    return _LATE_TONE.sub(lambda match: _EARLY[match.group()], small)


def _composed(text: str) -> tuple[str, list[int]]:
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and _INVISIBLE.isdisjoint(text)):
        return text, list(range(len(text) + 1))
    letters: list[str] = []
    back: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        made = unicodedata.normalize("NFC", text[at:end])
        made = "".join(letter for letter in made if letter not in _INVISIBLE)
        letters.append(made)
        back.extend([at] * len(made))
        at = end
    return "".join(letters), [*back, len(text)]
