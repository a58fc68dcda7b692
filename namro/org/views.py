"""Room org: pages of the tree, of a unit with its people and roles, and of accounts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org import actions, queries
from namro.org.access import Access
from namro.org.forms import AccountForm, PersonForm, RoleForm, UnitForm
from namro.org.models import Appointment, Grant, Person, Unit, User
from namro.org.request import Request

PEOPLE = 300
DEPTH = 2


@needs("unit.view")
def unit_tree(request: Request) -> HttpResponse:
    """The tree as far as this person sees it; deeper levels open on the unit's own page."""
    access: Access = request.access
    day = clock.today()
    seen = access.units("unit.view").filter(pk__in=Unit.objects.on(day)).order_by("path")
    roots = list(seen.filter(path__in=access.roots.get("unit.view", set())))
    rows = [
        {"unit": unit, "depth": unit.depth - root.depth}
        for root in roots
        for unit in seen.filter(path__startswith=root.path)
        if unit.depth - root.depth <= DEPTH
    ]
    return web.page(request, "org/tree.html", {"rows": rows, "limit": DEPTH})


def _unit(request: Request, pk: int, capability: str = "unit.view") -> Unit:
    if pk >= 2**63:
        raise Http404
    access: Access = request.access
    unit: Unit = access.row(Unit, capability, pk=pk)
    return unit


@needs("unit.view")
def unit_detail(request: Request, pk: int) -> HttpResponse:
    """One unit: what is below it, who holds a post, who holds a role."""
    unit = _unit(request, pk)
    access: Access = request.access
    day = clock.today()
    posts = Appointment.objects.on(day).filter(unit=unit).select_related("person")
    grants = Grant.objects.on(day).filter(unit=unit).select_related("person", "deputy_for")
    may_see_people = access.can("person.view", unit)
    context = {
        "unit": unit,
        "crumbs": _crumbs(unit, access),
        "below": Unit.objects.on(day).children(unit).order_by("order"),
        "codes": unit.codes.order_by("since"),
        "posts": posts.order_by("-leads", "person__sort_key")[:PEOPLE] if may_see_people else [],
        "grants": grants.order_by("role", "person__sort_key") if may_see_people else [],
        "accounts": set(
            User.objects.filter(person__appointments__unit=unit).values_list("person_id", flat=True)
        ),
        "may_edit": access.can("unit.edit", unit),
        "may_add_people": access.can("person.edit", unit),
        "may_give": access.can("grant.give", unit),
    }
    return web.page(request, "org/unit.html", context)


def _crumbs(unit: Unit, access: Access) -> list[dict[str, str]]:
    steps = queries.crumbs(unit, access, "")
    for step in steps:
        if step["url"]:
            step["url"] = reverse("unit-detail", args=[step["url"].rsplit("=", 1)[-1]])
    return steps


def _ask(
    request: Request, unit: Unit, form: forms.Form, title: str, act: Callable[[], Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("unit-detail", unit.pk)
    context = {
        "form": form,
        "title": title,
        "unit": unit,
        "back_href": reverse("unit-detail", args=[unit.pk]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "org/ask.html", context, status=status)


@needs("unit.edit")
def unit_new(request: Request, pk: int) -> HttpResponse:
    """A unit below this one."""
    unit = _unit(request, pk, "unit.edit")
    form = UnitForm(request.POST or None, initial={"branch": unit.branch})

    def act() -> None:
        data, by = form.cleaned_data, request.access.actor
        made = actions.create_unit(
            data["name"], data["branch"], data["kind"], unit, data["since"], by
        )
        if data["code"]:
            actions.give_code(made, data["code"], data["since"], by)

    return _ask(request, unit, form, _("New unit"), act)


@needs("person.edit")
def person_new(request: Request, pk: int) -> HttpResponse:
    """Somebody takes a post in this unit; one of the same name is asked about, never merged."""
    unit = _unit(request, pk, "person.edit")
    access: Access = request.access
    typed = request.POST.get("full_name", "")
    alike = (
        queries.people(access).filter(search_text=text.fold(typed))
        if typed
        else Person.objects.none()
    )
    form = PersonForm(request.POST or None, people=alike)

    def act() -> None:
        data, by = form.cleaned_data, access.actor
        person = data["known"]
        if person is None and alike.exists() and not data["new"]:
            raise Refused(
                _(
                    "Somebody of this name is known already: choose them, or say it is somebody else."
                ),
                status=422,
            )
        person = person or actions.add_person(data["full_name"], by, data["born_on"])
        actions.appoint(
            person, unit, data["post"], data["since"], by, klass=data["klass"], leads=data["leads"]
        )

    return _ask(request, unit, form, _("New post"), act)


@needs("grant.give")
def role_new(request: Request, pk: int) -> HttpResponse:
    """Give a role in this unit."""
    unit = _unit(request, pk, "grant.give")
    access: Access = request.access
    near = Appointment.objects.filter(
        unit__path__startswith=unit.path
    ) | Appointment.objects.filter(
        unit__in=[
            one for one in unit.ancestor_ids if access.units("person.view").filter(pk=one).exists()
        ]
    )
    people = Person.objects.filter(pk__in=near.values("person")).order_by("sort_key")
    form = RoleForm(request.POST or None, people=people)

    def act() -> None:
        data = form.cleaned_data
        actions.give_grant(
            data["person"],
            data["role"],
            unit,
            data["since"],
            access,
            until=data["until"],
            deputy_for=data["deputy_for"],
            reason=data["reason"],
        )

    return _ask(request, unit, form, _("Give a role"), act)


@needs("grant.give")
@require_POST
def role_end(request: Request, pk: int) -> HttpResponse:
    """Take a role away; the very next request obeys."""
    access: Access = request.access
    if pk >= 2**63:
        raise Http404
    grant: Grant = access.row(Grant, "grant.give", pk=pk)
    actions.end_grant(grant, clock.today(), access.actor, request.POST.get("note", ""))
    messages.success(request, _("The role has ended."))
    return redirect("unit-detail", grant.unit_id)


@needs("grant.give")
def account_new(request: Request, key: str) -> HttpResponse:
    """Open an account; the link for the first password is shown once."""
    access: Access = request.access
    posts = access.rows(Appointment, "grant.give").filter(person__key=key)
    post = posts.select_related("person", "unit").first()
    if post is None:
        raise Http404
    form = AccountForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = actions.open_account(post.person, data["username"], access.actor, data["email"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            secret = actions.make_first_link(user)
            link = request.build_absolute_uri(reverse("first-link", args=[secret]))
    context = {
        "form": form,
        "title": _("New account"),
        "unit": post.unit,
        "person": post.person,
        "link": link,
        "back_href": reverse("unit-detail", args=[post.unit_id]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "org/account.html", context, status=status)
