"""Room commitments: what waits for approval: line by line or in blocks, and how long it waits."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
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
from namro.registers import listing, pages
from namro.registers.listing import Words

LINES = 50
SAID = 10  # reasons on a page; more of them are of the same kind
READ_ALONG = ("campaign", "unit", "registrant", "person", "accountable", "leader", "waits_for")


@dataclass(frozen=True)
class BlockAttempt:
    """A step on a block of lines of which none went."""

    label: Words
    note: str
    sentences: list[str]
    status: int
    picked: frozenset[int]


@needs("commitment.decide")
def review(request: Request) -> HttpResponse:
    """The lines that wait for this person's body, the oldest first."""
    listing.names_known(request.GET, {"campaign": _("Campaign")}, {"page"})
    return _page(request, request.GET.dict())


def _page(
    request: Request, query: dict[str, str], attempt: BlockAttempt | None = None
) -> HttpResponse:
    access: Access = request.access
    chosen = query.get("campaign", "")
    campaigns = list(register.visible_campaigns(access).order_by("-year", "-pk"))
    if chosen and chosen not in {str(one.pk) for one in campaigns}:
        raise BadRequest(listing.no_choice(_("Campaign"), chosen))
    page = _turned(_queue(access, chosen), query.get("page", ""))
    day = clock.today()
    context = {
        "campaigns": campaigns,
        "chosen": chosen,
        "page": page,
        "lines": [_line(line, day, attempt) for line in page],
        "steps": _steps(access, list(page)),
        "changes": queries.waiting_changes(access)[:LINES],
        "attempt": attempt,
        "back": pages.link(reverse("review"), **query),
        "page_href": pages.link(reverse("review"), **query),
        "prev_href": _href(query, page.number - 1) if page.has_previous() else "",
        "next_href": _href(query, page.number + 1) if page.has_next() else "",
    }
    status = attempt.status if attempt else 200
    return web.page(request, "commitments/review.html", context, status=status)


def _queue(access: Access, campaign: str) -> Paginator:
    waiting = queries.waiting_lines(access).prefetch_related("versions", "reviews__body")
    return Paginator(waiting.filter(campaign_id=int(campaign)) if campaign else waiting, LINES)


def _turned(paginator: Paginator, wanted: str) -> Page:
    number = text.whole_number(wanted) if wanted else 1
    if number is None or not 1 <= number <= paginator.num_pages:
        raise Http404
    return paginator.page(number)


def _href(query: dict[str, str], page: int) -> str:
    return pages.link(reverse("review"), **{**query, "page": str(page)})


def _came_from(request: Request) -> dict[str, str]:
    """The queue as it was looked at, on a page that it still has now that lines have left it."""
    sent = QueryDict(urlsplit(pages.local(request, "")).query).dict()
    query = {name: sent[name] for name in ("campaign", "page") if sent.get(name)}
    if text.whole_number(query.get("campaign", "0")) is None:
        query.pop("campaign")
    if number := text.whole_number(query.pop("page", "")):
        left = _queue(request.access, query.get("campaign", "")).num_pages
        query["page"] = str(min(number, left))
    return query


def _line(line: Commitment, day: Any, attempt: BlockAttempt | None) -> dict[str, Any]:
    versions = list(line.versions.all())
    changes = []
    if len(versions) > 1:
        changes = compare.differences(versions[-2].content, versions[-1].content)
    hints = [h for clear in reader.meter(line) for h in clear["hints"]]
    return {
        "line": line,
        "picked": attempt is not None and line.pk in attempt.picked,
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
        sentences = [str(errors[0]) for errors in form.errors.values()]
        return _not_done(request, wanted, sentences, 422)
    step, note = form.cleaned_data["step"], form.cleaned_data["note"]
    seen = {n.pk: text.whole_number(request.POST.get(f"version-{n.pk}", "")) for n in lines}
    done, refused = actions.decide_many(lines, step, access, note, seen)
    if done:
        words = ngettext("%(count)s line: %(step)s.", "%(count)s lines: %(step)s.", done)
        messages.success(request, words % {"count": done, "step": COMMITMENT[step].label})
    sentences = [
        _("“%(line)s”: %(why)s") % {"line": line, "why": why.message}
        for line, why in refused[:SAID]
    ]
    if not done:
        return _not_done(request, wanted, sentences, max(why.status for _line, why in refused))
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect(pages.link(reverse("review"), **_came_from(request)))


def _not_done(
    request: Request, picked: list[int], sentences: list[str], status: int
) -> HttpResponse:
    """The queue again, with the same ticks and the same note, and why nothing went."""
    step = request.POST.get("step", "")
    known = {one.name: one.label for one in COMMITMENT.steps}
    attempt = BlockAttempt(
        label=known.get(step, _("Decide")),
        note=request.POST.get("note", ""),
        sentences=sentences,
        status=status,
        picked=frozenset(picked),
    )
    return _page(request, _came_from(request), attempt)
