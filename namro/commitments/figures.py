"""Room commitments: figures as pages show them: each with its set, and the way to its records."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments.models import Campaign
from namro.commitments.queries import Row, records_href
from namro.commitments.sheet import RATES, SHEET
from namro.commitments.states import Kind, Standing
from namro.core.templatetags.namro_ui import vn_int
from namro.figures import tally
from namro.figures.figure import Figure
from namro.ledger.states import Finding, Shown
from namro.org.models import Unit
from namro.org.states import RegistrantClass
from namro.registers.pages import link

MANY_DAYS = 31
Cells = dict[str, Any]


def _roll(campaign: Campaign, unit: Unit, standing: str, klass: str = "") -> str:
    address = records_href("campaign-roll", campaign, unit, standing=standing)
    return f"{address}&klass={klass}" if klass else address


def quota(campaign: Campaign, row: Row) -> Cells:
    """One unit of the quota: every number leads to the names behind it."""
    unit = row.unit
    return {
        "unit": unit,
        "href": link(reverse("campaign-detail", args=[campaign.slug]), unit=unit.pk),
        "rate": {
            "numerator": row.registered,
            "denominator": row.asked,
            "set": _("people asked"),
            "href": _roll(campaign, unit, "registered"),
        },
        "counts": [
            {"label": _("On the roll"), "number": row.on_roll, "href": _roll(campaign, unit, "")},
            {
                "label": _("Exempt"),
                "number": row.exempt,
                "href": _roll(campaign, unit, Standing.EXEMPT),
            },
            {
                "label": _("Not registered"),
                "number": row.missing,
                "href": _roll(campaign, unit, Standing.MISSING),
            },
            {
                "label": _("Fewer than asked"),
                "number": row.short,
                "href": _roll(campaign, unit, Standing.SHORT),
            },
            {
                "label": _("Items"),
                "number": row.items,
                "href": records_href("commitments", campaign, unit, status="counted"),
            },
        ],
    }


def classes(campaign: Campaign, row: Row) -> list[Cells]:
    """What is asked of each class, and how the class stands."""
    found = []
    for rule in campaign.classes.all():
        klass = rule.klass
        registered = row.people(Standing.MET, Standing.SHORT, klass=klass)
        asked = row.people(klass=klass) - row.people(Standing.EXEMPT, klass=klass)
        found.append(
            {
                "label": rule.get_klass_display(),
                "minimum": rule.minimum,
                "maximum": rule.maximum,
                "rate": {
                    "numerator": registered,
                    "denominator": asked,
                    "set": RegistrantClass(klass).label,
                    "href": _roll(campaign, row.unit, "registered", klass),
                },
                "met": row.people(Standing.MET, klass=klass),
                "met_href": _roll(campaign, row.unit, Standing.MET, klass),
            }
        )
    return found


def waiting(campaign: Campaign, counted: list[dict[str, Any]]) -> list[Cells]:
    """Who holds up how many lines."""
    return [
        {
            "label": one["waits_for__name"],
            "number": one["n"],
            "since": one["since"],
            "href": link(reverse("commitments"), campaign=campaign.pk, status="waiting"),
        }
        for one in counted
    ]


def registered_by_day(campaign: Campaign, row: Row, days: list[tuple[dt.date, int]]) -> Cells:
    """Lines handed in, adding up, by day (by week where the time is long)."""
    steps: list[tuple[dt.date, int]] = []
    total = 0
    weekly = bool(days) and (days[-1][0] - days[0][0]).days > MANY_DAYS
    for day, n in days:
        total += n
        last = day - dt.timedelta(days=day.weekday()) if weekly else day
        if steps and steps[-1][0] == last:
            steps[-1] = (last, total)
        else:
            steps.append((last, total))
    words = _("By %(day)s, %(n)s lines had been handed in; %(asked)s people are asked.")
    return {
        "id": "by-day",
        "rows": [{"label": f"{day:%d/%m/%Y}", "value": n} for day, n in steps],
        "top": max(total, 1),
        "weekly": weekly,
        "sentence": words
        % {"day": f"{days[-1][0]:%d/%m/%Y}", "n": vn_int(total), "asked": vn_int(row.asked)}
        if days
        else "",
    }


def topics(campaign: Campaign, row: Row) -> list[Cells]:
    """Each topic with the lines that took it; what nobody took stands first."""
    found = []
    for topic in campaign.topics.all():
        n = tally.total(row.topics, str(topic.pk))
        found.append(
            {
                "label": topic.text,
                "new": tally.total(row.topics, str(topic.pk), Kind.NEW),
                "hard": tally.total(row.topics, str(topic.pk), Kind.HARD),
                "number": n,
                "href": records_href(
                    "commitments", campaign, row.unit, status="counted", topic=str(topic.pk)
                ),
            }
        )
    found.sort(key=lambda one: bool(one["number"]))
    none = tally.total(row.topics, "-")
    if none:
        found.append(
            {
                "label": _("No topic"),
                "new": tally.total(row.topics, "-", Kind.NEW),
                "hard": tally.total(row.topics, "-", Kind.HARD),
                "number": none,
                "href": records_href(
                    "commitments", campaign, row.unit, status="counted", topic="none"
                ),
            }
        )
    return found


def kinds(campaign: Campaign, row: Row) -> list[Cells]:
    """New and hard, as shares of all lines registered."""
    return [
        {
            "label": label,
            "numerator": n,
            "denominator": row.items,
            "set": _("items registered"),
            "href": records_href("commitments", campaign, row.unit, status="counted", kind=kind),
        }
        for kind, label, n in (
            (Kind.NEW, _("New tasks"), row.new),
            (Kind.HARD, _("Hard tasks"), row.hard),
        )
    ]


def rates(campaign: Campaign, row: Row) -> list[Cells]:
    """The rates of a campaign; each names its set, none stands for another."""
    return [rate(name, campaign, row) for name in RATES]


def rate(name: str, campaign: Campaign, row: Row) -> Cells:
    """One rate with the way to its records."""
    figure, found = SHEET[name], SHEET.rate(name, row)
    return {
        "label": figure.label,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "set": found.set,
        "href": href(figure, campaign, row.unit),
    }


def href(figure: Figure, campaign: Campaign, unit: Unit) -> str:
    """The list that holds exactly the records of a figure."""
    if not figure.listing:
        return ""
    return records_href(figure.listing, campaign, unit, **figure.filters)


STATES = (
    (Shown.DONE, "done"),
    (Shown.PARTLY, "partly"),
    (Shown.ON_SCHEDULE, "on_schedule"),
    (Shown.BEHIND, "behind"),
    (Shown.NOT_BEGUN, "not_begun"),
)


def result_table(campaign: Campaign, rows: list[Row], own: Row) -> Cells:
    """Units against the five states; the foot adds up."""
    heads = [
        {"label": _("Unit")},
        {"label": _("Followed"), "number": True},
        *({"label": shown.label, "number": True} for shown, _name in STATES),
        {"label": _("Blocked"), "number": True},
        {"label": _("Verified as done"), "number": True},
    ]
    body = [
        {
            "href": link(reverse("figures"), campaign=campaign.slug, unit=row.unit.pk),
            "label": row.unit.name,
            "cells": _result_cells(campaign, row),
        }
        for row in rows
    ]
    return {
        "columns": heads,
        "rows": body,
        "foot": [{"text": own.unit.name}, *_result_cells(campaign, own)],
        "rest": _rest(rows, own),
    }


def _result_cells(campaign: Campaign, row: Row) -> list[Cells]:
    def ledger(**filters: str) -> str:
        return records_href("ledger", campaign, row.unit, **filters)

    return [
        {"number": row.followed, "href": ledger()},
        *(
            {"number": getattr(row, name), "href": ledger(state=shown.value)}
            for shown, name in STATES
        ),
        {"number": row.blocked, "href": ledger(blocked="yes")},
        {
            "numerator": row.verified,
            "denominator": row.done,
            "href": ledger(verified=Finding.DONE, state=Shown.DONE),
        },
    ]


def _rest(rows: list[Row], own: Row) -> int:
    """What the unit holds itself, so that parts and total are never silently different."""
    return own.followed - sum(row.followed for row in rows)


def result_chart(campaign: Campaign, rows: list[Row]) -> Cells:
    """The same table as small bars on one scale."""
    top = max((row.followed for row in rows), default=0)
    worst = max(rows, key=lambda row: row.behind, default=None)
    sentence = ""
    if worst is not None and worst.behind:
        sentence = _("Most work behind: %(unit)s, %(n)s of %(all)s items followed.") % {
            "unit": worst.unit,
            "n": vn_int(worst.behind),
            "all": vn_int(worst.followed),
        }
    return {
        "id": "results",
        "top": top or 1,
        "legend": [str(shown.label) for shown, _name in STATES],
        "sentence": sentence,
        "rows": [
            {
                "label": row.unit.name,
                "value": row.followed,
                "href": link(reverse("figures"), campaign=campaign.slug, unit=row.unit.pk),
                "parts": [
                    {"label": str(shown.label), "value": getattr(row, name)}
                    for shown, name in STATES
                ],
            }
            for row in rows
        ],
    }
