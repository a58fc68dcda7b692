"""Room mediation: teams and mediators as anybody with a role may see them; what must hold."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from namro.core import clock, text, web
from namro.core.web import needs
from namro.mediation import law
from namro.mediation.models import Case
from namro.mediation.states import OPEN
from namro.org.access import Access
from namro.org.models import Appointment, Unit
from namro.org.request import Request
from namro.registers import listing

MOST = 120  # rows on a page; a ward has fewer teams
VIEW = "mediation.roster"


@needs(VIEW)
def team_list(request: Request) -> HttpResponse:
    """Teams with their mediators; a team short of what the law asks says so."""
    access: Access = request.access
    listing.names_known(request.GET, {"unit": _("Unit")})
    units = access.units(VIEW).filter(kind="team", until=None).select_related("parent")
    wards = Unit.objects.filter(pk__in=units.values("parent__parent")).order_by("name")
    chosen = text.whole_number(request.GET.get("unit", ""))
    if chosen is not None:
        units = units.filter(parent__parent=chosen)
    posts = Appointment.objects.on(clock.today()).filter(unit__in=units[:MOST].values("pk"))
    by_team: dict[int, list[Appointment]] = {}
    for post in posts.select_related("person", "mediator").order_by("-leads", "person__sort_key"):
        by_team.setdefault(post.unit_id, []).append(post)
    rows = [_row(unit, by_team.get(unit.pk, [])) for unit in units.order_by("parent", "pk")[:MOST]]
    context = {
        "rows": rows,
        "all": units.count(),
        "wards": [(str(one.pk), one.name, one.pk == chosen) for one in wards],
        "short": sum(bool(row["warning"]) for row in rows),
        "columns": [{"label": label} for label in (
            _("Mediation team"), _("Residential group"), _("Mediators"), _("Names"), _("To be looked at"))],
        "figures_href": reverse("mediation-figures"),
    }  # fmt: skip
    return web.page(request, "mediation/teams.html", context)


def _row(unit: Unit, posts: list[Appointment]) -> dict[str, Any]:
    warning = short_of(posts)
    return {
        "label": unit.name,
        "href": reverse("unit-detail", args=[unit.pk]),
        "warning": warning,
        "cells": [
            {"text": unit.parent.name if unit.parent else ""},
            {"number": len(posts)},
            {"text": ", ".join(post.person.full_name for post in posts)},
            {"text": warning},
        ],
    }


def short_of(posts: list[Appointment]) -> str:
    """What article 12 asks and a team does not have; empty where it has all."""
    found = []
    least = int(law.on()["team"]["least"])
    if len(posts) < least:
        found.append(_("fewer than %(n)s mediators (article 12)") % {"n": least})
    if posts and not any(getattr(post, "mediator", None) and post.mediator.woman for post in posts):
        found.append(_("no woman among them (article 12)"))
    if posts and not any(post.leads for post in posts):
        found.append(_("nobody leads it (article 14)"))
    return "; ".join(found)


def problems() -> Iterator[str]:
    """Cases with a mediator who has an interest, and open ones whose team is gone."""
    both = Case.mediators.through.objects.filter(
        case__interested=F("person")
    ).count()  # fmt: skip
    if both:
        yield f"{both} cases have a mediator with an interest in them"
    doubled = (
        Case.objects.values("unit", "period", "number").annotate(n=Count("pk")).filter(n__gt=1)
    )
    if doubled.exists():
        yield "a number stands twice in a team's book"
    orphans = Case.objects.filter(Q(status__in=OPEN), unit__until__isnull=False).count()
    if orphans:
        yield f"{orphans} open cases belong to teams that have closed"


def load(team: Unit) -> Counter[str]:
    """How many open cases each mediator of a team has in hand, by name."""
    rows = Case.objects.filter(Q(unit=team) | Q(second=team), status__in=OPEN)
    return Counter(rows.values_list("mediators__full_name", flat=True))


urlpatterns = [path("mediation/teams/", team_list, name="mediation-teams")]
