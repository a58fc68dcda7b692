"""Room sittings: a paper of a sitting is looked at once more, and issued."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from namro.core import clock, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.request import Request
from namro.papers.forms import PaperForm
from namro.papers.sending import sent
from namro.sittings import held, issuing, wording
from namro.sittings.views.finding import frame, sitting_of
from namro.sittings.wording import Papers

LOOKS = {"more": issuing.look_at_sheet}


@needs("paper.issue")
def sitting_paper(request: Request, key: uuid.UUID, name: str) -> HttpResponse:
    """Check the words, look at the paper, then issue: the number is given with it."""
    sitting = sitting_of(request, key)
    try:
        kind = issuing.kind_of(name)
    except LookupError:
        raise Http404 from None
    of = Papers(sitting, clock.today())
    form = PaperForm(
        request.POST or None,
        proposed=of.proposed(kind),
        decides=kind.decides,
        signed=kind != wording.MINUTES,
    )
    refusal = issuing.may_issue(sitting, kind, request.access)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:  # never goes on to a number
                look = LOOKS.get(request.POST["look"], issuing.look)
                return sent(look(sitting, kind, form.words(), request.access), "pdf")
            made = issuing.issue(sitting, kind, form.words(), request.access)
            words = ngettext("%(n)s paper was issued.", "%(n)s papers were issued.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("paper-detail", made[0].key)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
    context = frame(request, sitting) | {
        "form": form,
        "kind": kind,
        "refusal": refusal if request.method == "GET" else None,
        "approved": len(of.approved),
        "all": len(of.items),
        "sheets": len(of.docket.sheets(of.approved)) if kind in issuing.OUTCOMES else 0,
        "tells": "hours" if kind == wording.MINUTES else "day" if kind in held.TELLS else "",
        "may_state_times": held.why_not(sitting, request.access) is None,
    }
    return web.page(request, "sittings/paper.html", context, status=status)
