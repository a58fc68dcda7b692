"""Room commitments: pages of a campaign: quota with faces, roll-up, topics, setting up."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments import (
    asof,
    behind,
    figures,
    queries,
    register,
    todays_map,
)
from namro.commitments.models import Campaign
from namro.commitments.sheet import SHEET
from namro.commitments.states import CampaignState
from namro.commitments.workflow import CAMPAIGN
from namro.core import clock, text, web
from namro.core.web import needs
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.registers import listing, pages

PAGE = 200


def visible(request: Request, slug: str) -> Campaign:
    """A campaign that reaches this person, or 404."""
    found = register.visible_campaigns(request.access).filter(slug=slug).select_related("unit")
    campaign = found.first()
    if campaign is None:
        raise Http404
    return campaign


def standing_at(request: Request, campaign: Campaign) -> Unit | None:
    """The unit that a page looks at: the one asked for, else the topmost this person may see."""
    access: Access = request.access
    seen = access.units("figures.view")
    if wanted := request.GET.get("unit"):
        found = seen.filter(pk=text.whole_number(wanted)).first()
        if found is None:
            raise Http404
        return found
    if seen.filter(pk=campaign.unit_id).exists():
        return campaign.unit
    return seen.filter(path__startswith=campaign.unit.path).order_by("path").first()


def standpoint(request: Request, campaign: Campaign, unit: Unit) -> dict[str, Any]:
    """From where figures are seen: a day, and the map of then or today's.

    Raises:
        BadRequest: a day or a map that there is not.
    """
    today = clock.today()
    day, wanted = web.as_of(request), request.GET.get("map", "then")
    if wanted not in ("then", "today"):
        raise BadRequest(listing.no_choice(listing.MAP, wanted))
    found: dict[str, Any] = {
        "day": day or today,
        "is_past": day is not None,
        "map": wanted,
        "maps_differ": campaign.counted_on is not None,
        "is_now": day is None and wanted == "then",
        "apart": [],
        "from": behind.Standpoint(campaign, day or today, todays_map=day is None),
    }
    if day is not None:
        found["own"], found["level"] = asof.level(campaign, unit, day)
    elif wanted == "today":
        place = _on_todays_map(unit, request.access)
        shown = todays_map.level(campaign, place, today)
        found |= {
            "place": place,
            "own": shown.own,
            "level": shown.rows,
            "apart": shown.apart,
            "came": shown.came,
        }
    else:
        found["own"], found["level"] = queries.level(campaign, unit, today)
    return found


def _on_todays_map(unit: Unit, access: Access) -> Unit:
    """A closed unit has no place there: the nearest open one above shows where its parts went."""
    if unit.until is None:
        return unit
    above = access.units("campaign.view").filter(pk__in=unit.ancestor_ids, until=None)
    return above.order_by("-path").first() or unit


@needs("campaign.view")
def campaign_list(request: Request) -> HttpResponse:
    """Every campaign that reaches this person."""
    access: Access = request.access
    found = list(register.visible_campaigns(access).select_related("unit").order_by("-year", "-pk"))
    day = clock.today()
    cards = []
    for campaign in found:
        unit = standing_at(request, campaign)
        cards.append(
            {
                "campaign": campaign,
                "row": queries.roll_up(campaign, [unit], day)[0] if unit else None,
            }
        )
    context = {"cards": cards, "may_set_up": access.anywhere("campaign.edit")}
    return web.page(request, "commitments/campaigns.html", context)


@needs("campaign.view")
def campaign_detail(request: Request, slug: str) -> HttpResponse:
    """Quota with faces: eligible, exempt, registered, short, missing, down the tree."""
    campaign = visible(request, slug)
    unit = standing_at(request, campaign)
    access: Access = request.access
    context: dict[str, Any] = {"campaign": campaign, "place": unit}
    if unit is not None:
        seen = standpoint(request, campaign, unit)
        own, rows = seen["own"], seen["level"]
        shown = {
            "rows": [figures.quota(campaign, row) for row in rows],
            "total": figures.quota(campaign, own),
            "days": figures.registered_by_day(campaign, own, queries.by_day(own)),
            "classes": figures.classes(campaign, own),
            "waiting": figures.waiting(campaign, queries.waiting_by_body(campaign, access)),
        }
        context |= seen | (shown if seen["is_now"] else behind.led(shown, seen["from"]))
        context["crumbs"] = crumbs(context["place"], access, _href(campaign))
    place = queries.places(access).filter(campaign=campaign).first()
    context |= {
        "my_place": place,
        "steps": _steps(campaign, access),
        "may_edit": access.can("campaign.edit", campaign.unit),
        "may_register_for": campaign.status == CampaignState.OPEN
        and unit is not None
        and access.can("commitment.behalf", unit),
        "may_import": access.anywhere("import.use"),
    }
    return web.page(request, "commitments/campaign.html", context)


def _href(campaign: Campaign) -> str:
    return reverse("campaign-detail", args=[campaign.slug])


def _steps(campaign: Campaign, access: Access) -> list[dict[str, Any]]:
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse("campaign-step", args=[campaign.slug, step.name]),
            "asks_note": step.asks_note,
            "primary": step.primary,
        }
        for step in CAMPAIGN.open_steps(campaign, access)
    ]


@needs("figures.view")
def roll_up(request: Request) -> HttpResponse:
    """What has come of it: declared and verified, in time and late, by unit."""
    access: Access = request.access
    found = list(register.visible_campaigns(access).select_related("unit").order_by("-year", "-pk"))
    chosen = request.GET.get("campaign", "")
    campaign = next((one for one in found if one.slug == chosen), found[0] if found else None)
    if campaign is None or (chosen and campaign.slug != chosen):
        if chosen:
            raise Http404
        return web.page(request, "commitments/rollup.html", {"campaigns": []})
    unit = standing_at(request, campaign)
    context: dict[str, Any] = {"campaigns": found, "campaign": campaign, "place": unit}
    if unit is not None:
        seen = standpoint(request, campaign, unit)
        own, rows = seen["own"], seen["level"]
        shown: dict[str, Any] = {
            "rates": figures.rates(campaign, own),
            "table": figures.result_table(campaign, rows, own),
            "chart": figures.result_chart(campaign, rows),
            "kinds": figures.kinds(campaign, own),
            "topics": figures.topics(campaign, own),
        }
        wanted = request.GET.get("export", "")
        if wanted == "xlsx":
            return pages.table_as_workbook(str(campaign), shown["table"])
        if wanted == "json":
            return JsonResponse(_as_data(campaign, seen), json_dumps_params={"ensure_ascii": False})
        if wanted:
            raise BadRequest(listing.no_choice(_("Export"), wanted))
        context |= seen | (shown if seen["is_now"] else behind.led(shown, seen["from"]))
        way = f"{reverse('figures')}?campaign={campaign.slug}"
        context["crumbs"] = crumbs(context["place"], access, way)
    return web.page(request, "commitments/rollup.html", context)


def _as_data(campaign: Campaign, seen: dict[str, Any]) -> dict[str, Any]:
    """Every declared figure of the unit and of its parts, for another program."""
    own, day = seen["own"], seen["day"]
    return {
        "campaign": {"slug": campaign.slug, "name": campaign.name, "year": campaign.year},
        "unit": {"id": own.unit.pk, "name": own.unit.name},
        "as_of": day.isoformat(),
        "map": seen["map"],
        "figures": SHEET.as_data(own),
        "units": [
            {"id": row.unit.pk, "name": row.unit.name, "figures": SHEET.plain(row)}
            for row in seen["level"]
        ],
    }


@needs("figures.view")
def figures_behind(request: Request) -> HttpResponse:
    """Exactly the records behind one figure of a day gone by, or of one on today's map."""
    campaign = visible(request, request.GET.get("campaign", ""))
    unit = standing_at(request, campaign)
    name = request.GET.get("figure", "")
    if unit is None or not any(one.name == name for one in SHEET.figures):
        raise Http404
    day = web.as_of(request)
    seen = behind.Standpoint(campaign, day or clock.today(), todays_map=day is None)
    narrower = (request.GET.get("klass", ""), request.GET.get("topic", ""))
    found = behind.records(seen, unit, name, *narrower)
    lines = behind.shown(found, request.access)
    heads = (_("Record"), _("Unit"), _("As it stood"))
    if request.GET.get("export") == "xlsx":
        rows = [(line.title, line.unit, line.stood) for line in lines]
        return pages.rows_as_workbook(str(SHEET[name].label), heads, rows)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "place": unit,
        "seen": seen,
        "figure": SHEET[name].label,
        "total": len(found),
        "closed": len(found) - len(lines),
        "columns": [{"label": head} for head in heads],
        "rows": [
            {
                "label": one.title,
                "href": one.href,
                "cells": [{"text": one.unit}, {"text": one.stood}],
            }
            for one in page.object_list
        ],
        "page": page,
        "back": pages.link(reverse("figures"), campaign=campaign.slug, unit=unit.pk, **seen.query),
    }
    return web.page(request, "commitments/behind.html", context)


@needs("commitment.view")
def campaign_roll(request: Request) -> HttpResponse:
    """The names behind a quota."""
    return pages.show(request, register.ROLL)
