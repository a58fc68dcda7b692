"""Room commitments: pages on which an office sets a campaign up, corrects it, sorts its lines."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.commitments import actions, amending, figures, queries, sorting
from namro.commitments.campaign_forms import CampaignEditForm, CampaignForm
from namro.commitments.models import Campaign, Topic
from namro.commitments.sheet import SHEET
from namro.commitments.states import EDITABLE, CampaignState
from namro.commitments.views.campaign import standing_at, visible
from namro.commitments.workflow import CAMPAIGN
from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out
from namro.core.templatetags.namro_ui import vn_int
from namro.core.web import needs
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request
from namro.registers import listing, pages

SORTED = 50


@needs("campaign.edit")
def campaign_new(request: Request) -> HttpResponse:
    """Set a campaign up."""
    access: Access = request.access
    day = clock.today()
    units = Unit.objects.on(day).filter(pk__in=access.units("campaign.edit")).order_by("path")
    bodies = units.filter(kind__in=["standing", "peoples_committee", "committee", "grassroots"])
    initial = {"year": day.year, "opens": day, "closes": dt.date(day.year, 12, 31)}
    form = CampaignForm(request.POST or None, units=bodies, day=day, initial=initial)
    where = units.first()
    if request.method == "POST" and form.is_valid() and where is not None:
        try:
            campaign = _set_up(form, where, access)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("campaign-detail", campaign.slug)
    status = 422 if form.errors else 200
    return web.page(request, "commitments/campaign_new.html", {"form": form}, status=status)


def _set_up(form: CampaignForm, where: Unit, access: Access) -> Campaign:
    data = form.cleaned_data
    setup = actions.Setup(
        slug=data["slug"],
        name=data["name"],
        year=data["year"],
        opens=data["opens"],
        closes=data["closes"],
        subject=data["subject"],
        clears=data["clears"],
        decision=data["decision"],
        bodies=[body for body in (data["body1"], data["body2"]) if body],
    )
    campaign = actions.set_up(where, setup, access)
    if data["topics"]:
        actions.set_topics(campaign, data["topics"].splitlines(), access)
    return campaign


@needs("campaign.edit")
def campaign_edit(request: Request, slug: str) -> HttpResponse:
    """Correct a campaign: its words, days and topics; its quotas while nobody is asked."""
    access: Access = request.access
    campaign = visible(request, slug)
    if not access.can("campaign.edit", campaign.unit):
        raise PermissionDenied
    if not amending.columns_of(campaign):
        messages.error(request, _("A closed campaign stays as it is."))
        return redirect("campaign-detail", slug)
    # The form writes into the record that it is given; the page shows what stands.
    form = CampaignEditForm(request.POST or None, instance=visible(request, slug))

    def act() -> None:
        amending.edit(campaign, form.said(), form.cleaned_data["version"], access)

    status = carry_out(form, act)
    if status == DONE:
        messages.success(request, _("The campaign was changed."))
        return redirect("campaign-detail", slug)
    context = {"campaign": campaign, "form": form}
    return web.page(request, "commitments/campaign_edit.html", context, status=status)


@needs("campaign.edit")
@require_POST
def campaign_call_up(request: Request, slug: str) -> HttpResponse:
    """Put on the roll everybody who holds a post of the campaign's classes below a unit."""
    campaign = visible(request, slug)
    access: Access = request.access
    if campaign.status == CampaignState.CLOSED:
        messages.error(request, _("A closed campaign calls nobody up."))
        return redirect("campaign-detail", slug)
    units = access.units("campaign.edit").filter(path__startswith=campaign.unit.path)
    count = actions.call_up(campaign, units, access)
    messages.success(request, _("%(count)s people were put on the roll.") % {"count": count})
    return redirect("campaign-detail", slug)


@needs("campaign.edit")
@require_POST
def campaign_step(request: Request, slug: str, step: str) -> HttpResponse:
    """Open or close a campaign; before it closes one sees what still waits in it."""
    campaign = visible(request, slug)
    may_close = any(one.name == "close" for one in CAMPAIGN.open_steps(campaign, request.access))
    if step == "close" and may_close and not request.POST.get("sure"):
        return _close(request, campaign)
    try:
        CAMPAIGN.take(
            campaign, _known(CAMPAIGN, step), request.access, request.POST.get("note", "")
        )
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("campaign-detail", slug)


def _close(request: Request, campaign: Campaign) -> HttpResponse:
    row = queries.roll_up(campaign, [campaign.unit], clock.today())[0]
    counts = {name: SHEET[name].count(row) for name in ("waiting", "missing", "short")}
    drafts = campaign.commitments.filter(status__in=EDITABLE).count()
    rows = [{"label": SHEET[name].label, "value": vn_int(n)} for name, n in counts.items()]
    context = {
        "campaign": campaign,
        "rows": [*rows, {"label": _("Drafts and returned registrations"), "value": vn_int(drafts)}],
        "address": reverse("campaign-step", args=[campaign.slug, "close"]),
        "back": reverse("campaign-detail", args=[campaign.slug]),
        "hidden": [{"name": "sure", "value": "1"}],
    }
    return web.page(request, "commitments/close.html", context)


def _known(workflow: Any, step: str) -> str:
    try:
        workflow[step]
    except KeyError:
        raise Http404 from None
    return step


@needs("campaign.view")
def campaign_topics(request: Request, slug: str) -> HttpResponse:
    """The orientation, who took what, and what nobody took."""
    campaign = visible(request, slug)
    unit = standing_at(request, campaign)
    rows = []
    if unit is not None:
        own = queries.roll_up(campaign, [unit], clock.today())[0]
        rows = figures.topics(campaign, own)
    access: Access = request.access
    waits = sorting.lines(campaign, access).filter(topic=None).order_by()
    is_open = campaign.status != CampaignState.CLOSED
    context = {
        "campaign": campaign,
        "place": unit,
        "rows": rows,
        "to_sort": waits.count() if is_open and access.anywhere(sorting.SORT) else 0,
    }
    return web.page(request, "commitments/topics.html", context)


@needs(sorting.SORT)
def campaign_sort(request: Request, slug: str) -> HttpResponse:
    """Put lines under the topics of the orientation; a topic is offered by its words."""
    campaign = visible(request, slug)
    topics = {str(topic.pk): topic for topic in campaign.topics.all()}
    wanted = request.GET.get("topic", "none")
    if wanted != "none" and wanted not in topics:
        raise BadRequest(listing.no_choice(_("Topic"), wanted))
    if request.method == "POST":
        return _sorted(request, campaign, topics, wanted)
    found = sorting.lines(campaign, request.access).filter(topic=topics.get(wanted))
    page = Paginator(found, SORTED).get_page(request.GET.get("page"))
    rows = []
    for line in page.object_list:
        now = line.topic or sorting.offered(line, topics.values())
        choices = [(key, topic.text, topic == now) for key, topic in topics.items()]
        is_offered = line.topic is None and now is not None
        name = f"line-{line.pk}"
        rows.append({"line": line, "name": name, "choices": choices, "is_offered": is_offered})
    context = {
        "campaign": campaign,
        "rows": rows,
        "page": page,
        "topics": [(key, topic.text, key == wanted) for key, topic in topics.items()],
    }
    return web.page(request, "commitments/sort.html", context)


def _sorted(
    request: Request, campaign: Campaign, topics: dict[str, Topic], wanted: str
) -> HttpResponse:
    chosen = {
        pk: topics.get(str(value))
        for name, value in request.POST.items()
        if name.startswith("line-") and (pk := text.whole_number(name.removeprefix("line-")))
    }
    try:
        moved = sorting.put(campaign, chosen, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("campaign-topics", campaign.slug)
    messages.success(request, _("%(n)s lines were put under their topics.") % {"n": moved})
    return redirect(pages.link(reverse("campaign-sort", args=[campaign.slug]), topic=wanted))
