"""Room reports: the page on which a draft is proof-read; nothing of the draft is stored."""

import io
from dataclasses import asdict
from typing import Any

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import clock, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.request import Request
from namro.registers import pages
from namro.reports.proofreading import against, analyser, opening, showing
from namro.reports.proofreading.draft import Draft
from namro.reports.proofreading.forms import DraftForm
from namro.sheets import writer

SALT = "namro.proof-read"
KEPT_SECONDS = 24 * 60 * 60
COLUMNS = ("number", "grade_label", "rule_label", "place", "words", "sentence")


@needs("figures.view")
def proof_read(request: Request) -> HttpResponse:
    """Paste a draft or send a file; the answer is this page with marks and findings."""
    form = DraftForm(request.access, request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            draft = _draft(form)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", refused.message)
        else:
            context |= _answer(request, form, draft)
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "reports/proof_read.html", context, status=status)


def _draft(form: DraftForm) -> Draft:
    sent = form.cleaned_data["file"]
    if sent:
        return opening.open_sent(sent, sent.name)
    return opening.open_pasted(form.cleaned_data["pasted"])


def _answer(request: Request, form: DraftForm, draft: Draft) -> dict[str, Any]:
    text = analyser.read(draft)
    asked = against.Asked(form.campaign_asked, form.unit_asked, form.cleaned_data["as_of"])
    report = analyser.judged(text, against.find(text, request.access, asked, clock.today()))
    found = showing.told(report)
    rows = [[asdict(one)[name] for name in COLUMNS] for one in found]
    return {
        "report": report,
        "findings": found,
        "fitting": showing.fitting(report),
        "counts": showing.counts(report),
        "parts": showing.parts(report, found),
        # Signed and carried by the page itself: the server keeps neither draft nor findings.
        "carried": signing.dumps([draft.name, rows], salt=SALT, compress=True),
    }


@needs("figures.view")
@require_POST
def proof_read_workbook(request: Request) -> HttpResponse:
    """The findings that the page carries, as a workbook."""
    try:
        _name, rows = signing.loads(
            request.POST.get("carried", ""), salt=SALT, max_age=KEPT_SECONDS
        )
    except signing.BadSignature:
        raise BadRequest(_("The findings are too old or were changed. Check it again.")) from None
    heads = [_("No."), _("Grade"), _("Rule"), _("Where"), _("Figure"), _("What is said of it")]
    out = io.BytesIO()
    sheet = writer.OutSheet(_("Findings"), heads, iter(rows))
    writer.write_xlsx(out, [sheet])
    response = HttpResponse(out.getvalue(), content_type=pages.XLSX)
    day = clock.today()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="soat-so-lieu-{day:%Y%m%d}.xlsx"'
    )
    return response
