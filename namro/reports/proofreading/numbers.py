"""Room reports: numbers as Vietnamese offices write them, in digits and in words."""

import re
from dataclasses import dataclass
from fractions import Fraction

# 7.126 · 1.234,56 · 88,7 · 85.5 · 12 480 with a blank that does not break is read before.
DIGITS = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![\d])(?![.,]\d)"
)
AFTER_SLASH = re.compile(r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![\d])(?![.,]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_LONGEST = 18

_ONES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_ONE = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_LAST = "(?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)"
WORDS = re.compile(
    rf"(?<![^\W_])(?:(?P<hundreds>{_ONE}) trăm(?: (?:linh|lẻ) (?P<odd>{_LAST}))?(?: |(?![^\W_])))?"
    rf"(?:(?:(?P<tens>{_ONE}) mươi|(?P<ten>mười))(?: (?P<last>{_LAST}))?"
    r"|(?P<alone>hai|ba|bốn|sáu|bảy|bẩy|tám|chín))?(?![^\W_])"
)


@dataclass(frozen=True)
class Number:
    value: Fraction
    decimals: int


def parse(digits: str) -> Number | None:
    """A number in digits; a point before three digits parts thousands, else it is a comma."""
    if len(digits) > _LONGEST:
        return None
    whole, comma, rest = digits.partition(",")
    if _THOUSANDS.fullmatch(whole):
        whole = whole.replace(".", "")
    elif "." in whole:
        whole, comma, rest = whole.partition(".")
    return Number(Fraction(f"{whole}.{rest}" if comma else whole), len(rest))


def as_thousands(number: Number, digits: str) -> Number:
    """Nobody counts 1,234 people in thousandths: there the comma parts thousands too."""
    if number.decimals == 3 and "," in digits and "." not in digits:  # noqa: PLR2004 - digits
        return Number(Fraction(digits.replace(",", "")), 0)
    return number


def in_words(match: re.Match[str]) -> int:
    """The number of a match of WORDS; 0 where it says nothing."""
    total = 100 * _ONES[match["hundreds"]] if match["hundreds"] else 0
    if match["odd"]:
        total += _ONES[match["odd"]]
    if match["tens"] or match["ten"]:
        total += 10 * (_ONES[match["tens"]] if match["tens"] else 1)
        total += _ONES[match["last"]] if match["last"] else 0
    if match["alone"]:
        total += _ONES[match["alone"]]
    return total


def shown(value: Fraction, decimals: int = 0) -> str:
    """A number as Vietnamese papers print it, rounded half up."""
    scaled = int(abs(value) * 10**decimals + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**decimals)
    words = f"{whole:,}".replace(",", ".")
    sign = "-" if value < 0 else ""
    return f"{sign}{words},{rest:0{decimals}d}" if decimals else f"{sign}{words}"


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half up, as offices round."""
    return Fraction(int(abs(value) * 10**decimals + Fraction(1, 2)), 10**decimals) * (
        -1 if value < 0 else 1
    )
