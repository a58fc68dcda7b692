"""Room home: the calendar of days off and make-up days, corrected by an office year by year."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from namro.core import calendar, clock, text, web
from namro.core.forms import CleanText
from namro.core.models import DayKind
from namro.core.web import needs
from namro.org.request import Request

FIRST, LAST = 2015, 2100


class DayForm(forms.Form):
    """A day that is not what its weekday says, and where that is written."""

    on = forms.DateField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DayKind)
    name = CleanText(label=gettext_lazy("Name"), max_length=200)
    source = CleanText(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The notice or decision that says so."),
    )


@needs("campaign.edit")
def year(request: Request) -> HttpResponse:
    """One year's days; a change counts for every clock from now on."""
    wanted = request.GET.get("year", "")
    chosen = text.whole_number(wanted) or clock.today().year
    if not FIRST <= chosen <= LAST:
        raise Http404
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        calendar.set_day(calendar.Day(**data), request.access.actor)
        messages.success(request, _("The calendar was changed; every clock counts by it now."))
        return redirect(f"{reverse('calendar')}?year={data['on'].year}")
    context: dict[str, Any] = {
        "form": form,
        "year": chosen,
        "years": range(clock.today().year - 4, clock.today().year + 4),
        "days": calendar.days_of(chosen),
        "working": calendar.working_days_of(chosen),
        "length": (dt.date(chosen + 1, 1, 1) - dt.date(chosen, 1, 1)).days,
    }
    status = 422 if form.errors else 200
    return web.page(request, "home/calendar.html", context, status=status)


@needs("campaign.edit")
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Take a day out of the calendar again."""
    gone = calendar.drop_day(pk, request.access.actor) if pk < 2**63 else None
    if gone is None:
        raise Http404
    messages.success(request, _("The calendar was changed; every clock counts by it now."))
    return redirect(f"{reverse('calendar')}?year={gone.year}")
