"""Room mediation: the register as data: the team's book of cases; to all others, figures."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import audit, clock
from namro.mediation import actions, correcting, forms, law, papers, teams
from namro.mediation.figures import COUNTS, years
from namro.mediation.models import Alert, Case, Check, members_on
from namro.mediation.states import MEDIATED, OPEN, AlertKind, CaseState
from namro.mediation.workflow import ALERTS, CASE, WORK, lacking
from namro.org.access import Access
from namro.org.roles import READER_ROLES, Role
from namro.registers import columns, parts, spans
from namro.registers.kit import Ask, Book, Panel, Print, Register, Rows, Tasks

ROSTER = "mediation.roster"
CASES = columns.listing(
    "case-book", _("Cases of my team"), Case, WORK,
    show=(columns.words("number", _("Case of mediation"), str), columns.words("field", _("Field"), lambda r: _field(r)),
          "received_on", columns.day("ended_on", _("Ended on"), lambda r: r.ended_on), "status"),
    by=(columns.year(COUNTS.block, years), spans.among("received_on"),
        columns.among("field", _("Field"), lambda: list(law.labels("field").items())),
        columns.states(Case, open=(_("Still open"), OPEN), ended=(_("Mediated to an end"), MEDIATED),
                       for_us=(_("Received for mediation"), (*OPEN, *MEDIATED)))), order="-received_on",
    empty=_("No cases of a team of yours. Only mediators of a team see its cases."),
)  # fmt: skip


def _field(case: Case) -> str:
    return law.labels("field", case.received_on).get(case.field, case.field)


def _answers(case: Case, access: Access) -> list[tuple[Any, Any]]:
    shown = columns.answers(Case, "origin", "received_on", "second", "chosen_by", "assigned_on",
                            "begun_on", "ended_on")  # fmt: skip
    words = getattr(case, "words", None)
    outside = law.labels("outside").get(case.outside, "")
    return [(_("Field"), _field(case)), *shown(case, access), (_("Why not for mediation"), outside),
            (_("Content of the case"), words.content if words else "")]  # fmt: skip


def _notices(case: Case, access: Access) -> list[str]:
    found = []
    days = int(law.on(case.received_on)["days"]["begin"])
    since = case.assigned_on or case.received_on
    if case.status == CaseState.RECEIVED and clock.today() > since + dt.timedelta(days=days):
        words = gettext("Mediation begins within %(n)s days of assignment (article 20).")
        found.append(words % {"n": days})
    if case.status == CaseState.UNDER_WAY and (left := lacking(case, CaseState.SETTLED)):
        found.append(left)
    if case.erased_on:
        found.append(
            gettext("Names and words were erased on %(day)s.")
            % {"day": f"{case.erased_on:%d/%m/%Y}"}
        )
    # An alert names no case; that one was raised here stands in the trail of the case, for its people.
    told = {one["name"]: one["tells"] for one in law.on(case.received_on)["alert"]}
    raised = [d.changes["kind"][1] for _e, d in audit.history(case, action="case.alert")]
    found += [f"{AlertKind(kind).label}: {told[kind]}" for kind in dict.fromkeys(raised)]
    return found


def _parties(case: Case, access: Access) -> list[dict[str, Any]]:
    return [{"label": one.name, "cells": [{"text": one.born or ""}, {"text": one.address}]}
            for one in case.parties.all()]  # fmt: skip


def _sessions(case: Case, access: Access) -> list[dict[str, Any]]:
    return [{"label": str(one), "cells": [{"text": one.place}, {"text": one.words}]}
            for one in case.sessions.all()]  # fmt: skip


def _mediating(case: Case, access: Access) -> list[dict[str, Any]]:
    found = [(one, gettext("mediates")) for one in case.mediators.all()]
    found += [(one, gettext("has an interest, left the case")) for one in case.interested.all()]
    return [{"label": one.full_name, "cells": [{"text": said}]} for one, said in found]


def _notes(case: Case, access: Access) -> dict[str, Any] | None:
    words = getattr(case, "words", None)
    if words is None or not (words.notes or any(words.agreement)):
        return None
    parts = zip(law.on(case.received_on)["agreement"], words.agreement, strict=False)
    notes = [(said, CASE_BOOK.words[what[0]] if what else "") for _day, said, *what in words.notes]
    return {"notes": notes, "parts": [(p["label"], said) for p, said in parts if said]}


def _checks(case: Case, access: Access) -> list[dict[str, Any]]:
    kept = {True: gettext("Kept"), False: gettext("Not kept"), None: ""}
    return [{"label": str(one), "cells": [{"text": kept[one.kept]}, {"date": one.done_on}]}
            for one in case.checks.all()]  # fmt: skip


def _ask(name: str, label: Any, form: Any, act: Any, **more: Any) -> Ask:
    """A form about a case; nothing of it is kept as a draft."""

    def bound(case: Case, access: Access) -> Any:
        return lambda *args, **kw: (
            form(*args, case=case, **kw) if more.get("of_case") else form(*args, **kw)
        )

    return Ask(name, label, WORK, bound, act, private=True, stays=True,
               offered=more.get("offered", _open), about=more.get("about", ""))  # fmt: skip


def _open(case: Case, access: Access) -> bool:
    return case.status in OPEN and case.erased_on is None


def _kept(case: Case, access: Access) -> bool:
    return case.erased_on is None


ASKS = (
    _ask("add-party", _("Add a party"), forms.PartyForm, actions.add_party, offered=_kept),
    _ask("correct-case", _("Correct what was entered"), forms.CorrectForm, correcting.correct_case,
         of_case=True, offered=_kept, about=correcting.DIGESTS),
    parts.ask(correcting.PARTIES, WORK, _kept, private=True),
    parts.ask(correcting.SESSIONS, WORK, _kept, private=True),
    _ask("choose-mediators", _("Choose the mediators"), forms.ChooseForm,
         lambda case, said, access: actions.choose(case, said["people"], said["by"], access), of_case=True),
    _ask("step-aside", _("Somebody has an interest"), forms.AsideForm,
         lambda case, said, access: actions.step_aside(case, said["person"], access), of_case=True,
         about=_("They leave the case and do not see it any more.")),
    _ask("hold-session", _("Enter a session"), forms.SessionForm, actions.hold_session),
    _ask("write-agreement", _("Write the agreement"), forms.AgreementForm,
         lambda case, said, access: actions.agree(case, list(said.values()), access), of_case=True,
         offered=lambda case, access: case.status in (CaseState.UNDER_WAY, CaseState.SETTLED)
         and case.erased_on is None, about=_("Only where the parties want one (article 24).")),
    _ask("refer-case", _("Not for mediation: refer"), forms.ReferForm,
         lambda case, said, access: actions.refer(case, said["outside"], said["note"], access)),
    _ask("check-kept", _("Is the agreement kept?"), forms.CheckForm,
         lambda case, said, access: actions.answer(said["check"], said["kept"], access), of_case=True,
         offered=lambda case, access: any(one.done_on is None for one in case.checks.all())),
    _ask("raise-alert", _("Danger: tell at once"), forms.AlertForm,
         lambda case, said, access: actions.alert(case, said["kind"], access),
         about=_("Whom the law names is told of the team and the kind of danger, of no names.")),
    _ask("erase-names", _("Erase names and words"), forms.EraseForm,
         lambda case, said, access: actions.erase_own(case, access),
         offered=lambda case, access: (case.ended_on is not None and case.erased_on is None
                                       and actions.leads(case, access)),
         about=_("This cannot be undone. The case stays with its number, field, days and outcome.")),
)  # fmt: skip
CASE_BOOK = Book(
    "case-book", "mediation/cases", CASES, WORK, answers=_answers, notices=_notices, life=CASE,
    asks=ASKS, related=("second", "words"),
    prefetch=("parties", "mediators", "interested", "sessions", "checks"),
    new=Ask("receive-case", _("Enter a case"), WORK,
            lambda none, access: lambda *args, **kw: forms.CaseForm(*args, access=access, **kw),
            lambda none, said, access: actions.receive(said, access), private=True,
            offered=lambda none, access: members_on(access.person_id, clock.today()).exists()),
    panels=(
        Rows(_("Parties"), (_("Name"), _("Year of birth"), _("Address")), _parties,
             _("No parties entered yet.")),
        Rows(_("Mediators"), (_("Name"), _("Part in the case")), _mediating, _("Nobody has been chosen yet.")),
        Rows(_("Sessions"), (_("Held on"), _("Place"), _("What was said")), _sessions),
        Panel("mediation/words.html", _notes),
        Rows(_("Is the agreement kept?"), (_("Check due on"), _("Answer"), _("Answered on")), _checks),
    ),
    prints=(
        Print("book", "mediation-book", _("Book of the team"), papers.book),
        Print("no-names", "mediation-book", _("Book without names"), papers.without_names),
        Print("pack", "mediation-pack", _("Pack for the monthly meeting"), papers.pack),
        Print("pay", "mediation-pay", _("Allowances of the year"), papers.pay),
        Print("agreement", "mediation-agreement", _("Written agreement"), papers.agreement,
              offered=lambda case, access: case.agreed),
    ),
    words={"case.party": _("A party was entered"), "case.choose": _("Mediators chosen"),
           "case.correct": _("Corrected"), "case.party_correct": _("Parties corrected"),
           "case.party_out": _("A party was taken out"),
           "case.session_correct": _("Sessions corrected"),
           "case.session_out": _("A session was taken out"),
           "case.aside": _("Left the case"), "case.session": _("Session held"),
           "case.agree": _("Agreement written"), "case.check": _("Agreement checked"),
           "case.alert": _("Danger told"), "case.erase": _("Names and words erased"),
           "case.take_over": _("Taken over from the old book"), "mediators": _("Mediators"),
           "party": _("Party (digest)"), "session": _("Session (digest)"), "words": _("Words (digest)"), "note": _("Note (digest)"),
           "record.pass": _("Passed to the unit that carries it on"), "number": _("number"),
           "kept": _("Is the agreement kept?"), "True": _("Kept"), "False": _("Not kept"),
           **dict(AlertKind.choices), "kind": _("Kind"), "on": _("Held on")},
)  # fmt: skip


def _case_task(case: Case) -> dict[str, Any]:
    return {"label": str(case), "href": columns.href("case-book")(case), "text": _field(case),
            "date": case.received_on}  # fmt: skip


def _to_begin(access: Access) -> QuerySet[Case]:
    rows = access.rows(Case, WORK).filter(status=CaseState.RECEIVED)
    return rows.select_related("unit").order_by("received_on", "pk")


def _to_check(access: Access) -> QuerySet[Check]:
    rows = access.rows(Check, WORK).filter(
        done_on=None, due__lte=clock.today() + dt.timedelta(days=law.on()["days"]["check_ahead"])
    )
    return rows.select_related("case__unit").order_by("due", "pk")


def _alerts(access: Access) -> QuerySet[Alert]:
    rows = access.rows(Alert, ALERTS).filter(received_at=None)
    return rows.select_related("unit").order_by("-at")


REGISTER = Register(
    name="mediation",
    label=_("Mediation"),
    icon="rules",
    need=ROSTER,
    books=(CASE_BOOK,),
    counts=COUNTS,
    rights={
        **{role: {ROSTER} for role in READER_ROLES},
        Role.LEADER: {ROSTER, ALERTS},
        Role.APPROVER: {ROSTER, ALERTS},
    },
    own={WORK},
    here=lambda access: access.anywhere(ROSTER)
    or members_on(access.person_id, clock.today()).exists(),
    # Asked on every page: no question to the database for who holds a role.
    front=lambda access: "mediation-teams" if access.anywhere(ROSTER) else "case-book-list",
    tasks=(
        Tasks(_("Cases to begin"), WORK, _to_begin, _case_task),
        Tasks(_("Agreements to check"), WORK, _to_check,
              lambda one: _case_task(one.case) | {"date": one.due}),
        Tasks(_("Mediation: told at once"), ALERTS, _alerts,
              lambda one: {"label": str(one), "href": reverse("mediation-team", args=[one.unit_id]),
                           "text": f"{timezone.localtime(one.at):%H:%M %d/%m/%Y}"}),
    ),
    problems=teams.problems,
    urls=teams.urlpatterns,
    places=((_("Teams and mediators"), "mediation-teams", teams.sees),),
    nightly=(actions.erase_old,),
    passes={Case: OPEN},
    private=True,
)  # fmt: skip
