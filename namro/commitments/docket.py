"""Room commitments: how its lines are put before a sitting, and how an outcome is carried out."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import compare, docket_papers, following, reader
from namro.commitments.models import Campaign, Commitment
from namro.commitments.states import WAITING, State
from namro.commitments.workflow import COMMITMENT
from namro.commitments.workflow import DOCKET as NAME
from namro.org.access import Access
from namro.org.models import Unit
from namro.sittings.docket import Docket, Matter, Motion, Scope
from namro.sittings.models import AgendaItem

READ_ALONG = (
    "campaign",
    "unit",
    "registrant__unit",
    "person",
    "accountable",
    "leader",
    "topic",
    "waits_for",
)


def _free(**where: Any) -> QuerySet:
    """Lines that wait for a body and stand on no agenda yet."""
    agenda = AgendaItem.objects.filter(docket=NAME, live=True, source=OuterRef("pk"))
    return Commitment.objects.filter(~Exists(agenda), **where)


def _bodies(units: QuerySet) -> QuerySet:
    waiting = _free(waits_for__isnull=False).order_by().values("waits_for")
    return units.filter(pk__in=waiting)


def _scopes(bodies: Iterable[Unit]) -> dict[int, list[Scope]]:
    """By body, the latest campaign first."""
    rows = (
        _free(waits_for__in=list(bodies))
        .order_by("-campaign_id")
        .values("waits_for", "campaign_id", "campaign__name")
        .annotate(n=Count("pk"))
    )
    found: dict[int, list[Scope]] = defaultdict(list)
    for row in rows:
        scope = Scope(str(row["campaign_id"]), row["campaign__name"], row["n"])
        found[row["waits_for"]].append(scope)
    return found


def _waiting(body: Unit, scope: str) -> list[int]:
    """In the order in which an office lists people: by unit, then by given name."""
    rows = _free(waits_for=body)
    if scope.isdigit():
        rows = rows.filter(campaign=int(scope))
    return list(rows.order_by("unit__path", "name_key", "number").values_list("pk", flat=True))


def matters(sources: Iterable[int]) -> dict[int, Matter]:
    """Lines as a body reads them, the words as they stand now."""
    rows: QuerySet = Commitment.objects.filter(pk__in=list(sources))
    lines = rows.select_related(*READ_ALONG).prefetch_related("versions")
    return {line.pk: _matter(line) for line in lines}


def _matter(line: Commitment) -> Matter:
    return Matter(
        source=line.pk,
        version=line.version,
        title=line.title,
        who=str(line.person or line.unit),
        unit=line.unit.name,
        href=reverse("commitment-detail", args=[line.key]),
        waits=line.status in WAITING,
        facts=[(label, value) for label, value in _facts(line) if value],
        hints=_hints(line),
        interested=frozenset(
            pk for pk in (line.person_id, line.accountable_id, line.behalf_by_id) if pk
        ),
    )


def _facts(line: Commitment) -> list[tuple[Any, str]]:
    words = following.words(line)
    steps = [f"{one['title']} ({one['due']})" for one in line.milestones if one.get("title")]
    return [
        (_lazy("New or hard"), str(line.get_kind_display())),
        (_lazy("Topic"), str(line.topic or "")),
        (_lazy("Since when"), line.basis_since),
        (_lazy("Who is involved"), line.basis_involved),
        (_lazy("What has been tried, or why it is new"), line.basis_attempts),
        (_lazy("Accountable person"), str(line.accountable or "")),
        (_lazy("Supporters"), line.supporters),
        (_lazy("Answerable leader"), str(line.leader or "")),
        (_lazy("Due"), f"{line.due:%d/%m/%Y}" if line.due else line.due_text),
        (_lazy("Result"), str(words["result"])),
        (_lazy("Where it stands now"), _measured(line.baseline, line.measure)),
        (_lazy("Target"), _measured(line.target, line.measure)),
        (_lazy("Milestones"), "; ".join(steps)),
        (_lazy("Within whose authority"), line.authority),
    ]


def _measured(number: str, measure: str) -> str:
    return f"{number} {measure}".strip() if number else ""


def _hints(line: Commitment) -> list[str]:
    found = [
        str(_("Still to be filled in: %(clears)s.") % {"clears": gap}) for gap in reader.gaps(line)
    ]
    for clear in reader.meter(line):
        for hint in clear["hints"]:
            words = f": “{hint['words']}”" if hint.get("words") else ""
            found.append(f"{hint['text']}{words}")
    versions = list(line.versions.all())
    if len(versions) > 1:
        for change in compare.differences(versions[-2].content, versions[-1].content):
            found.append(
                _("Changed since it was returned: %(label)s: %(before)s → %(after)s")
                % {
                    "label": change["label"],
                    "before": change["before"] or "–",
                    "after": change["after"] or "–",
                }
            )
    return found


def decide(source: int, motion: str, note: str, version: int, access: Access) -> Commitment:
    """Take the step of a motion: approved by the last body, passed on by the first of two.

    Raises:
        Conflict: the line has changed, or waits no longer.
        Refused: a guard of the line's own life cycle.
    """
    line = Commitment.objects.select_related("campaign", "registrant", "person").get(pk=source)
    step = motion
    if motion == "approve" and line.status == State.SUBMITTED and line.campaign.bodies.count() > 1:
        step = "endorse"
    decided: Commitment = COMMITMENT.take(line, step, access, note, version=version)
    return decided


def _scope_href(scope: str) -> str:
    campaign = Campaign.objects.filter(pk=int(scope)).first() if scope.isdigit() else None
    return reverse("campaign-detail", args=[campaign.slug]) if campaign else ""


DOCKET = Docket(
    name=NAME,
    label=_lazy("Registrations"),
    capability="commitment.decide",
    motions=(
        Motion("approve", _lazy("Approve"), _lazy("Approved")),
        Motion("return", _lazy("Return"), _lazy("Returned"), asks_note=True),
        Motion("refuse", _lazy("Refuse as routine duty"), _lazy("Refused as routine duty"), True),
        Motion("replace", _lazy("Ask for another task"), _lazy("Another task asked for"), True),
        Motion("refer", _lazy("Pass up: beyond our authority"), _lazy("Passed up"), True),
    ),
    bodies=_bodies,
    scopes=_scopes,
    waiting=_waiting,
    matters=matters,
    decide=decide,
    topic=docket_papers.topic,
    annex=docket_papers.annex,
    sheets=docket_papers.sheets,
    scope_href=_scope_href,
)
