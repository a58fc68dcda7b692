"""Room commitments: its lines in the papers of a sitting: the annex, and a sheet for each person."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from namro.commitments import following
from namro.commitments.models import Campaign, Commitment
from namro.core import text
from namro.papers import content as papers
from namro.papers.content import Block
from namro.sittings.docket import Decided, PersonalSheet


def topic(scope: str) -> str:
    """Whose lines are decided, as it stands in the middle of a sentence."""
    campaign = Campaign.objects.filter(pk=int(scope)).first() if scope.isdigit() else None
    if campaign is None:
        return _("new and hard tasks")
    return _("the campaign “%(name)s”") % {"name": text.nfc(campaign.name)}


def _lines(decided: Sequence[Decided]) -> list[tuple[Decided, Commitment]]:
    rows = Commitment.objects.filter(pk__in=[one.source for one in decided])
    found = {
        line.pk: line
        for line in rows.select_related(
            "person", "unit", "leader", "accountable", "campaign", "topic", "case_file"
        )
    }
    return [(one, found[one.source]) for one in decided if one.source in found]


def annex(decided: Sequence[Decided]) -> tuple[Block, int]:
    """Lines as a table; people are counted apart, for one may have several lines."""
    lines = _lines(decided)
    columns = [
        papers.column(_("Order"), 0.5, "center"),
        papers.column(_("Full name"), 1.6),
        papers.column(_("Unit"), 1.6),
        papers.column(_("Work taken on"), 4),
        papers.column(_("Due"), 1.1, "center"),
        papers.column(_("Result"), 2.2),
    ]
    notes = any(one.note for one, _line in lines)
    if notes:
        columns.append(papers.column(_("Reason"), 2))
    rows = []
    for n, (one, line) in enumerate(lines, 1):
        row: list[str | int] = [
            n,
            str(line.person or line.unit),
            line.unit.name,
            line.title,
            _due(line),
            str(following.words(line)["result"]),
        ]
        rows.append([*row, one.note] if notes else row)
    people = {line.person_id or f"unit {line.unit_id}" for _one, line in lines}
    return papers.table(columns, rows), len(people)


def sheets(decided: Sequence[Decided]) -> list[PersonalSheet]:
    """A sheet for each person, in the order in which they stand on the agenda."""
    by_person: dict[int, list[Commitment]] = {}
    for _one, line in _lines(decided):
        if line.person_id is not None:
            by_person.setdefault(line.person_id, []).append(line)
    return [_sheet(lines) for lines in by_person.values()]


def _sheet(lines: list[Commitment]) -> PersonalSheet:
    person = lines[0].person
    if person is None:
        raise LookupError("a sheet is a person's")
    columns = [
        papers.column(_("Order"), 0.5, "center"),
        papers.column(_("Work taken on"), 3.4),
        papers.column(_("Due"), 1.4, "center"),
        papers.column(_("Result"), 2.2),
        papers.column(_("Answerable leader"), 1.6),
    ]
    rows: list[list[str | int]] = [
        [
            n,
            line.title,
            _due(line),
            str(following.words(line)["result"]),
            str(line.leader or ""),
        ]
        for n, line in enumerate(lines, 1)
    ]
    facts = papers.facts([(_("Full name"), str(person)), (_("Unit"), lines[0].unit.name)])
    return PersonalSheet(person, [facts, papers.table(columns, rows)], len(lines))


def _due(line: Commitment) -> str:
    return f"{line.due:%d/%m/%Y}" if line.due else line.due_text
