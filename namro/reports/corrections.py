"""Room reports: frozen figures beside the same day counted anew, or beside another snapshot."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import compare
from namro.figures import frozen
from namro.figures.figure import Figure
from namro.figures.frozen import SUBJECTS, Change, Content, Frozen, Record
from namro.figures.models import Snapshot
from namro.org.access import Access
from namro.org.states import RegistrantClass
from namro.reports import queries
from namro.reports.frozen_tables import Cells, signed

# What is done to a place on the roll, or decided on what hangs on a line.
MORE = {
    "roll.add": _lazy("Put on the roll"),
    "roll.exempt": _lazy("Exempted"),
    "roll.ask_again": _lazy("Asked to register again"),
    "clear": _lazy("Blocker cleared"),
    "grant": _lazy("Later day granted"),
    "approve-change": _lazy("Change approved"),
    "refuse-change": _lazy("Change refused"),
}
LABELS = {"klass": _lazy("Class"), "reason": _lazy("Reason")}


@dataclass(frozen=True)
class Beside:
    """Two contents of one sheet: what was frozen, and what it is held against."""

    then: Content
    now: Content
    sheet: str
    # Between which moments the trail is asked; no end: until today.
    since: dt.datetime
    until: dt.datetime | None = None

    @property
    def same_records(self) -> bool:
        """Are both of one campaign and unit, so that records can be compared one by one?"""
        return (self.then["scope"]["id"], self.then["unit"]) == (
            self.now["scope"]["id"],
            self.now["unit"],
        )


def anew(snapshot: Snapshot) -> Beside:
    """The day of a snapshot counted anew, as it has been corrected since."""
    now = SUBJECTS[snapshot.sheet].freeze(snapshot.unit, snapshot.scope, snapshot.day)
    return Beside(snapshot.content, now, snapshot.sheet, snapshot.taken_at)


def of_two(one: Snapshot, other: Snapshot) -> Beside:
    """Two snapshots, the earlier day first."""
    first, second = sorted((one, other), key=lambda s: (s.day, s.taken_at, s.pk))
    moments = sorted((first.taken_at, second.taken_at))
    return Beside(first.content, second.content, first.sheet, moments[0], moments[1])


def figures(beside: Beside) -> list[Cells]:
    """Figure by figure: then, now, and by how much."""
    sheet = SUBJECTS[beside.sheet].sheet
    then = Frozen(beside.then, sheet).figures(beside.then["unit"])
    now = Frozen(beside.now, sheet).figures(beside.now["unit"])
    return [
        {
            "label": figure.label,
            "name": figure.name,
            "then": _cell(figure, then),
            "now": _cell(figure, now),
            "by": signed(now[figure.name] - then[figure.name]),
            "differs": now[figure.name] != then[figure.name],
        }
        for figure in sheet.figures
    ]


def _cell(figure: Figure, counted: Mapping[str, int]) -> Cells:
    if not figure.of:
        return {"number": counted[figure.name]}
    return {
        "numerator": counted[figure.name],
        "denominator": counted[figure.of],
        "set": figure.set,
    }


def changed(beside: Beside, figure: str = "") -> list[Change]:
    """Record by record, which figures it left or entered."""
    found = frozen.changes(beside.then, beside.now, SUBJECTS[beside.sheet])
    return [one for one in found if not figure or figure in (*one.left, *one.entered)]


def told(beside: Beside, shown: Sequence[Change], access: Access) -> tuple[list[Cells], int]:
    """The changes with what happened to their records, and how many are not open to this person."""
    keys = [(one.record.register, one.record.key) for one in shown]
    standing = queries.standing(keys, access)
    trail = queries.happened(standing, beside.since, beside.until)
    sheet = SUBJECTS[beside.sheet].sheet
    names = Frozen(beside.now, sheet).names | Frozen(beside.then, sheet).names
    rows, hidden = [], 0
    for change in shown:
        record = standing.record(change.record.register, change.record.key)
        if record is None:
            hidden += 1
            continue
        rows.append(
            {
                "title": change.record.title,
                "who": change.record.who,
                "unit": names.get(change.record.unit, ""),
                "href": href(change.record),
                "left": [sheet[name].label for name in change.left],
                "entered": [sheet[name].label for name in change.entered],
                "events": [_event(*pair) for pair in trail.get(record, ())],
            }
        )
    return rows, hidden


def href(record: Record) -> str:
    """The record as it stands now."""
    name = "registrant-detail" if record.register == "roll" else f"{record.register}-detail"
    return reverse(name, args=[_key(record.key)])


def _key(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def now_hrefs(shown: Sequence[Record], access: Access) -> list[str]:
    """For each frozen record the page of today, empty where it is not open to this person."""
    standing = queries.standing([(one.register, one.key) for one in shown], access)
    return [href(one) if standing.record(one.register, one.key) else "" for one in shown]


def _event(entry: Any, detail: Any) -> Cells:
    who = detail.actor_name
    if detail.on_behalf_name:
        who = _("%(who)s on behalf of %(principal)s") % {
            "who": who,
            "principal": detail.on_behalf_name,
        }
    what = MORE.get(entry.action) or compare.ACTIONS.get(entry.action, entry.action)
    return {
        "at": entry.at,
        "who": who,
        "what": what,
        "note": detail.note,
        "changes": [
            {
                "label": LABELS.get(name) or compare.label_of(name),
                "before": _said(before),
                "after": _said(after),
            }
            for name, (before, after) in detail.changes.items()
        ],
    }


def _said(value: Any) -> str:
    """A kept value as people read it; `compare` knows lines and work, and no classes."""
    known = value in RegistrantClass.values
    return str(RegistrantClass(value).label) if known else compare.shown(value)
