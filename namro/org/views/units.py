"""Room org: pages of the tree and of a unit, today and as they were on a day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.core import clock, text, web
from namro.core.forms import DONE, carry_out
from namro.core.web import needs
from namro.org import actions, maps, queries
from namro.org.access import Access
from namro.org.forms import CloseForm, RenameForm, UnitForm
from namro.org.models import Appointment, Grant, Unit, User
from namro.org.request import Request

PEOPLE = 300
DEPTH = 2
FOUND = 300
LONGEST = 200


@needs("unit.view")
def unit_tree(request: Request) -> HttpResponse:
    """The tree as far as this person sees it; deeper levels open on the unit's own page."""
    access: Access = request.access
    day = web.as_of(request) or clock.today()
    words = text.nfc(request.GET.get("q", ""))[:LONGEST]
    if text.fold(words):
        return _found(request, words, day)
    roots = access.units("unit.view").filter(path__in=access.roots.get("unit.view", set()))
    rows = []
    for root in roots.order_by("path"):
        place = maps.placed(root, day)
        if place is None:
            continue
        depth = place.path.count(".")
        rows += [
            {"unit": unit, "depth": unit.depth + 1 - depth}
            for unit in maps.subtree(root, day, deepest=depth + DEPTH)
        ]
    context = {
        "rows": rows,
        "day": day,
        "is_past": day != clock.today(),
        "may_reorganise": access.anywhere("unit.edit"),
        "may_see_orphans": access.anywhere("person.edit"),
    }
    return web.page(request, "org/tree.html", context)


def _found(request: Request, words: str, day: dt.date) -> HttpResponse:
    """Every unit whose name or code has these words, with what it stands under."""
    access: Access = request.access
    is_past = day != clock.today()
    rows = queries.search_units(access, words, day if is_past else None).select_related("parent")
    units = list(rows[: FOUND + 1])
    shown = maps.as_named(units[:FOUND], day) if is_past else units[:FOUND]
    seen = access.units("unit.view")
    above = set(
        seen.filter(pk__in=[u.parent_id for u in shown if u.parent_id]).values_list("pk", flat=True)
    )
    context = {
        "rows": [
            {"unit": u, "depth": 0, "under": u.parent if u.parent_id in above else ""}
            for u in shown
        ],
        "words": words,
        "more": len(units) > FOUND,
        "shown": FOUND,
        "day": day,
        "is_past": is_past,
    }
    return web.page(request, "org/tree.html", context)


def find(request: Request, pk: int, capability: str = "unit.view") -> Unit:
    """A unit that this person may meet, or 404."""
    if pk >= 2**63:
        raise Http404
    access: Access = request.access
    unit: Unit = access.row(Unit, capability, pk=pk)
    return unit


@needs("unit.view")
def unit_detail(request: Request, pk: int) -> HttpResponse:
    """One unit on a day: what was below it, who held a post, who held a role, what became of it."""
    unit = find(request, pk)
    access: Access = request.access
    today = clock.today()
    day = web.as_of(request) or today
    posts = Appointment.objects.on(day).filter(unit=unit).select_related("person")
    grants = Grant.objects.on(day).filter(unit=unit).select_related("person", "deputy_for")
    may_see_people = access.can("person.view", unit)
    open_now = unit.until is None and day == today
    context = {
        "unit": maps.as_named([unit], day)[0],
        "day": day,
        "is_past": day != today,
        "crumbs": _crumbs(unit, access),
        "below": maps.below(unit, day),
        "codes": unit.codes.order_by("since"),
        "former": maps.former_names([unit]).get(unit.pk, []),
        "heirs": maps.carried_on(unit),
        "roots": maps.came_from(unit),
        "passed": _passed(unit),
        "posts": posts.order_by("-leads", "person__sort_key")[:PEOPLE] if may_see_people else [],
        "grants": grants.order_by("role", "person__sort_key") if may_see_people else [],
        "accounts": set(
            User.objects.filter(person__appointments__unit=unit).values_list("person_id", flat=True)
        ),
        "may_edit": open_now and access.can("unit.edit", unit),
        "may_add_people": open_now and access.can("person.edit", unit),
        "may_give": open_now and access.can("grant.give", unit),
    }
    return web.page(request, "org/unit.html", context)


def _passed(unit: Unit) -> list[dict[str, Any]]:
    """How many open items this unit took over, and how many others took over from it."""
    rows = [
        (_("taken over from"), unit.taken_over, "before"),
        (_("passed on to"), unit.passed_on, "after"),
    ]
    return [
        {"what": what, "unit": other, "n": n}
        for what, passages, side in rows
        for other, n in queries.passages_by(passages, side)
    ]


def _crumbs(unit: Unit, access: Access) -> list[dict[str, str]]:
    steps = queries.crumbs(unit, access, "")
    for step in steps:
        if step["url"]:
            step["url"] = reverse("unit-detail", args=[step["url"].rsplit("=", 1)[-1]])
    return steps


def ask(
    request: Request, unit: Unit, form: forms.Form, title: str, act: Callable[[], Any]
) -> HttpResponse:
    """A page with one form: carried out and back to the unit, or the reason above the fields."""
    status = carry_out(form, act)
    if status == DONE:
        return redirect("unit-detail", unit.pk)
    context = {
        "form": form,
        "title": title,
        "unit": unit,
        "back_href": reverse("unit-detail", args=[unit.pk]),
    }
    return web.page(request, "org/ask.html", context, status=status)


@needs("unit.edit")
def unit_new(request: Request, pk: int) -> HttpResponse:
    """A unit below this one."""
    unit = find(request, pk, "unit.edit")
    form = UnitForm(request.POST or None, initial={"branch": unit.branch})

    def act() -> None:
        data, by = form.cleaned_data, request.access.actor
        made = actions.create_unit(
            data["name"], data["branch"], data["kind"], unit, data["since"], by
        )
        if data["code"]:
            actions.give_code(made, data["code"], data["since"], by)

    return ask(request, unit, form, _("New unit"), act)


@needs("unit.edit")
def unit_rename(request: Request, pk: int) -> HttpResponse:
    """Another name from a day on, or a name that was written wrongly."""
    unit = find(request, pk, "unit.edit")
    form = RenameForm(request.POST or None, initial={"name": unit.name})

    def act() -> None:
        data = form.cleaned_data
        since: dt.date | None = None if data["wrong"] else data["since"]
        actions.rename_unit(unit, data["name"], request.access.actor, since)

    return ask(request, unit, form, _("Rename"), act)


@needs("unit.edit")
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Close a unit in which nothing is open any more."""
    unit = find(request, pk, "unit.edit")
    form = CloseForm(request.POST or None)

    def act() -> None:
        actions.close_unit(unit, form.cleaned_data["until"], request.access.actor)

    return ask(request, unit, form, _("Close the unit"), act)
