"""Room reports: the dashboard: over the years, between units, and what is worth a look."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments import queries as commitments
from namro.commitments.models import Campaign
from namro.commitments.queries import Row, records_href
from namro.commitments.sheet import SHEET
from namro.core import clock, text, web
from namro.core.web import needs
from namro.figures.suppression import FLOOR
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.registers import listing
from namro.registers.pages import link
from namro.reports import dashboards, hints, queries
from namro.reports.dashboards import Period
from namro.reports.hints import Facts, Hint, Part

FIRST_FIGURE = "registered"


@needs("figures.view")
def dashboard(request: Request) -> HttpResponse:
    """One campaign in one unit: year by year, part by part, and hints that lead to records."""
    access: Access = request.access
    found = queries.campaigns(access)
    campaign = _campaign(request, found)
    unit = _unit(request, campaign) if campaign else None
    context: dict[str, Any] = {"campaigns": found, "campaign": campaign, "place": unit}
    if campaign is not None and unit is not None:
        context |= _shown(request, campaign, unit)
        way = f"{reverse('dashboard')}?campaign={campaign.slug}"
        context["crumbs"] = crumbs(unit, access, way)
    return web.page(request, "reports/dashboard.html", context)


def _campaign(request: Request, found: list[Campaign]) -> Campaign | None:
    chosen = request.GET.get("campaign", "")
    if not chosen:
        return found[0] if found else None
    campaign = next((one for one in found if one.slug == chosen), None)
    if campaign is None:
        raise Http404
    return campaign


def _unit(request: Request, campaign: Campaign) -> Unit | None:
    if not (wanted := request.GET.get("unit")):
        return queries.place(campaign, request.access)
    seen = request.access.units("figures.view")
    unit: Unit | None = seen.filter(pk=text.whole_number(wanted)).first()
    if unit is None:
        raise Http404
    return unit


def _figure(request: Request) -> str:
    name = request.GET.get("figure") or FIRST_FIGURE
    if name not in {one.name for one in SHEET.figures}:
        raise BadRequest(listing.no_choice(_("Figure"), name))
    return name


def _shown(request: Request, campaign: Campaign, unit: Unit) -> dict[str, Any]:
    day, figure = clock.today(), SHEET[_figure(request)]
    names = request.access.can("commitment.view", unit)
    own, rows = commitments.level(campaign, unit, day)
    same = queries.same_kind(campaign, queries.campaigns(request.access))
    periods = dashboards.periods(same, queries.over_periods(same, unit, day))
    side_by_side = dashboards.between(campaign, own, rows, names=names)
    return {
        "day": day,
        "names": names,
        "figure": figure,
        "figures": [(one.name, one.label, one.name == figure.name) for one in SHEET.figures],
        "is_empty": not (own.on_roll or own.items or own.followed),
        "over": dashboards.over_time(periods, names=names),
        "periods": periods,
        "between": dashboards.compared(side_by_side, figure),
        "has_parts": bool(rows),
        "hints": _hints(request.access, campaign, periods, own, rows),
        "floor": FLOOR,
    }


def _hints(
    access: Access, campaign: Campaign, periods: list[Period], own: Row, rows: list[Row]
) -> list[dict[str, str]]:
    earlier = [one for one in periods if one.campaign.pk != campaign.pk and one.row.followed]
    before = earlier[-1] if earlier else None
    facts = Facts(
        done=own.done,
        followed=own.followed,
        verified=own.verified,
        otherwise=own.contradicted,
        extended=queries.extended(campaign, own.unit),
        declared=queries.declared(campaign, own.unit),
        before=(before.campaign.name, before.row.done, before.row.followed) if before else None,
        parts=[Part(row.unit.pk, row.unit.name, row.done, row.followed) for row in rows],
        graded=queries.graded(campaign, own.unit, access),
    )
    units = {row.unit.pk: row.unit for row in rows}
    return [
        {
            "sentence": one.sentence,
            "href": _records(one, campaign, units.get(one.unit or 0, own.unit)),
        }
        for one in hints.found(facts, hints.limits_on(clock.today()))
    ]


def _records(hint: Hint, campaign: Campaign, unit: Unit) -> str:
    if hint.listing != "ledger":
        return link(reverse(hint.listing), unit=unit.pk, **hint.filters)
    return records_href("ledger", campaign, unit, **hint.filters)
