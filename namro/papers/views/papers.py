"""Room papers: the list of papers, a paper with its files, its number book, and many in one file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import audit, files, progress, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.papers import actions, bundling, content, frozen, laid, making, queries
from namro.papers.forms import CancelForm
from namro.papers.models import Bundle, NumberBook, Paper
from namro.papers.sending import sent

ROWS_SHOWN = 400  # of a table on the page; the files have all


def find(request: Request, key: uuid.UUID, capability: str = "paper.view") -> Paper:
    """A paper that this person may meet, or 404."""
    access: Access = request.access
    rows = access.rows(Paper, capability)
    paper: Paper | None = (
        rows.select_related("unit", "book", "issued_by", "cancelled_by", "template__file", "person")
        .filter(key=key)
        .first()
    )
    if paper is None:
        raise Http404
    return paper


def _asked(request: Request, source: Any) -> queries.Asked:
    return queries.Asked(
        words=text.nfc(source.get("q", ""))[:200],
        kind=source.get("kind", "")[:40],
        after=text.whole_number(source.get("after", "")),
    )


@needs("paper.view")
def paper_list(request: Request) -> HttpResponse:
    """Papers, the newest first."""
    access: Access = request.access
    asked = _asked(request, request.GET)
    rows, after = queries.page_of(access, asked)
    kept = {"q": asked.words, "kind": asked.kind}
    context = {
        "rows": rows,
        "asked": asked,
        "kinds": queries.labels(),
        "next_href": reverse("papers", query=kept | {"after": after}) if after else "",
        "may_edit_heads": access.anywhere("paper.issue"),
        "may_edit_templates": access.anywhere("paper.template"),
    }
    return web.page(request, "papers/papers.html", context)


@needs("paper.view")
def paper_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """A paper: its facts, its words, its files."""
    paper = find(request, key)
    return web.page(request, "papers/paper.html", _shown(request, paper, CancelForm()))


def _shown(request: Request, paper: Paper, form: CancelForm) -> dict[str, Any]:
    access: Access = request.access
    ready = laid.lay_out(paper.content)
    links = queries.symbol_links(content.texts(paper.content["content"]), access, paper)
    may_change = access.can("paper.issue", paper.unit)
    return {
        "paper": paper,
        "laid": ready,
        "links": links,
        "kind": queries.labels().get(paper.kind, paper.content["kind"]["type_name"].capitalize()),
        "endings": making.endings(paper),
        "is_whole": frozen.fingerprint(paper.content) == paper.sha256,
        "may_cancel": may_change and not paper.is_cancelled,
        "form": form,
        "story": _story(paper),
        "rows_shown": ROWS_SHOWN,
    }


def _story(paper: Paper) -> list[dict[str, Any]]:
    """What was done to it, in words."""
    words = {"paper.issue": _("Issued"), "paper.cancel": _("Cancelled")}
    return [
        {
            "at": entry.at,
            "who": detail.actor_name,
            "what": words.get(entry.action, entry.action),
            "note": detail.note,
        }
        for entry, detail in audit.history(paper)
    ]


@needs("paper.view")
def paper_file(request: Request, key: uuid.UUID, ending: str) -> HttpResponse:
    """A paper as Word, PDF or Excel."""
    return sent(find(request, key), ending)


@needs("paper.issue")
@require_POST
def paper_cancel(request: Request, key: uuid.UUID) -> HttpResponse:
    """Cancel a paper with a reason; its number stays."""
    paper = find(request, key, "paper.issue")
    form = CancelForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.cancel(paper, form.cleaned_data["note"], request.access)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            said = _("%(paper)s is cancelled; its number stays in the book.") % {"paper": paper}
            messages.success(request, said)
            return redirect("paper-detail", paper.key)
    fresh = find(request, key)
    return web.page(request, "papers/paper.html", _shown(request, fresh, form), status=status)


@needs("paper.view")
def book_list(request: Request) -> HttpResponse:
    """Every book of numbers that this person may read."""
    return web.page(request, "papers/books.html", {"books": queries.books(request.access)})


@needs("paper.view")
def book_detail(request: Request, pk: int) -> HttpResponse:
    """All numbers of a book, cancelled ones too, without a gap."""
    if pk >= 2**63:
        raise Http404
    access: Access = request.access
    book: NumberBook = access.row(NumberBook, "paper.view", pk=pk)
    rows = queries.in_book(book)
    context = {
        "book": book,
        "rows": rows,
        "gaps": queries.gaps(book, rows),
        "cancelled": sum(row.is_cancelled for row in rows),
    }
    return web.page(request, "papers/book.html", context)


@needs("paper.view")
@require_POST
def bundle_new(request: Request) -> HttpResponse:
    """Order the ticked papers, or all that were found, as one file."""
    access: Access = request.access
    rows = queries.found(access, _asked(request, request.POST))
    if "all" not in request.POST:
        picked = [pk for one in request.POST.getlist("pick") if (pk := text.whole_number(one))]
        rows = rows.filter(pk__in=picked[: bundling.MOST + 1])
    try:
        chosen = list(rows.defer("content")[: bundling.MOST + 1])
        bundle = bundling.order(chosen, request.POST.get("ending", ""), access)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(reverse("papers", query={"q": request.POST.get("q", "")[:200]}))
    bundling.begin(bundle, access)
    return redirect("paper-bundle", bundle.key)


def _bundle(request: Request, key: uuid.UUID) -> Bundle:
    bundle = queries.bundle_of(request.access, key)
    if bundle is None:
        raise Http404
    return bundle


@needs("paper.view")
def bundle_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """How far the file is, and where it is fetched."""
    bundle = _bundle(request, key)
    state = progress.read(bundle.key)
    running = bundle.file is None and state is not None and not state.is_over
    if bundle.file is not None:
        progress.forget(bundle.key)
    context = {
        "bundle": bundle,
        "state": state,
        "running": running,
        "total": bundle.papers.count(),
    }
    return web.page(request, "papers/bundle.html", context)


@needs("paper.view")
def bundle_file(request: Request, key: uuid.UUID) -> HttpResponseBase:
    """The file itself, while its papers may all still be seen."""
    bundle = _bundle(request, key)
    if bundle.file is None:
        raise Http404
    response = FileResponse(files.where(bundle.file).open("rb"), content_type=bundling.ZIP)
    name = content_disposition_header(True, bundle.file.name)
    response.headers["Content-Disposition"] = name or ""
    return response
