"""Room mediation: the life cycle of a case."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.mediation import law
from namro.mediation.models import Case, Check, Words
from namro.mediation.states import CaseState
from namro.org.access import Access
from namro.registers.workflow import Step, Taken, Workflow

WORK, ALERTS = "mediation.work", "mediation.alerts"
S = CaseState
LEAST_PARTIES = 2


def somebody_mediates(case: Case, access: Access) -> str | None:
    """A mediation begins when its mediators are chosen (articles 17 and 18)."""
    return None if case.mediators.exists() else _("Choose the mediators first.")


def lacking(case: Case, state: CaseState) -> str | None:
    """A mediation is between parties, and an agreement is reached where they met (articles 2, 21, 24).

    Names that were erased are not asked for again.
    """
    if case.erased_on is not None:
        return None
    left = []
    if (n := case.parties.count()) < LEAST_PARTIES:
        left.append(_("the parties, at least two (entered: %(n)s)") % {"n": n})
    if state == S.SETTLED and not case.sessions.exists():
        left.append(_("at least one session"))
    words = _("Before the case is ended as “%(state)s”, enter: %(what)s.")
    return words % {"state": state.label, "what": "; ".join(left)} if left else None


def may_settle(case: Case, access: Access) -> str | None:
    """Parties and a session are in the book."""
    return lacking(case, S.SETTLED)


def may_fail(case: Case, access: Access) -> str | None:
    """Parties are in the book; one of them may ask to stop before any session (article 23)."""
    return lacking(case, S.NOT_SETTLED)


def on_begin(case: Case, access: Access) -> dict[str, object]:
    """The day is written with the state."""
    return {"begun_on": clock.today()}


def on_end(case: Case, access: Access) -> dict[str, object]:
    """The day is written with the state."""
    return {"ended_on": clock.today()}


def on_resume(case: Case, access: Access) -> dict[str, object]:
    """The parties may ask to go on (article 27)."""
    return {"ended_on": None}


def keep_words(taken: Taken) -> None:
    """What was typed with the step stays with the case's own people."""
    if taken.note.strip():
        words, _made = Words.objects.get_or_create(case=taken.record)
        words.notes = [*words.notes, [clock.today().isoformat(), taken.note.strip()]]
        words.save(update_fields=["notes"])


def follow_up(taken: Taken) -> None:
    """Whether the agreement is kept is asked after some months (article 26)."""
    keep_words(taken)
    case: Case = taken.record
    day = case.ended_on or clock.today()
    for months in law.on(day)["days"]["checks"]:
        Check.objects.create(case=case, due=law.months_later(day, months))


CASE = Workflow(
    states=CaseState,
    start=S.RECEIVED,
    final=(S.SETTLED, S.OUT_OF_SCOPE),
    steps=(
        Step("begin", _lazy("Begin mediating"), (S.RECEIVED,), S.UNDER_WAY, WORK,
             (somebody_mediates,), also=on_begin, effect=keep_words, primary=True),
        Step("settle", _lazy("Settled"), (S.UNDER_WAY,), S.SETTLED, WORK, (may_settle,),
             also=on_end, effect=follow_up, primary=True),
        Step("fail", _lazy("Not settled"), (S.UNDER_WAY,), S.NOT_SETTLED, WORK, (may_fail,),
             also=on_end, effect=keep_words, asks_note=True),
        Step("resume", _lazy("The parties ask to go on"), (S.NOT_SETTLED,), S.UNDER_WAY, WORK,
             also=on_resume, effect=keep_words),
        Step("refer", _lazy("Not for mediation: refer"), (S.RECEIVED, S.UNDER_WAY), S.OUT_OF_SCOPE,
             WORK, also=on_end, effect=keep_words, button=False),
    ),
)  # fmt: skip
