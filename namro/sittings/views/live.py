"""Room sittings: the big screen, a member's phone, and hands that are sent from it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.request import Request
from namro.sittings import actions, queries, voting
from namro.sittings.counting import roster
from namro.sittings.forms import HandForm
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.states import ItemState, SittingState
from namro.sittings.views.finding import frame, seat_of, sitting_of

LAST = 5  # outcomes that the screen shows below what is discussed
MOST = 200


@needs("sitting.view")
def screen(request: Request, key: uuid.UUID) -> HttpResponse:
    """What everybody in the room sees: the line, the hands, who is there."""
    return _live(request, key, "sittings/screen.html", "sittings/screen_live.html")


@needs("sitting.vote")
def ballot(request: Request, key: uuid.UUID) -> HttpResponse:
    """A member's phone: the line under discussion and three buttons."""
    return _live(request, key, "sittings/ballot.html", "sittings/ballot_live.html")


def _live(request: Request, key: uuid.UUID, template: str, part: str) -> HttpResponse:
    sitting = sitting_of(request, key)
    if text.whole_number(request.GET.get("pulse", "")) == sitting.pulse:
        return HttpResponse(status=204)
    board = queries.board(sitting, request.access, words=(ItemState.TABLED,))
    latest = sorted(
        (line for line in board.decided if line.item.decided_at),
        key=lambda line: str(line.item.decided_at),
        reverse=True,
    )
    votes = board.votes_here and sitting.status == SittingState.OPEN
    context = frame(request, sitting) | {
        "board": board,
        "latest": latest[:LAST],
        "mine": [line for line in board.tabled if not line.i_left] if votes else [],
        "token": uuid.uuid4(),
        "made_at": voting.moment(),
    }
    return web.page(request, template, context, part=part)


@needs("sitting.vote")
@require_POST
def vote(request: Request, key: uuid.UUID) -> HttpResponse:
    """Hands raised on a phone; asked for JSON it says line by line what became of them."""
    sitting = sitting_of(request, key)
    form = HandForm(request.POST)
    seat = roster(sitting).seat_of(request.access)
    try:
        if seat is None:
            raise Refused(_("You have no seat at this sitting."))
        if not form.is_valid():
            raise Refused(_("Choose: for, against or abstain."), status=422)
        seat.sitting = sitting
        done, refused = voting.cast(
            _items(request, sitting), seat, voting.hand(form), request.access
        )
    except Refused as why:
        return _answer(request, sitting, 0, [why.message], why.status)
    sentences = [f"{item}: {why.message}" for item, why in refused]
    status = max((why.status for _item, why in refused), default=200) if not done else 200
    return _answer(request, sitting, done, sentences, status)


def _items(request: Request, sitting: Sitting) -> list[AgendaItem]:
    wanted = set()
    for one in request.POST.getlist("item")[:MOST]:
        try:
            wanted.add(uuid.UUID(one))
        except ValueError:
            continue
    items = list(sitting.items.filter(key__in=wanted).order_by("order", "pk"))
    if not items:
        raise Refused(_("The line is no longer on the agenda."), status=409)
    return items


def _answer(
    request: Request, sitting: Sitting, done: int, sentences: list[str], status: int
) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        said: dict[str, Any] = {"done": done, "sentences": sentences}
        return JsonResponse(said, status=status)
    for sentence in sentences:
        messages.error(request, sentence)
    if done:
        messages.success(request, _("Your vote counts."))
    return redirect("sitting-ballot", sitting.key)


@needs("sitting.vote")
@require_POST
def leave(request: Request, key: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """A member says that they have an interest in a line, and leaves the room for it."""
    sitting = sitting_of(request, key)
    one = sitting.items.filter(key=item).first()
    seat = seat_of(sitting, request.POST.get("seat", ""))
    if one is None:
        return _answer(request, sitting, 0, [_("The line is no longer on the agenda.")], 409)
    try:
        actions.recuse(one, seat, request.POST.get("reason", "")[:200], request.access)
        words = _("%(who)s leaves the room for line %(n)s.") % {"who": seat, "n": one.order}
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("sitting-ballot", args=[sitting.key]))
