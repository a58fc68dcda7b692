"""Room commitments: case files that outlive years, posts and units."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from namro.commitments import actions
from namro.commitments.models import CaseFile, Commitment
from namro.core import web
from namro.core.errors import Refused
from namro.core.forms import CleanLines, CleanText, offer
from namro.core.web import needs
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.request import Request

LISTED = 200


class CaseForm(forms.Form):
    """A new case file."""

    title = CleanText(label=_("Case"), max_length=300)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    since = forms.DateField(label=_("Since"))
    story = CleanLines(
        label=_("What has happened so far"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


@needs("commitment.view")
def case_list(request: Request) -> HttpResponse:
    """Open case files, and the form for a new one."""
    access: Access = request.access
    form = None
    if access.anywhere("commitment.behalf"):
        units = access.units("commitment.behalf").filter(until=None).order_by("path")
        form = CaseForm(request.POST or None, units=units)
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            case = actions.open_case(
                data["title"], data["unit"], data["since"], data["story"], access
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("case-detail", case.key)
    cases = access.rows(CaseFile, "commitment.view").select_related("unit").order_by("-pk")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context = {"cases": cases[:LISTED], "form": form}
    return web.page(request, "commitments/cases.html", context, status=status)


@needs("commitment.view")
def case_detail(request: Request, key: str) -> HttpResponse:
    """One case: what was taken on for it, year by year."""
    access: Access = request.access
    case = access.rows(CaseFile, "commitment.view").select_related("unit").filter(key=key).first()
    if case is None:
        raise Http404
    lines = access.rows(Commitment, "commitment.view").filter(case_file=case)
    lines = lines.select_related("campaign", "person", "unit").order_by("-campaign__year", "-pk")
    return web.page(request, "commitments/case.html", {"case": case, "lines": lines})
