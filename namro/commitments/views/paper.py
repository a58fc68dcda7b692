"""Room commitments: pages of the paper twin: print numbered forms, key them in, print receipts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from namro.commitments import paper
from namro.commitments.models import Campaign, PaperForm, Registrant
from namro.commitments.models.paper import shown
from namro.commitments.paper_forms import KeyForm, PrintForm
from namro.commitments.states import CampaignState, Standing
from namro.commitments.views.campaign import visible
from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.papers import making
from namro.papers.sending import sent

LATEST = 20


@needs("commitment.behalf")
def paper_print(request: Request, slug: str) -> HttpResponse:
    """Choose a unit; the answer is the PDF of its numbered forms."""
    campaign = visible(request, slug)
    access: Access = request.access
    units = access.units("commitment.behalf").filter(
        path__startswith=campaign.unit.path, until=None
    )
    initial = {"unit": request.GET.get("unit", "")}
    form = PrintForm(request.POST or None, units=units.order_by("path"), initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _forms(campaign, form, access)
        except Refused as refused:
            form.add_error("unit", refused.message)
            status = refused.status
    elif form.is_bound:
        status = 422
    context = {"campaign": campaign, "form": form}
    return web.page(request, "commitments/paper_print.html", context, status=status)


def _forms(campaign: Campaign, form: PrintForm, access: Access) -> HttpResponse:
    unit, layout = form.cleaned_data["unit"], form.cleaned_data["layout"]
    roll = access.rows(Registrant, "commitment.behalf").filter(
        campaign=campaign, unit__path__startswith=unit.path, person__isnull=False
    )
    if not form.cleaned_data["everybody"]:
        roll = roll.filter(standing__in=(Standing.MISSING, Standing.SHORT))
    roll = roll.select_related("person", "unit", "campaign").order_by("unit__path", "name_key")
    chosen = list(roll[: paper.MOST + 1])
    if not chosen:
        raise Refused(_("Nobody in %(unit)s has still to register.") % {"unit": unit}, status=422)
    if len(chosen) > paper.MOST:
        raise Refused(
            _("More than %(n)s forms at once; choose a smaller unit.") % {"n": paper.MOST},
            status=422,
        )
    made = paper.number(campaign, chosen, access)
    by_place = {place.pk: place for place in chosen}
    for one in made:
        one.registrant = by_place[one.registrant_id]
    return _pdf(paper.sheets(campaign, unit, made, layout), f"phieu-{campaign.slug}-{unit.pk}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@needs("commitment.behalf")
def paper_key(request: Request, slug: str) -> HttpResponse:
    """Key forms in, one after the other, without a mouse."""
    campaign = visible(request, slug)
    access: Access = request.access
    form = KeyForm(request.POST or None, campaign=campaign)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        what = paper.Keyed(
            data["number"], data["kind"], data["title"], data["on"], data["due"],
            data["result"], data["attempts"], data.get("authority", ""),
        )  # fmt: skip
        try:
            kept = paper.key_in(campaign, what, access)
            messages.success(
                request,
                _("Form %(number)s of %(who)s is in.")
                % {"number": shown(kept.number), "who": kept.registrant},
            )
            return redirect(reverse("paper-key", args=[slug]))
        except paper.NoSuchForm as refused:
            form.add_error("number", refused.message)
            status = refused.status
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
    elif form.is_bound:
        status = 422
    mine = _keyed_today(campaign, access)
    context = {
        "campaign": campaign,
        "form": form,
        "latest": mine[:LATEST],
        "count": len(mine),
        "open": campaign.status == CampaignState.OPEN,
    }
    return web.page(request, "commitments/paper_key.html", context, status=status)


@needs("commitment.behalf")
def paper_whose(request: Request, slug: str) -> HttpResponse:
    """Whose form a number is, while it is being typed."""
    campaign = visible(request, slug)
    typed = request.GET.get("number", "")
    context: dict[str, str] = {}
    if text.nfc(typed):
        try:
            place = paper.find(campaign, typed, request.access).registrant
            context["whose"] = f"{place}, {place.unit}"
        except Refused as refused:
            context["why"] = refused.message
    return web.page(request, "commitments/paper_whose.html", context)


@needs("commitment.behalf")
def paper_receipt(request: Request, slug: str, ending: str) -> HttpResponse:
    """What this person has keyed in today, on paper: as Word, PDF or Excel."""
    campaign = visible(request, slug)
    if ending not in making.TYPES:
        raise Http404
    mine = _keyed_today(campaign, request.access)
    if not mine:
        messages.error(request, _("Nothing was keyed in today."))
        return redirect("paper-key", slug)
    with translation.override("vi"):
        return sent(paper.receipt(campaign, mine, request.access), ending)


def _keyed_today(campaign: Campaign, access: Access) -> list[PaperForm]:
    rows = access.rows(PaperForm, "commitment.behalf").filter(
        campaign=campaign, keyed_by=access.person, keyed_at__date=clock.today()
    )
    return list(
        rows.select_related("registrant__person", "registrant__unit").order_by("-keyed_at", "-pk")
    )
