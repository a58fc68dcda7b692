"""Room commitments: numbers that count something are told from dates, symbols, names and sayings."""

import re

from namro.commitments.hints.vocabulary import Scan

_YEAR = re.compile(r"(?:19|20|21)\d\d")
_VERSION = re.compile(r"[1-9]\.0")
COUNTED = frozenset({"unit", "thing", "paper"})
_JOINS = frozenset({",", "-", "–", "va", "den"})
_STROKES = frozenset("-/–")
_DAYS, _MONTHS = range(1, 32), range(1, 13)


def quantities(scan: Scan) -> list[tuple[int, int]]:
    """Token ranges of numbers that count: "12 hộ", "88,7%", "ba mô hình"; not "Nghị quyết 15"."""
    found: list[tuple[int, int]] = []
    place, name_until = 0, -1
    while place < len(scan.tokens):
        if scan.tokens[place].kind == "number":
            if _counts(scan, place, name_until == place):
                found.append((place, place + 1))
            elif _next_is_list(scan, place + 1):
                name_until = place + 2
            place += 1
        elif "number" in scan.kinds_at(place):
            end = _worded_end(scan, place)
            if _counts_in_words(scan, place, end):
                found.append((place, end))
            place = end
        else:
            place += 1
    return found


def _next_is_list(scan: Scan, place: int) -> bool:
    # "mức độ 3, 4" and "Nghị quyết 15 và 16" are two names, not a name and a count.
    return place < len(scan.tokens) and scan.tokens[place].folded in _JOINS


def _counts(scan: Scan, place: int, in_list_of_names: bool) -> bool:
    typed = scan.tokens[place].typed
    before, after = _kinds_before(scan, place), scan.kinds_at(place + 1)
    if _is_symbol(scan, place) or _VERSION.fullmatch(typed) or "time" in before:
        return False
    if after & COUNTED or _is_percent(scan, place):
        return not ("saying" in after and "reference" in before)
    if in_list_of_names or "reference" in before or "saying" in after or "time" in after:
        return False
    return not (_YEAR.fullmatch(typed) or _is_day(typed))


def _is_percent(scan: Scan, place: int) -> bool:
    return place + 1 < len(scan.tokens) and scan.tokens[place + 1].typed == "%"


def _is_symbol(scan: Scan, place: int) -> bool:
    """01-CTr/TU, 97/2019/QH14, 01X, COVID-19: stuck to letters that are no unit."""
    tokens = scan.tokens
    before = place - 2 if place > 1 and tokens[place - 1].typed in _STROKES else place - 1
    if before >= 0 and tokens[before].kind == "word" and _is_stuck(scan, before, place):
        return True
    after = place + 1
    is_stroke = after < len(tokens) and tokens[after].typed in _STROKES
    after += is_stroke
    if after >= len(tokens) or tokens[after].kind != "word" or not _is_stuck(scan, place, after):
        return False
    return tokens[after].is_capital if is_stroke else not scan.kinds_at(after) & COUNTED


def _is_stuck(scan: Scan, first: int, last: int) -> bool:
    return all(token.glued for token in scan.tokens[first + 1 : last + 1])


def _is_day(typed: str) -> bool:
    """15/9, 9/2023, 15.8.2023; "12/40" is a share and "1.5" a fraction."""
    pieces = typed.replace(".", "/").split("/")
    if not all(piece.isdecimal() for piece in pieces):
        return False
    if len(pieces) == 3:
        return int(pieces[1]) in _MONTHS and len(pieces[2]) in (2, 4)
    if len(pieces) != 2 or "." in typed:
        return False
    first, second = int(pieces[0]), int(pieces[1])
    return second in _MONTHS and first in _DAYS or bool(_YEAR.fullmatch(pieces[1]))


def _kinds_before(scan: Scan, place: int) -> frozenset[str]:
    """Kinds of the phrase that ends right before a place."""
    for first in range(place - 1, max(place - 6, -1), -1):
        span = scan.spans.get(first)
        if span:
            return span.kinds if span.last == place else frozenset()
    return frozenset()


def _worded_end(scan: Scan, place: int) -> int:
    while "number" in scan.kinds_at(place):
        place = scan.spans[place].last
    return place


def _counts_in_words(scan: Scan, place: int, end: int) -> bool:
    """A number in words counts only before what is counted: "năm mô hình", never "năm 2023"."""
    after = scan.kinds_at(end)
    if not after & COUNTED or "number" in after:
        return False
    before = _kinds_before(scan, place)
    return not ("time" in before or "saying" in after or "reference" in before)
