"""Room titles: standards are kept, rounds opened, cards scored, breaches noted, old titles taken in."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.criteria import standards, voices
from namro.criteria.scoring import Said, from_figure
from namro.criteria.states import Kind, Voice, answers
from namro.figures import tally
from namro.org.access import Access, person_of
from namro.org.models import Appointment, Person, Unit
from namro.registers.entering import ask_right, correct, enter, words_of
from namro.registers.parts import Parts
from namro.registers.workflow import lock
from namro.titles import sums
from namro.titles.forms import BreachRowForm
from namro.titles.models import Breach, Card, Round, Score, Standard
from namro.titles.states import CardState, RoundState, StandardState
from namro.titles.workflow import CARD, EDIT, SCORE, STANDARD, VERIFY

BLOCK = 3  # of the years of this register among the counters
# Where it may still be noted, or put right, that a criterion was broken.
BREAKING = tuple(one for one in CardState if one not in (CardState.REVOKED, CardState.LAPSED))
RIGHT = {Voice.SELF: SCORE, Voice.COLLECTIVE: SCORE, Voice.APPROVER: VERIFY}


@writing()
def keep_standard(unit: Unit, content: standards.Content, access: Access) -> Standard:
    """Keep a standard of an office; one of this name makes a new version, rounds keep theirs."""
    ask_right(EDIT, unit, access)
    rows = Standard.objects.filter(unit=unit, name=content["name"])
    last = rows.aggregate(last=Max("edition"))["last"] or 0
    for older in rows.filter(status=StandardState.IN_USE).select_related("unit"):
        STANDARD.take(older, "retire", access)
    row = Standard(unit=unit, name=content["name"], edition=last + 1, content=content,
                   status=StandardState.IN_USE)  # fmt: skip
    return enter(row, tally.year_of(BLOCK, clock.today().year), access)


@writing()
def open_round(
    unit: Unit,
    content: standards.Content,
    year: int,
    access: Access,
    *,
    decider: Unit | None = None,
    bare: bool = False,
) -> Round:
    """Open a round of a title in a year, with a card for each subject below the body.

    A committee may decide for the body. A bare round is for a year gone by: its titles are
    taken over from a list.

    Raises:
        Refused: no right, or this round was opened before.
    """
    ask_right(EDIT, unit, access)
    period = tally.year_of(BLOCK, year)
    if Round.objects.filter(unit=unit, name=content["name"], period=period).exists():
        raise Refused(_("This title has a round of %(year)s already.") % {"year": year}, status=422)
    days = {day: dt.date(year, *map(int, content[day].split("-"))) for day in standards.DAYS}
    if decider is not None:
        ask_right(EDIT, decider, access)
    row = Round(unit=unit, decider=decider, name=content["name"], content=content,
                status=RoundState.OPEN, **days)  # fmt: skip
    row = enter(row, period, access)
    if not bare:
        add_cards(row, _subjects(unit, content["of"], dt.date(year, 12, 31)), access)
    return row


@writing()
def name_decider(one: Round, decider: Unit | None, access: Access) -> Round:
    """Another committee decides on the cards of a round, or the body itself."""
    ask_right(EDIT, one.unit, access)
    if decider is not None:
        ask_right(EDIT, decider, access)
    return correct(lock(one), {"decider": decider}, access)


@writing()
def add_missing(one: Round, access: Access) -> int:
    """Cards for who has come since the round was opened; returns how many."""
    if one.status != RoundState.OPEN:
        raise Refused(_("This round is closed."), status=422)
    return add_cards(one, _subjects(one.unit, one.content["of"], one.decide_by), access)


def _subjects(unit: Unit, of: str, day: dt.date) -> Iterable[tuple[Unit, Person | None]]:
    day = min(day, clock.today())
    units = Unit.objects.on(day).under(unit)
    if of != standards.PERSON:
        return [(one, None) for one in units.filter(kind=of).order_by("path")]
    posts = Appointment.objects.on(day).filter(unit__in=units.filter(kind="cell"))
    found = {post.person_id: post for post in posts.select_related("unit", "person")}
    return [(post.unit, post.person) for post in found.values()]


@writing()
def add_cards(one: Round, subjects: Iterable[tuple[Unit, Person | None]], access: Access) -> int:
    """A card for each subject that has none in the round."""
    ask_right(EDIT, one.unit, access)
    known = set(one.cards.values_list("unit", "person"))
    cards = [
        Card(round=one, unit=unit, person=person, status=CardState.SCORING, period=one.period)
        for unit, person in subjects
        if (unit.pk, person.pk if person else None) not in known
    ]  # fmt: skip
    for card in cards:
        card.search_text = words_of(card)
    Card.objects.bulk_create(cards, batch_size=500)
    for card in cards:
        tally.shift(card.period, card.counted_path, [], card.tally())
    audit.record_many((Line("card.enter", card, {}) for card in cards), access.actor)
    return len(cards)


@writing()
def fill(card: Card, access: Access) -> int:
    """Let criteria fill themselves from what is held; returns how many did."""
    if not access.may(SCORE, card) and not access.can(VERIFY, card.unit):
        raise Refused(_("You may not score this card."))
    card = _open(card)
    n = 0
    for _group, one in standards.criteria(card.round.content):
        measure = standards.measure_of(one)
        if measure is None:
            continue
        found = measure.count(card.person or card.unit, card.year)
        made = from_figure(one, found.percent)
        seen = {"numerator": found.numerator, "denominator": found.denominator, "href": found.href}
        _keep(card, one["id"], Voice.HELD, made, "", access, **({} if measure.private else seen))
        n += 1
    audit.record("card.fill", card, {"criteria": [None, n]}, access.actor)
    return n


@writing()
def score(
    card: Card, voice: str, given: Mapping[str, Said], reasons: Mapping[str, str], access: Access
) -> Card:  # noqa: E501
    """Keep what one voice says; where it differs from the voices before, the reason is asked for.

    Raises:
        Refused: no right, the card has gone on, or a reason or a number is wrong.
    """
    right = RIGHT[Voice(voice)]
    if not (access.may(right, card) if right == SCORE else access.can(right, card.unit)):
        raise Refused(_("You may not score this card."))
    card = _open(card, (CardState.SCORING,) if right == SCORE else (CardState.PROPOSED,))
    before = voices.said(card.scores.all(), voices.ORDER[voices.ORDER.index(Voice(voice)) - 1])
    changes = {}
    for _group, one in standards.criteria(card.round.content):
        said, why = given.get(one["id"], Said()), text.nfc(reasons.get(one["id"], ""))
        if said.empty:
            continue
        _check(one, said, before.get(one["id"]), why)
        _keep(card, one["id"], voice, said, why, access)
        told = dict(answers(one["kind"])).get(said.answer, "")
        changes[one["text"][:60]] = [None, str(told or voices.points(Decimal(said.points or 0)))]
    audit.record(f"card.score_{voice}", card, changes, access.actor)
    return card


def _check(one: Mapping[str, Any], said: Said, before: Said | None, why: str) -> None:
    if said.points is not None and not 0 <= said.points <= float(one["most"]):
        words = _("“%(text)s”: write from 0 to %(most)s.")
        raise Refused(words % {"text": one["text"], "most": one["most"]}, status=422)
    if one["kind"] in (Kind.POINTS, Kind.DEDUCTION) and said.answer and not said.not_applicable:
        raise Refused(_("“%(text)s”: write points.") % {"text": one["text"]}, status=422)
    differs = before is not None and not before.empty and before != said
    if (differs or said.not_applicable) and not why:
        words = _("“%(text)s”: say why it differs, or why it does not apply.")
        raise Refused(words % {"text": one["text"]}, status=422)


def _keep(
    card: Card, criterion: str, voice: str, said: Said, why: str, access: Access, **more: Any
) -> None:
    Score.objects.update_or_create(
        card=card,
        criterion=criterion,
        voice=voice,
        defaults={
            "points": said.points, "answer": said.answer, "reason": why[:500],
            "by": person_of(access), "at": clock.now(), **more,
        },
    )  # fmt: skip


def _open(card: Card, states: tuple[str, ...] = (CardState.SCORING, CardState.PROPOSED)) -> Card:
    found: Card = lock(card)
    if found.status not in states:
        raise Conflict(_("The card stands at “%(state)s”.") % {"state": found.get_status_display()})
    return found


@writing()
def break_(card: Card, criterion: str, on: dt.date, source: str, access: Access) -> Breach:
    """Note that a criterion does not hold since a day.

    Raises:
        Refused: no right, the day has not come, or nothing says how it is known.
    """
    if not access.may(SCORE, card) and not access.can(VERIFY, card.unit):
        raise Refused(_("You may not score this card."))
    _of_year(card, on)
    if not source.strip():
        raise Refused(_("Say how it is known."), status=422)
    row = Breach.objects.create(
        card=card, criterion=criterion, on=on, source=text.nfc(source)[:300]
    )
    _propose_anew(card)
    audit.record("card.break", card, {_words(card, criterion): [None, on]}, access.actor, source)
    return row


def _propose_anew(card: Card) -> None:
    """What was broken counts at once while nobody has decided."""
    voice = {CardState.PROPOSED: Voice.COLLECTIVE, CardState.VERIFIED: Voice.APPROVER}
    fresh = Card.objects.select_related("round").get(pk=card.pk)
    if fresh.status in voice:
        fresh.proposed = sums.of(fresh, voice[CardState(fresh.status)]).band[:80]
        fresh.save(update_fields=["proposed"])


def _of_year(card: Card, on: dt.date) -> None:
    if on > clock.today() or on.year != card.year:
        raise Refused(_("Write a day of %(year)s that has come.") % {"year": card.year}, status=422)


def _may_correct(card: Card, access: Access) -> Card:
    if not access.can(VERIFY, card.unit):
        raise Refused(_("You may not score this card."))
    return _open(card, BREAKING)


def _write_breach(card: Card, one: Breach, to: Mapping[str, Any]) -> None:
    _of_year(card, to["on"])
    if to["mended_on"] and not to["on"] <= to["mended_on"] <= clock.today():
        raise Refused(_("Write a day after it was broken that has come."), status=422)
    one.on, one.mended_on, one.source = to["on"], to["mended_on"], text.nfc(to["source"])[:300]


BREACHES = Parts(
    "breaches", "breach", _lazy("Correct what was noted as broken"), BreachRowForm,
    _lazy("%(n)s. Noted by mistake: take it out"), _may_correct, _write_breach,
    noted=lambda card, what, note: _propose_anew(card),
)  # fmt: skip


def _words(card: Card, criterion: str) -> str:
    """A criterion as the trail names it."""
    return standards.words_of(card.round.content)[criterion][:60]


@writing()
def mend(breach: Breach, on: dt.date, access: Access) -> Breach:
    """It holds again since a day; the first broken day stays.

    Raises:
        Refused: no right, or a day before it was broken.
    """
    if not access.can(VERIFY, breach.card.unit):
        raise Refused(_("You may not score this card."))
    if on < breach.on or on > clock.today():
        raise Refused(_("Write a day after it was broken that has come."), status=422)
    breach.mended_on = on
    breach.save(update_fields=["mended_on"])
    _propose_anew(breach.card)
    words = _words(breach.card, breach.criterion)
    audit.record("card.mend", breach.card, {words: [None, on]}, access.actor)
    return breach


def may_take_over(one: Round, said: Mapping[str, Any]) -> Card | None:
    """The card of who is named, where there is one and it has not been decided.

    Raises:
        Refused: it stands already, it is elsewhere, or its day is not of its time.
    """
    unit, person, on = said["unit"], said.get("person"), said["decided_on"]
    if unit is not None and not unit.path.startswith(one.unit.path):
        words = _("%(unit)s is not below %(body)s.")
        raise Refused(words % {"unit": unit, "body": one.unit}, status=422)
    if not dt.date(one.year, 1, 1) <= on <= min(clock.today(), dt.date(one.year + 1, 12, 31)):
        raise Refused(
            _("The day of the decision does not fit %(year)s.") % {"year": one.year}, status=422
        )
    found = one.cards.select_related("round", "unit").filter(unit=unit, person=person)
    card: Card | None = found.first()
    if card is not None and card.status != CardState.SCORING:
        words = _("%(who)s stands in this round already, by decision %(decision)s.")
        told = {"who": person or unit, "decision": card.decision or card.get_status_display()}
        raise Refused(words % told, status=422)
    return card


@writing()
def take_over(one: Round, said: Mapping[str, Any], access: Access) -> Card:
    """A title that was recognised before this register was kept: by its decision, without scores.

    Raises:
        Refused: no right, it stands already, or its day is not of its time.
    """
    ask_right(EDIT, one.unit, access)
    card = may_take_over(one, said)
    unit, person, on = said["unit"], said.get("person"), said["decided_on"]
    until = dt.date(one.year + int(one.content["years"]), 12, 31)
    told = {"decided_on": on, "valid_until": until, "decision": text.nfc(said["decision"])[:100]}
    if card is None:
        card = Card(round=one, unit=unit, person=person, status=CardState.SCORING, **told)
        card = enter(card, one.period, access)
    else:
        card = correct(card, told, access)
    taken: Card = CARD.take(card, "take-over", access)
    return CARD.take(taken, "lapse", access) if until < clock.today() else taken


@writing()
def step_many(cards: Iterable[Card], step: str, note: str, access: Access) -> int:
    """Take one step on several cards, all or none; returns how many.

    Raises:
        Refused: one of them cannot go; it is named.
    """
    n = 0
    for card in cards:
        try:
            CARD.take(card, step, access, note)
        except Refused as refused:
            said = f"{card.person or card.unit}: {refused.message}"
            raise Refused(said, status=refused.status) from refused
        n += 1
    return n
