"""Room sheets: how files are read again next time: the readings that are kept, and forgetting one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.core import web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.request import Request
from namro.sheets import actions, lists, queries, remembering
from namro.sheets.layout import Layout
from namro.sheets.models import Mapping

LISTED = 100


@needs("import.use")
def reading_list(request: Request) -> HttpResponse:
    """Every kept reading, with who kept it and how often it served."""
    rows = list(queries.readings(request.access)[:LISTED])
    labels = {kind.name: kind.label for kind in lists.kinds(request.access)}
    for row in rows:
        row.kind_words = labels[row.layout]
        row.may_forget = remembering.may_forget(row, request.access)
    return web.page(request, "sheets/readings.html", {"rows": rows})


@needs("import.use")
def reading_forget(request: Request, pk: int) -> HttpResponse:
    """One last look, then it is offered no more."""
    found = queries.readings(request.access).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    why, status = "", 200
    if request.method == "POST":
        try:
            actions.forget_reading(found, request.access)
        except Refused as refused:
            why, status = refused.message, refused.status
        else:
            messages.success(
                request, _("This reading is forgotten; no file is offered it any more.")
            )
            return redirect("readings")
    elif not remembering.may_forget(found, request.access):
        raise PermissionDenied
    kind = next(one for one in lists.kinds(request.access) if one.name == found.layout)
    context = {
        "reading": found,
        "why": why,
        "rows": [
            {"label": _("List"), "value": kind.label},
            {"label": _("Unit"), "value": found.unit.name},
            {"label": _("Kept by"), "value": found.by_name},
            {"label": _("How it reads"), "value": "; ".join(_columns(found, kind.layout))},
        ],
        "address": reverse("reading-forget", args=[pk]),
    }
    return web.page(request, "sheets/reading_forget.html", context, status=status)


def _columns(reading: Mapping, layout: Layout) -> list[str]:
    """Which words over a column it takes for which field."""
    columns = [one for sheet in reading.sheets for one in sheet["columns"]]
    return [f"{one['header']} → {layout.label(one['field'])}" for one in columns]
