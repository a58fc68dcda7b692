"""Room commitments: a workbook on its way in: sent, understood, previewed, confirmed."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from namro.commitments import importing, register
from namro.commitments.models import Campaign
from namro.core import clock, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request
from namro.sheets import inbox, mapping, writer
from namro.sheets.layout import Understanding
from namro.sheets.models import Import, ImportState
from namro.sheets.problems import Problem, sentence
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.understanding import understand

SHOWN_ROWS = 300
LISTED = 50


class UploadForm(forms.Form):
    """A workbook and the campaign that it belongs to."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=gettext_lazy("Campaign"), to_field_name="slug"
    )
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("xlsx, xls, ods or csv, at most 10 MB, as the office keeps it."),
    )


@needs("import.use")
def import_list(request: Request) -> HttpResponse:
    """Every workbook that came in."""
    access: Access = request.access
    rows = access.rows(Import, "import.use").select_related("sent_by", "unit")
    return web.page(request, "commitments/imports.html", {"rows": rows[:LISTED]})


@needs("import.use")
def import_new(request: Request) -> HttpResponse:
    """Send a workbook; nothing is written but the file itself."""
    access: Access = request.access
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"campaign": request.GET.get("campaign", "")},
    )
    form.fields["campaign"].queryset = register.visible_campaigns(access).filter(  # type: ignore[attr-defined]
        unit__in=access.units("import.use")
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = receive(form.cleaned_data["file"], form.cleaned_data["campaign"], access)
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("import-detail", record.key)
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "commitments/import_new.html", {"form": form}, status=status)


def receive(upload: Any, campaign: Campaign, access: Access) -> Import:
    """Keep a sent workbook and say what is understood of it."""
    record = Import(
        layout=REGISTRATIONS.name,
        target=campaign.slug,
        unit=campaign.unit,
        name=inbox.shown_name(upload),
        sent_by=access.person,
        sent_at=clock.now(),
    )
    inbox.keep(record, upload.chunks())
    try:
        book = inbox.read(record)
    except Refused:
        inbox.where(record).unlink(missing_ok=True)
        raise
    record.understanding = understand(book, REGISTRATIONS, campaign.year).to_json()
    record.save()
    return record


def _find(request: Request, key: str) -> tuple[Import, Campaign]:
    access: Access = request.access
    record = access.row(Import, "import.use", key=key)
    campaign = Campaign.objects.filter(slug=record.target).select_related("unit").first()
    if campaign is None:
        raise Http404
    return record, campaign


@needs("import.use")
def import_detail(request: Request, key: str) -> HttpResponse:
    """What was understood, editable; every row with what will become of it, and why."""
    record, campaign = _find(request, key)
    understanding = Understanding.from_json(record.understanding)
    if record.status != ImportState.READ:
        return web.page(
            request, "commitments/import_done.html", {"record": record, "campaign": campaign}
        )
    try:
        book = inbox.read(record)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("imports")
    if request.method == "POST":
        return _changed(request, record, book, understanding)
    judged = importing.judge(book, understanding, campaign, record.choices)
    wanted = request.GET.get("show", "")
    rows = [v for v in judged.verdicts if not wanted or v.state == wanted]
    context = {
        "record": record,
        "campaign": campaign,
        "sheets": mapping.sheets(book, understanding, REGISTRATIONS),
        "fields": REGISTRATIONS.columns,
        "judged": judged,
        "counts": _counts(judged),
        "rows": rows[:SHOWN_ROWS],
        "more": max(0, len(rows) - SHOWN_ROWS),
        "wanted": wanted,
        "totals": [_total(total) for total in judged.totals],
        "skipped": [
            {"where": f"{one.sheet}:{one.number}", "why": sentence(one.why, {}), "text": one.text}
            for one in judged.skipped
        ],
        "units": Unit.objects.under(campaign.unit).order_by("path")[:500] if judged.units else [],
        "choices": record.choices,
        "earlier": _earlier(record),
    }
    return web.page(request, "commitments/import.html", context)


def _earlier(record: Import) -> Import | None:
    same = Import.objects.filter(sha256=record.sha256, target=record.target)
    return same.filter(status=ImportState.TAKEN).first()


def _counts(judged: importing.Judged) -> list[dict[str, Any]]:
    labels = {
        "ready": _("ready"),
        "ask": _("to be decided"),
        "already": _("in already"),
        "problem": _("to be corrected"),
    }
    return [{"name": k, "label": labels[k], "n": n} for k, n in judged.counts.items()]


def _total(total: Any) -> dict[str, Any]:
    params = {"stated": total.stated, "counted": total.counted, "text": total.text}
    return {
        "agrees": total.agrees,
        "text": total.text,
        "stated": total.stated,
        "counted": total.counted,
        "sheet": total.sheet,
        "sentence": "" if total.agrees else str(Problem("total_differs", params, total.cell)),
    }


def _changed(
    request: Request, record: Import, book: Any, understanding: Understanding
) -> HttpResponse:
    """Somebody corrected what was understood, or decided about units and people."""
    if "columns" in request.POST:
        changed = mapping.changed(book, understanding, REGISTRATIONS, request.POST)
        record.understanding = changed.to_json()
        record.save(update_fields=["understanding"])
    else:
        chosen = {
            name: value
            for name, value in request.POST.items()
            if name.startswith(("unit:", "person:")) and len(value) < 20
        }
        record.choices = record.choices | chosen
        record.save(update_fields=["choices"])
    return redirect("import-detail", record.key)


@needs("import.use")
@require_POST
def import_confirm(request: Request, key: str) -> HttpResponse:
    """Take every ready row in, in one transaction."""
    record, campaign = _find(request, key)
    try:
        book = inbox.read(record)
        understanding = Understanding.from_json(record.understanding)
        judged = importing.judge(book, understanding, campaign, record.choices)
        left_out = len(judged.verdicts) - len(judged.ready) - judged.counts["already"]
        if left_out and request.POST.get("only_ready") != "1":
            words = ngettext(
                "%(n)s row is not ready. Correct it, or tick that only ready rows are taken.",
                "%(n)s rows are not ready. Correct them, or tick that only ready rows are taken.",
                left_out,
            )
            raise Refused(words % {"n": left_out})
        counts = importing.take_in(record, campaign, judged, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        words = ngettext("%(n)s row was taken in.", "%(n)s rows were taken in.", counts["taken"])
        messages.success(request, words % {"n": counts["taken"]})
    return redirect("import-detail", key)


@needs("import.use")
@require_POST
def import_drop(request: Request, key: str) -> HttpResponse:
    """Leave a workbook that was not taken in."""
    record, _campaign = _find(request, key)
    if record.status == ImportState.READ:
        record.status = ImportState.DROPPED
        record.save(update_fields=["status"])
        inbox.where(record).unlink(missing_ok=True)
    return redirect("imports")


@needs("import.use")
def import_problems(request: Request, key: str) -> FileResponse:
    """The rows that are not ready, with their reasons, as a workbook."""
    record, campaign = _find(request, key)
    book = inbox.read(record)
    understanding = Understanding.from_json(record.understanding)
    judged = importing.judge(book, understanding, campaign, record.choices)
    heads = [*(str(column.label) for column in REGISTRATIONS.columns), _("Where"), _("Reason")]
    rows = (
        [
            *(verdict.row.text(column.name) for column in REGISTRATIONS.columns),
            f"{verdict.row.sheet}:{verdict.row.number}",
            "; ".join(reasons(verdict)),
        ]
        for verdict in judged.verdicts
        if verdict.state in ("problem", "ask")
    )
    out = io.BytesIO()
    writer.write_xlsx(out, [writer.OutSheet(_("Rows to correct"), heads, rows)])
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"can-sua-{record.key.hex[:8]}.xlsx")


def reasons(verdict: importing.Verdict) -> list[str]:
    """Why a row is not ready, in words."""
    found = [str(problem) for problem in verdict.problems]
    if verdict.asks == "unit":
        found.append(_("The unit “%(name)s” is not known.") % {"name": verdict.read.unit})
    if verdict.asks == "person":
        found.append(_("“%(name)s” is not known in this unit.") % {"name": verdict.read.name})
    return found
