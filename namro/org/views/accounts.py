"""Room org: the page of somebody's account: opened, its password renewed, locked and opened again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out
from namro.core.web import needs
from namro.org import links, queries
from namro.org.forms import AccountForm, LockForm
from namro.org.models import Person, Unit
from namro.org.request import Request


def _whose(request: Request, key: str) -> tuple[Person, Unit]:
    found = queries.whose_account(request.access, key)
    if found is None:
        raise Http404
    return found


@needs("grant.give")
def account_new(request: Request, key: str) -> HttpResponse:
    """Open an account, or give a new link to who has one; either link is shown once."""
    person, unit = _whose(request, key)
    user = queries.account_of(person)
    if user is not None:
        return _renew(request, person, unit)
    form = AccountForm(request.POST or None)
    made: list[str] = []

    def act() -> None:
        data = form.cleaned_data
        made.append(links.open_with_link(person, data["username"], request.access, data["email"]))

    carry_out(form, act)
    context = {
        "form": form,
        "title": _("New account"),
        "unit": unit,
        "person": person,
        "link": _address(request, made),
        "back_href": reverse("unit-detail", args=[unit.pk]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "org/account.html", context, status=status)


def _renew(request: Request, person: Person, unit: Unit) -> HttpResponse:
    made: list[str] = []
    refused, status = "", 200
    if request.method == "POST":
        try:
            made.append(links.renew_password(person, request.access))
        except Refused as no:
            refused, status = no.message, no.status
    context = {
        "title": _("Account of %(name)s") % {"name": person},
        "unit": unit,
        "person": person,
        "account": queries.account_of(person),
        "link": _address(request, made),
        "refused": refused,
        "form": LockForm(),
        "back_href": reverse("unit-detail", args=[unit.pk]),
    }
    return web.page(request, "org/account_held.html", context, status=status)


def _address(request: Request, made: list[str]) -> str:
    if not made:
        return ""
    return request.build_absolute_uri(reverse("first-link", args=[made[0]]))


@needs("grant.give")
@require_POST
def account_open(request: Request, key: str) -> HttpResponse:
    """Lock an account, or open it again, for a reason."""
    person, unit = _whose(request, key)
    is_active = request.POST.get("open") == "1"
    form = LockForm(request.POST)

    def act() -> None:
        links.set_open(person, is_active, request.access, form.cleaned_data["note"])

    status = carry_out(form, act)
    if status == DONE:
        said = _("The account is open again.") if is_active else _("The account is locked.")
        messages.success(request, said)
        return redirect("account-new", key)
    context = {
        "title": _("Account of %(name)s") % {"name": person},
        "unit": unit,
        "person": person,
        "account": queries.account_of(person),
        "form": form,
        "back_href": reverse("unit-detail", args=[unit.pk]),
    }
    return web.page(request, "org/account_held.html", context, status=status)
