"""Room home: what a person must do now, gathered from every register, each with its why."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.commitments import queries as commitments
from namro.commitments.states import Standing, State
from namro.core import clock
from namro.home.beginning import first_steps
from namro.ledger import queries as ledger
from namro.ledger.register import href
from namro.org.access import Access
from namro.registers.kit import REGISTERS
from namro.sittings import queries as sittings

SHOWN = 20
Task = dict[str, Any]


def groups(access: Access) -> list[dict[str, Any]]:
    """Groups of tasks; a group without tasks is left out."""
    day = clock.today()
    found = [
        _group(_("First steps"), first_steps(access)),
        *_own(access, day),
        *_to_decide(access),
        *_to_follow(access, day),
        *_registers(access, day),
    ]
    return [group for group in found if group]


def _left(due: dt.date | None, day: dt.date) -> int | None:
    return clock.working_days_between(day, due) if due else None


def _own(access: Access, day: dt.date) -> list[dict[str, Any]]:
    return [
        _group(_("Asked to register"), _places(access)),
        _group(
            _("Still in my hands"),
            commitments.mine(access),
            lambda line: {
                "label": line.title,
                "href": reverse("commitment-detail", args=[line.key]),
                "text": _("Returned: look at the reason and hand in again.")
                if line.status == State.RETURNED
                else _("A draft counts only once it is handed in."),
                "state": line.status,
                "state_label": line.get_status_display(),
            },
        ),
        _group(
            _("Work I answer for"),
            ledger.mine(access),
            lambda entry: _followed(entry, day),
        ),
    ]


def _followed(entry: Any, day: dt.date) -> Task:
    """Work with its clock; what was sent back says so, when and why, until it is declared anew."""
    shown, text = entry.shown(day), entry.unit.name
    state = {"state": shown.value, "state_label": shown.label}
    if entry.sent_back_on:
        words = {"day": f"{entry.sent_back_on:%d/%m/%Y}", "why": entry.sent_back_why}
        said = _("Sent back on %(day)s: %(why)s") % words
        text, state = f"{text} · {said}", {"state": "returned", "state_label": _("Sent back")}
    if entry.blocked:
        state = {"state": "blocked", "state_label": _("Blocked")}
    days = {"date": entry.due, "left": _left(entry.due, day)}
    return {"label": entry.title, "href": href(entry), "text": text, **days, **state}


def _to_decide(access: Access) -> list[dict[str, Any]]:
    return [
        _group(_("Sittings at which I have a seat"), sittings.mine(access), _sitting),
        _group(
            _("Sittings in preparation"),
            sittings.prepared(access) if access.anywhere("sitting.prepare") else None,
            _sitting,
            more=reverse("sittings"),
        ),
        _group(
            _("Waits for my body's approval"),
            commitments.waiting_lines(access) if access.anywhere("commitment.decide") else None,
            lambda line: {
                "label": line.title,
                "href": reverse("review"),
                "text": _("%(who)s, %(unit)s; waiting since %(day)s")
                % {
                    "who": line.person or "",
                    "unit": line.unit,
                    "day": f"{line.waits_since:%d/%m/%Y}",
                },
            },
            more=reverse("review"),
        ),
        _group(
            _("Changes that wait for approval"),
            commitments.waiting_changes(access) if access.anywhere("commitment.decide") else None,
            lambda change: {
                "label": change.commitment.title,
                "href": reverse("commitment-detail", args=[change.commitment.key]),
                "text": change.why,
            },
        ),
    ]


def _sitting(sitting: Any) -> Task:
    return {
        "label": sitting.name,
        "href": reverse("sitting-detail", args=[sitting.key]),
        "text": f"{sitting.unit} · {timezone.localtime(sitting.planned_at):%H:%M %d/%m/%Y}",
        "state": sitting.status,
        "state_label": sitting.get_status_display(),
    }


def _to_follow(access: Access, day: dt.date) -> list[dict[str, Any]]:
    return [
        _group(
            _("Stuck, and I can clear it"),
            ledger.to_clear(access) if access.anywhere("blocker.clear") else None,
            lambda blocker: {
                "label": blocker.text,
                "href": href(blocker.entry),
                "text": blocker.entry.title,
                "date": blocker.due,
                "left": _left(blocker.due, day),
            },
            more=reverse("blockers"),
        ),
        _group(
            _("Later days asked for"),
            ledger.to_extend(access) if access.anywhere("entry.extend") else None,
            lambda extension: {
                "label": extension.entry.title,
                "href": href(extension.entry),
                "text": str(extension),
            },
        ),
        _group(
            _("Declared done, to be verified"),
            ledger.to_verify(access) if access.anywhere("entry.verify") else None,
            lambda entry: {"label": entry.title, "href": href(entry), "text": entry.number},
            more=reverse("ledger") + "?verified=waiting",
        ),
    ]


def _registers(access: Access, day: dt.date) -> list[dict[str, Any]]:
    """What the registers of the kit put before a person; a `due` gets the days that are left."""

    def dated(task: Callable[[Any], Task]) -> Callable[[Any], Task]:
        def said(row: Any) -> Task:
            one = task(row)
            due = one.get("due")
            return one | {"date": due, "left": _left(due, day)} if due else one

        return said

    return [
        _group(str(one.title), one.rows(access), dated(one.task), more=one.more())
        for register in REGISTERS.values()
        for one in register.tasks
        if access.anywhere(one.capability)
    ]


def _group(
    title: str,
    rows: QuerySet | Iterable[Task] | None,
    task: Callable[[Any], Task] | None = None,
    more: str = "",
) -> dict[str, Any]:
    if rows is None:
        return {}
    got = list(rows[: SHOWN + 1]) if isinstance(rows, QuerySet) else list(rows)
    if not got:
        return {}
    shown = [task(row) if task else row for row in got[:SHOWN]]
    cut = len(got) > SHOWN
    return {"title": title, "tasks": shown, "cut": cut, "more": more if cut else ""}


def _places(access: Access) -> list[Task]:
    found = []
    for place in commitments.places(access):
        if place.standing in (Standing.MISSING, Standing.SHORT):
            campaign = place.campaign
            day = clock.today()
            found.append(
                {
                    "label": campaign.name,
                    "href": reverse("registrant-detail", args=[place.key]),
                    "text": _("%(items)s items so far") % {"items": place.items},
                    "date": campaign.closes,
                    "left": clock.working_days_between(day, campaign.closes),
                    "state": place.standing,
                    "state_label": place.get_standing_display(),
                }
            )
    return found
