"""Room reports: pages of a period report: begun on a snapshot, written, checked, issued."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from namro.core import text, web
from namro.core.errors import Conflict, Refused
from namro.core.web import needs
from namro.figures.models import Snapshot
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.papers import laid, making
from namro.papers.sending import sent
from namro.registers import pages
from namro.reports import actions
from namro.reports.models import PeriodReport
from namro.reports.states import ReportState
from namro.reports.workflow import ISSUE, REPORT_LIFE, wrong_in
from namro.reports.writing import COLUMNS, REPORT, Writing, key_of

VIEW = "figures.view"
SHOWN, FOUND = 50, 20


@needs("figures.view")
def report_list(request: Request) -> HttpResponse:
    """Reports, and frozen figures on which one can be begun."""
    access = request.access
    found = access.rows(PeriodReport, VIEW).select_related("unit", "snapshot", "paper")
    snapshots = access.rows(Snapshot, ISSUE).defer("content").select_related("unit")
    context = {
        "reports": found.defer("snapshot__content", "paper__content")[:SHOWN],
        "snapshots": snapshots[:SHOWN] if access.anywhere(ISSUE) else [],
    }
    return web.page(request, "reports/reports.html", context)


@needs("paper.issue")
@require_POST
def report_new(request: Request) -> HttpResponse:
    """Begin a report on frozen figures."""
    snapshot = request.access.row(Snapshot, ISSUE, key=_key(request.POST.get("snapshot", "")))
    report = actions.begin(snapshot, request.access)
    return redirect("report-detail", report.key)


def _key(said: str) -> uuid.UUID:
    try:
        return uuid.UUID(said)
    except ValueError:
        raise Http404 from None


def _find(request: Request, key: uuid.UUID) -> PeriodReport:
    rows = request.access.rows(PeriodReport, VIEW)
    found: PeriodReport | None = (
        rows.filter(key=key)
        .select_related("snapshot", "unit", "issuer", "paper", "made_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


@needs("figures.view")
def report_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """The report as it stands; each figure leads to its records."""
    report = _find(request, key)
    if request.method == "POST":
        return _act(request, report)
    return _page(request, report)


def _page(
    request: Request, report: PeriodReport, attempt: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    access, writing = request.access, Writing(report)
    may_write = report.status == ReportState.DRAFT and access.can(ISSUE, report.unit)
    context = {
        "report": report,
        "snapshot": report.snapshot,
        "crumbs": crumbs(report.unit, access, reverse("reports")),
        "sections": _sections(request, writing, attempt),
        **_in_vietnamese(writing),
        "records": records_href(report.snapshot, report.unit_id),
        "differences": [
            {"one": one, "key": key_of(one), "why": writing.why(one),
             "label": writing.frozen.sheet[one.whole].label}
            for one in writing.differences
        ],
        "examples": writing.examples,
        "problems": [
            one | {"since": dt.date.fromisoformat(one["since"])} for one in report.problems
        ],
        "found": _found(request, writing) if may_write else [],
        "words": request.GET.get("q", ""),
        "may_write": may_write,
        "issuers": actions.issuers(report.snapshot, access) if may_write else [],
        "steps": REPORT_LIFE.open_steps(report, access),
        "refusal": REPORT_LIFE.refusal(report, REPORT_LIFE["issue-report"], access)
        if may_write
        else None,
        "attempt": attempt,
        "page_href": reverse("report-detail", args=[report.key]),
    }  # fmt: skip
    return web.page(request, "reports/report.html", context, status=status)


def _in_vietnamese(writing: Writing) -> dict[str, Any]:
    """Table and chart in the language of the report, whatever the page's is."""
    with translation.override("vi"):
        return {"table": _table(writing), "chart": laid.blocks_of([writing.chart()])}


def _table(writing: Writing) -> dict[str, Any]:
    """Parts of the unit against the figures, each number with the way to its records."""
    frozen_, report = writing.frozen, writing.report
    sheet = frozen_.sheet

    def cells(unit: int, figures: dict[str, int], linked: bool = True) -> list[dict[str, Any]]:
        href = records_href(report.snapshot, unit)
        return [
            {"number": figures[name], "href": f"{href}{name}" if linked and figures[name] else ""}
            for name in COLUMNS
        ]

    units = [*frozen_.children(report.unit_id), report.unit_id]
    parts = frozen_.parts(report.unit_id)
    rows = [
        {"label": where, "cells": cells(unit, figures, unit != report.unit_id)}
        for unit, (where, figures) in zip(units, parts, strict=False)
    ]
    foot = [{"text": writing.word("total")}, *cells(report.unit_id, writing.figures)]
    heads: list[dict[str, Any]] = [{"label": writing.word("columns_unit")}]
    heads += [{"label": str(sheet[name].label), "number": True} for name in COLUMNS]
    return {"columns": heads, "rows": rows, "foot": foot}


def _sections(
    request: Request, writing: Writing, attempt: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Sections with the words that stand, or that were typed and not kept."""
    typed = request.POST if attempt else {}
    return [
        {
            "section": one,
            "own": typed.get(f"own-{one.name}", one.own),
            "wrong": wrong_in(one.own),
        }
        for one in writing.sections
    ]


def _found(request: Request, writing: Writing) -> list[Any]:
    """Lines of the snapshot that are done, by words: candidates for examples."""
    words = text.fold(request.GET.get("q", "")[:200]).split()
    if not words:
        return []
    done = writing.frozen.having(writing.report.unit_id, "done")
    folded = ((one, text.fold(f"{one.title} {one.who}")) for one in done)
    return [one for one, said in folded if all(word in said for word in words)][:FOUND]


def records_href(snapshot: Snapshot, unit: int) -> str:
    """The frozen records of a figure; the figure's name is added by the page."""
    return pages.link(reverse("snapshot-records", args=[snapshot.key]), unit=unit) + "&figure="


def _act(request: Request, report: PeriodReport) -> HttpResponse:
    do = request.POST.get("do", "")
    if do not in ACTS:
        raise Http404
    label, act = ACTS[do]
    try:
        act(request, report)
    except Refused as refused:
        said = {"label": label, "note": "", "sentences": [refused.message]}
        return _page(request, _find(request, report.key), said, refused.status)
    messages.success(request, _("Done: %(step)s.") % {"step": label})
    return redirect("report-detail", report.key)


def _write(request: Request, report: PeriodReport) -> None:
    own = {
        name.removeprefix("own-"): request.POST.get(name, "")
        for name in request.POST
        if name.startswith("own-")
    }
    issuer = text.whole_number(request.POST.get("issuer", ""))
    said = actions.Said(request.POST.get("title", ""), own, issuer)
    actions.write(report, said, request.access)


def _name(request: Request, report: PeriodReport) -> None:
    whys = dict(zip(request.POST.getlist("key"), request.POST.getlist("why"), strict=False))
    actions.name_differences(report, whys, request.access)


def _pick(request: Request, report: PeriodReport) -> None:
    why = request.POST.get("why", "")
    if not why.strip():
        raise Refused(_("Say why the line is an example."), status=422)
    actions.pick(report, request.POST.get("line", ""), why, request.access)


def _unpick(request: Request, report: PeriodReport) -> None:
    actions.pick(report, request.POST.get("line", ""), "", request.access)


Act = Callable[[Request, PeriodReport], None]
ACTS: dict[str, tuple[Any, Act]] = {
    "write": (_lazy("Keep"), _write),
    "name": (_lazy("Name the differences"), _name),
    "pick": (_lazy("Pick as an example"), _pick),
    "unpick": (_lazy("Take out of the examples"), _unpick),
}


@needs("figures.view")
def report_word(request: Request, key: uuid.UUID) -> HttpResponse:
    """The draft as Word, without a number: to be read and edited before it is issued."""
    report = _find(request, key)
    writing = Writing(report)
    paper = making.unnumbered(REPORT.name, writing.content(), report.issuer, writing.head)
    return sent(paper, "docx")


@needs("paper.issue")
@require_POST
def report_step(request: Request, key: uuid.UUID, step: str) -> HttpResponse:
    """Issue the report, or drop its draft."""
    report = _find(request, key)
    if step not in {one.name for one in REPORT_LIFE.steps}:
        raise Http404
    try:
        version = pages.version(request)
        if "title" in request.POST:
            # The button stands under the words: what was typed is kept before the paper is made of it.
            if version != report.version:
                raise Conflict(_("Somebody else has changed this record. Look at it anew."))
            _write(request, report)
            report = _find(request, key)
            version = report.version
        done = REPORT_LIFE.take(report, step, request.access, version=version)
    except Refused as refused:
        said = {
            "label": REPORT_LIFE[step].label, "note": "", "sentences": [refused.message],
        }  # fmt: skip
        return _page(request, _find(request, key), said, refused.status)
    messages.success(request, _("Done: %(step)s.") % {"step": REPORT_LIFE[step].label})
    if done.paper_id:
        return redirect("paper-detail", _find(request, key).paper.key)  # type: ignore[union-attr]  # just issued
    return redirect("reports")
