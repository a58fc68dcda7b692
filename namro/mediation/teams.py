"""Room mediation: teams and mediators as anybody with a role may see them; what must hold."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.core.forms import DONE, carry_out, offer
from namro.core.web import needs
from namro.mediation import actions, law, papers
from namro.mediation.forms import MediatorForm
from namro.mediation.models import Alert, Case, Mediator, members_on
from namro.mediation.states import OPEN
from namro.mediation.workflow import ALERTS, WORK
from namro.org.access import Access
from namro.org.models import Appointment, Unit
from namro.org.request import Request
from namro.papers import making
from namro.papers.content import Content
from namro.papers.kinds import PaperKind
from namro.papers.sending import sent
from namro.registers import listing
from namro.registers.pages import link

MOST = 120  # rows on a page; a ward has fewer teams
ALERTS_SHOWN = 20
VIEW, EDIT = "mediation.roster", "person.edit"


def sees(access: Access) -> bool:
    """Whoever may read rosters, and the mediators of a team theirs."""
    return access.anywhere(VIEW) or _mine(access).exists()


def _mine(access: Access) -> QuerySet[Unit]:
    return members_on(access.person_id, clock.today())


def open_to(access: Access) -> QuerySet[Unit]:
    """The teams whose rosters a person reads."""
    # The person's own few teams are fetched first: a question joined by or would read every unit.
    inside = Q(pk__in=list(_mine(access).values_list("pk", flat=True)))
    for root in access.roots.get(VIEW, ()):
        inside |= Q(path__startswith=root)
    return Unit.objects.filter(inside, kind="team", until=None)


@needs(WORK)
def team_list(request: Request) -> HttpResponse:
    """Teams with their mediators; a team short of what the law asks says so."""
    access: Access = request.access
    if not sees(access):
        raise PermissionDenied
    listing.names_known(request.GET, {"unit": _("Unit")})
    units = open_to(access)
    wards = Unit.objects.filter(pk__in=units.order_by().values("parent__parent").distinct())
    chosen = text.whole_number(request.GET.get("unit", ""))
    if chosen is not None:
        units = units.filter(parent__parent=chosen)
    first = list(units.select_related("parent").order_by("path")[:MOST])
    posts = Appointment.objects.on(clock.today()).filter(unit__in=first)
    by_team: dict[int, list[Appointment]] = {}
    for post in posts.select_related("person", "mediator").order_by("-leads", "person__sort_key"):
        by_team.setdefault(post.unit_id, []).append(post)
    rows = [_row(unit, by_team.get(unit.pk, [])) for unit in first]
    context = {
        "rows": rows,
        "all": units.count(),
        "wards": [(str(one.pk), one.name, one.pk == chosen) for one in wards.order_by("name")],
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
        "href": reverse("mediation-team", args=[unit.pk]),
        "warning": warning,
        "cells": [
            {"text": unit.parent.name if unit.parent else ""},
            {"number": len(posts)},
            {"text": ", ".join(post.person.full_name for post in posts)},
            {"text": warning},
        ],
    }


@needs(WORK)
def team_detail(request: Request, pk: int) -> HttpResponse:
    """One team: who is in it since when, how each was elected; its members see the load as well."""
    access: Access = request.access
    team = get_object_or_404(open_to(access), pk=pk)
    posts = list(_posts(team))
    member, may_edit = _mine(access).filter(pk=team.pk).exists(), access.can(EDIT, team)
    in_hand = load(team) if member else None
    told = access.can(ALERTS, team)
    heads = [_("Mediator"), _("Post"), _("Since"), _("Elected on"), _("Households for"),
             _("Decision of recognition"),
             *([_("Open cases in hand"), _("Signs in, since")] if member else [])]  # fmt: skip
    context = {
        "team": team,
        "warning": short_of(posts),
        "columns": [{"label": head} for head in heads],
        "rows": [_of_post(post, in_hand, may_edit) for post in posts],
        "figures_href": link(reverse("mediation-figures"), unit=team.pk),
        "crumbs": [{"label": _("Teams and mediators"), "url": reverse("mediation-teams")}],
        "print_form": PrintForm(team=team) if member else None,
        "alerts": [_told(one, told) for one in _alerts(team)] if member or told else [],
        "alert_columns": [
            {"label": head}
            for head in (_("Danger"), _("Told at"), _("By whom"), _("Taken note of"))
        ],
    }
    return web.page(request, "mediation/team.html", context)


def _alerts(team: Unit) -> QuerySet[Alert]:
    """The latest dangers that the team has told of, those first that nobody has taken note of."""
    rows = Alert.objects.filter(unit=team).select_related("by", "received_by", "unit")
    return rows.order_by(F("received_at").desc(nulls_first=True), "-at")[:ALERTS_SHOWN]


def _told(one: Alert, may: bool) -> dict[str, Any]:
    """Of the case nothing is said, here as everywhere."""
    note = (
        f"{one.received_by}, {_moment(one.received_at)}"
        if one.received_at
        else _("nobody has taken note yet")
    )
    cells = [{"text": _moment(one.at)}, {"text": str(one.by)}, {"text": note}]
    url = reverse("mediation-alert-received", args=[one.pk]) if may and not one.received_at else ""
    return {"label": one.get_kind_display(), "cells": cells, "url": url}


def _moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else ""


@needs(WORK)
@require_POST
def alert_received(request: Request, pk: int) -> HttpResponse:
    """Somebody whom the law names takes note of a danger."""
    access: Access = request.access
    one = get_object_or_404(access.rows(Alert, ALERTS).select_related("unit"), pk=pk)
    try:
        actions.acknowledge(one, access)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Noted: the team sees that you have taken note of it."))
    return redirect("mediation-team", one.unit_id)


def _posts(team: Unit) -> QuerySet[Appointment]:
    posts = Appointment.objects.on(clock.today()).filter(unit=team)
    return posts.select_related("person__user", "mediator").order_by(
        "-leads", "person__sort_key", "pk"
    )


def _of_post(post: Appointment, in_hand: Counter[int] | None, may_edit: bool) -> dict[str, Any]:
    said = getattr(post, "mediator", None)
    votes = f"{said.votes}/{said.households}" if said and said.votes is not None else ""
    cells: list[dict[str, Any]] = [
        {"text": post.post}, {"date": post.since}, {"date": said.elected_on if said else None},
        {"text": votes}, {"text": said.decision if said else ""},
    ]  # fmt: skip
    if in_hand is not None:
        account = getattr(post.person, "user", None)
        # Whoever can sign in reads the cases of the team: its people see who that is, and since when.
        since = account.date_joined.date() if account and account.is_active else None
        cells += [{"number": in_hand[post.person_id]}, {"date": since}]
    href = reverse("mediation-mediator", args=[post.unit_id, post.pk]) if may_edit else ""
    return {"label": post.person.full_name, "href": href, "cells": cells}


# Name in the address: the kind of paper, and how it is written of a team in the month of a day.
PRINTS: dict[str, tuple[PaperKind, Callable[[Unit, dt.date], Content]]] = {
    "book": (papers.BOOK, lambda team, day: papers.book_of(team, day.year)),
    "no-names": (papers.BOOK, lambda team, day: papers.without_names_of(team, day.year)),
    "pack": (papers.PACK, papers.pack_of),
    "pay": (papers.PAY, lambda team, day: papers.pay_of(team, day.year)),
}


class PrintForm(forms.Form):
    """What of a team is printed, and of which month; books are of its year."""

    what = forms.ChoiceField(label=_lazy("What is printed"), choices=(
        ("pack", _lazy("Pack for the monthly meeting")), ("book", _lazy("Book of the team")),
        ("no-names", _lazy("Book without names")), ("pay", _lazy("Allowances of the year"))))  # fmt: skip
    month = forms.TypedChoiceField(
        label=_lazy("Month"), coerce=dt.date.fromisoformat,
        help_text=_lazy("A book and a list of allowances are of the year of this month."),
    )  # fmt: skip
    ending = forms.ChoiceField(label=_lazy("File"), choices=(("pdf", "PDF"), ("docx", "Word")))

    def __init__(self, *args: Any, team: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        first = Case.objects.filter(unit=team).order_by("received_on").first()
        day, months = (first.received_on if first else today).replace(day=1), []
        while day <= today:
            months.append((day.isoformat(), f"{day:%m/%Y}"))
            day = law.months_later(day, 1)
        offer(self, "month", months[::-1])


@needs(WORK)
def team_print(request: Request, pk: int) -> HttpResponse:
    """A book, the pack of a month, allowances: for the members of the team, with or without a case."""
    team = get_object_or_404(_mine(request.access), pk=pk)
    form = PrintForm(request.GET, team=team)
    if not form.is_valid():
        raise BadRequest(_("Choose what is printed, and a month from the list."))
    said = form.cleaned_data
    kind, write = PRINTS[said["what"]]
    with translation.override("vi"):
        paper = making.unnumbered(kind.name, write(team, said["month"]), team)
    return sent(paper, said["ending"])


@needs(EDIT)
def mediator_edit(request: Request, pk: int, post: int) -> HttpResponse:
    """Election and recognition of one mediator, entered or corrected."""
    access: Access = request.access
    team = get_object_or_404(open_to(access), pk=pk)
    held = get_object_or_404(_posts(team), pk=post)
    if not access.can(EDIT, team):
        raise PermissionDenied
    said = Mediator.objects.filter(post=held).first()
    form = MediatorForm(request.POST if request.method == "POST" else None, instance=said)
    status = carry_out(form, lambda: actions.roster(held, form.cleaned_data, access))
    if status == DONE:
        messages.success(request, _("Kept."))
        return redirect("mediation-team", team.pk)
    context = {"form": form, "who": held.person.full_name, "team": team,
               "back_href": reverse("mediation-team", args=[team.pk])}  # fmt: skip
    return web.page(request, "mediation/mediator.html", context, status=status)


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


def load(team: Unit) -> Counter[int]:
    """How many open cases each mediator of a team has in hand, by person: two may bear one name."""
    rows = Case.objects.filter(Q(unit=team) | Q(second=team), status__in=OPEN)
    return Counter(rows.values_list("mediators", flat=True))


urlpatterns = [
    path("mediation/teams/", team_list, name="mediation-teams"),
    path("mediation/teams/<int:pk>/", team_detail, name="mediation-team"),
    path("mediation/alerts/<int:pk>/received/", alert_received, name="mediation-alert-received"),
    path("mediation/teams/<int:pk>/print/", team_print, name="mediation-team-print"),
    path(
        "mediation/teams/<int:pk>/mediators/<int:post>/", mediator_edit, name="mediation-mediator"
    ),
]
