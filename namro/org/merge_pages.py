"""Room org: the pages on which two records become one person, and two again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org import merging, queries
from namro.org.access import Access
from namro.org.models import Person
from namro.org.request import Request

SHOWN = 50


@needs("person.edit")
def merge_list(request: Request) -> HttpResponse:
    """People of one name, a search for others, and what was merged."""
    access: Access = request.access
    words = request.GET.get("q", "").strip()[:100]
    found: Any = []
    if words:
        known = merging.editable(access).values("pk")
        found = queries.search_people(access, words).filter(pk__in=known)[:SHOWN]
    context = {
        "groups": merging.same_names(access),
        "merges": merging.merges(access)[:SHOWN],
        "q": words,
        "found": found,
    }
    return web.page(request, "org/merges.html", context)


def _editable(request: Request, key: str) -> Person:
    person: Person | None = merging.editable(request.access).filter(key=key).first()
    if person is None:
        raise Http404
    return person


@needs("person.edit")
def person_merge(request: Request, key: str, other: str) -> HttpResponse:
    """Both records side by side, what would move, and the reason."""
    kept, gone = _editable(request, key), _editable(request, other)
    why, refusal, place = request.POST.get("why", ""), "", ""
    if request.method == "POST":
        try:
            merging.merge(kept, gone, why, request.access)
        except Refused as refused:
            refusal, status = refused.message, refused.status
            place = getattr(refused, "href", "")
        else:
            words = _("%(name)s is one record now. It can be parted again below.")
            messages.success(request, words % {"name": kept.full_name})
            return redirect("merges")
    context = {
        "kept": kept,
        "gone": gone,
        "sides": [_side(kept), _side(gone)],
        "why": why,
        "refusal": refusal,
        "place": place,
    }
    return web.page(request, "org/merge.html", context, status=status if refusal else 200)


def _side(person: Person) -> dict[str, Any]:
    posts = person.appointments.select_related("unit").order_by("pk")
    return {
        "person": person,
        "posts": posts[:SHOWN],
        "n": sum(merging.hanging_on(person).values()),
    }


@needs("person.edit")
@require_POST
def merge_undo(request: Request, key: str) -> HttpResponse:
    """Part two records again."""
    row = merging.merges(request.access).filter(key=key).first()
    if row is None:
        raise Http404
    try:
        merging.unmerge(row, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The two records are parted again."))
    return redirect("merges")
