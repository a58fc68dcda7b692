"""Room sittings: its papers are issued with their numbers: all that belong together, or none."""

from django.utils.translation import gettext as _

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.papers import actions as desk
from namro.papers import making
from namro.papers.actions import Order
from namro.papers.content import Content
from namro.papers.kinds import PaperKind
from namro.papers.models import Paper
from namro.papers.queries import papers_of
from namro.papers.states import PaperState
from namro.papers.words import Words
from namro.registers.workflow import lock
from namro.sittings import wording
from namro.sittings.minutes import minutes
from namro.sittings.models import Sitting
from namro.sittings.states import SittingState
from namro.sittings.wording import Papers

OUTCOMES = (wording.DECISION, wording.NOTICE)
# What may be issued of a sitting in which state.
IN_STATE = {
    wording.INVITATION.name: (SittingState.CALLED, SittingState.OPEN),
    wording.MINUTES.name: (SittingState.CLOSED,),
    wording.DECISION.name: (SittingState.CLOSED,),
    wording.NOTICE.name: (SittingState.CLOSED,),
}


def kind_of(name: str) -> PaperKind:
    """A kind that is issued from the page of a sitting.

    Raises:
        LookupError: there is none of this name.
    """
    for kind in wording.KINDS:
        if kind.name == f"sitting-{name}" and kind.name in IN_STATE:
            return kind
    raise LookupError(name)


def open_kinds(sitting: Sitting, access: Access) -> list[tuple[str, str]]:
    """Which papers can be issued now: name in the address, and its word."""
    if not access.can("paper.issue", sitting.unit):
        return []
    return [
        (kind.name.removeprefix("sitting-"), str(kind.label))
        for kind in wording.KINDS
        if kind.name in IN_STATE and may_issue(sitting, kind, access) is None
    ]


def may_issue(sitting: Sitting, kind: PaperKind, access: Access) -> str | None:
    """Why this paper cannot be issued now; None when it can."""
    if not access.can("paper.issue", sitting.unit):
        return _("You may not issue papers of %(unit)s.") % {"unit": sitting.unit}
    if sitting.status not in IN_STATE[kind.name]:
        return _("The sitting stands at “%(s)s”.") % {"s": sitting.get_status_display()}
    if kind in OUTCOMES and not Papers(sitting, clock.today()).approved and kind.decides:
        return _("Nothing was approved: issue a notice.")
    standing = standing_paper(sitting, kind)
    if standing is not None:
        return _("It was issued as %(paper)s; cancel that one first.") % {"paper": standing}
    return None


def standing_paper(sitting: Sitting, kind: PaperKind) -> Paper | None:
    """The paper of this kind that holds; a decision and a notice stand for one another."""
    kinds = OUTCOMES if kind in OUTCOMES else (kind,)
    rows = papers_of(sitting).filter(kind__in=[one.name for one in kinds], status=PaperState.ISSUED)
    return rows.first()


@writing()
def issue(sitting: Sitting, kind: PaperKind, words: Words, access: Access) -> list[Paper]:
    """Issue a paper of a sitting; with its outcome go the sheets of everybody who has a task.

    Raises:
        Conflict: it has been issued meanwhile, or the sitting is not there yet.
        Refused: the right is missing.
    """
    sitting = lock(sitting)
    of = _open(sitting, kind, access)
    content = content_of(of, kind, words)
    made = desk.issue_many([Order(kind.name, content, sitting.unit, sitting)], access)
    if kind in OUTCOMES:
        _take_back_sheets(sitting, access)
        sheets = of.sheets(words, _named(kind, made[0].symbol))
        orders = [
            Order(wording.SHEET.name, said, sitting.unit, sitting, sheet.person)
            for sheet, said in sheets
        ]
        made += desk.issue_many(orders, access) if orders else []
    return made


def look(sitting: Sitting, kind: PaperKind, words: Words, access: Access) -> Paper:
    """The paper as it would be: without a number, and kept nowhere.

    Raises:
        Conflict, Refused: it could not be issued either.
    """
    said = content_of(_open(sitting, kind, access), kind, words)
    return making.unnumbered(kind.name, said, sitting.unit)


def look_at_sheet(sitting: Sitting, kind: PaperKind, words: Words, access: Access) -> Paper:
    """The first of the sheets that go with an outcome, as it would be; see `look`.

    Raises:
        Conflict, Refused: it could not be issued either, or no sheet goes with it.
    """
    of = _open(sitting, kind, access)
    sheets = of.sheets(words, _named(kind, "…")) if kind in OUTCOMES else []
    if not sheets:
        raise Conflict(_("No sheet goes with this paper."))
    return making.unnumbered(wording.SHEET.name, sheets[0][1], sitting.unit)


def _open(sitting: Sitting, kind: PaperKind, access: Access) -> Papers:
    """The papers of a sitting of which this kind can be issued now."""
    if why := may_issue(sitting, kind, access):
        raise Refused(why) if not access.can("paper.issue", sitting.unit) else Conflict(why)
    return Papers(sitting, clock.today())


def _named(kind: PaperKind, symbol: str) -> str:
    return f"{kind.label} số {symbol}"


def _take_back_sheets(sitting: Sitting, access: Access) -> None:
    """Sheets of an outcome that was cancelled: nobody holds two that are valid."""
    rows = papers_of(sitting).filter(kind=wording.SHEET.name, status=PaperState.ISSUED)
    for sheet in rows:
        desk.cancel(sheet, _("The paper it belongs to was cancelled and issued anew."), access)


def content_of(of: Papers, kind: PaperKind, words: Words) -> Content:
    """What a paper of a sitting says."""
    if kind == wording.INVITATION:
        return of.invitation(words)
    if kind == wording.MINUTES:
        return minutes(of, words)
    return of.outcome(kind, words)
