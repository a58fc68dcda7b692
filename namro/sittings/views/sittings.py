"""Room sittings: the list of sittings, a new one, one sitting, and its steps."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from namro.core import text, web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.papers.queries import papers_of
from namro.registers import pages
from namro.sittings import actions, closing, held, issuing, queries
from namro.sittings.counting import roster
from namro.sittings.docket import docket_of
from namro.sittings.forms import HeldForm, NewSittingForm, SittingForm
from namro.sittings.models import Sitting
from namro.sittings.states import LIVE, PREPARING, ItemState, SittingState
from namro.sittings.views.finding import attempt_of, frame, sitting_of
from namro.sittings.workflow import PREPARE, SITTING, has_agenda, has_chair, quorum

SHOWN = 50
# What has happened, once a step was taken.
HAPPENED = {
    "call": _lazy("The sitting is called."),
    "open-sitting": _lazy("The sitting is in session."),
    "cancel-sitting": _lazy("The sitting is cancelled; its lines wait on."),
}


@needs("sitting.view")
def sitting_list(request: Request) -> HttpResponse:
    """Sittings that this person may see; those that are not over stand first."""
    found = queries.visible(request.access).annotate(
        all_lines=Count("items"),
        decided_lines=Count("items", filter=Q(items__status=ItemState.DECIDED)),
    )
    return web.page(
        request,
        "sittings/list.html",
        {
            "live": [_card(one) for one in found.filter(status__in=LIVE).order_by("planned_at")],
            "over": [_card(one) for one in found.exclude(status__in=LIVE)[:SHOWN]],
            "may_prepare": request.access.anywhere(PREPARE),
            "waiting": queries.waiting(request.access),
        },
    )


def _card(sitting: Any) -> dict[str, Any]:
    return {"sitting": sitting, "decided": sitting.decided_lines, "all": sitting.all_lines}


@needs("sitting.prepare")
def sitting_new(request: Request) -> HttpResponse:
    """Set a sitting up from what waits."""
    waiting = queries.waiting(request.access)
    initial = {"what": request.GET.get("what", waiting[0].key if waiting else "")}
    form = NewSittingForm(request.POST or None, waiting=waiting, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        setup = form.setup(chosen.docket.name, chosen.scope.key)
        try:
            made = actions.plan(chosen.body, setup, request.access)
            n = made.items.count()
            words = ngettext("%(n)s line is on the agenda.", "%(n)s lines are on the agenda.", n)
            messages.success(request, words % {"n": n})
            return redirect("sitting-detail", made.key)
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"form": form, "waiting": waiting}
    return web.page(request, "sittings/new.html", context, status=422 if form.errors else 200)


@needs("sitting.prepare")
def sitting_edit(request: Request, key: uuid.UUID) -> HttpResponse:
    """Change name, day and place."""
    sitting = sitting_of(request, key)
    if not request.access.can(PREPARE, sitting.unit):
        raise Http404
    at = timezone.localtime(sitting.planned_at)
    initial = {"name": sitting.name, "on": at.date(), "at": f"{at:%H:%M}", "place": sitting.place}
    form = SittingForm(request.POST or None, initial=initial)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.reschedule(sitting, form.setup(), request.access)
            messages.success(request, _("Name, day and place are kept."))
            return redirect("sitting-detail", sitting.key)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
    context = frame(request, sitting) | {"form": form}
    return web.page(request, "sittings/edit.html", context, status=status)


@needs("sitting.prepare")
def sitting_held(request: Request, key: uuid.UUID) -> HttpResponse:
    """When a sitting was really held; in session, when it began."""
    sitting = sitting_of(request, key)
    if not request.access.can(PREPARE, sitting.unit):
        raise Http404
    over = sitting.status != SittingState.OPEN
    form = HeldForm(request.POST or None, over=over, initial=_held_as(sitting))
    status = carry_out(form, lambda: held.state_times(sitting, *form.moments(), request.access))
    if status == DONE:
        words = _("The papers will say that the sitting was held at these times.")
        messages.success(request, words if over else _("The beginning is kept."))
        return redirect("sitting-detail", sitting.key)
    refused = held.why_not(sitting, request.access) if request.method == "GET" else None
    context = frame(request, sitting) | {
        "form": form,
        "over": over,
        "refusal": refused and refused.message,
    }
    return web.page(request, "sittings/held.html", context, status=status)


def _held_as(sitting: Sitting) -> dict[str, Any]:
    """The times that stand now, as the form shows them."""
    shown: dict[str, Any] = {}
    if sitting.opened_at:
        began = timezone.localtime(sitting.opened_at)
        shown = {"on": began.date(), "began": f"{began:%H:%M}"}
        if sitting.closed_at:
            ended = timezone.localtime(sitting.closed_at)
            shown["ended"] = f"{ended:%H:%M}"
            shown["ended_on"] = ended.date() if ended.date() != began.date() else None
    return shown


@needs("sitting.view")
def sitting_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """One sitting: before, while and after it is held; a screen asks only for what is newer."""
    sitting = sitting_of(request, key)
    if "pulse" in request.GET and text.whole_number(request.GET["pulse"]) == sitting.pulse:
        return HttpResponse(status=204)
    return detail(request, sitting)


def detail(
    request: Request, sitting: Sitting, attempt: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a sitting; after something that did not go with the reason why."""
    access = request.access
    board = queries.board(sitting, access, words=(ItemState.TABLED,))
    preparing = sitting.status in PREPARING
    chosen = {text.whole_number(pk) for pk in request.POST.getlist("pick")}
    context = frame(request, sitting) | {
        "board": board,
        "attempt": attempt,
        "chosen": chosen,
        "rule": roster(sitting).rule,
        "steps": SITTING.open_steps(sitting, access),
        "not_yet": _not_yet(sitting, access),
        "may_state_times": sitting.status in held.HELD and held.why_not(sitting, access) is None,
        "may_prepare": preparing and access.can(PREPARE, sitting.unit),
        "may_close": SITTING.refusal(sitting, SITTING["close-sitting"], access) is None,
        "presiders": [seat for seat in board.roster.there if seat.duty != "guest"],
        "more": _more(sitting) if preparing else 0,
        "papers": papers_of(sitting).defer("content"),
        "may_issue": issuing.open_kinds(sitting, access),
        "page_href": reverse("sitting-detail", args=[sitting.key]),
    }
    template = "sittings/live.html" if "pulse" in request.GET else "sittings/sitting.html"
    return web.page(request, template, context, status=status)


def _not_yet(sitting: Sitting, access: Access) -> str:
    """What is still to be done before it can be opened, to who would do it."""
    step = SITTING["open-sitting"]
    mine = any(access.can(one, sitting.unit) for one in (PREPARE, step.capability))
    if sitting.status != SittingState.CALLED or not mine:
        return ""
    for guard in (has_chair, has_agenda, quorum):
        if why := guard(sitting, access):
            words = _(
                "Before the sitting can be opened: %(what)s Mark who is present under “Seats and who is present”."
            )
            return words % {"what": why} if guard is quorum else why
    return ""


def _more(sitting: Sitting) -> int:
    """Lines that have come to wait since the agenda was made."""
    return len(docket_of(sitting.docket).waiting(sitting.unit, sitting.scope))


@needs("sitting.view")
@require_POST
def sitting_step(request: Request, key: uuid.UUID, step: str) -> HttpResponse:
    """Call, open or cancel a sitting."""
    sitting = sitting_of(request, key)
    if step not in HAPPENED:
        raise Http404
    try:
        SITTING.take(
            sitting,
            step,
            request.access,
            request.POST.get("note", ""),
            version=pages.version(request),
        )
    except Refused as refused:
        said = attempt_of(request, str(SITTING[step].label), refused)
        return detail(request, sitting_of(request, key), said, refused.status)
    messages.success(request, HAPPENED[step])
    return redirect("sitting-detail", sitting.key)


@needs("sitting.lead")
def sitting_close(request: Request, key: uuid.UUID) -> HttpResponse:
    """What closing will do, and closing: all outcomes at once, or none."""
    sitting = sitting_of(request, key)
    access = request.access
    said, status = None, 200
    if request.method == "POST":
        try:
            SITTING.take(sitting, "close-sitting", access, version=pages.version(request))
            messages.success(request, _("The sitting is closed; its outcomes hold from now on."))
            return redirect("sitting-detail", sitting.key)
        except Refused as refused:
            sitting = sitting_of(request, key)
            said = attempt_of(request, str(SITTING["close-sitting"].label), refused)
            status = refused.status
    board = queries.board(sitting, access, words=(ItemState.DECIDED,))
    context = frame(request, sitting) | {
        "board": board,
        "attempt": said,
        "refusal": SITTING.refusal(sitting, SITTING["close-sitting"], access),
        "stale": [line.stale for line in board.decided if line.stale][: closing.SAID],
    }
    return web.page(request, "sittings/close.html", context, status=status)
