"""Room mediation: what was entered wrong is put right by the team; the trail keeps digests alone."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.mediation import law
from namro.mediation.actions import not_erased, own
from namro.mediation.models import Case, Party, Session, Words
from namro.mediation.states import MEDIATED, CaseState
from namro.mediation.workflow import LEAST_PARTIES
from namro.org.access import Access
from namro.org.models import Appointment
from namro.registers.entering import correct

Part = Party | Session


@writing()
def correct_case(case: Case, said: Mapping[str, Any], access: Access) -> Case:
    """What was entered wrong about a case is put right; why is read by its own people alone.

    Raises:
        Refused: a day, a field or a team that cannot be, or nothing that differs.
        Conflict: somebody else has corrected it meanwhile.
    """
    case = _corrected(case, said, access)
    told = {name: said[name] for name in ("received_on", "field", "origin", "second")}
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
    return correct(case, told, access, said["note"])


def _corrected(case: Case, said: Mapping[str, Any], access: Access) -> Case:
    """The case, held, as it was when the form was opened."""
    case = own(case, access)
    not_erased(case)
    if case.version != said["version"]:
        raise Conflict(_("Somebody else has changed this record. Look at it anew."))
    return case


def _may_be(case: Case, told: Mapping[str, Any]) -> None:
    """Raise where a case cannot have been so."""
    met = case.sessions.values_list("on", flat=True).first()
    known = (case.assigned_on, case.begun_on, case.ended_on, met, clock.today())
    last = min(day for day in known if day is not None)
    if told["received_on"].year != case.year or told["received_on"] > last:
        words = _("Write a day of %(year)s that is not after %(day)s.")
        raise Refused(words % {"year": case.year, "day": f"{last:%d/%m/%Y}"}, status=422)
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


@writing()
def correct_parties(case: Case, said: Mapping[str, Any], access: Access) -> Case:
    """Parties put right or taken out (None), each by its id.

    Raises:
        Refused: nothing that differs, or an ended case would be left without its parties.
        Conflict: somebody else has corrected it meanwhile.
    """

    def write(one: Any, to: Mapping[str, Any]) -> None:
        one.name, one.born = text.person_name(to["name"])[:200], to["born"]
        one.address = text.nfc(to["address"])[:300]

    return _parts_right(case, said["parties"], said, access, "party", write)


@writing()
def correct_sessions(case: Case, said: Mapping[str, Any], access: Access) -> Case:
    """Sessions put right or taken out (None), each by its id.

    Raises:
        Refused: nothing that differs, a day that cannot be, or a settled case would be left without
            a session.
        Conflict: somebody else has corrected it meanwhile.
    """

    def write(one: Any, to: Mapping[str, Any]) -> None:
        if not case.received_on <= to["on"] <= (case.ended_on or clock.today()):
            raise Refused(_("Write a day since the case was received that has come."), status=422)
        one.on, one.place = to["on"], text.nfc(to["place"])[:200]
        one.words = text.nfc(to["words"], lines=True)

    return _parts_right(case, said["sessions"], said, access, "session", write)


def _parts_right(
    case: Case,
    wanted: Mapping[int, Mapping[str, Any] | None],
    said: Mapping[str, Any],
    access: Access,
    what: str,
    write: Callable[[Part, Mapping[str, Any]], None],
) -> Case:
    """Each part of a case as it should stand; the reason is kept with the case, sealed in the trail."""
    case = _corrected(case, said, access)
    manager: Any = case.parties if what == "party" else case.sessions
    rows = {one.pk: one for one in manager.all() if one.pk in wanted}
    if out := [one for pk, one in rows.items() if wanted[pk] is None]:
        _may_go(case, what, manager.count() - len(out))
    note: dict[str, list[str | None]] = {"note": [None, case.seal(said["note"])]}
    changed = False
    for one in rows.values():
        before, to = one.whole(), wanted[one.pk]
        if to is None:
            one.delete()
            gone = {what: [case.seal(before), None], **note}
            audit.record(f"case.{what}_out", case, gone, access.actor)
        else:
            write(one, to)
            if one.whole() == before:
                continue
            one.save()
            pair = {what: [case.seal(before), case.seal(one.whole())], **note}
            audit.record(f"case.{what}_correct", case, pair, access.actor)
        changed = True
    if not changed:
        raise Refused(_("Nothing was changed."), status=422)
    _noted(case, f"case.{what}_correct", said["note"])
    case.version += 1
    case.save(update_fields=["version"])
    return case


def _may_go(case: Case, what: str, left: int) -> None:
    """Raise where an ended case would lose what it was ended with."""
    if what == "party" and case.status in MEDIATED and left < LEAST_PARTIES:
        words = _("An ended case keeps at least %(n)s parties: enter the right one first.")
        raise Refused(words % {"n": LEAST_PARTIES}, status=422)
    if what == "session" and case.status == CaseState.SETTLED and left < 1:
        raise Refused(
            _("A settled case keeps at least one session: enter the right one first."), status=422
        )
