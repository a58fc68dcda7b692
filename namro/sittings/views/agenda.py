"""Room sittings: the agenda: what is done with lines that were ticked, and one line by itself."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from namro.core import web
from namro.core.errors import Conflict, Refused
from namro.core.web import needs
from namro.org.request import Request
from namro.sittings import actions, queries, voting
from namro.sittings.counting import roster
from namro.sittings.docket import docket_of
from namro.sittings.forms import HandForm, MotionForm, RemarkForm
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.states import PREPARING, Choice, Way
from namro.sittings.views.finding import (
    SAID,
    attempt_of,
    frame,
    item_of,
    picked,
    seat_of,
    sitting_of,
)
from namro.sittings.views.sittings import detail
from namro.sittings.workflow import ITEM, PREPARE

# What the button was called, for an answer that says why it did not go.
LABELS = {
    "table": _lazy("Put under discussion"),
    Way.VOTE: _lazy("Decide by vote"),
    Way.CONSENSUS: _lazy("Decide by consensus"),
    "leave": _lazy("Leave for another sitting"),
    "take-up": _lazy("Take it up after all"),
    "sign": _lazy("Confirm"),
    "drop": _lazy("Take off the agenda"),
}
# What has happened, once it went.
HAPPENED = {
    "table": ngettext_lazy(
        "%(n)s line is under discussion.", "%(n)s lines are under discussion.", "n"
    ),
    Way.VOTE: ngettext_lazy(
        "%(n)s line was decided by vote.", "%(n)s lines were decided by vote.", "n"
    ),
    Way.CONSENSUS: ngettext_lazy(
        "%(n)s line was decided by consensus.", "%(n)s lines were decided by consensus.", "n"
    ),
    "leave": ngettext_lazy(
        "%(n)s line was put off to another sitting.",
        "%(n)s lines were put off to another sitting.",
        "n",
    ),
    "take-up": ngettext_lazy(
        "%(n)s line is taken up after all.", "%(n)s lines are taken up after all.", "n"
    ),
    "sign": ngettext_lazy("You have confirmed %(n)s line.", "You have confirmed %(n)s lines.", "n"),
    "drop": ngettext_lazy(
        "%(n)s line was taken off the agenda; it waits on.",
        "%(n)s lines were taken off the agenda; they wait on.",
        "n",
    ),
}


@needs("sitting.lead")
@require_POST
def agenda(request: Request, key: uuid.UUID) -> HttpResponse:
    """Do one thing with the ticked lines; each line that does not go says why."""
    sitting = sitting_of(request, key)
    do = request.POST.get("do", "")
    if do == "add":
        return _add(request, sitting)
    if do not in LABELS:
        raise Http404
    items = picked(request, sitting)
    try:
        if not items:
            raise Refused(_("Tick at least one line."), status=422)
        done, refused = _do(request, sitting, do, items)
    except Refused as why:
        return detail(
            request, sitting_of(request, key), attempt_of(request, str(LABELS[do]), why), why.status
        )
    sentences = [
        _("“%(line)s”: %(why)s") % {"line": item, "why": why.message} for item, why in refused
    ][:SAID]
    if not done and refused:
        said = {"label": LABELS[do], "note": "", "sentences": sentences}
        status = max(why.status for _item, why in refused)
        return detail(request, sitting_of(request, key), said, status)
    messages.success(request, HAPPENED[do] % {"n": done})
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect("sitting-detail", sitting.key)


def _do(request: Request, sitting: Sitting, do: str, items: Sequence[AgendaItem]) -> actions.Done:
    access = request.access
    if do == "drop":
        return actions.take_off(sitting, items, access), []
    if do == "sign":
        if not (n := actions.sign(items, access)):
            raise Conflict(_("You presided over none of the lines that are to be confirmed."))
        return n, []
    if do in Way.values:
        chosen = request.POST.get("presider", "")
        presider = seat_of(sitting, chosen) if chosen else None
        return actions.decide_many(items, do, access, presider)
    return actions.step_many(items, do, access)


def _add(request: Request, sitting: Sitting) -> HttpResponse:
    """Put on the agenda what has come to wait since it was made."""
    docket = docket_of(sitting.docket)
    try:
        sources = docket.waiting(sitting.unit, sitting.scope)
        n = actions.put_on_agenda(sitting, sources, request.access)
        words = ngettext(
            "%(n)s line was put on the agenda.", "%(n)s lines were put on the agenda.", n
        )
        messages.success(request, words % {"n": n} if n else _("Nothing more waits."))
    except Refused as refused:
        return detail(request, sitting, attempt_of(request, _("Put on"), refused), refused.status)
    return redirect("sitting-detail", sitting.key)


@needs("sitting.view")
def item_detail(request: Request, key: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """One line, to be read before the sitting, and all that can be done with it alone."""
    sitting = sitting_of(request, key)
    one = item_of(sitting, item)
    if request.method == "POST":
        return _act(request, sitting, one)
    return _item_page(request, sitting, one)


def _item_page(
    request: Request,
    sitting: Sitting,
    item: AgendaItem,
    attempt: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    board = queries.board(sitting, request.access, words=(item.status,))
    line = next(line for line in board.lines if line.item.pk == item.pk)
    motions = docket_of(item.docket).motions
    posted = request.POST if attempt else None
    initial = {"motion": item.motion, "note": item.motion_note, "remark": item.remark}
    votes = {vote.seat_id: vote for vote in line.item.votes.all()}
    order = [one.item.key for one in board.lines]
    place = order.index(item.key)
    context = frame(request, sitting) | {
        "line": line,
        "board": board,
        "attempt": attempt,
        "motion_form": MotionForm(
            posted, motions=[(m.name, m.label) for m in motions], initial=initial
        ),
        "remark_form": RemarkForm(posted, initial=initial),
        "hands": [
            (seat, votes.get(seat.pk)) for seat in board.roster.voters({s.pk for s in line.recused})
        ],
        "choices": Choice.choices,
        "others": [s for s in board.roster.members if s not in line.recused],
        "steps": [s for s in ITEM.open_steps(item, request.access) if s.name == "reconsider"],
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
        "place": place + 1,
        "may_prepare": sitting.status in PREPARING and request.access.can(PREPARE, sitting.unit),
    }
    return web.page(request, "sittings/item.html", context, status=status)


def _act(request: Request, sitting: Sitting, item: AgendaItem) -> HttpResponse:
    do = request.POST.get("do", "")
    if do not in ACTS:
        raise Http404
    label, act = ACTS[do]
    try:
        happened = act(request, sitting, item)
    except Refused as refused:
        fresh = item_of(sitting, item.key)
        said = attempt_of(request, str(label), refused)
        return _item_page(request, sitting_of(request, sitting.key), fresh, said, refused.status)
    messages.success(request, happened)
    return redirect(reverse("item-detail", args=[sitting.key, item.key]))


def _motion(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    note = request.POST.get("note", "")
    moved = actions.move(item, request.POST.get("motion", ""), note[:2000], request.access)
    motion = docket_of(moved.docket).motion(moved.motion)
    return _("Proposed now: %(motion)s.") % {"motion": motion.label}


def _remark(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    noted = actions.note_remark(item, request.POST.get("remark", "")[:4000], request.access)
    if not noted.remark:
        return _("The line has no remark in the minutes.")
    return _("The remark stands in the minutes.")


def _recuse(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    seat = seat_of(sitting, request.POST.get("seat", ""))
    actions.recuse(item, seat, request.POST.get("reason", "")[:200], request.access)
    return _("%(who)s leaves the room for line %(n)s.") % {"who": seat, "n": item.order}


def _return_to(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    seat = seat_of(sitting, request.POST.get("seat", ""))
    actions.return_to(item, seat, request.access)
    return _("%(who)s comes back for line %(n)s.") % {"who": seat, "n": item.order}


def _anew(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    actions.read_anew(item, request.access)
    return _("The body now has the line as it reads today; hands are raised anew.")


def _hands(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    """The secretary puts down hands as they were raised in the room."""
    n = 0
    for seat in roster(sitting).members:
        choice = request.POST.get(f"hand-{seat.key}", "")
        form = HandForm({"choice": choice, "token": uuid.uuid4(), "made_at": voting.moment()})
        if choice and form.is_valid():
            seat.sitting = sitting
            done, refused = voting.cast([item], seat, voting.hand(form), request.access)
            for _item, why in refused:
                raise why
            n += done
    if not n:
        raise Refused(_("Choose at least one hand."), status=422)
    return ngettext("%(n)s hand was put down.", "%(n)s hands were put down.", n) % {"n": n}


def _reconsider(request: Request, sitting: Sitting, item: AgendaItem) -> str:
    _done, refused = actions.step_many(
        [item], "reconsider", request.access, request.POST.get("note", "")
    )
    for _item, why in refused:
        raise why
    return _("The line is under discussion again; its decision no longer holds.")


# What it does, and the sentence of what has happened.
Act = Callable[[Request, Sitting, AgendaItem], str]
ACTS: dict[str, tuple[Any, Act]] = {
    "motion": (_lazy("Propose"), _motion),
    "remark": (_lazy("Remark for the minutes"), _remark),
    "recuse": (_lazy("Leave the room for this line"), _recuse),
    "return-to": (_lazy("Come back for this line"), _return_to),
    "anew": (_lazy("Read it anew"), _anew),
    "hands": (_lazy("Put hands down"), _hands),
    "reconsider": (_lazy("Decide anew"), _reconsider),
}
