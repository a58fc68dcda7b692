"""Room reports: a period report is begun on a snapshot, and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from namro.commitments.models import Body
from namro.core import audit, text
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.figures.frozen import Frozen
from namro.figures.models import Snapshot
from namro.ledger.models import Blocker
from namro.ledger.states import BlockerState
from namro.org.access import Access, person_of
from namro.org.models import Unit
from namro.registers.workflow import lock
from namro.reports.models import PeriodReport
from namro.reports.states import ReportState
from namro.reports.workflow import ISSUE
from namro.reports.writing import Writing

PROBLEMS = 200  # stuck items that a report lists
LENGTH = 10_000
# Kinds of units that issue papers of their own.
ISSUING = ("committee", "standing", "peoples_committee", "grassroots", "board")
ISSUERS = 40


@dataclass(frozen=True)
class Said:
    """What the office wrote on the page of a report; `issuer` None keeps the one that stands."""

    title: str
    own: Mapping[str, str]
    issuer: int | None = None


@writing()
def begin(snapshot: Snapshot, access: Access) -> PeriodReport:
    """Begin a report on frozen figures; what is stuck on that day is listed with it.

    Raises:
        Refused: the right is missing.
    """
    if not access.can(ISSUE, snapshot.unit):
        raise Refused(_("You may not issue papers of %(unit)s.") % {"unit": snapshot.unit})
    report = PeriodReport(
        unit=snapshot.unit,
        status=ReportState.DRAFT,
        snapshot=snapshot,
        issuer=issuers(snapshot, access)[0],
        made_by=person_of(access),
        problems=_stuck(snapshot),
    )
    report.title = Writing(report).proposed_title[:300]
    report.save()
    audit.record("report.begin", report, {"snapshot": [None, str(snapshot)]}, access.actor)
    return report


def issuers(snapshot: Snapshot, access: Access) -> list[Unit]:
    """Bodies that may issue the report: who approved the campaign, then units at and below it."""
    scope = snapshot.content["scope"]["id"]
    bodies = list(Body.objects.filter(campaign=scope, unit__isnull=False).order_by("order"))
    found = [body.unit for body in bodies if body.unit is not None]
    below = Unit.objects.under(snapshot.unit).filter(kind__in=ISSUING).order_by("path")
    found += [snapshot.unit, *below[:ISSUERS]]
    return [unit for unit in dict.fromkeys(found) if access.can(ISSUE, unit)]


def _stuck(snapshot: Snapshot) -> list[dict[str, str]]:
    """Blockers that stood on the day of the snapshot, the oldest first."""
    inside = {one.key: one for one in Frozen.of(snapshot).records() if one.register == "commitment"}
    rows = Blocker.objects.filter(
        entry__register="commitment",
        entry__period=snapshot.content["scope"]["id"],
        raised_on__lte=snapshot.day,
        status=BlockerState.RAISED,
    ).select_related("entry", "unit")
    found = []
    for row in rows.order_by("raised_on", "pk"):
        if row.entry.source.hex in inside:
            found.append(
                {
                    "title": row.entry.title[:300],
                    "text": row.text[:500],
                    "level": row.unit.name,
                    "since": row.raised_on.isoformat(),
                }
            )
    return found[:PROBLEMS]


@writing()
def write(report: PeriodReport, said: Said, access: Access) -> PeriodReport:
    """Keep who issues it, its title, and the office's own words, section by section.

    Raises:
        Refused: no title, or a body that may not issue it.
    """
    report = _draft(report, access)
    title, own = said.title, said.own
    known = {section.name for section in Writing(report).sections}
    before = {"title": report.title, "issuer": str(report.issuer), **report.narrative}
    if said.issuer is not None:
        chosen = {unit.pk: unit for unit in issuers(report.snapshot, access)}
        if said.issuer not in chosen:
            raise Refused(_("Choose the body that issues the report."), status=422)
        report.issuer = chosen[said.issuer]
    report.title = text.nfc(title)[:300]
    if not report.title:
        raise Refused(_("Give the report a title."), status=422)
    report.narrative = {
        name: text.nfc(words, lines=True)[:LENGTH] for name, words in own.items() if name in known
    }
    after = {"title": report.title, "issuer": str(report.issuer), **report.narrative}
    return _keep(report, before, after, access)


@writing()
def name_differences(report: PeriodReport, whys: Mapping[str, str], access: Access) -> PeriodReport:
    """Say why parts do not make the whole; the report prints it."""
    report = _draft(report, access)
    before = dict(report.named)
    report.named = {key: text.nfc(why)[:500] for key, why in whys.items() if why.strip()}
    return _keep(report, before, report.named, access)


@writing()
def pick(report: PeriodReport, key: str, why: str, access: Access) -> PeriodReport:
    """Pick a line as an example, with why; an empty why takes it out.

    Raises:
        Refused: no such line is in the snapshot.
    """
    report = _draft(report, access)
    lines = {one.key for one in Writing(report).frozen.records() if one.register == "commitment"}
    if key not in lines:
        raise Refused(_("The line is not in these figures."), status=422)
    before = {one["key"]: one["why"] for one in report.examples}
    after = {k: w for k, w in before.items() if k != key}
    if why.strip():
        after[key] = text.nfc(why)[:300]
    report.examples = [{"key": k, "why": w} for k, w in after.items()]
    return _keep(report, before, after, access)


def _keep(
    report: PeriodReport, before: Mapping[str, Any], after: Mapping[str, Any], access: Access
) -> PeriodReport:
    changes = {
        name: [before.get(name), after.get(name)]
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }
    if changes:
        report.version += 1
        report.save(update_fields=["title", "issuer", "narrative", "named", "examples", "version"])
        audit.record("report.write", report, changes, access.actor)
    return report


def _draft(report: PeriodReport, access: Access) -> PeriodReport:
    fresh: PeriodReport = lock(report)
    if not access.can(ISSUE, fresh.unit):
        raise Refused(_("You may not issue papers of %(unit)s.") % {"unit": fresh.unit})
    if fresh.status != ReportState.DRAFT:
        raise Conflict(_("The report stands at “%(s)s”.") % {"s": fresh.get_status_display()})
    return fresh
