"""Room reports: a campaign in a unit over the years, and the parts of the unit side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments import figures
from namro.commitments.models import Campaign
from namro.commitments.queries import Row
from namro.commitments.sheet import RATES, SHEET
from namro.core.templatetags.namro_ui import share, vn_int, vn_percent
from namro.figures import suppression
from namro.figures.figure import Figure, Kind
from namro.figures.suppression import FLOOR, Withheld
from namro.registers.pages import link

HUNDRED = 100
Cells = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """One campaign with the counters of the unit in it."""

    campaign: Campaign
    row: Row
    label: str

    @property
    def is_empty(self) -> bool:
        """The unit has no figures there: it began later, or was never asked."""
        return not (self.row.on_roll or self.row.items or self.row.followed)


def periods(campaigns: Sequence[Campaign], rows: Mapping[int, Row]) -> list[Period]:
    """The campaigns with short names: their year where it tells them apart."""
    years = [one.year for one in campaigns]
    return [
        Period(one, rows[one.pk], str(one.year) if years.count(one.year) == 1 else one.name)
        for one in campaigns
    ]


def over_time(periods: Sequence[Period], *, names: bool) -> Cells:
    """Rates of the same kind of campaign, year by year, as a table and as bars on one scale.

    Shares of people are left out for somebody who may see no names: they are the totals by which
    small counts of the parts could be worked out.
    """
    shown = [SHEET[name] for name in RATES if names or SHEET[name].kind != Kind.PEOPLE]
    return {
        "columns": [{"label": _("Rate")}, *({"label": one.label} for one in periods)],
        "rows": [
            {
                "label": _("%(figure)s, of %(set)s") % {"figure": one.label, "set": one.set},
                "cells": [_rate(one, period, names=names) for period in periods],
            }
            for one in shown
        ],
        "charts": [_chart(one, periods) for one in shown],
    }


def _rate(figure: Figure, period: Period, *, names: bool) -> Cells:
    if period.is_empty:
        return {"text": _("no figures")}
    found = SHEET.rate(figure.name, period.row)
    href = figures.href(figure, period.campaign, period.row.unit) if names else ""
    return {"numerator": found.numerator, "denominator": found.denominator, "href": href}


def _chart(figure: Figure, periods: Sequence[Period]) -> Cells:
    filled = [one for one in periods if not one.is_empty]
    return {
        "id": f"over-{figure.name}",
        "title": figure.label,
        "top": HUNDRED,
        "sentence": _told(figure, filled),
        "rows": [
            {
                "label": one.label,
                "value": _percent(figure.count(one.row), SHEET[figure.of].count(one.row)),
                "words": _words(figure.count(one.row), SHEET[figure.of].count(one.row)),
            }
            for one in filled
        ],
    }


def _told(figure: Figure, filled: Sequence[Period]) -> str:
    """One sentence: this period against the one before."""
    counted = [
        (one.label, figure.count(one.row), SHEET[figure.of].count(one.row)) for one in filled
    ]
    counted = [one for one in counted if one[2]]
    if not counted:
        return _("Nothing has been counted yet.")
    label, n, whole = counted[-1]
    if len(counted) == 1:
        words = _("%(period)s: %(rate)s. There is no earlier period to hold it against.")
        return words % {"period": label, "rate": _words(n, whole)}
    then, before, of = counted[-2]
    points = _percent(n, whole) - _percent(before, of)
    if not points:
        words = _("%(period)s: %(rate)s, the same share as in %(then)s.")
    elif points > 0:
        words = _("%(period)s: %(rate)s, %(points)s points more than in %(then)s.")
    else:
        words = _("%(period)s: %(rate)s, %(points)s points less than in %(then)s.")
    # Without its sign and without the sign of percent: points are no share of anything.
    said = vn_percent(abs(points) / HUNDRED).rstrip("%\N{NO-BREAK SPACE}")
    return words % {"period": label, "rate": _words(n, whole), "points": said, "then": then}


def _percent(n: int, whole: int) -> Decimal:
    return (share(n, whole) or Decimal(0)) * HUNDRED


def _words(n: int, whole: int) -> str:
    part = share(n, whole)
    tail = f" ({vn_percent(part)})" if part is not None else ""
    return f"{vn_int(n)}/{vn_int(whole)}{tail}"


@dataclass(frozen=True)
class Part:
    """One part of a unit with its figures, and which of them are not shown."""

    name: str
    counted: Mapping[str, int]
    # None: what the unit holds itself, beside its parts.
    row: Row | None
    withheld: Withheld = field(default=suppression.NOTHING)

    def shows(self, figure: Figure) -> bool:
        return figure.name not in self.withheld and (figure.of or figure.name) not in self.withheld


@dataclass(frozen=True)
class Between:
    """The parts of a unit, the total, and what is withheld of each."""

    campaign: Campaign
    parts: Sequence[Part]
    total: Part
    names: bool


def between(campaign: Campaign, own: Row, rows: Sequence[Row], *, names: bool) -> Between:
    """Side by side; for somebody who may see no names small counts of people are withheld."""
    total = SHEET.plain(own)
    parts = [Part(row.unit.name, SHEET.plain(row), row) for row in rows]
    rest = {name: n - sum(one.counted[name] for one in parts) for name, n in total.items()}
    if any(rest.values()):
        parts.append(Part(_("%(unit)s itself") % {"unit": own.unit.name}, rest, None))
    whole = Part(own.unit.name, total, own)
    if not names:
        gone, foot = suppression.withhold(SHEET, [one.counted for one in parts], total)
        parts = [Part(p.name, p.counted, p.row, w) for p, w in zip(parts, gone, strict=True)]
        whole = Part(whole.name, total, own, foot)
    return Between(campaign, parts, whole, names)


def compared(found: Between, figure: Figure) -> Cells:
    """One figure of all parts on one scale, the largest first; what is withheld stands last."""
    shown = [one for one in found.parts if one.shows(figure)]
    # Withheld parts stand by name: their place must not tell how large they are.
    hidden = sorted((one for one in found.parts if not one.shows(figure)), key=lambda p: p.name)
    shown.sort(key=lambda one: (-_size(one, figure), one.name))
    top = HUNDRED if figure.of else max((one.counted[figure.name] for one in shown), default=0)
    return {
        "id": "between",
        "title": figure.label,
        "set": figure.set,
        "sentence": _extremes(shown, figure),
        "top": top or 1,
        "withheld": bool(hidden),
        "columns": [{"label": _("Unit")}, {"label": figure.label, "number": True}],
        "bars": [
            {
                "label": one.name,
                "value": _size(one, figure),
                "words": _value(one, figure),
                "href": _href(found, one),
            }
            for one in shown
        ],
        "rows": [
            {"label": one.name, "href": _href(found, one), "cells": [_cell(found, one, figure)]}
            for one in [*shown, *hidden]
        ],
        "foot": [{"text": found.total.name}, _cell(found, found.total, figure)],
    }


def _size(part: Part, figure: Figure) -> Decimal:
    n = part.counted[figure.name]
    return _percent(n, part.counted[figure.of]) if figure.of else Decimal(n)


def _value(part: Part, figure: Figure) -> str:
    n = part.counted[figure.name]
    return _words(n, part.counted[figure.of]) if figure.of else vn_int(n)


def _extremes(shown: Sequence[Part], figure: Figure) -> str:
    counted = [one for one in shown if not figure.of or one.counted[figure.of]]
    if not counted:
        return _("There is nothing to compare.")
    first, last = counted[0], counted[-1]
    if first is last:
        words = _("%(unit)s: %(value)s.")
        return words % {"unit": first.name, "value": _value(first, figure)}
    words = _("Most: %(first)s, %(most)s. Least: %(last)s, %(least)s.")
    return words % {
        "first": first.name,
        "most": _value(first, figure),
        "last": last.name,
        "least": _value(last, figure),
    }


def _href(found: Between, part: Part) -> str:
    if part.row is None:
        return ""
    unit = part.row.unit
    return link(reverse("dashboard"), campaign=found.campaign.slug, unit=unit.pk)


def _cell(found: Between, part: Part, figure: Figure) -> Cells:
    if not part.shows(figure):
        n = _said(part, figure.name)
        return {"text": f"{n} / {_said(part, figure.of)}" if figure.of else n}
    may_open = found.names and part.row is not None
    href = figures.href(figure, found.campaign, part.row.unit) if may_open and part.row else ""
    if figure.of:
        numbers = {"numerator": part.counted[figure.name], "denominator": part.counted[figure.of]}
        return numbers | {"set": figure.set, "href": href}
    return {"number": part.counted[figure.name], "href": href}


def _said(part: Part, name: str) -> str:
    """A count as it is shown to somebody who may see no names."""
    if name in part.withheld.small:
        return f"< {FLOOR}"
    return _("withheld") if name in part.withheld else vn_int(part.counted[name])
