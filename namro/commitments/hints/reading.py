"""Room commitments: the state of each clear and its hints are drawn from what the words promise."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from namro.commitments.clears import RULES, Clear
from namro.commitments.hints.chiefs import chiefs
from namro.commitments.hints.numbers import quantities
from namro.commitments.hints.vocabulary import Scan, pack_of, scan
from namro.commitments.hints.weight import Weight, weigh
from namro.core import rules
from namro.core.dates import read_due

# A form of ours takes 100 letters; a date never needs more.
MAX_DUE = 200

State = Literal["clear", "partly", "missing"]
_BEGINNINGS = frozenset({"slogan", "strong", "making", "plain", "adverb"})
_NOUNS = frozenset({"abstract", "thing", "paper", "body", "place", "address", "address_many"})


@dataclass(frozen=True)
class Words:
    """What stands in a registration, as typed."""

    title: str
    result: str
    due_text: str
    target: str
    supporters: str
    authority: str
    has_accountable: bool
    has_leader: bool
    year: int
    # While it may still be changed: a day before this one is worth a hint.
    today: dt.date | None = None

    @classmethod
    def of(cls, commitment: Any) -> "Words":
        """The words of a stored line, an amendment or a version."""
        due: dt.date | None = commitment.due
        return cls(
            title=commitment.title,
            result=commitment.result,
            due_text=commitment.due_text or (f"{due:%d/%m/%Y}" if due else ""),
            target=commitment.target,
            supporters=commitment.supporters,
            authority=commitment.authority,
            has_accountable=commitment.accountable_id is not None,
            has_leader=commitment.leader_id is not None,
            year=commitment.campaign.year,
        )


@dataclass(frozen=True)
class Hint:
    """One sentence, and the words meant: letters of the field as typed; None points nowhere."""

    code: str
    text: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    field: str = "title"


@dataclass(frozen=True)
class Reading:
    """How clear one of the campaign's clears is."""

    key: str
    name: str
    state: State
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class _Read:
    """The words of one registration with everything found in them."""

    words: Words
    title: Scan
    result: Scan
    supporters: Scan
    promised: Weight
    resulting: Weight
    weighing: dict[str, int]

    @property
    def is_vague(self) -> bool:
        if not self.title.tokens or self.promised.has_product or self.resulting.has_product:
            return False
        # After a title of effort a result must name its product; elsewhere it has the benefit of doubt.
        unknown = 0 if self.promised.slogans else self.resulting.unknown
        beside = "_beside_a_saying" if self.resulting.empty or self.resulting.slogans else ""
        return self.promised.unknown + unknown < self.weighing[f"unknown_words{beside}"]


def read(words: Words, clears: list[Clear]) -> list[Reading]:
    """One reading for each clear of the campaign, in its order."""
    found = _look(words)
    return [_reading(clear, found) for clear in clears]


def is_vague(words: Words) -> bool:
    """True where neither title nor result names a product, a number or anything to go and see."""
    return _look(words).is_vague


def _look(words: Words) -> _Read:
    pack = pack_of(words.year)
    title, result = scan(words.title, pack), scan(words.result, pack)
    return _Read(
        words=words,
        title=title,
        result=result,
        supporters=scan(words.supporters, pack),
        promised=weigh(title),
        resulting=weigh(result, is_result=True),
        weighing=rules.by_id(RULES, pack).rules["weigh"],
    )


def _reading(clear: Clear, found: _Read) -> Reading:
    judge = _JUDGES.get(clear["field"], _filled(clear["field"]))
    is_missing, hints = judge(found)
    state: State = "missing" if is_missing else "partly" if hints else "clear"
    return Reading(clear["key"], clear["name"], state, tuple(hints))


def _pointing(code: str, text: str, scan: Scan, place: tuple[int, int], field: str) -> Hint:
    first, last = place
    start, end = scan.tokens[first].start, scan.tokens[last - 1].end
    return Hint(code, text, scan.text[start:end], start, end, field)


def _who(found: _Read) -> tuple[bool, list[Hint]]:
    hints = []
    for field, text in (
        ("title", found.title),
        ("result", found.result),
        ("supporters", found.supporters),
    ):
        if place := chiefs(text):
            sentence = _("More than one is named to lead; say who answers alone")
            hints.append(_pointing("two_chiefs", sentence, text, place, field))
    return not found.words.has_accountable, hints


def _what(found: _Read) -> tuple[bool, list[Hint]]:
    if not found.title.tokens:
        return True, []
    hints = []
    if found.is_vague:
        hints = [
            _pointing(
                "slogan",
                _("These words promise effort, not an outcome"),
                found.title,
                place,
                "title",
            )
            for place in found.promised.slogans[:3]
        ]
        hints.append(
            Hint("no_product", _("No number and no product: what will be there at the end?"))
        )
    if _has_no_verb(found.title):
        first = found.title.spans[0]
        sentence = _("Begin with what is to be done")
        hints.append(_pointing("no_verb", sentence, found.title, (0, first.last), "title"))
    return False, hints


def _has_no_verb(title: Scan) -> bool:
    kinds = title.kinds_at(0)
    return bool(kinds & _NOUNS) and not kinds & _BEGINNINGS


def _when(found: _Read) -> tuple[bool, list[Hint]]:
    year = found.words.year
    due = read_due(found.words.due_text[:MAX_DUE], year)
    if due.how == "empty":
        return True, [_no_date(found)]
    if due.on is None and due.how != "unreadable":
        return False, [_of_due("habit", _habit(), found.words)]
    if due.on is None:
        sentence = _("This cannot be read as a date; write it as 30/9/%(year)s") % {"year": year}
        return False, [_of_due("unreadable_date", sentence, found.words)]
    if due.on.year != year:
        sentence = _("The date lies outside %(year)s") % {"year": year}
        return False, [_of_due("other_year", sentence, found.words)]
    if found.words.today is not None and due.on < found.words.today:
        return False, [_of_due("past_date", _("This day has passed already"), found.words)]
    return False, []


def _of_due(code: str, text: str, words: Words) -> Hint:
    return Hint(code, text, words.due_text, 0, len(words.due_text), "due_text")


def _habit() -> str:
    return _("This is a habit; write the day by which it can be seen")


def _no_date(found: _Read) -> Hint:
    """Where the title says "thường xuyên" instead of a day, point at it."""
    for place, span in found.title.spans.items():
        if "habit" in span.kinds:
            return _pointing("habit", _habit(), found.title, (place, span.last), "title")
    return Hint("no_date", _("No day is written"), field="due_text")


def _outcome(found: _Read) -> tuple[bool, list[Hint]]:
    words, weight = found.words, found.resulting
    hints = []
    if found.result.tokens and not weight.has_product:
        hints = [
            _pointing(
                "empty_result", _("Nobody can check these words"), found.result, place, "result"
            )
            for place in (weight.empty + weight.slogans)[:3]
        ]
        if not hints and found.is_vague:
            hints = [
                Hint(
                    "no_product_in_result",
                    _("The result names no number and no product"),
                    field="result",
                )
            ]
    if words.target.strip() and not quantities(scan(words.target, pack_of(words.year))):
        sentence = _("The target has no number")
        hints.append(Hint("no_number", sentence, words.target, 0, len(words.target), "target"))
    return not found.result.tokens, hints


def _leader(found: _Read) -> tuple[bool, list[Hint]]:
    return not found.words.has_leader, []


def _filled(field: str) -> "Callable[[_Read], tuple[bool, list[Hint]]]":
    """A clear that is bound to another field is clear once something stands in it."""
    return lambda found: (not str(getattr(found.words, field, "")).strip(), [])


_JUDGES: dict[str, Callable[[_Read], tuple[bool, list[Hint]]]] = {
    "accountable": _who,
    "title": _what,
    "due": _when,
    "result": _outcome,
    "leader": _leader,
}
