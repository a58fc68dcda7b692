"""Room mediation: cases are received, assigned, mediated, ended, checked and, in time, emptied.

Everything is done by the team's own people. The trail says who did what kind of thing and when;
names and words enter it only as digests with a salt of the case, which is erased with them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.audit import Actor, Line
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.figures import tally
from namro.mediation import law
from namro.mediation.models import (
    Alert,
    Case,
    Check,
    Mediator,
    Party,
    Session,
    Words,
    mediators_of,
    members_on,
    salt,
)
from namro.mediation.states import AlertKind, CaseState
from namro.mediation.workflow import ALERTS, CASE, WORK
from namro.org.access import Access, person_of
from namro.org.models import Appointment, Person
from namro.registers.entering import enter
from namro.registers.workflow import lock

BLOCK = 2  # of the years of this register among the counters


def own(case: Case, access: Access) -> Case:
    """The case, held; only for its own people."""
    if not access.may(WORK, case):
        raise Refused(_("Only mediators of the team, without an interest, work on a case."))
    found: Case = lock(case)
    return found


@writing()
def receive(said: Mapping[str, Any], access: Access) -> Case:
    """Enter a case into the team's book.

    Raises:
        Refused: somebody who is no mediator of the team, or a day that has not come.
    """
    person, unit, on = person_of(access), said["unit"], said["received_on"]
    if not members_on(person.pk, clock.today()).filter(pk=unit.pk).exists():
        raise Refused(_("Only a mediator of the team enters a case."))
    if on > clock.today():
        raise Refused(_("This day has not come yet."), status=422)
    if said["field"] not in law.labels("field", on) or said.get("second") == unit:
        raise Refused(
            _("Choose a field of the list, and another team as the second one."), status=422
        )
    period = tally.year_of(BLOCK, on.year)
    last = Case.objects.filter(unit=unit, period=period).aggregate(n=Max("number"))["n"] or 0
    case = Case(
        unit=unit, number=last + 1, received_on=on, field=said["field"], origin=said["origin"],
        second=said.get("second"), status=CaseState.RECEIVED,
    )  # fmt: skip
    case = enter(case, period, access)
    content = text.nfc(said.get("content", ""), lines=True)
    Words.objects.create(case=case, content=content)
    return case


@writing()
def add_party(case: Case, said: Mapping[str, Any], access: Access) -> Party:
    """Enter a side of the case; seen by the team's own people alone."""
    case = own(case, access)
    not_erased(case)
    name = text.person_name(said["name"])[:200]
    for one in case.parties.filter(born=said.get("born")):
        if text.identity(one.name) == text.identity(name):
            raise Refused(_("This party stands in the case already."), status=422)
    party = Party.objects.create(
        case=case, name=name, born=said.get("born"),
        address=text.nfc(said.get("address", ""))[:300],
    )  # fmt: skip
    audit.record("case.party", case, {"party": [None, case.seal(party.whole())]}, access.actor)
    return party


def not_erased(case: Case) -> None:
    if case.erased_on is not None:
        raise Refused(_("Names and words of this case were erased; nothing is added any more."))


@writing()
def choose(case: Case, people: Iterable[Person], by: str, access: Access) -> Case:
    """The parties choose mediators, or the head where they do not; never one with an interest.

    Raises:
        Refused: nobody, or somebody who may not mediate here.
    """
    case = own(case, access)
    chosen = list(people)
    free = set(mediators_of(case).values_list("pk", flat=True))
    if not chosen or any(one.pk not in free for one in chosen):
        raise Refused(
            _("Choose mediators of the team who have no interest in the case."), status=422
        )
    case.mediators.set(chosen)
    case.chosen_by, case.assigned_on = by, clock.today()
    case.version += 1
    case.save(update_fields=["chosen_by", "assigned_on", "version"])
    names = [one.full_name for one in chosen]
    audit.record("case.choose", case, {"mediators": [None, "; ".join(names)]}, access.actor)
    return case


@writing()
def step_aside(case: Case, person: Person, access: Access) -> Case:
    """A mediator has an interest: they leave the case and see it no longer (article 18).

    Raises:
        Refused: nobody would be left to keep it.
    """
    case = own(case, access)
    if not mediators_of(case).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody of the team must be left to keep the case."))
    case.interested.add(person)
    case.mediators.remove(person)
    audit.record("case.aside", case, {"mediators": [person.full_name, None]}, access.actor)
    return case


@writing()
def hold_session(case: Case, said: Mapping[str, Any], access: Access) -> Session:
    """The parties met: when, where, what was said."""
    case = own(case, access)
    not_erased(case)
    if not case.received_on <= said["on"] <= clock.today():
        raise Refused(_("Write a day since the case was received that has come."), status=422)
    words = text.nfc(said.get("words", ""), lines=True)
    row = Session.objects.create(
        case=case, on=said["on"], place=said.get("place", "")[:200], words=words
    )
    audit.record(
        "case.session",
        case,
        {"on": [None, row.on], "words": [None, case.seal(words)]},
        access.actor,
    )
    return row


@writing()
def agree(case: Case, parts: Sequence[str], access: Access) -> Case:
    """The written agreement, where the parties want one: its eight parts (article 24)."""
    case = own(case, access)
    not_erased(case)
    kept = [text.nfc(one, lines=True) for one in parts]
    if not any(kept) and not case.agreed:
        raise Refused(_("Write at least one part of the agreement."), status=422)
    Words.objects.filter(case=case).update(agreement=kept)
    Case.objects.filter(pk=case.pk).update(agreed=any(kept))
    case.agreed = any(kept)
    audit.record("case.agree", case, {"words": [None, case.seal("|".join(kept))]}, access.actor)
    return case


@writing()
def refer(case: Case, outside: str, note: str, access: Access) -> Case:
    """It is not for mediation (article 3): why, and to whom it goes.

    Raises:
        Refused: a reason that the law does not name.
    """
    case = own(case, access)
    if outside not in law.labels("outside"):
        raise Refused(_("Choose why it is not for mediation."), status=422)
    Case.objects.filter(pk=case.pk).update(outside=outside)
    done: Case = CASE.take(Case.objects.get(pk=case.pk), "refer", access, note)
    return done


@writing()
def answer(check: Check, kept: bool, access: Access) -> Check:
    """Is the agreement kept?

    Raises:
        Refused: the months after which it is asked are not over.
    """
    case = own(check.case, access)
    first = check.due - dt.timedelta(days=law.on()["days"]["check_ahead"])
    if clock.today() < first:
        raise Refused(
            _("This check is due on %(due)s; it can be answered from %(first)s on.")
            % {"due": f"{check.due:%d/%m/%Y}", "first": f"{first:%d/%m/%Y}"},
            status=409,
        )
    check.done_on, check.kept = clock.today(), kept
    check.save(update_fields=["done_on", "kept"])
    audit.record("case.check", case, {"kept": [None, kept]}, access.actor)
    return check


@writing()
def alert(case: Case, kind: str, access: Access) -> Alert:
    """Tell whom the law names: the team, the kind and the hour, no names (article 10)."""
    case = own(case, access)
    if kind not in AlertKind.values:
        raise Refused(_("Choose what is to be told."), status=422)
    row = Alert.objects.create(unit=case.unit, kind=kind, at=clock.now(), by=person_of(access))
    audit.record("case.alert", case, {"kind": [None, kind]}, access.actor)
    return row


@writing()
def acknowledge(row: Alert, access: Access) -> Alert:
    """Somebody whom the law names has taken note of a danger; the team sees who, and when.

    Raises:
        Refused: no right over the team.
        Conflict: somebody else was first.
    """
    if not access.may(ALERTS, row):
        raise Refused(_("You are not among those who are told of dangers here."))
    row = Alert.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    if row.received_at is not None:
        raise Conflict(_("%(who)s has taken note of it already.") % {"who": row.received_by})
    row.received_at, row.received_by = clock.now(), person_of(access)
    row.save(update_fields=["received_at", "received_by"])
    audit.record("alert.receive", row, {}, access.actor)
    return row


def leads(case: Case, access: Access) -> bool:
    """Is this person the head of the team that keeps the case?"""
    posts = Appointment.objects.on(clock.today()).filter(unit=case.unit_id, leads=True)
    return posts.filter(person=access.person_id).exists()


@writing()
def erase(case: Case, by: Actor) -> Case:
    """Names and words go, with the salt of their digests; what is counted stays."""
    case = lock(case)
    case.parties.all().delete()
    case.sessions.update(words="", place="")
    Words.objects.filter(case=case).update(content="", notes=[], agreement=[])
    Case.objects.filter(pk=case.pk).update(salt=salt(), erased_on=clock.today())
    case.erased_on = clock.today()
    audit.record("case.erase", case, {"erased_on": [None, case.erased_on]}, by)
    return case


def erase_own(case: Case, access: Access) -> Case:
    """The head of the team erases an ended case before its time.

    Raises:
        Refused: it is open, or empty already, a check is to come, or somebody else asks.
    """
    if case.ended_on is None or case.erased_on is not None:
        raise Refused(_("Only an ended case is erased, and once."))
    if not leads(case, access):
        raise Refused(_("Only the head of the team erases a case before its time."))
    if (check := case.checks.filter(done_on=None).order_by("due").first()) is not None:
        words = _("The agreement is still to be checked on %(day)s; erase after that.")
        raise Refused(words % {"day": f"{check.due:%d/%m/%Y}"}, status=409)
    return erase(own(case, access), access.actor)


def erase_old() -> int:
    """What was kept long enough (the pack says how long): the worker asks every night."""
    today = clock.today()
    last = today.replace(year=today.year - int(law.on(today)["keep"]["years"]), day=1)
    rows = Case.objects.filter(ended_on__lt=last, erased_on=None).select_related("unit")
    by = Actor(None, "namro worker", via="worker")
    return len([erase(case, by) for case in rows.order_by("pk")[:500]])


@writing()
def roster(post: Appointment, said: Mapping[str, Any], access: Access) -> Mediator:
    """What the law adds to a mediator's post: election and recognition (article 8).

    Raises:
        Refused: no right over the posts of the team, or more than all households for.
    """
    if not access.can("person.edit", post.unit):
        raise Refused(_("You may not enter this for %(unit)s.") % {"unit": post.unit})
    votes, households = said.get("votes"), said.get("households")
    if votes is not None and (households is None or votes > households):
        raise Refused(
            _("%(who)s: more households are for than there are in all (%(votes)s of %(all)s).")
            % {"who": post.person, "votes": votes, "all": households or 0},
            status=422,
        )
    row, _made = Mediator.objects.update_or_create(post=post, defaults=dict(said))
    audit.record("mediator.enter", post, {"decision": [None, row.decision]}, access.actor)
    return row


@writing()
def take_over(rows: Sequence[Case], by: Actor) -> int:
    """A documented bulk action: cases of earlier years, without names, as the old books count them."""
    Case.objects.bulk_create(rows, batch_size=500)
    for case in rows:
        tally.shift(case.period, case.counted_path, [], case.tally())
    return audit.record_many((Line("case.take_over", case, {}) for case in rows), by)
