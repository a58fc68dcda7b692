"""Room commitments: pages on which a line goes to the right person, and a place leaves the roll."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from namro.commitments import actions, placing
from namro.commitments.models import Registrant
from namro.commitments.views.line import find
from namro.core import web
from namro.core.errors import Refused
from namro.core.forms import DONE, CleanText, carry_out, offer
from namro.core.web import needs
from namro.org.access import Access
from namro.org.request import Request
from namro.registers.pages import link


class PlaceChoice(forms.ModelChoiceField):
    """Places by person, unit and year of birth: all bear one name."""

    def label_from_instance(self, place: Registrant) -> str:
        born = f" ({place.person.born_on:%Y})" if place.person and place.person.born_on else ""
        return f"{place}{born} · {place.unit}"


class MoveForm(forms.Form):
    """To whom a line goes, and why."""

    to = PlaceChoice(Registrant.objects.none(), label=gettext_lazy("It belongs to"))
    why = CleanText(label=gettext_lazy("Reason"), max_length=300)


class WhyForm(forms.Form):
    """Why a place leaves the roll."""

    why = CleanText(label=gettext_lazy("Reason"), max_length=300)


@needs("commitment.behalf")
def commitment_move(request: Request, key: str) -> HttpResponse:
    """A line that stands with the wrong one of two people of a name."""
    line = find(request, key, "commitment.behalf")
    places = placing.others(line).filter(
        pk__in=request.access.rows(Registrant, "commitment.behalf").values("pk")
    )
    form = MoveForm(request.POST or None)
    offer(form, "to", places)

    def act() -> None:
        said = form.cleaned_data
        placing.move(line, said["to"], said["why"], request.access)

    status = carry_out(form, act)
    if status == DONE:
        words = _("The line stands with %(who)s now.") % {"who": form.cleaned_data["to"]}
        messages.success(request, words)
        return redirect("commitment-detail", line.key)
    context = {
        "form": form,
        "title": _("The line belongs to somebody else"),
        "facts": [line.title, str(line.person or line.unit), str(line.unit)],
        "empty": "" if places.exists() else _("Nobody else of this name is on the roll here."),
        "button": _("Move the line"),
        "back_href": reverse("commitment-detail", args=[line.key]),
    }
    return web.page(request, "commitments/placing.html", context, status=status)


@needs("commitment.behalf")
def registrant_remove(request: Request, key: str) -> HttpResponse:
    """A place on the roll that should not be there."""
    place: Registrant = request.access.row(Registrant, "commitment.behalf", key=key)
    form = WhyForm(request.POST or None)
    back = link(reverse("campaign-roll"), campaign=place.campaign_id)

    def act() -> None:
        placing.take_off(place, form.cleaned_data["why"], request.access)

    status = carry_out(form, act)
    if status == DONE:
        messages.success(request, _("%(who)s is off the roll.") % {"who": place})
        return redirect(back)
    context = {
        "form": form,
        "title": _("Take off the roll"),
        "facts": [str(place), str(place.unit), str(place.campaign)],
        "empty": "",
        "button": _("Take off the roll"),
        "back_href": reverse("registrant-detail", args=[place.key]),
    }
    return web.page(request, "commitments/placing.html", context, status=status)


@needs("commitment.behalf")
@require_POST
def registrant_exempt(request: Request, key: str) -> HttpResponse:
    """Exempt somebody, or ask them again."""
    access: Access = request.access
    place = access.row(Registrant, "commitment.behalf", key=key)
    try:
        if reason := request.POST.get("reason"):
            actions.exempt(place, reason, access)
        else:
            actions.ask_again(place, access)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("registrant-detail", key)
