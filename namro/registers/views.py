"""Room registers: the pages of declared registers: list, record, form, step, paper, print."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import drafts, web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out
from namro.core.web import View, needs
from namro.org.access import Access
from namro.org.request import Request
from namro.papers import making, queries
from namro.papers.forms import PaperForm
from namro.papers.kinds import kind_of
from namro.papers.sending import sent
from namro.registers import figures, pages, papering, telling
from namro.registers.kit import Ask, Book, Panel, Print, Register, Rows, books
from namro.registers.pages import Attempt
from namro.registers.workflow import Step


def find(request: Request, book: Book, key: uuid.UUID) -> Any:
    """A record that this person may read, or 404."""
    rows = request.access.rows(book.model, book.capability)
    record = rows.select_related("unit", *book.related).filter(key=key).distinct().first()
    if record is None:
        raise Http404
    return record


def permitted(one: Ask, record: Any, access: Access) -> bool:
    """Does this person hold the right where it is asked for, or because the record is own?"""
    if access.may(one.capability, record):
        return True
    return access.can(one.capability, one.where(record))


def record_list(register: Register, book: Book) -> View:
    """The list of a book."""

    @needs(book.listing.capability)
    def view(request: Request) -> HttpResponse:
        access: Access = request.access
        may_begin = _may_begin(book, access)
        context = {
            "start_href": reverse(f"{book.name}-new") if may_begin else "",
            "start_label": book.new.label if book.new else "",
            "places": _places(register, book, access),
        }
        return pages.show(request, book.listing, context)

    return view


def _may_begin(book: Book, access: Access) -> bool:
    new = book.new
    return new is not None and access.anywhere(new.capability) and new.offered(None, access)


def _places(register: Register, here: Book, access: Access) -> list[dict[str, Any]]:
    """The other lists of a register, its figures, and what else it has."""
    found = [
        {"label": book.listing.title, "href": reverse(f"{book.name}-list")}
        for book in register.books
        if book is not here and access.anywhere(book.listing.capability)
    ]
    if register.counts and figures.has_any(register.counts, access):
        found.append({"label": _("Figures"), "href": reverse(f"{register.name}-figures")})
    return found + [
        {"label": label, "href": reverse(name)}
        for label, name, need in register.places
        if (need(access) if callable(need) else access.anywhere(need))
    ]


def record_detail(register: Register, book: Book) -> View:
    """A record with all that is told of it and all that may be done."""

    @needs(book.capability)
    def view(request: Request, key: uuid.UUID) -> HttpResponse:
        return _page(request, book, find(request, book, key))

    return view


def _page(
    request: Request, book: Book, record: Any, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The page of a record; what it shows more than once is fetched once, and read, not changed."""
    if book.prefetch:
        prefetch_related_objects([record], *book.prefetch)
    with request.access.reading():
        return web.page(
            request,
            "registers/record.html",
            _record(book, record, request.access, attempt),
            status=status,
        )


def _record(book: Book, record: Any, access: Access, attempt: Attempt | None) -> dict[str, Any]:
    held = _Held(record, access)
    steps = book.life.open_steps(record, access) if book.life else []
    issued = list(queries.papers_of(record).defer("content")) if book.papers else []
    return {
        "book": book,
        "record": record,
        "heading": book.heading(record),
        "crumbs": _crumbs(book, record, access),
        "facts": book.facts(record, access),
        "rows": [
            {"label": label, "value": value}
            for label, value in book.answers(record, access)
            if value not in (None, "")
        ],
        "notices": book.notices(record, access),
        "steps": [_button(book, record, step) for step in steps],
        "asks": [
            {"label": one.label, "href": _at(book, "ask", record, one.name), "primary": one.primary}
            for one in book.asks
            if held.may(one) and one.offered(record, access)
        ],
        "panels": [shown for one in book.panels if (shown := _panel(one, record, access))],
        "papers": issued,
        "offers": [
            {"label": one.label, "href": _at(book, "issue", record, one.kind)}
            for one in papering.offers(record, book.papers, access)
        ],
        "prints": _prints(book, record, access, held),
        "history": telling.timeline(record, book.trail(record), _words(book), book.tells),
        "back": reverse(f"{book.name}-detail", args=[record.key]),
        "attempt": attempt,
    }


def _at(book: Book, what: str, record: Any, *more: str) -> str:
    return reverse(f"{book.name}-{what}", args=[record.key, *more])


def _crumbs(book: Book, record: Any, access: Access) -> list[dict[str, str]]:
    found = [{"label": str(book.listing.title), "url": reverse(f"{book.name}-list")}]
    if above := book.above(record, access):
        found.append({"label": above[0], "url": above[1]})
    return [*found, {"label": book.heading(record), "url": ""}]


def _button(book: Book, record: Any, step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": step.label,
        "url": _at(book, "step", record, step.name),
        "asks_note": step.asks_note_of(record),
        "primary": step.primary,
    }


def _panel(one: Panel | Rows, record: Any, access: Access) -> dict[str, Any] | None:
    if isinstance(one, Panel):
        shown = one.context(record, access)
        return None if shown is None else {"template": one.template, **shown}
    rows = one.rows(record, access)
    if not rows and not one.empty:
        return None
    return {
        "template": "registers/rows.html",
        "title": one.title,
        "columns": [head if isinstance(head, dict) else {"label": head} for head in one.heads],
        "rows": rows,
        "foot": one.foot(record, access) if rows else [],
        "empty": one.empty,
    }


class _Held:
    """Which rights a person holds on a record, asked once a right however many forms ask."""

    def __init__(self, record: Any, access: Access) -> None:
        self.record, self.access = record, access
        self.known: dict[tuple[str, Any], bool] = {}

    def may(self, one: Ask) -> bool:
        key = (one.capability, one.where)
        if key not in self.known:
            self.known[key] = permitted(one, self.record, self.access)
        return self.known[key]

    def reads(self, capability: str) -> bool:
        key = (capability, None)
        if key not in self.known:
            self.known[key] = self.access.may(capability, self.record)
        return self.known[key]


def _prints(book: Book, record: Any, access: Access, held: _Held) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label,
            "pdf": _at(book, "print", record, one.name, "pdf"),
            "docx": _at(book, "print", record, one.name, "docx"),
        }
        for one in book.prints
        if held.reads(one.capability or book.capability) and one.offered(record, access)
    ]


def _may_print(book: Book, one: Print, record: Any, access: Access) -> bool:
    return access.may(one.capability or book.capability, record) and one.offered(record, access)


def _words(book: Book) -> dict[str, Any]:
    steps = {step.name: step.label for step in book.life.steps} if book.life else {}
    states = dict(book.life.states.choices) if book.life else {}
    asks = {one.name: one.label for one in book.asks}
    name = book.model._meta.model_name
    entered = {f"{name}.enter": _("Entered"), f"{name}.correct": _("Corrected")}
    return {**entered, **states, **asks, **steps, **book.words}


def record_new(register: Register, book: Book, ask: Ask) -> View:
    """Something new is begun."""

    @needs(ask.capability)
    def view(request: Request) -> HttpResponse:
        if not _may_begin(book, request.access):
            raise PermissionDenied
        return _ask(request, book, ask, None)

    return view


def record_ask(register: Register, book: Book) -> View:
    """A form about a record."""

    @needs(book.capability)
    def view(request: Request, key: uuid.UUID, ask: str) -> HttpResponse:
        record = find(request, book, key)
        wanted = next((one for one in book.asks if one.name == ask), None)
        if wanted is None or not permitted(wanted, record, request.access):
            raise Http404
        if not wanted.offered(record, request.access):
            messages.error(request, _("This is not open any more; look at the record anew."))
            return redirect(f"{book.name}-detail", record.key)
        return _ask(request, book, wanted, record)

    return view


def _ask(request: Request, book: Book, ask: Ask, record: Any) -> HttpResponse:
    access: Access = request.access
    place = f"{book.name}-{ask.name}-{record.key if record else ''}"
    kept = None
    if not ask.private and request.method == "GET":
        kept = drafts.find(access.user_id, place)
    more = {"initial": drafts.flat(kept)} if kept else {}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ask.form(record, access)(*sent, **more)
    status = 422 if form.is_bound and form.errors else 200
    if request.method == "POST" and status == 200:
        try:
            made = ask.act(record, form.cleaned_data, access)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            drafts.drop(access.user_id, place)
            messages.success(request, _("Kept."))
            if record is not None and not access.may(book.capability, record):
                return redirect(f"{book.name}-list")  # who has just left it reads it no longer
            return redirect(_after(book, None if ask.stays else made, record))
    context = {
        "form": form,
        "ask": ask,
        "record": record,
        "heading": book.heading(record) if record else "",
        "place": "" if ask.private else place,
        "saved_at": kept.saved_at if kept else None,
        "back": _back(book, record),
        "crumbs": _crumbs(book, record, access)[:-1] if record else [],
    }
    return web.page(request, "registers/ask.html", context, status=status)


def _back(book: Book, record: Any) -> str:
    return _at(book, "detail", record) if record else reverse(f"{book.name}-list")


def _after(book: Book, made: Any, record: Any) -> str:
    """The page of what was made, where it has one; else where the form came from."""
    for _register, one in books():
        if type(made) is one.model:
            return _at(one, "detail", made)
    return _back(book, record)


def record_step(register: Register, book: Book) -> View:
    """A step of the life cycle; refused, the page comes back with the note that was typed."""

    @needs(book.capability)
    @require_POST
    def view(request: Request, key: uuid.UUID, step: str) -> HttpResponse:
        record = find(request, book, key)
        known = {one.name: one for one in book.life.steps} if book.life else {}
        if book.life is None or step not in known or not known[step].button:
            raise Http404
        note = forms.CharField(required=False, max_length=4000).clean(request.POST.get("note", ""))
        try:
            version = pages.version(request)
            book.life.take(record, step, request.access, note, version=version)
        except Refused as refused:
            attempt = Attempt.of(request, known[step], refused)
            fresh = find(request, book, key)
            return _page(request, book, fresh, attempt, status=refused.status)
        messages.success(request, _("Done: %(step)s.") % {"step": known[step].label})
        return redirect(pages.local(request, _at(book, "detail", record)))

    return view


def record_issue(register: Register, book: Book) -> View:
    """A numbered paper of a record."""

    @needs(papering.ISSUE)
    def view(request: Request, key: uuid.UUID, kind: str) -> HttpResponse:
        record = find(request, book, key)
        wanted = next((one for one in book.papers if one.kind == kind), None)
        if wanted is None or not request.access.can(papering.ISSUE, wanted.unit(record)):
            raise Http404
        with translation.override("vi"):
            said = papering.proposed(record, wanted, request.access)
        form = PaperForm(request.POST or None, proposed=said, decides=kind_of(kind).decides)
        if form.is_valid() and "look" in request.POST:
            with translation.override("vi"):
                content = form.words().on(wanted.write(record, request.access))
                return sent(making.unnumbered(kind, content, wanted.unit(record)), "pdf")
        issued = []

        def act() -> None:
            with translation.override("vi"):
                issued.append(papering.issue(record, wanted, request.access, form.words()))

        status = carry_out(form, act)
        if status == DONE:
            messages.success(request, _("Issued: %(paper)s.") % {"paper": issued[0]})
            return redirect("paper-detail", issued[0].key)
        context = {
            "form": form,
            "label": wanted.label,
            "place": wanted.unit(record).name,
            "record": str(record),
            "back": reverse(f"{book.name}-detail", args=[record.key]),
        }
        return web.page(request, "registers/issue.html", context, status=status)

    return view


def record_print(register: Register, book: Book) -> View:
    """A sheet without a number, made now and not kept."""

    @needs(book.capability)
    def view(request: Request, key: uuid.UUID, name: str, ending: str) -> HttpResponse:
        record = find(request, book, key)
        one = next((one for one in book.prints if one.name == name), None)
        if one is None or not _may_print(book, one, record, request.access):
            raise Http404
        with translation.override("vi"):
            paper = making.unnumbered(one.kind, one.write(record, request.access), one.unit(record))
        return sent(paper, ending)

    return view
