"""Room ledger: what is sent about work that is followed, and the files that show it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import clock, drafts, files, web
from namro.core.errors import Refused
from namro.core.models import StoredFile
from namro.core.web import needs
from namro.ledger import actions, papers
from namro.ledger.forms import BlockForm, ExtendForm, NoteForm, StepForm, VisitForm
from namro.ledger.models import Blocker, Entry, Evidence, Extension, Milestone, Verification
from namro.ledger.register import href
from namro.ledger.states import BlockerState
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request
from namro.registers import pages

REPORTED = ("start", "partly", "declare")
WAITING = 200


def find(request: Request, key: str, capability: str) -> Entry:
    """Work that this person may meet with a right, or 404."""
    access: Access = request.access
    rows = access.rows(Entry, capability).select_related("unit", "owner", "leader", "declared_by")
    entry = rows.filter(key=key).first()
    if entry is None:
        raise Http404
    return entry


def _ask(
    request: Request,
    entry: Entry,
    make: Callable[..., forms.Form],
    title: str,
    act: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    """A page with one form: carried out and back to the story, or the reason above the fields.

    What is typed is kept as a draft until it is sent.
    """
    user = request.access.user_id
    place = f"{resolve(request.path).url_name}-{entry.key}"
    kept = drafts.find(user, place) if request.method == "GET" else None
    more = {"initial": drafts.flat(kept)} if kept else {}
    form = make(request.POST or None, request.FILES or None, **more)
    status = 422 if form.is_bound and form.errors else 200
    if request.method == "POST" and status == 200:
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            drafts.drop(user, place)
            messages.success(request, _("Kept."))
            return redirect(href(entry))
    context = {
        "form": form,
        "entry": entry,
        "title": title,
        "back_href": href(entry),
        "place": place,
        "saved_at": kept.saved_at if kept else None,
    }
    return web.page(request, "ledger/ask.html", context, status=status)


@needs("entry.report")
def note(request: Request, key: str) -> HttpResponse:
    """A thirty-second progress note with a photo."""
    entry = find(request, key, "entry.report")
    access: Access = request.access
    # What was open when the form was opened may be so no longer; the engine says by whom.
    wanted = {step.name for step in ENTRY.open_steps(entry, access)} | {request.POST.get("step")}
    steps = [(step.name, step.label) for step in ENTRY.steps if step.name in wanted & set(REPORTED)]

    def act(said: dict[str, Any]) -> None:
        own = entry.owner_id == access.person_id
        report = actions.Report(
            text=said["text"],
            step=said["step"],
            files=said["photos"],
            on_behalf=None if own else entry.owner,
        )
        actions.report(entry, report, access)

    return _ask(request, entry, partial(NoteForm, steps=steps), _("Progress note"), act)


@needs("blocker.raise")
def block(request: Request, key: str) -> HttpResponse:
    """Say what stops the work."""
    entry = find(request, key, "entry.report")
    levels = Unit.objects.filter(pk__in=[u.pk for u in actions.levels_above(entry)]).order_by(
        "path"
    )

    def act(said: dict[str, Any]) -> None:
        actions.block(entry, said["level"], said["text"], request.access)

    make = partial(BlockForm, levels=levels)
    return _ask(request, entry, make, _("Stuck: what stops the work"), act)


@needs("entry.report")
def extend(request: Request, key: str) -> HttpResponse:
    """Ask for a later day."""
    entry = find(request, key, "entry.report")

    def act(said: dict[str, Any]) -> None:
        actions.ask_extension(entry, said["new_due"], said["reason"], request.access)

    return _ask(request, entry, ExtendForm, _("Ask for a later day"), act)


@needs("entry.verify")
def verify(request: Request, key: str) -> HttpResponse:
    """Keep what was seen on the ground."""
    entry = find(request, key, "entry.verify")

    def act(said: dict[str, Any]) -> None:
        visit = actions.Visit(said["on"], said["found"], said["note"], said["photo"] or None)
        actions.verify(entry, visit, request.access)

    return _ask(request, entry, VisitForm, _("Verify on the ground"), act)


@needs("entry.view")
@require_POST
def entry_step(request: Request, key: str, step: str) -> HttpResponse:
    """A step on the work that needs no more than a reason."""
    entry = find(request, key, "entry.view")
    return _take(request, entry, step, entry, ENTRY)


@needs("entry.report")
@require_POST
def milestone(request: Request, key: str, pk: int) -> HttpResponse:
    """Tick a milestone off."""
    entry = find(request, key, "entry.report")
    found = Milestone.objects.filter(entry=entry, pk=pk).first()
    if found is None:
        raise Http404
    actions.reach(found, clock.today(), request.access)
    return redirect(href(entry))


@needs("paper.issue")
@require_POST
def visit_record(request: Request, key: str, pk: int) -> HttpResponse:
    """Issue the record of a visit as a paper."""
    entry = find(request, key, "entry.view")
    visit = entry.verifications.select_related("by", "doer").filter(pk=pk).first()
    if visit is None:
        raise Http404
    visit.entry = entry
    try:
        paper = papers.issue_record(visit, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(href(entry))
    return redirect("paper-detail", paper.key)


@needs("entry.view")
@require_POST
def blocker_step(request: Request, key: str, step: str) -> HttpResponse:
    """Clear or withdraw a blocker."""
    access: Access = request.access
    rows = access.rows(Blocker, "entry.view") | Blocker.objects.filter(
        entry__in=access.rows(Entry, "entry.view")
    )
    blocker = rows.filter(key=key).select_related("entry__unit", "unit").first()
    if blocker is None:
        raise Http404
    return _take(request, blocker, step, blocker.entry, BLOCKER)


@needs("entry.view")
@require_POST
def extension_step(request: Request, key: str, step: str) -> HttpResponse:
    """Grant or refuse a later day."""
    access: Access = request.access
    rows = Extension.objects.filter(entry__in=access.rows(Entry, "entry.view"))
    extension = rows.filter(key=key).select_related("entry__unit", "unit").first()
    if extension is None:
        raise Http404
    return _take(request, extension, step, extension.entry, EXTENSION)


def _take(request: Request, record: Any, step: str, entry: Entry, workflow: Any) -> HttpResponse:
    try:
        chosen = workflow[step]
    except KeyError:
        raise Http404 from None
    if not chosen.button:  # another record's step takes it
        raise Http404
    try:
        note, seen = request.POST.get("note", ""), pages.version(request)
        workflow.take(record, step, request.access, note, version=seen)
    except Refused as refused:
        return _again(request, entry, str(chosen.label), refused)
    messages.success(request, _("Done: %(step)s.") % {"step": chosen.label})
    return redirect(pages.local(request, href(entry)))


def _again(request: Request, entry: Entry, title: str, refused: Refused) -> HttpResponse:
    """The step on a page of its own, with the reason why not and what was typed."""
    form = StepForm(request.POST)
    form.add_error(None, refused.message)
    context = {
        "form": form,
        "entry": entry,
        "title": title,
        "back_href": href(entry),
        "page_href": href(entry),
        "next": pages.local(request, ""),
    }
    return web.page(request, "ledger/ask.html", context, status=refused.status)


@needs("blocker.clear")
def blocker_list(request: Request) -> HttpResponse:
    """What waits for a level this person speaks for, and how long it has waited."""
    access: Access = request.access
    rows = access.rows(Blocker, "blocker.clear").select_related(
        "entry__owner", "entry__unit", "unit", "raised_by"
    )
    day = clock.today()
    waiting = list(rows.filter(status=BlockerState.RAISED).order_by("due", "pk")[:WAITING])
    for blocker in waiting:
        blocker.left = clock.working_days_between(day, blocker.due)
        blocker.href = href(blocker.entry)
    ended = rows.exclude(status=BlockerState.RAISED)
    context = {
        "waiting": waiting,
        "late": sum(1 for blocker in waiting if blocker.left < 0),
        "ended": list(ended.order_by("-ended_on", "-pk")[:20]),
    }
    return web.page(request, "ledger/blockers.html", context)


@needs("entry.view")
def evidence(request: Request, key: str) -> FileResponse:
    """A file, for who may see the work that it shows; never run by the browser."""
    access: Access = request.access
    file = StoredFile.objects.filter(key=key).first()
    if file is None or not _may_see(access, file):
        raise Http404
    path = files.where(file)
    if not path.is_file():
        raise Http404
    picture = file.content_type.startswith("image/")
    response = FileResponse(
        path.open("rb"),
        content_type=file.content_type if picture else "application/octet-stream",
    )
    inline = picture and "download" not in request.GET
    response.headers["Content-Disposition"] = (
        content_disposition_header(not inline, file.name) or ""
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _may_see(access: Access, file: StoredFile) -> bool:
    seen = access.rows(Entry, "entry.view")
    note_of = Evidence.objects.filter(file=file, note__entry__in=seen)
    return note_of.exists() or Verification.objects.filter(file=file, entry__in=seen).exists()
