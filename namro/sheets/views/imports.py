"""Sheets room: a list on its way in: sent, understood, previewed, confirmed, taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from namro.core import text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.sheets import (
    actions,
    correcting,
    empty,
    inbox,
    lists,
    mapping,
    preview,
    queries,
    remembering,
    returning,
)
from namro.sheets.forms import UploadForm
from namro.sheets.layout import Understanding
from namro.sheets.lists import Asked, ListKind, Target
from namro.sheets.models import Import, ImportState
from namro.sheets.understanding import understand

LISTED = 50


@needs("import.use")
def import_list(request: Request) -> HttpResponse:
    """Every workbook that came in."""
    rows = list(queries.imports(request.access)[:LISTED])
    for row in rows:
        kind = lists.kind_of(row.layout)
        target = kind.target(row.target) if kind else None
        row.kind_words = kind.label if kind else ""
        row.target_words = target.label if target else row.target
    context = {"rows": rows, "may_merge": request.access.anywhere("person.edit")}
    return web.page(request, "sheets/imports.html", context)


@needs("import.use")
def import_new(request: Request) -> HttpResponse:
    """Choose the kind of list, then send it; nothing is written but the file itself."""
    access: Access = request.access
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    # The page of a campaign leads straight to its lines.
    target = request.GET.get("campaign") or request.GET.get("target", "")
    name = asked or ("registrations" if "campaign" in request.GET else "")
    kind = next((one for one in lists.kinds(access) if one.name == name), None)
    if kind is None:
        return web.page(request, "sheets/import_kinds.html", {"kinds": lists.kinds(access)})
    form = UploadForm(
        kind, access, request.POST or None, request.FILES or None, initial={"target": target}
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = _receive(form, kind, access)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", refused.message)
        else:
            return redirect("import-detail", record.key)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "kind": kind}
    return web.page(request, "sheets/import_new.html", context, status=status)


@needs("import.use")
def import_template(request: Request, kind: str) -> FileResponse:
    """An empty workbook of a kind of list."""
    found = next((one for one in lists.kinds(request.access) if one.name == kind), None)
    if found is None:
        raise Http404
    name = f"{text.fold(str(found.label)).replace(' ', '-')}.xlsx"
    return FileResponse(empty.workbook(found), as_attachment=True, filename=name)


def _receive(form: UploadForm, kind: ListKind, access: Access) -> Import:
    sent = form.cleaned_data
    target = form.targets[sent["target"]]
    if sent["file"]:
        return actions.receive(sent["file"], kind, target, access)
    return actions.receive_pasted(sent["pasted"], kind, target, access)


def _find(request: Request, key: str) -> tuple[Import, ListKind, Target]:
    access: Access = request.access
    record = access.row(Import, "import.use", key=key)
    kind = lists.kind_of(record.layout)
    target = kind.target(record.target) if kind else None
    if kind is None or target is None:
        raise Http404
    if not access.can(kind.capability, record.unit):
        raise PermissionDenied
    return record, kind, target


@needs("import.use")
def import_detail(request: Request, key: str) -> HttpResponse:
    """What was understood, editable; every row with what will become of it, and why."""
    record, kind, target = _find(request, key)
    if record.status != ImportState.READ:
        return _done(request, record, kind, target)
    try:
        book = inbox.read(record)
        if request.method == "POST":
            return _changed(request, record, kind, book)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("imports")
    understanding = Understanding.from_json(record.understanding)
    judged = lists.judge(kind, target, book, understanding, Asked(request.access, record.choices))
    wanted = request.GET.get("show", "")
    rows, more = preview.rows(judged, wanted)
    offers = remembering.offers(queries.mappings(record), book, understanding, kind.layout)
    context = {
        "record": record,
        "kind": kind,
        "target": target,
        "sheets": mapping.sheets(book, understanding, kind.layout),
        "heads": [kind.layout.label(name) for name in kind.shows],
        "offers": offers,
        "forgettable": remembering.forgettable((one.mapping for one in offers), request.access),
        "judged": judged,
        "counts": preview.counts(judged),
        "rows": rows,
        "more": more,
        "wanted": wanted,
        "totals": preview.totals(judged),
        "skipped": preview.skipped(judged),
        "units": preview.questions(judged, "unit"),
        "parents": preview.parents(judged),
        "people": preview.questions(judged, "person"),
        "others": preview.others(judged),
        "earlier": queries.earlier(record),
        "why_not": kind.refusal(target, request.access),
    }
    return web.page(request, "sheets/import.html", context)


def _done(request: Request, record: Import, kind: ListKind, target: Target) -> HttpResponse:
    hangs = returning.hanging(record, kind) if record.status == ImportState.TAKEN else []
    context = {
        "record": record,
        "kind": kind,
        "target": target,
        "hangs": hangs,
        "story": preview.story(record),
        "left": preview.left_out(record),
    }
    return web.page(request, "sheets/import_done.html", context)


def _changed(request: Request, record: Import, kind: ListKind, book: Any) -> HttpResponse:
    """Somebody corrected what was understood, or decided about units and people."""
    understanding = Understanding.from_json(record.understanding)
    if "columns" in request.POST:
        changed = mapping.changed(book, understanding, kind.layout, request.POST)
        name = request.POST.get("mapping_name", "")
        if changed != understanding:
            actions.understand_anew(record, changed, request.access)
        # Without a name it is kept when the list is taken in: a wrong try is not offered again.
        if name.strip():
            actions.remember(record, remembering.saved(book, changed), request.access, name)
    elif "mapping" in request.POST:
        known = remembering.offers(queries.mappings(record), book, understanding, kind.layout)
        offer = next((o for o in known if str(o.mapping.pk) == request.POST["mapping"]), None)
        if offer is None:
            raise Http404
        actions.read_like(record, offer, request.access)
    else:
        answers = {name: str(value) for name, value in request.POST.items() if ":" in name}
        actions.choose(record, answers, request.access)
    return redirect("import-detail", record.key)


@needs("import.use")
@require_POST
def import_confirm(request: Request, key: str) -> HttpResponse:
    """Take every ready row in, in one transaction."""
    record, kind, target = _find(request, key)
    access: Access = request.access
    try:
        judged = preview.judged_of(record, kind, target, Asked(access, record.choices))
        preview.refuse_unready(judged, request.POST.get("only_ready") == "1")
        counts = actions.take_in(record, kind, target, judged, access)
        _remember(record, kind, target, access)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        words = ngettext("%(n)s row was taken in.", "%(n)s rows were taken in.", counts["taken"])
        messages.success(request, words % {"n": counts["taken"]})
    return redirect("import-detail", key)


def _remember(record: Import, kind: ListKind, target: Target, access: Access) -> None:
    """A reading that somebody corrected has proved itself: the next file of its shape gets it."""
    book = inbox.read(record)
    understanding = Understanding.from_json(record.understanding)
    if understanding != Understanding.from_json(
        understand(book, kind.layout, target.year).to_json()
    ):
        actions.remember(record, remembering.saved(book, understanding), access)


@needs("import.use")
@require_POST
def import_back(request: Request, key: str) -> HttpResponse:
    """Take a whole import back, while nothing hangs on it."""
    record, kind, target = _find(request, key)
    try:
        gone = actions.take_back(record, kind, target, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        n = sum(gone.values())
        words = ngettext("%(n)s record was taken back.", "%(n)s records were taken back.", n)
        messages.success(request, words % {"n": n})
    return redirect("import-detail", key)


@needs("import.use")
@require_POST
def import_drop(request: Request, key: str) -> HttpResponse:
    """Leave a workbook that was not taken in."""
    record, _kind, _target = _find(request, key)
    try:
        actions.drop(record, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("imports")


@needs("import.use")
def import_problems(request: Request, key: str) -> HttpResponse | FileResponse:
    """The office's own workbook, with the reasons beside the rows that are not ready."""
    record, kind, target = _find(request, key)
    try:
        judged = preview.judged_of(record, kind, target, Asked(request.access, record.choices))
        marked = correcting.marked(record, judged)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("import-detail", key)
    return FileResponse(marked, as_attachment=True, filename=correcting.name_of(record))
