"""Room reports: pages of snapshots: the list, taking one, reading it, its records, comparing."""

import io
import uuid
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.figures import frozen
from namro.figures.frozen import SUBJECTS, Frozen
from namro.figures.models import Snapshot
from namro.org.access import Access
from namro.org.request import Request
from namro.registers import listing, pages
from namro.reports import corrections, frozen_tables, queries
from namro.reports.frozen_tables import View
from namro.reports.snapshot_forms import SnapshotForm
from namro.reports.workflow import ISSUE
from namro.sheets import writer
from namro.sheets.writer import OutSheet

SHOWN, PAGE, OTHERS = 100, 50, 50


def find(request: Request, key: uuid.UUID) -> Snapshot:
    """A snapshot of a unit that is open to this person, or 404."""
    found: Snapshot | None = queries.snapshots(request.access).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def view_of(request: Request, snapshot: Snapshot) -> View:
    """The unit that is looked at inside a snapshot: the one asked for, else its own."""
    held = Frozen.of(snapshot)
    unit = held.content["unit"]
    if wanted := request.GET.get("unit"):
        unit = text.whole_number(wanted)
        if unit not in held.names:
            raise Http404
    return View(snapshot, held, unit)


def figure_of(request: Request, sheet: str) -> str:
    """The figure that a page is asked for; none where it names none.

    Raises:
        BadRequest: the sheet has no such figure.
    """
    name = request.GET.get("figure", "")
    if name and name not in {one.name for one in SUBJECTS[sheet].sheet.figures}:
        raise BadRequest(listing.no_choice(_("Figure"), name))
    return name


@needs("figures.view")
def snapshot_list(request: Request) -> HttpResponse:
    """Every snapshot of units that are open to this person, the newest day first."""
    access: Access = request.access
    found = queries.snapshots(access)
    campaigns = queries.campaigns(access)
    chosen = next((one for one in campaigns if one.slug == request.GET.get("campaign")), None)
    if request.GET.get("campaign") and chosen is None:
        raise Http404
    if chosen is not None:
        found = found.filter(sheet="campaign", scope=str(chosen.pk))
    unit = None
    if wanted := request.GET.get("unit"):
        unit = access.units("figures.view").filter(pk=text.whole_number(wanted)).first()
        if unit is None:
            raise Http404
        found = found.filter(unit__path__startswith=unit.path)
    names = {str(one.pk): one.name for one in campaigns}
    rows = list(found.defer("content")[: SHOWN + 1])
    context = {
        "campaigns": campaigns,
        "chosen": chosen,
        "unit": unit,
        "rows": [(one, names.get(one.scope, "")) for one in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "shown": SHOWN,
        "may_take": access.anywhere("snapshot.take"),
    }
    return web.page(request, "reports/snapshots.html", context)


@needs("snapshot.take")
def snapshot_new(request: Request) -> HttpResponse:
    """Choose what is frozen, look at it once more, and freeze it."""
    access: Access = request.access
    asked = {name: request.GET[name] for name in ("campaign", "unit") if name in request.GET}
    form = SnapshotForm(
        access, request.POST or None, initial={"day": clock.today(), "kind": "interim"} | asked
    )
    if request.method == "POST" and form.is_valid():
        if not request.POST.get("sure"):
            return web.page(request, "reports/snapshot_sure.html", _sure(form))
        try:
            made = frozen.take(form.where, form.taking, access)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("snapshot-detail", made.key)
    status = 422 if form.errors else 200
    return web.page(request, "reports/snapshot_new.html", {"form": form}, status=status)


def _sure(form: SnapshotForm) -> dict[str, Any]:
    """What would be frozen, and how many records."""
    what = form.taking
    content = SUBJECTS[what.sheet].freeze(form.where, what.scope, what.day)
    names = ("campaign", "unit", "kind", "name")
    return {
        "form": form,
        "where": form.where,
        "campaign": form.what,
        "taking": what,
        "kind": dict(form.fields["kind"].choices)[what.kind],  # type: ignore[attr-defined]
        "counted": frozen_tables.counted(content),
        "units": len(content["units"]),
        "records": len(content["records"]),
        "hidden": [
            *({"name": name, "value": form.cleaned_data[name]} for name in names),
            {"name": "day", "value": what.day.isoformat()},
            {"name": "sure", "value": "yes"},
        ],
    }


@needs("figures.view")
def snapshot_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """One snapshot: facts, rates, parts that add up, and the way down its own tree."""
    snapshot = find(request, key)
    view = view_of(request, snapshot)
    if request.GET.get("export") == "xlsx":
        return _workbook(snapshot, frozen_tables.workbook(view))
    context = {
        "snapshot": snapshot,
        "view": view,
        "as_of": snapshot.day,
        "scope": snapshot.content["scope"],
        "crumbs": frozen_tables.crumbs(view),
        "counted": frozen_tables.counted(snapshot.content),
        "is_whole": frozen.fingerprint(snapshot.content) == snapshot.sha256,
        "rates": frozen_tables.rates(view),
        "tables": frozen_tables.tables(view),
        "differences": frozen_tables.differences(view),
        "may_report": request.access.can(ISSUE, snapshot.unit),
    }
    return web.page(request, "reports/snapshot.html", context)


def _workbook(snapshot: Snapshot, sheets: list[OutSheet]) -> HttpResponse:
    out = io.BytesIO()
    writer.write_xlsx(out, sheets)
    return _sent(snapshot, out.getvalue(), pages.XLSX, "xlsx")


def _sent(snapshot: Snapshot, body: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"{slugify(text.fold(snapshot.name))[:80] or 'chot-so'}-{snapshot.day:%Y%m%d}.{ending}"
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@needs("figures.view")
def snapshot_content(request: Request, key: uuid.UUID) -> HttpResponse:
    """The frozen content in its one spelling: its SHA-256 can be worked out again from the file."""
    snapshot = find(request, key)
    return _sent(snapshot, frozen.canonical(snapshot.content), "application/json", "json")


@needs("figures.view")
def snapshot_records(request: Request, key: uuid.UUID) -> HttpResponse:
    """Exactly the records behind one number, as they were frozen."""
    snapshot = find(request, key)
    view = view_of(request, snapshot)
    name = figure_of(request, snapshot.sheet)
    own = request.GET.get("own") == "yes"
    found = frozen_tables.records(view, name, own=own)
    label = view.frozen.sheet[name].label if name else _("All records")
    if request.GET.get("export") == "xlsx":
        heads = [_("Record"), _("Who"), _("Unit")]
        body = [[one.title, one.who, view.frozen.names[one.unit]] for one in found]
        return _workbook(snapshot, [OutSheet(str(label), heads, body)])
    page = _page(request)
    shown = found[(page - 1) * PAGE : page * PAGE]
    if not shown and page > 1:
        raise Http404
    hrefs = corrections.now_hrefs(shown, request.access)
    context = {
        "snapshot": snapshot,
        "view": view,
        "as_of": snapshot.day,
        "label": label,
        "own": own,
        "back": view.href(view.unit),
        "rows": [
            {"record": one, "unit": view.frozen.names[one.unit], "href": href}
            for one, href in zip(shown, hrefs, strict=True)
        ],
        "total": len(found),
        **_turning(page, len(found)),
    }
    return web.page(request, "reports/snapshot_records.html", context)


def _page(request: Request) -> int:
    wanted = request.GET.get("page", "1")
    number = text.whole_number(wanted)
    if not number:
        raise Http404
    return number


def _turning(page: int, total: int) -> dict[str, Any]:
    """The numbers of the pages beside this one."""
    return {
        "before": page - 1 if page > 1 else "",
        "after": page + 1 if page * PAGE < total else "",
        "is_first": page == 1,
    }


@needs("figures.view")
def snapshot_compare(request: Request, key: uuid.UUID) -> HttpResponse:
    """As known then beside as corrected now, or two snapshots side by side."""
    snapshot = find(request, key)
    name = figure_of(request, snapshot.sheet)
    others = queries.snapshots(request.access).filter(sheet=snapshot.sheet).exclude(pk=snapshot.pk)
    other = _other(request, others)
    beside = corrections.of_two(snapshot, other) if other else corrections.anew(snapshot)
    found = corrections.changed(beside, name) if beside.same_records else []
    page = _page(request)
    shown = found[(page - 1) * PAGE : page * PAGE]
    if not shown and page > 1:
        raise Http404
    rows, hidden = corrections.told(beside, shown, request.access)
    context = {
        "snapshot": snapshot,
        "as_of": snapshot.day,
        "pair": sorted((snapshot, other), key=lambda s: (s.day, s.taken_at, s.pk)) if other else (),
        "other": other,
        "others": others.defer("content")[:OTHERS],
        "figures": corrections.figures(beside),
        "same_records": beside.same_records,
        "label": SUBJECTS[snapshot.sheet].sheet[name].label if name else "",
        "rows": rows,
        "hidden": hidden,
        "total": len(found),
        "back": reverse("snapshot-detail", args=[snapshot.key]),
        **_turning(page, len(found)),
    }
    return web.page(request, "reports/snapshot_compare.html", context)


def _other(request: Request, others: Any) -> Snapshot | None:
    wanted = request.GET.get("with", "")
    if not wanted:
        return None
    try:
        found: Snapshot | None = others.filter(key=uuid.UUID(wanted)).first()
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found
