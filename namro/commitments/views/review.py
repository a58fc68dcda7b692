"""Room commitments: what waits for approval: line by line or in blocks, and how long it waits."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from namro.commitments import actions, compare, following, queries, reader, register
from namro.commitments.forms import DecideForm
from namro.commitments.models import Commitment
from namro.commitments.workflow import COMMITMENT
from namro.core import clock, text, web
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.registers import pages

LINES = 50
READ_ALONG = ("campaign", "unit", "registrant", "person", "accountable", "leader", "waits_for")


@needs("commitment.decide")
def review(request: Request) -> HttpResponse:
    """The lines that wait for this person's body, the oldest first."""
    access: Access = request.access
    waiting = queries.waiting_lines(access).prefetch_related("versions", "reviews__body")
    chosen = request.GET.get("campaign", "")
    campaigns = register.visible_campaigns(access).order_by("-year", "-pk")
    if (number := text.whole_number(chosen)) is not None:
        waiting = waiting.filter(campaign_id=number)
    page = Paginator(waiting, LINES).get_page(request.GET.get("page"))
    day = clock.today()
    context = {
        "campaigns": campaigns,
        "chosen": chosen,
        "page": page,
        "lines": [_line(line, day) for line in page],
        "steps": _steps(access, list(page)),
        "changes": queries.waiting_changes(access)[:LINES],
        "back": request.get_full_path(),
    }
    return web.page(request, "commitments/review.html", context)


def _line(line: Commitment, day: Any) -> dict[str, Any]:
    versions = list(line.versions.all())
    changes = []
    if len(versions) > 1:
        changes = compare.differences(versions[-2].content, versions[-1].content)
    hints = [h for clear in reader.meter(line) for h in clear["hints"]]
    return {
        "line": line,
        "waits": clock.working_days_between(line.waits_since or day, day),
        "gaps": reader.gaps(line),
        "hints": hints,
        "changes": changes,
        "round": line.round,
        "result": following.words(line)["result"],
    }


def _steps(access: Access, lines: list[Commitment]) -> list[Any]:
    """The steps that at least one line on this page allows."""
    open_now = {step.name for line in lines for step in COMMITMENT.open_steps(line, access)}
    return [step for step in COMMITMENT.steps if step.name in open_now and step.name != "withdraw"]


@needs("commitment.decide")
@require_POST
def decide(request: Request) -> HttpResponse:
    """One step on the lines that were ticked; each line that does not go says why."""
    access: Access = request.access
    wanted = [text.whole_number(pk) or 0 for pk in request.POST.getlist("pick")]
    lines = list(
        access.rows(Commitment, "commitment.view")
        .filter(pk__in=wanted)
        .select_related(*READ_ALONG)
        .order_by("pk")[:500]
    )
    form = DecideForm(request.POST, lines=lines)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(pages.local(request, reverse("review")))
    step, note = form.cleaned_data["step"], form.cleaned_data["note"]
    done, refused = actions.decide_many(lines, step, access, note)
    if done:
        words = ngettext("%(count)s line: %(step)s.", "%(count)s lines: %(step)s.", done)
        messages.success(request, words % {"count": done, "step": COMMITMENT[step].label})
    for line, why in refused[:10]:
        messages.error(request, _("“%(line)s”: %(why)s") % {"line": line, "why": why})
    return redirect(pages.local(request, reverse("review")))
