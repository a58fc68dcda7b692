"""Room mediation: what was entered wrong is put right by the team; the trail keeps digests alone."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit, clock, text
from namro.core.errors import Refused
from namro.core.write import writing
from namro.mediation import law
from namro.mediation.actions import not_erased, own
from namro.mediation.forms import DAYS, TEAM_ALONE, PartyForm, SessionForm
from namro.mediation.models import Case, Party, Session, Words
from namro.mediation.states import MEDIATED, CaseState
from namro.mediation.workflow import LEAST_PARTIES
from namro.org.access import Access
from namro.org.models import Appointment
from namro.registers.entering import as_read, correct
from namro.registers.parts import Parts


@writing()
def correct_case(case: Case, said: Mapping[str, Any], access: Access) -> Case:
    """What was entered wrong about a case is put right; why is read by its own people alone.

    Raises:
        Refused: a day, a field or a team that cannot be, or nothing that differs.
        Conflict: somebody else has corrected it meanwhile.
    """
    case = _held(case, access)
    as_read(case, said["version"])
    days = [day for day in DAYS if getattr(case, day) is not None]
    told = {name: said[name] for name in ("received_on", *days, "field", "origin", "second")}
    if case.status == CaseState.OUT_OF_SCOPE:
        told["outside"] = said["outside"]
    words, _made = Words.objects.get_or_create(case=case)
    content = text.nfc(said.get("content", ""), lines=True)
    if content == words.content and all(getattr(case, name) == to for name, to in told.items()):
        raise Refused(_("Nothing was changed."), status=422)
    _may_be(case, told)
    if content != words.content:
        audit.record("case.correct", case, {
            "words": [case.seal(words.content), case.seal(content)],
            "note": [None, case.seal(said["note"])]}, access.actor)  # fmt: skip
        words.content = content
        words.save(update_fields=["content"])
    _noted(case, "case.correct", said["note"])
    if told.get("ended_on", case.ended_on) != case.ended_on:
        _ask_later(case, told["ended_on"])
    return correct(case, told, access, said["note"])


def _ask_later(case: Case, ended_on: dt.date) -> None:
    """What is still to be checked is due some months after the day on which it really ended."""
    rows = list(case.checks.order_by("due"))
    for months, check in zip(law.on(ended_on)["days"]["checks"], rows, strict=False):
        if check.done_on is None:
            check.due = law.months_later(ended_on, months)
            check.save(update_fields=["due"])


def _may_be(case: Case, told: Mapping[str, Any]) -> None:
    """Raise where a case cannot have been so."""
    met = list(case.sessions.values_list("on", flat=True))
    last = min([day for name in DAYS if (day := told.get(name))] + met + [clock.today()])
    if told["received_on"].year != case.year or told["received_on"] > last:
        words = _("Write a day of %(year)s that is not after %(day)s.")
        raise Refused(words % {"year": case.year, "day": f"{last:%d/%m/%Y}"}, status=422)
    row = [told["received_on"], *(told[name] for name in DAYS if name in told), clock.today()]
    if row != sorted(row) or ("ended_on" in told and met and told["ended_on"] < max(met)):
        words = _(
            "The days follow each other: received, assigned, begun, sessions, ended; none is to come."
        )
        raise Refused(words, status=422)
    if told["field"] not in law.labels("field", told["received_on"]) or told["second"] == case.unit:
        raise Refused(
            _("Choose a field of the list, and another team as the second one."), status=422
        )
    if told.get("outside", "other") not in law.labels("outside"):
        raise Refused(_("Choose why it is not for mediation."), status=422)
    if told["second"] == case.second:
        return
    today = Appointment.objects.on(clock.today())
    here = today.filter(unit__in=[one for one in (case.unit, told["second"]) if one])
    gone = case.mediators.exclude(pk__in=here.values("person")).first()
    if gone is not None:
        words = _(
            "%(who)s mediates for the second team that stands here: choose the mediators anew first."
        )
        raise Refused(words % {"who": gone}, status=422)


def _noted(case: Case, what: str, note: str) -> None:
    """Why something was put right, beside what was noted at the steps."""
    words, _made = Words.objects.get_or_create(case=case)
    words.notes = [*words.notes, [clock.today().isoformat(), note, what]]
    words.save(update_fields=["notes"])


def _held(case: Case, access: Access) -> Case:
    case = own(case, access)
    not_erased(case)
    return case


def _write_party(case: Case, one: Party, to: Mapping[str, Any]) -> None:
    one.name, one.born = text.person_name(to["name"])[:200], to["born"]
    one.address = text.nfc(to["address"])[:300]


def _write_session(case: Case, one: Session, to: Mapping[str, Any]) -> None:
    if not case.received_on <= to["on"] <= (case.ended_on or clock.today()):
        raise Refused(_("Write a day since the case was received that has come."), status=422)
    one.on, one.place = to["on"], text.nfc(to["place"])[:200]
    one.words = text.nfc(to["words"], lines=True)


def _party_may_go(case: Case, left: int) -> None:
    if case.status in MEDIATED and left < LEAST_PARTIES:
        words = _("An ended case keeps at least %(n)s parties: enter the right one first.")
        raise Refused(words % {"n": LEAST_PARTIES}, status=422)


def _session_may_go(case: Case, left: int) -> None:
    if case.status == CaseState.SETTLED and left < 1:
        raise Refused(
            _("A settled case keeps at least one session: enter the right one first."), status=422
        )


DIGESTS = _lazy("The trail keeps that something was corrected, when and by whom, and no words.")
PARTIES = Parts(
    "parties", "party", _lazy("Correct the parties"), PartyForm,
    _lazy("%(n)s. Entered by mistake: take this party out"),
    _held, _write_party, _party_may_go, _noted, about=DIGESTS, hint=TEAM_ALONE,
)  # fmt: skip
SESSIONS = Parts(
    "sessions", "session", _lazy("Correct the sessions"), SessionForm,
    _lazy("%(n)s. Entered by mistake: take this session out"),
    _held, _write_session, _session_may_go, _noted, about=DIGESTS, hint=TEAM_ALONE,
)  # fmt: skip
