"""Room papers: heads of papers and Word templates."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import clock, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request
from namro.papers import actions, letterheads, making, package, queries, replacing, word
from namro.papers.forms import HeadForm, TemplateForm
from namro.papers.states import Form

UNITS = 300


@needs("paper.issue")
def head_list(request: Request) -> HttpResponse:
    """The heads of the units in which this person issues papers."""
    access: Access = request.access
    units = access.units("paper.issue").filter(until=None).order_by("path")[:UNITS]
    today = clock.today()
    rows = [{"unit": unit, "head": letterheads.head_of(unit, today)} for unit in units]
    return web.page(request, "papers/heads.html", {"rows": rows})


@needs("paper.issue")
def head_edit(request: Request, pk: int, form: str) -> HttpResponse:
    """The head of a unit's papers in one form, from a day on."""
    if pk >= 2**63 or form not in Form.values:
        raise Http404
    access: Access = request.access
    unit: Unit = access.row(Unit, "paper.issue", pk=pk)
    head = letterheads.head_of(unit, clock.today(), form)
    filled = HeadForm(request.POST or None, head=head)
    status = 200
    if request.method == "POST" and filled.is_valid():
        try:
            actions.write_head(unit, filled.head(), filled.cleaned_data["since"], access)
        except Refused as refused:
            filled.add_error(None, refused.message)
            status = refused.status
        else:
            messages.success(request, _("Kept. Papers issued before keep their head."))
            return redirect("paper-heads")
    elif filled.is_bound:
        status = 422
    context = {"form": filled, "unit": unit, "label": Form(form).label}
    return web.page(request, "papers/head.html", context, status=status)


@needs("paper.template")
def template_list(request: Request) -> HttpResponse:
    """The two forms with the template that each is set with."""
    return web.page(request, "papers/templates.html", _templates(TemplateForm()))


def _templates(form: TemplateForm, of: str = "") -> dict[str, object]:
    versions = queries.versions()
    rows = [
        {
            "form": name,
            "label": label,
            "current": next((v for v in versions if v.form == name and v.current), None),
            "versions": [v for v in versions if v.form == name],
            "upload": form if name == of else TemplateForm(auto_id=f"id_{name}_%s"),
        }
        for name, label in Form.choices
    ]
    return {
        "rows": rows,
        "words": word.WORDS,
        "places": word.PLACES,
        "limit": package.MAX_BYTES,
        "form": form,
    }


@needs("paper.template")
@require_POST
def template_put(request: Request, form: str) -> HttpResponse:
    """Put a template in place of the one that is there."""
    if form not in Form.values:
        raise Http404
    sent = TemplateForm(request.POST, request.FILES, auto_id=f"id_{form}_%s")
    status = 422
    if sent.is_valid():
        upload: UploadedFile = sent.cleaned_data["file"]
        try:
            row = replacing.put(form, upload, sent.cleaned_data["note"], request.access)
        except Refused as refused:
            sent.add_error("file", refused.message)
            status = refused.status
        else:
            said = _("Version %(n)s is in place; papers issued from now on have it.")
            messages.success(request, said % {"n": row.version})
            return redirect("paper-templates")
    return web.page(request, "papers/templates.html", _templates(sent, form), status=status)


@needs("paper.template")
@require_POST
def template_back(request: Request, form: str) -> HttpResponse:
    """Put the shipped template back."""
    if form not in Form.values:
        raise Http404
    replacing.restore(form, request.access)
    messages.success(request, _("The shipped template is in place again."))
    return redirect("paper-templates")


@needs("paper.template")
def template_file(request: Request, form: str, which: str) -> HttpResponse:
    """The template in place, or the shipped one, to be edited in Word."""
    if form not in Form.values or which not in ("current", "shipped"):
        raise Http404
    row = replacing.current(form) if which == "current" else None
    content = replacing.content_of(row) if row else replacing.shipped(form)
    response = HttpResponse(content, content_type=making.TYPES["docx"])
    name = content_disposition_header(True, f"mau-{form}.docx")
    response.headers["Content-Disposition"] = name or ""
    return response
