"""Room titles: the register as data: standards, rounds, cards."""

from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.criteria import standards, voices
from namro.criteria.forms import ScoreForm
from namro.criteria.states import Answer, Kind, Mode, Voice
from namro.org.access import Access
from namro.org.roles import READER_ROLES, Role
from namro.registers import columns, parts
from namro.registers.kit import Ask, Book, PaperOf, Print, Register, Rows, Tasks, find, standing
from namro.registers.listing import Filter
from namro.registers.pages import link
from namro.registers.workflow import own_unit
from namro.titles import actions, filters, papers, sets, sums
from namro.titles.figures import COUNTS, years
from namro.titles.forms import (
    BreachForm,
    DeciderForm,
    MendForm,
    Nothing,
    PickForm,
    RoundForm,
)
from namro.titles.models import Card, Round
from namro.titles.states import HELD, UNDECIDED, CardState, RoundState
from namro.titles.workflow import CARD, DECIDE, EDIT, ROUND, SCORE, SEE, VERIFY

YEAR = columns.year(COUNTS.block, years)
ROUNDS = columns.listing(
    "round", _("Rounds of titles"), Round, SEE,
    show=("name", columns.words("year", _("Year"), lambda r: str(r.year)), "unit", "self_by",
          "request_by", "decide_by", "status"),
    by=(YEAR, "status"),
    empty=_("No title has been opened yet. Open a round: every subject gets its card."),
)  # fmt: skip


CARDS = columns.listing(
    "card", _("Cards"), Card, SEE,
    show=(columns.words("who", _("Whose it is"), lambda r: str(r.person or r.unit), related=("person",)),
          "round", "unit", "proposed", "decided_on", "status"),
    by=(YEAR, Filter("round", _("Round"), filters.rounds,
                     lambda rows, value, day: rows.filter(round=int(value))),
        Filter("title", _("Name of the title"), filters.titles, filters.keep_title),
        Filter("band", _("What the scores give"), filters.bands,
               lambda rows, value, day: rows.filter(proposed=value)),
        columns.states(Card, held=(_("Recognised at the time"), HELD),
                       waiting=(_("Not decided yet"), UNDECIDED))),
    empty=_("No cards yet."),
)  # fmt: skip


PASSED = {"record.pass": _("Passed to the unit that carries it on")}


def _scores(card: Card, access: Access) -> list[dict[str, Any]]:
    """Every criterion with what each voice says, side by side, and the reason of a difference."""
    scores, found = papers.by_voice(card), []
    for _group, one in standards.criteria(card.round.content):
        said, kind = {voice: scores.get((one["id"], voice)) for voice in voices.ORDER}, one["kind"]
        held = said[Voice.HELD]
        cells = [
            {"text": "" if one["kind"] == Kind.VETO else one["most"]},
            {"text": voices.shown(held, kind), "href": held.href if held else ""},
        ]
        cells += [{"text": voices.shown(said[voice], kind)} for voice in voices.SPOKEN]
        why = "; ".join(voices.differences(said, kind))
        found.append({"label": one["text"], "cells": [*cells, {"text": why}]})
    return found


def _totals(card: Card, access: Access) -> list[dict[str, Any]]:
    said = [sums.outcome(one) if one else ""
            for one in sums.spoken(card).values()]  # fmt: skip
    return [{"text": gettext("What the scores give")}, {"text": ""}, {"text": ""},
            *({"text": one} for one in said), {"text": ""}]  # fmt: skip


def _stands(card: Card, access: Access) -> list[dict[str, Any]]:
    """Where all must hold: since when each does, and the first day on which it was broken."""
    if card.round.content["mode"] != Mode.ALL:
        return []
    broken = {"state": "late", "text": gettext("Broken")}
    return [{"label": one.text, "cells": [
        {"date": one.since} if one.since else broken, {"date": one.broken_on}]}
        for one in sums.stands(card)]  # fmt: skip


def _breaches(card: Card, access: Access) -> list[dict[str, Any]]:
    words = standards.words_of(card.round.content)
    return [{"label": words.get(one.criterion, one.criterion), "cells": [
        {"date": one.on}, {"date": one.mended_on}, {"text": one.source}]}
        for one in card.breaches.all()]  # fmt: skip


def _card_facts(card: Card, access: Access) -> list[dict[str, Any]]:
    """The band is what the scores give; a person decides, and the page says so."""
    found = standing(card, access)
    if card.status != CardState.SCORING and not card.decision:
        words = gettext("the scores give: %(band)s; a person decides")
        found.append({"text": words % {"band": card.proposed or gettext("no level")}})
    if card.decided_on:
        found.append({"date": card.decided_on})
    return found


def _voice(name: str, label: Any, voice: str, right: str, states: tuple[str, ...]) -> Ask:
    """A form of scores for one voice."""

    def form(card: Card, access: Access) -> Any:
        content, scores = card.round.content, card.scores.all()
        return partial(ScoreForm, content=content, scores=scores, voice=voice)

    def act(card: Card, said: dict[str, Any], access: Access) -> Card:
        return actions.score(card, voice, *ScoreForm.read(card.round.content, said), access)

    return Ask(name, label, right, form, act, primary=voice == Voice.SELF,
               offered=lambda card, access: card.status in states)  # fmt: skip


def _several(name: str, label: Any, right: str, states: tuple[str, ...], step: str) -> Ask:
    """A step on several cards of a round that a person has ticked."""
    asks_note = CARD[step].asks_note

    def rows(one: Round, access: Access) -> QuerySet[Card]:
        found = access.rows(Card, SEE).filter(round=one.pk, status__in=states)
        if step == "recognise":
            found = found.exclude(proposed="")  # against the scores: one by one, with the reason
        if step == "lapse":
            found = found.filter(valid_until__lt=clock.today())
        return found.select_related("unit", "person", "round").order_by("unit__path", "pk")

    def form(one: Round, access: Access) -> Any:
        return lambda *args, **more: PickForm(
            *args, rows=rows(one, access), asks_note=asks_note, **more
        )

    def act(one: Round, said: dict[str, Any], access: Access) -> Round:
        actions.step_many(said["cards"], step, said.get("note", ""), access)
        return one

    where = (lambda one: one.body) if right == DECIDE else own_unit
    return Ask(name, label, right, form, act, where=where,
               offered=lambda one, access: rows(one, access).exists())  # fmt: skip


def _in_round(one: Round, access: Access) -> list[dict[str, Any]]:
    """How many cards stand where, each count with the way to them."""
    counted = dict(one.cards.order_by().values_list("status").annotate(n=Count("pk")))
    address = reverse("card-list")
    return [{"label": label, "href": link(address, round=one.pk, status=state),
             "cells": [{"number": counted[state]}]}
            for state, label in CardState.choices if state in counted]  # fmt: skip


def _filled(card: Card, said: dict[str, Any], access: Access) -> Card:
    actions.fill(card, access)
    return card


def _task(card: Card, day: str) -> dict[str, Any]:
    return {"label": str(card), "href": columns.href("card")(card), "text": card.unit.name,
            "due": getattr(card.round, day)}  # fmt: skip


def _all(status: str) -> Any:
    return lambda: link(reverse("card-list"), status=status)


def _waiting(right: str, state: str) -> Any:
    def rows(access: Access) -> QuerySet[Card]:
        found = access.rows(Card, right).filter(status=state, round__status=RoundState.OPEN)
        return found.select_related("round", "unit", "person").order_by("round__self_by", "pk")

    return rows


def _to_decide(access: Access) -> QuerySet[Card]:
    """Verified cards of rounds on which this person decides for the body."""
    found = access.rows(Card, SEE).filter(status=CardState.VERIFIED, round__status=RoundState.OPEN)
    bodies = access.units(DECIDE)
    found = found.filter(Q(round__decider__in=bodies)
                         | Q(round__decider=None, round__unit__in=bodies))  # fmt: skip
    return found.select_related("round", "unit", "person").order_by("round__decide_by", "pk")


def _to_score(access: Access) -> QuerySet[Card]:
    """Of the units in which this person scores, and their own card."""
    return _waiting(SCORE, CardState.SCORING)(access)


def _missing(one: Round, said: dict[str, Any], access: Access) -> Round:
    actions.add_missing(one, access)
    return one


def _opened(none: None, said: dict[str, Any], access: Access) -> Round:
    return actions.open_round(said["unit"], said["standard"], said["year"], access,
                              decider=said["decider"], bare=said["bare"])  # fmt: skip


NEW_ROUND = Ask(
    "open-round", _("Open a round"), EDIT,
    lambda none, access: lambda *args, **more: RoundForm(*args, access=access, **more), _opened,
    about=_("Every unit of the kind, or every member, below the body gets a card."),
)  # fmt: skip
CARD_ASKS = (
    _voice("score_self", _("Score"), Voice.SELF, SCORE, (CardState.SCORING,)),
    _voice("score_collective", _("Enter the collective's score"), Voice.COLLECTIVE, SCORE,
           (CardState.SCORING,)),
    _voice("score_approver", _("Enter the approver's score"), Voice.APPROVER, VERIFY,
           (CardState.PROPOSED,)),
    Ask("fill-card", _("Fill from what is held"), SCORE,
        lambda card, access: Nothing, _filled,
        offered=lambda card, access: card.status in (CardState.SCORING, CardState.PROPOSED),
        about=_("Criteria that name a figure take it from the records of the year.")),
    Ask("note-breach", _("Note that one is broken"), SCORE,
        lambda card, access: lambda *args, **more: BreachForm(*args, card=card, **more),
        lambda card, said, access: actions.break_(card, said["criterion"], said["on"],
                                                  said["source"], access) and card,
        offered=lambda card, access: card.status in actions.BREAKING),
    Ask("mend-breach", _("It holds again"), VERIFY,
        lambda card, access: lambda *args, **more: MendForm(*args, card=card, **more),
        lambda card, said, access: actions.mend(said["breach"], said["on"], access) and card,
        offered=lambda card, access: any(not one.mended_on for one in card.breaches.all())),
    parts.ask(actions.BREACHES, VERIFY, lambda card, access: card.status in actions.BREAKING),
)  # fmt: skip
ROUND_ASKS = (
    _several("verify-several", _("Verify several"), VERIFY, (CardState.PROPOSED,), "verify"),
    _several("recognise-several", _("Recognise several"), DECIDE, (CardState.VERIFIED,),
             "recognise"),
    _several("refuse-several", _("Do not recognise several"), DECIDE, (CardState.VERIFIED,),
             "refuse-title"),
    _several("lapse-several", _("Titles that have lapsed"), EDIT, (CardState.RECOGNISED,), "lapse"),
    Ask("name-decider", _("Say who decides"), EDIT,
        lambda one, access: lambda *args, **more: DeciderForm(
            *args, access=access, **{"initial": {"decider": one.decider_id}, **more}),
        lambda one, said, access: actions.name_decider(one, said["decider"], access),
        offered=lambda one, access: one.status == RoundState.OPEN),
    Ask("add-missing", _("Cards for who is new"), EDIT, lambda one, access: Nothing, _missing,
        offered=lambda one, access: one.status == RoundState.OPEN,
        about=_("Units and members that have come since the round was opened get their card.")),
)  # fmt: skip
ROUND_BOOK = Book(
    "round", "rounds", ROUNDS, SEE, life=ROUND, new=NEW_ROUND, asks=ROUND_ASKS,
    panels=(Rows(_("Cards"), (_("State"), _("Number of cards")), _in_round),
            sets.CRITERIA),
    answers=lambda one, access: [
        *columns.answers(Round, "decider", "self_by", "request_by", "decide_by")(one, access),
        *sets.told(one.content)[:3]],
    words=PASSED,
    papers=(PaperOf("title-notice", _("Issue the notice of recognitions"), papers.notice,
                    offered=lambda one, access: one.cards.filter(status__in=HELD).exists()),
            PaperOf("title-decision", _("Issue the decision on recognition"), papers.decision,
                    unit=lambda one: one.body,
                    offered=lambda one, access: papers.without_a_sitting(one).exists())),
)  # fmt: skip
CARD_BOOK = Book(
    "card", "cards", CARDS, SEE, facts=_card_facts, life=CARD, asks=CARD_ASKS,
    related=("round__unit", "round__decider", "person"), prefetch=("breaches",),
    above=lambda card, access: (str(card.round), columns.href("round")(card.round)
                                if access.may(SEE, card.round) else ""),
    panels=(
        Rows(_("Scores side by side"), (_("Criterion"), _("Most points"), Voice.HELD.label,
             Voice.SELF.label, Voice.COLLECTIVE.label, Voice.APPROVER.label,
             _("Reason of the difference")), _scores, foot=_totals),
        Rows(_("Since when each holds"), (_("Criterion"), _("Holds since"),
                                          _("First broken on")), _stands),
        Rows(_("Broken"), (_("Criterion"), _("Broken on"), _("Holds again since"),
                           _("How it is known")), _breaches),
    ),
    papers=(PaperOf("title-revocation", _("Issue the decision to take it back"), papers.revocation,
                    unit=lambda card: card.round.body,
                    offered=lambda card, access: card.status == CardState.REVOKED),),
    prints=(Print("scorecard", "scorecard", _("Scorecard"), papers.scorecard),),
    words={**dict(Answer.choices), "criteria": _("Criteria"), "card.fill": _("Filled from what is held"), "card.score_self": _("Scored"),
           "card.score_collective": _("The collective's score"),
           "card.score_approver": _("The approver's score"), "card.break": _("Broken"),
           "card.mend": _("Holds again"), "card.breach_correct": _("What was broken was corrected"),
           "card.breach_out": _("What was broken was taken out"), "breach": _("Broken"), **PASSED},
)  # fmt: skip
REGISTER = Register(
    name="titles",
    label=_("Titles"),
    icon="register",
    need=SEE,
    books=(ROUND_BOOK, CARD_BOOK, sets.BOOK),
    counts=COUNTS,
    rights={
        **{role: {SEE} for role in READER_ROLES},
        Role.SECRETARY: {SEE, SCORE},
        Role.OFFICE: {SEE, SCORE, VERIFY, EDIT},
        Role.VERIFIER: {SEE, VERIFY},
        Role.APPROVER: {SEE, DECIDE},
    },
    own={SEE, SCORE},
    tasks=(
        Tasks(_("Titles to score"), SCORE, _to_score, lambda card: _task(card, "self_by"),
              _all(CardState.SCORING)),
        Tasks(_("Titles to verify"), VERIFY, _waiting(VERIFY, CardState.PROPOSED),
              lambda card: _task(card, "request_by"), _all(CardState.PROPOSED)),
        Tasks(_("Titles to decide"), DECIDE, _to_decide,
              lambda card: _task(card, "decide_by"), _all(CardState.VERIFIED)),
    ),
    finds=(find(ROUND_BOOK), find(CARD_BOOK)),
    passes={Round: (RoundState.OPEN,), Card: (CardState.SCORING, CardState.PROPOSED,
                                              CardState.VERIFIED)},
    urls=sets.URLS,
)  # fmt: skip
