"""Room commitments: the words that the reader knows are taken from its rule pack and found in text."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

from namro.commitments.clears import RULES
from namro.commitments.hints.tokens import Token, has_marks, tokens_of
from namro.core import rules

SUBJECT = "reader"
EFFORT = frozenset({"slogan"})


class Node:
    """One step in the tree of phrases; `ends` holds the kinds of each phrase that ends here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.ends: dict[tuple[str, ...], frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase of the pack found in a text, from token `first` up to token `last` (excluded)."""

    kinds: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True)
class Scan:
    """A text cut into tokens, the phrases at each place, and how many tokens were looked at."""

    text: str
    tokens: list[Token]
    spans: dict[int, Span]
    touched: int

    @cached_property
    def is_all_capitals(self) -> bool:
        return not any(token.typed.islower() for token in self.tokens if token.kind == "word")

    def kinds_at(self, place: int) -> frozenset[str]:
        span = self.spans.get(place)
        return span.kinds if span else frozenset()


@lru_cache(maxsize=8)
def tree(pack: str) -> Node:
    """The phrases of one pack; several kinds may share a phrase."""
    root = Node()
    words: dict[str, dict[str, list[str]]] = rules.by_id(RULES, pack).rules["words"]
    for kind, groups in words.items():
        for phrases in groups.values():
            for phrase in phrases:
                _plant(root, kind, phrase)
    return root


@lru_cache(maxsize=64)
def pack_of(year: int) -> str:
    """The pack that held at the end of a year; before the first one, the first."""
    found = [pack for pack in rules.packs(RULES) if pack.subject == SUBJECT]
    day = dt.date(min(max(year, dt.MINYEAR), dt.MAXYEAR), 12, 31)
    return next((pack.id for pack in found if pack.holds_on(day)), found[0].id)


def scan(text: str, pack: str) -> Scan:
    """Find the longest phrase that begins at each place; found phrases do not overlap."""
    tokens = tokens_of(text)
    marked = has_marks(tokens)
    spans: dict[int, Span] = {}
    place = touched = 0
    root = tree(pack)
    while place < len(tokens):
        span, steps = _longest(tokens, place, root, marked)
        touched += steps
        if span:
            spans[place] = span
        place = span.last if span else place + 1
    return Scan(text, tokens, spans, touched)


def _longest(tokens: list[Token], place: int, root: Node, marked: bool) -> tuple[Span | None, int]:
    node, best, at = root, None, place
    effort: frozenset[str] = frozenset()
    while at < len(tokens) and (step := node.next.get(tokens[at].folded)):
        node, at = step, at + 1
        if node.ends and (kinds := _kinds(node, tokens[place:at], marked)):
            # "phát triển kinh tế" is a noun that begins with a verb of effort, and may be either.
            best = Span(kinds | effort if "abstract" in kinds else kinds, place, at)
            effort |= kinds & EFFORT
    return best, at - place + 1


def _kinds(node: Node, tokens: list[Token], marked: bool) -> frozenset[str]:
    # "ba" and "bà", "sau" and "sáu": one syllable is told by its marks, two by each other.
    if len(tokens) > 1 or not marked:
        return frozenset().union(*node.ends.values())
    return node.ends.get((tokens[0].spelled,), frozenset())


def _plant(root: Node, kind: str, phrase: str) -> None:
    tokens = tokens_of(phrase)
    node = root
    for token in tokens:
        node = node.next.setdefault(token.folded, Node())
    spelled = tuple(token.spelled for token in tokens)
    node.ends[spelled] = node.ends.get(spelled, frozenset()) | {kind}
