"""Room org: pages of posts and roles, of handing a post over and of what nobody holds."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out
from namro.core.web import needs
from namro.org import actions, handover, merging, queries
from namro.org.access import Access
from namro.org.forms import (
    CorrectPersonForm,
    EndPostForm,
    HandoverForm,
    PersonForm,
    RoleForm,
)
from namro.org.models import Appointment, Grant, Person
from namro.org.request import Request
from namro.org.views.units import ask, find

LISTED = 50


@needs("person.edit")
def person_new(request: Request, pk: int) -> HttpResponse:
    """Somebody takes a post in this unit; one of the same name is asked about, never merged."""
    unit = find(request, pk, "person.edit")
    access: Access = request.access
    typed = request.POST.get("full_name", "")
    alike = (
        queries.people(access).filter(search_text=text.fold(typed))
        if typed
        else Person.objects.none()
    )
    form = PersonForm(request.POST or None, people=queries.with_posts(alike))

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

    return ask(request, unit, form, _("New post"), act)


@needs("grant.give")
def role_new(request: Request, pk: int) -> HttpResponse:
    """Give a role in this unit."""
    unit = find(request, pk, "grant.give")
    access: Access = request.access
    people = queries.near(unit, access).order_by("sort_key")
    form = RoleForm(request.POST or None, people=queries.with_posts(people))

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

    return ask(request, unit, form, _("Give a role"), act)


@needs("grant.give")
@require_POST
def role_end(request: Request, pk: int) -> HttpResponse:
    """Take a role away; the very next request obeys."""
    access: Access = request.access
    if pk >= 2**63:
        raise Http404
    grant: Grant = access.row(Grant, "grant.give", pk=pk)
    actions.take_role(grant, clock.today(), access, request.POST.get("note", ""))
    messages.success(request, _("The role has ended."))
    return redirect("unit-detail", grant.unit_id)


def _post(request: Request, pk: int) -> Appointment:
    if pk >= 2**63:
        raise Http404
    access: Access = request.access
    rows = access.rows(Appointment, "person.edit").select_related("person", "unit")
    post = rows.filter(pk=pk).first()
    if post is None:
        raise Http404
    found: Appointment = post
    return found


def _candidates(request: Request, post: Appointment, words: str) -> QuerySet[Person]:
    """Whoever holds a post in the unit; with a few letters anybody whom this person may see."""
    known = queries.people(request.access).exclude(pk=post.person_id)
    if words.strip():
        near = queries.search_people(request.access, words).values_list("pk", flat=True)[:LISTED]
    else:
        near = known.filter(appointments__unit=post.unit_id).values_list("pk", flat=True)[:LISTED]
    chosen = text.whole_number(request.POST.get("to", "")) or 0
    return queries.with_posts(known.filter(pk__in=[*near, chosen]).order_by("sort_key"))


@needs("person.edit")
def post_hand_over(request: Request, pk: int) -> HttpResponse:
    """A post changes hands: what goes along is shown, ticked and confirmed."""
    post = _post(request, pk)
    access: Access = request.access
    on = clock.today()
    held = handover.in_hand(post, on)
    words = request.GET.get("q", "")
    form = HandoverForm(
        request.POST or None, people=_candidates(request, post, words), grants=held.grants
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            moved = handover.hand_over(
                post, data["to"], data["on"], access,
                roles=[grant.pk for grant in data.get("roles", [])], note=data["note"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            words = ngettext(
                "The post is handed over; %(n)s open item went along.",
                "The post is handed over; %(n)s open items went along.",
                moved,
            )
            messages.success(request, words % {"n": moved})
            return redirect("unit-detail", post.unit_id)
    context = {
        "form": form,
        "post": post,
        "held": held,
        "words": words,
        "back_href": reverse("unit-detail", args=[post.unit_id]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return web.page(request, "org/handover.html", context, status=status)


@needs("person.edit")
def post_end(request: Request, pk: int) -> HttpResponse:
    """A post ends and nobody takes it over; what is open stands in the way and is shown."""
    post = _post(request, pk)
    held = handover.in_hand(post, clock.today())
    form = EndPostForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        handover.end_post(post, data["on"], request.access, data["note"])

    status = carry_out(form, act)
    if status == DONE:
        messages.success(request, _("The post of %(person)s has ended.") % {"person": post.person})
        return redirect("unit-detail", post.unit_id)
    context = {
        "form": form,
        "post": post,
        "held": held,
        "back_href": reverse("unit-detail", args=[post.unit_id]),
    }
    return web.page(request, "org/post_end.html", context, status=status)


@needs("person.edit")
def person_edit(request: Request, key: str) -> HttpResponse:
    """Correct a name or a day of birth that was written wrongly."""
    access: Access = request.access
    posts = access.rows(Appointment, "person.edit").filter(person__key=key)
    post = posts.select_related("person", "unit").order_by("-since", "pk").first()
    if post is None:
        raise Http404
    person = post.person
    form = CorrectPersonForm(
        request.POST or None, initial={"full_name": person.full_name, "born_on": person.born_on}
    )

    def act() -> None:
        data = form.cleaned_data
        merging.correct(person, data["full_name"], data["born_on"], access, data["note"])

    return ask(
        request, post.unit, form, _("Correct the record of %(name)s") % {"name": person}, act
    )


@needs("person.edit")
def orphans(request: Request) -> HttpResponse:
    """What is open and nobody looks after."""
    return web.page(request, "org/orphans.html", {"rows": handover.orphans(request.access)})
