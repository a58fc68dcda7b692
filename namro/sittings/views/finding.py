"""Room sittings: what every page of a sitting fetches, through the access."""

import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse

from namro.core import text
from namro.core.errors import Refused
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.sittings import closing, queries
from namro.sittings.models import AgendaItem, Seat, Sitting

PICKED = 500
SAID = 10


def sitting_of(request: Request, key: uuid.UUID) -> Sitting:
    """A sitting that this person may see, or 404."""
    found: Sitting | None = queries.visible(request.access).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def item_of(sitting: Sitting, key: uuid.UUID) -> AgendaItem:
    """An item of its agenda, or 404."""
    found = sitting.items.filter(key=key).select_related("presider", "unit").first()
    if found is None:
        raise Http404
    return found


def seat_of(sitting: Sitting, key: str) -> Seat:
    """A seat of it, or 404."""
    try:
        found = sitting.seats.filter(key=uuid.UUID(key)).select_related("person").first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def picked(request: Request, sitting: Sitting) -> list[AgendaItem]:
    """The items that were ticked, in the order of the agenda."""
    wanted = [text.whole_number(pk) or 0 for pk in request.POST.getlist("pick")[:PICKED]]
    rows = sitting.items.filter(pk__in=wanted).select_related("presider", "unit")
    return list(rows.order_by("order", "pk"))


def attempt_of(request: Request, label: str, refused: Refused) -> dict[str, Any]:
    """A step that was not taken, for `ui/attempt.html`."""
    sentences = [refused.message]
    if isinstance(refused, closing.NotCarried):
        sentences = refused.sentences[: closing.SAID]
    return {"label": label, "note": request.POST.get("note", ""), "sentences": sentences}


def frame(request: Request, sitting: Sitting) -> dict[str, Any]:
    """What stands around every page of a sitting."""
    way = crumbs(sitting.unit, request.access, reverse("units"))
    return {
        "sitting": sitting,
        "crumbs": way,
        "back": reverse("sitting-detail", args=[sitting.key]),
    }
