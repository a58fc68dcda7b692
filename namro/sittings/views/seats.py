"""Room sittings: who sits: present or not, on what duty, in whose place."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.models import Person
from namro.org.queries import people
from namro.org.request import Request
from namro.sittings import seating
from namro.sittings.counting import roster
from namro.sittings.forms import SeatForm
from namro.sittings.models import Sitting
from namro.sittings.states import Duty
from namro.sittings.views.finding import frame, seat_of, sitting_of

REASON = 200


@needs("sitting.lead")
def seats(request: Request, key: uuid.UUID) -> HttpResponse:
    """Mark who is there, change duties, add a seat: one page, one button each."""
    sitting = sitting_of(request, key)
    form = SeatForm(members=_members(sitting))
    if request.method == "POST":
        try:
            n = seating.mark_present(sitting, _marks(request, sitting), request.access)
            _change_duties(request, sitting)
            messages.success(request, _("Kept: %(n)s seats changed.") % {"n": n})
            return redirect("sitting-seats", sitting.key)
        except Refused as refused:
            return _page(request, sitting, form, refused)
    return _page(request, sitting, form)


def _page(
    request: Request, sitting: Sitting, form: SeatForm, refused: Refused | None = None
) -> HttpResponse:
    context = frame(request, sitting) | {
        "roster": roster(sitting),
        "form": form,
        "duties": Duty.choices,
        "attempt": {"label": _("Keep"), "sentences": [refused.message]} if refused else None,
        "page_href": reverse("sitting-seats", args=[sitting.key]),
    }
    status = refused.status if refused else 422 if form.errors else 200
    return web.page(request, "sittings/seats.html", context, status=status)


def _members(sitting: Sitting) -> list[tuple[str, str]]:
    return [(str(seat.person_id), str(seat.person)) for seat in roster(sitting).members]


def _marks(request: Request, sitting: Sitting) -> dict[int, tuple[bool, str]]:
    """Seats that the page showed: ticked or not, and why not."""
    there = set(request.POST.getlist("there"))
    found = {}
    for seat in roster(sitting).seats:
        if str(seat.key) in request.POST.getlist("shown"):
            why = text.nfc(request.POST.get(f"why-{seat.key}", ""))[:REASON]
            found[seat.pk] = (str(seat.key) in there, why)
    return found


def _change_duties(request: Request, sitting: Sitting) -> None:
    for seat in list(roster(sitting).seats):
        duty = request.POST.get(f"duty-{seat.key}", "")
        if duty in Duty.values and duty != seat.duty:
            seat.sitting = sitting
            seating.give_duty(seat, duty, request.access)


@needs("sitting.lead")
@require_POST
def seat_new(request: Request, key: uuid.UUID) -> HttpResponse:
    """Give somebody a seat."""
    sitting = sitting_of(request, key)
    form = SeatForm(request.POST, members=_members(sitting))
    if not form.is_valid():
        return _page(request, sitting, form)
    person = _person(request, form)
    if person is None:
        return _page(request, sitting, form)
    wanted = form.cleaned_data["stands_for"]
    stands_for = Person.objects.get(pk=int(wanted)) if wanted else None
    try:
        seating.seat(sitting, person, form.cleaned_data["duty"], request.access, stands_for)
    except Refused as refused:
        form.add_error("who", refused.message)
        return _page(request, sitting, form)
    messages.success(request, _("%(who)s has a seat.") % {"who": person})
    return redirect("sitting-seats", sitting.key)


def _person(request: Request, form: Any) -> Person | None:
    """One person of the units that this office looks after, by the whole name."""
    name = form.cleaned_data["who"]
    wanted = text.identity(name)
    rows = people(request.access).filter(search_text=text.fold(name)).order_by("pk")
    found = [one for one in rows if text.identity(one.full_name) == wanted]
    if not found:
        form.add_error("who", _("Nobody of this name stands in your units."))
    elif len(found) > 1:
        form.add_error("who", _("Two people have this name; open their unit and look which."))
    return found[0] if len(found) == 1 else None


@needs("sitting.prepare")
@require_POST
def seat_drop(request: Request, key: uuid.UUID, seat: uuid.UUID) -> HttpResponse:
    """Take a seat away before the sitting opens."""
    sitting = sitting_of(request, key)
    place = seat_of(sitting, str(seat))
    place.sitting = sitting
    try:
        seating.unseat(place, request.access)
    except Refused as refused:
        return _page(request, sitting, SeatForm(members=_members(sitting)), refused)
    messages.success(request, _("%(who)s no longer has a seat.") % {"who": place})
    return redirect("sitting-seats", sitting.key)
