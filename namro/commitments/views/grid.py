"""Room commitments: a secretary registers a whole cell in one grid, typed or pasted from Excel."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.commitments import actions
from namro.commitments.forms import GridRowForm, name_keys
from namro.commitments.models import Campaign, Registrant
from namro.commitments.states import CampaignState, Source, Standing
from namro.commitments.views.campaign import visible
from namro.commitments.workflow import COMMITMENT
from namro.core import drafts, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.core.write import writing
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request

ROWS = 200
SPARE = 5
Grid = forms.formset_factory(GridRowForm, extra=0, max_num=ROWS, absolute_max=ROWS)


@needs("commitment.behalf")
def grid(request: Request, slug: str) -> HttpResponse:
    """The grid of one unit; either all rows go in or none, and what was typed stays."""
    access: Access = request.access
    campaign = visible(request, slug)
    unit = _unit(request, access)
    roll = list(
        Registrant.objects.filter(campaign=campaign, unit=unit, person__isnull=False)
        .select_related("campaign", "person", "unit")
        .order_by("name_key")
    )
    where = f"grid:{campaign.pk}:{unit.pk}"
    rows = _rows(request, campaign, roll, where)
    if request.method == "POST" and rows.is_valid() and (count := _take(request, rows, access)):
        drafts.drop(request.access.user_id, where)
        words = ngettext("%(n)s line was handed in.", "%(n)s lines were handed in.", count)
        messages.success(request, words % {"n": count})
        return redirect(f"{request.path}?unit={unit.pk}")
    failed = rows.is_bound and rows.total_error_count()
    context = {
        "campaign": campaign,
        "place": unit,
        "grid": rows,
        "roll": roll,
        "names": [str(r.person) for r in roll if r.standing == Standing.MISSING],
        "draft_place": where,
        "open": campaign.status == CampaignState.OPEN,
    }
    return web.page(request, "commitments/grid.html", context, status=422 if failed else 200)


def _unit(request: Request, access: Access) -> Unit:
    wanted = request.GET.get("unit", "")
    found: Unit = access.row(Unit, "commitment.behalf", pk=text.whole_number(wanted))
    return found


def _rows(request: Request, campaign: Campaign, roll: list[Registrant], where: str) -> Any:
    names: dict[str, list[Registrant]] = {}
    for registrant in roll:
        for key in name_keys(str(registrant.person)):
            names.setdefault(key, []).append(registrant)
    kwargs = {"campaign": campaign, "roll": names}
    if request.method == "POST":
        return Grid(request.POST, prefix="row", form_kwargs=kwargs)
    kept = drafts.find(request.access.user_id, where)
    if kept:
        return _from_draft(drafts.flat(kept), kwargs)
    missing = [r for r in roll if r.standing == Standing.MISSING]
    initial = [{"who": str(r.person)} for r in missing[: ROWS - SPARE]]
    return _spare(initial, kwargs)


def _from_draft(fields: dict[str, Any], kwargs: dict[str, Any]) -> Any:
    names = ("who", "title", "kind", "due", "result", "authority")
    total = int(str(fields.get("row-TOTAL_FORMS", "0")) or 0)
    initial = [
        {name: fields.get(f"row-{place}-{name}", "") for name in names}
        for place in range(min(total, ROWS))
    ]
    return _spare(initial, kwargs)


def _spare(initial: list[dict[str, Any]], kwargs: dict[str, Any]) -> Any:
    blank: list[dict[str, Any]] = [{} for _place in range(SPARE)]
    return Grid(initial=[*initial, *blank][:ROWS], prefix="row", form_kwargs=kwargs)


def _take(request: Request, rows: Any, access: Access) -> int:
    """Draft and hand in every filled row in one transaction; a refusal stands at its row."""
    filled = [row for row in rows if row.cleaned_data.get("title")]
    if not filled:
        messages.error(request, _("Nothing was typed yet."))
        return 0
    try:
        with writing():
            for row in filled:
                _hand_in(row, access)
    except _RowRefused as stop:
        stop.row.add_error(None, stop.message)
        messages.error(request, _("Nothing was handed in. Look at the row that is marked."))
        return 0
    return len(filled)


class _RowRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    def __init__(self, row: GridRowForm, message: str) -> None:
        super().__init__(message)
        self.row, self.message = row, message


def _hand_in(row: GridRowForm, access: Access) -> None:
    data = row.cleaned_data
    content = {
        "kind": data["kind"],
        "title": data["title"],
        "due": data["on"],
        "due_text": data["due"],
        "result": data["result"],
        "authority": data.get("authority", ""),
    }
    way = actions.Way(source=Source.GRID, behalf_reason=_("registered by the secretary"))
    try:
        line = actions.draft(data["registrant"], content, access, way)
        COMMITMENT.take(line, "submit", access)
    except Refused as refused:
        raise _RowRefused(row, refused.message) from refused
