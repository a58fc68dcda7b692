"""Room reports: a snapshot as pages and workbooks show it: rates, tables of parts, records."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.core.templatetags.namro_ui import day as shown_day
from namro.core.templatetags.namro_ui import moment, vn_int
from namro.figures.figure import Figure
from namro.figures.frozen import SUBJECTS, Frozen, Record
from namro.figures.models import Snapshot
from namro.registers.pages import link
from namro.sheets.writer import OutCell, OutSheet

Cells = dict[str, Any]


@dataclass(frozen=True)
class View:
    """One unit inside one snapshot."""

    snapshot: Snapshot
    frozen: Frozen
    unit: int

    @property
    def name(self) -> str:
        return self.frozen.names[self.unit]

    def records_href(self, figure: str, unit: int, *, own: bool = False) -> str:
        """The page that lists exactly the records behind one number."""
        return link(self._records, figure=figure, unit=unit, own="yes" if own else "")

    def href(self, unit: int) -> str:
        """This page, one unit further down or up."""
        return link(self._page, unit=unit)

    @cached_property
    def _page(self) -> str:
        return reverse("snapshot-detail", args=[self.snapshot.key])

    @cached_property
    def _records(self) -> str:
        # A page has a thousand numbers: their address is looked up once.
        return reverse("snapshot-records", args=[self.snapshot.key])


def groups(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """Figures by what they are about, each group a table that fits on a sheet of paper."""
    names = {
        "campaign-roll": _("People"),
        "commitments": _("Items registered"),
        "ledger": _("Work followed"),
    }
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(names.get(figure.listing, _("Figures")), []).append(figure)
    return list(found.items())


def rates(view: View) -> list[Cells]:
    """Every rate of the unit: numerator, denominator and the name of the set."""
    figures, sheet = view.frozen.figures(view.unit), view.frozen.sheet
    return [
        {
            "label": figure.label,
            "numerator": figures[figure.name],
            "denominator": figures[figure.of],
            "set": figure.set,
            "href": view.records_href(figure.name, view.unit),
        }
        for figure in sheet.figures
        if figure.of
    ]


def held_itself(view: View) -> dict[str, int]:
    """What the unit holds beside its parts, counted from its records, never by subtraction."""
    counts_in = SUBJECTS[view.frozen.sheet.name].counts_in
    found = Counter(
        name
        for record in view.frozen.records()
        if record.unit == view.unit
        for name in counts_in(record.counted, view.frozen.content["day"])
    )
    return {figure.name: found[figure.name] for figure in view.frozen.sheet.figures}


def rows(view: View) -> list[tuple[int | None, str, dict[str, int]]]:
    """The parts of the unit and what it holds itself: unit (none for itself), name, figures."""
    parts: list[tuple[int | None, str, dict[str, int]]] = [
        (pk, view.frozen.names[pk], view.frozen.figures(pk))
        for pk in view.frozen.children(view.unit)
    ]
    held = held_itself(view)
    if not parts or any(held.values()):
        parts.append((None, _("%(unit)s itself") % {"unit": view.name}, held))
    return parts


def tables(view: View) -> list[Cells]:
    """The parts of the unit against its figures, with a foot that adds up."""
    parts, total = rows(view), view.frozen.figures(view.unit)
    return [
        {
            "title": title,
            "columns": [{"label": _("Unit")}, *_heads(figures)],
            "rows": [
                {
                    "label": name,
                    "href": "" if pk is None else view.href(pk),
                    "cells": [_cell(view, one, counted[one.name], pk) for one in figures],
                }
                for pk, name, counted in parts
            ],
            "foot": [
                {"text": view.name},
                *(
                    {
                        "number": total[one.name],
                        "href": view.records_href(one.name, view.unit),
                    }
                    for one in figures
                ),
            ],
        }
        for title, figures in groups(view.frozen.sheet.figures)
    ]


def _heads(figures: Iterable[Figure]) -> list[Cells]:
    return [{"label": one.label, "number": True} for one in figures]


def _cell(view: View, figure: Figure, n: int, unit: int | None) -> Cells:
    href = view.records_href(figure.name, unit or view.unit, own=unit is None)
    return {"number": n, "href": href}


def differences(view: View) -> list[str]:
    """Each place where parts do not make the whole, as a sentence."""
    words = _("%(where)s: “%(figure)s” is %(whole)s, its parts make %(found)s (%(by)s).")
    return [
        words
        % {
            "where": one.where,
            "figure": view.frozen.sheet[one.whole].label,
            "whole": vn_int(one.expected),
            "found": vn_int(one.found),
            "by": signed(one.found - one.expected),
        }
        for one in view.frozen.differences(view.unit)
    ]


def signed(n: int) -> str:
    """A difference with its sign; a true minus, as tables are set."""
    if not n:
        return "0"
    return ("+" if n > 0 else "\N{MINUS SIGN}") + vn_int(abs(n))


def crumbs(view: View) -> list[Cells]:
    """The way down the tree inside the snapshot."""
    way: list[Cells] = []
    above = view.frozen.parents.get(view.unit)
    while above is not None:
        way.insert(0, {"label": view.frozen.names[above], "url": view.href(above)})
        above = view.frozen.parents.get(above)
    return [*way, {"label": view.name, "url": ""}]


def records(view: View, figure: str, *, own: bool) -> list[Record]:
    """Exactly the records behind a number; without a figure all of the unit."""
    if figure:
        found = view.frozen.having(view.unit, figure)
    else:
        inside = view.frozen.below(view.unit)
        found = [one for one in view.frozen.records() if one.unit in inside]
    return [one for one in found if one.unit == view.unit] if own else found


def counted(content: dict[str, Any]) -> list[tuple[str, int]]:
    """How many records of which kind a content holds."""
    names = {
        "roll": _("places on the roll"),
        "commitment": _("registrations with the work on them"),
    }
    found = Counter(row[0] for row in content["records"])
    return [(names.get(register, register), n) for register, n in sorted(found.items())]


def workbook(view: View) -> list[OutSheet]:
    """The same table and facts as sheets of a workbook."""
    figures = view.frozen.sheet.figures
    total = view.frozen.figures(view.unit)
    body: list[list[OutCell]] = [
        [name, *(found[one.name] for one in figures)] for _pk, name, found in rows(view)
    ]
    body.append([view.name, *(total[one.name] for one in figures)])
    heads = [_("Unit"), *(str(one.label) for one in figures)]
    return [
        OutSheet(_("Figures"), heads, body),
        OutSheet(_("About"), [_("What"), _("Value")], list(_about(view))),
    ]


def _about(view: View) -> Iterator[list[OutCell]]:
    snapshot = view.snapshot
    yield [_("Name"), snapshot.name]
    yield [_("Subject"), view.frozen.content["scope"]["name"]]
    yield [_("Unit"), view.name]
    yield [_("As of"), shown_day(snapshot.day)]
    yield [_("Taken at"), moment(snapshot.taken_at)]
    yield [_("Taken by"), str(snapshot.taken_by)]
    yield ["SHA-256", snapshot.sha256]
    for sentence in differences(view):
        yield [_("Difference"), sentence]
    for one in rates(view):
        yield [f"{one['label']} / {one['set']}", f"{one['numerator']}/{one['denominator']}"]
