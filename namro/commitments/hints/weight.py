"""Room commitments: what a text promises: things to see or count, or effort only."""

from dataclasses import dataclass, field
from enum import Enum

from namro.commitments.hints.numbers import quantities
from namro.commitments.hints.vocabulary import Scan

_COMMAS = frozenset(",:()–-+/")
_STOPS = frozenset(".;!?")
_VERBS = frozenset({"strong", "making", "plain"})
_EFFORT = frozenset({"slogan", "empty"})
_PASSED_OVER = frozenset({"adverb", "particle", "number", "time"})


class Scope(Enum):
    """What a noun is worth where it stands: it depends on the verb before it."""

    PLAIN = "plain"
    MAKING = "making"
    STRONG = "strong"
    VAGUE = "vague"


@dataclass
class Weight:
    """Token ranges found in one text; `unknown` counts words outside the pack said plainly."""

    products: list[tuple[int, int]] = field(default_factory=list)
    slogans: list[tuple[int, int]] = field(default_factory=list)
    empty: list[tuple[int, int]] = field(default_factory=list)
    counted: list[tuple[int, int]] = field(default_factory=list)
    unknown: int = 0

    @property
    def has_product(self) -> bool:
        return bool(self.products or self.counted)


def weigh(scan: Scan, *, is_result: bool = False) -> Weight:
    """Walk once over a text; in a result a paper is a product without a verb that makes it."""
    walk = _Walk(scan, Scope.MAKING if is_result else Scope.PLAIN, is_result)
    place = 0
    while place < len(scan.tokens):
        span = scan.spans.get(place)
        end = span.last if span else place + 1
        walk.step(place, end, span.kinds if span else frozenset())
        place = end
    walk.weight.counted = quantities(scan)
    return walk.weight


class _Walk:
    """The state of the walk: the scope, and whether a new verb may begin here."""

    def __init__(self, scan: Scan, scope: Scope, is_result: bool) -> None:
        self.scan = scan
        self.start = scope
        self.scope = scope
        self.is_result = is_result
        self.fresh = True
        self.weight = Weight()

    def step(self, first: int, last: int, kinds: frozenset[str]) -> None:
        token = self.scan.tokens[first]
        if token.kind == "sign":
            self._sign(token.typed)
        elif kinds & {"joint", "through"}:
            self._join(kinds)
        elif "outcome" in kinds:
            self._product(first, last)
        elif self.is_result and "empty" in kinds and not kinds & _VERBS:
            self.weight.empty.append((first, last))
            self.scope, self.fresh = Scope.VAGUE, False
        elif self._is_verb(kinds):
            self._verb(first, last, kinds)
        elif not kinds & _PASSED_OVER:
            self._noun(first, last, kinds)
            self.fresh = False

    def _sign(self, sign: str) -> None:
        if sign in _STOPS:
            self.scope, self.fresh = self.start, True
        elif sign in _COMMAS:
            self.fresh = True

    def _join(self, kinds: frozenset[str]) -> None:
        self.fresh = True
        if "through" in kinds:
            self.scope = self.start

    def _is_verb(self, kinds: frozenset[str]) -> bool:
        if "slogan" in kinds and ("abstract" not in kinds or self.fresh):
            return True
        if "empty" in kinds and not kinds & (_VERBS | _PASSED_OVER):
            return True
        # Inside "nâng cao chất lượng giải quyết hồ sơ" the second verb is but a noun.
        return bool(kinds & _VERBS) and (self.fresh or self.scope is not Scope.VAGUE)

    def _verb(self, first: int, last: int, kinds: frozenset[str]) -> None:
        if kinds & _EFFORT and not kinds & _VERBS:
            self.weight.slogans.append((first, last))
            self.scope = Scope.VAGUE
        elif "strong" in kinds:
            self.scope = Scope.STRONG
        elif "making" in kinds or self.is_result:
            self.scope = Scope.MAKING
        elif self.scope is not Scope.STRONG:
            self.scope = Scope.PLAIN
        if "empty" in kinds and self.is_result:
            self.weight.empty.append((first, last))
        self.fresh = False

    def _noun(self, first: int, last: int, kinds: frozenset[str]) -> None:
        if self.scope is Scope.VAGUE or self._is_name(first, last):
            return
        if "thing" in kinds or ("paper" in kinds and self.scope is not Scope.PLAIN):
            self._product(first, last)
        elif not kinds & {"abstract", "slogan", "empty", "unit", "body", "place", "address"}:
            self._unknown(first, last)

    def _unknown(self, first: int, last: int) -> None:
        # After a verb of effort a word that is not in the pack is no sign of a product.
        if self.scan.tokens[first].kind == "word" and not self.weight.slogans:
            self.weight.unknown += 1
        if self.scope is Scope.STRONG:
            self._product(first, last)

    def _is_name(self, first: int, last: int) -> bool:
        """One syllable with a capital inside a text: "Hồ" of "Hồ Tây" is no lake that was dug."""
        inside = first > 0 and last - first == 1 and not self.scan.is_all_capitals
        return inside and self.scan.tokens[first].is_capital and self.scope is not Scope.STRONG

    def _product(self, first: int, last: int) -> None:
        self.weight.products.append((first, last))
