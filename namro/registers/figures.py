"""Room registers: the figures page of a register: rates with their sets, units, years, Excel."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.core import text, web
from namro.core.web import needs
from namro.figures.figure import Figure
from namro.figures.suppression import FLOOR, NOTHING, Withheld
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.registers import listing, pages, spans, sums
from namro.registers.kit import Beside, Counts, Matrix, Register
from namro.registers.sums import Sums

Cell = dict[str, Any]


def page(register: Register, counts: Counts) -> Any:
    """The view of `<register>-figures`."""

    @needs(counts.own or counts.capability)
    def view(request: Request) -> HttpResponse:
        filters = {"year": _("Year")} | ({"part": spans.PART} if counts.day else {})
        listing.names_known(request.GET, filters, ("unit", "export"))
        shown = _asked(register, counts, request)
        wanted = request.GET.get("export", "")
        if wanted == "xlsx":
            return pages.tables_as_workbook(f"{register.label} {shown.said}", shown.tables())
        if wanted == "json":
            return JsonResponse(shown.as_data(), json_dumps_params={"ensure_ascii": False})
        if wanted:
            raise BadRequest(listing.no_choice(_("Export"), wanted))
        return web.page(request, "registers/figures.html", shown.context())

    return view


def _asked(register: Register, counts: Counts, request: Request) -> "Shown":
    """What the query of a page asks for.

    Raises:
        BadRequest: a year in which nothing was counted, or a part of no year.
        PermissionDenied: no unit is open.
        Http404: a unit that is not open to this person.
    """
    wanted = request.GET.get("unit", "")
    unit = standing(counts, request.access, text.whole_number(wanted) if wanted else None)
    if unit is None and not wanted:
        raise PermissionDenied
    if unit is None or (wanted and str(unit.pk) != wanted):
        raise Http404
    said = request.GET.get("year", "")
    year = text.whole_number(said) if said else None
    if said and year not in sums.years(counts):
        raise BadRequest(listing.no_choice(_("Year"), said))
    part = request.GET.get("part", "")
    if part and part not in spans.LABELS:
        raise BadRequest(listing.no_choice(spans.PART, part))
    if part and year is None:
        raise BadRequest(_("Choose the year along with the part of it."))
    return Shown(register, counts, request.access, unit, year, part)


def has_any(counts: Counts, access: Access) -> bool:
    """Are the figures of some unit open to this person?"""
    mine = counts.mine
    return access.anywhere(counts.capability) or (mine is not None and mine(access).exists())


def standing(counts: Counts, access: Access, pk: int | None = None) -> Unit | None:
    """A unit whose figures are open to this person; the topmost one where none is named."""
    seen = [access.units(counts.capability)]
    if counts.mine is not None:
        seen.append(counts.mine(access))
    # One question each: joined by or, every unit of the city would be read.
    firsts = [
        (one.filter(pk=pk) if pk is not None else one).order_by("path").first() for one in seen
    ]
    return min((one for one in firsts if one is not None), key=lambda unit: unit.path, default=None)


class Shown:
    """What one person sees of one unit in one year or a part of it, or in all years.

    The unit is one of those open to the person (see `standing`), the year one that has records.
    """

    def __init__(
        self, register: Register, counts: Counts, access: Access, unit: Unit, year: int | None,
        part: str = "",
    ) -> None:  # fmt: skip
        self.register, self.counts, self.access = register, counts, access
        self.unit, self.year, self.part = unit, year, part
        self.years = sums.years(counts)
        self.wanted = self.years if self.year is None else [self.year]
        self.own, self.level = sums.level(counts, self.unit, self.wanted)
        if year is not None and part:
            self.own, self.level = spans.level(counts, unit, year, part)
        # What a register has found out about this page and asks for again.
        self.memo: dict[str, Any] = {}
        asked = counts.records
        self.may_open = asked(self) if callable(asked) else not asked or self.access.anywhere(asked)
        # Unit id -> which of its figures are withheld.
        self.hidden: dict[int, Withheld] = {}
        if counts.withhold is not None:
            self.hidden = counts.withhold(counts.sheet, self.own, self.level, self)

    @property
    def said(self) -> str:
        """The years that are looked at, in words."""
        if self.part:
            return _("%(part)s of %(year)s") % {"part": spans.LABELS[self.part], "year": self.year}
        if self.year is not None:
            return str(self.year)
        if not self.years:
            return ""
        return str(self.years[0]) if len(self.years) == 1 else f"{self.years[-1]}-{self.years[0]}"

    def context(self) -> dict[str, Any]:
        """For the page."""
        address = reverse(f"{self.register.name}-figures")
        here = pages.link(address, year=self.year, part=self.part)
        return {
            "title": self.register.label,
            "book_href": reverse(f"{self.register.books[0].name}-list"),
            "place": self.unit,
            "crumbs": crumbs(self.unit, self.access, here),
            "years": [(str(one), str(one), one == self.year) for one in self.years],
            "parts": spans.choices(self.part) if self.counts.day else [],
            "said": self.said,
            "about": self.counts.about,
            "rates": [self._rate(name) for name in self.counts.rates],
            "beside": [one.cell(self._at(one.listing, one.filters)) for one in self.beside],
            "single": [self._cell(figure, self.own) | {"label": figure.label} for figure in self._plain()],
            "table": self.table(),
            "tables": self.matrices(),
            "chart": self._chart(),
            "withheld": any(one.all for one in self.hidden.values()),
        }  # fmt: skip

    def matrices(self) -> list[dict[str, Any]]:
        """The tables that have rows."""
        return [shown for one in self.counts.tables if (shown := self._matrix(one))["rows"]]

    def tables(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything on the page as tables with their titles, for a workbook."""
        said = self.context()
        rates = [
            [
                one.get("numerator", one.get("text", "")),
                one.get("denominator", ""),
                one.get("set", ""),
            ]
            for one in said["rates"]
        ]
        numbers = [*said["single"], *said["beside"]]
        return [
            (_("By unit"), said["table"]),
            (_("Rates"), _plain_table(
                (_("Rate"), _("Numerator"), _("Denominator"), _("Set")), said["rates"], rates)),
            (_("Counts"), _plain_table(
                (_("What is counted"), _("How many")), numbers,
                [[one.get("number", one.get("text", ""))] for one in numbers])),
            *((str(one["title"]), one) for one in said["tables"]),
        ]  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """Everything on the page for another program; null is withheld."""
        figures = self.counts.sheet.figures
        return {
            "register": self.register.name,
            "unit": {"id": self.unit.pk, "name": self.unit.name},
            "year": self.year,
            **({"part": self.part} if self.part else {}),
            "years": self.years,
            "figures": [self._as_data(one) for one in figures],
            "beside": [
                {"name": one.name, "label": str(one.label), "number": one.number}
                | ({} if one.of is None else {"denominator": one.of, "set": str(one.set)})
                for one in self.beside
            ],
            "tables": [
                {
                    "title": str(one["title"]),
                    "columns": [str(head["label"]) for head in one["columns"][1:]],
                    "rows": [
                        {"label": str(row["label"]), "numbers": [c["number"] for c in row["cells"]]}
                        for row in one["rows"]
                    ],
                }
                for one in self.matrices()
            ],
            "units": [
                {
                    "id": row.unit.pk,
                    "name": row.unit.name,
                    "figures": {
                        name: self._cell(self.counts.sheet[name], row).get("number")
                        for name in self.counts.columns
                    },
                }
                for row in self.level
            ],
        }

    def _as_data(self, figure: Figure) -> dict[str, Any]:
        said = {
            "name": figure.name,
            "label": str(figure.label),
            "number": self._cell(figure, self.own).get("number"),
        }
        if figure.of:
            rate = self._rate(figure.name)
            more = {"of": figure.of, "denominator": rate.get("denominator"), "set": str(figure.set)}
            return said | more
        return said

    def table(self) -> dict[str, Any]:
        """Units against figures; the foot is the whole."""
        figures = [self.counts.sheet[name] for name in self.counts.columns]
        address = reverse(f"{self.register.name}-figures")
        return {
            "columns": [
                {"label": _("Unit")},
                *({"label": f.label, "number": True} for f in figures),
            ],
            "rows": [
                {
                    "label": row.unit.name,
                    "href": pages.link(address, unit=row.unit.pk, year=self.year, part=self.part),
                    "cells": [self._cell(figure, row) for figure in figures],
                }
                for row in self.level
            ],
            "foot": [{"text": _("Whole")}, *(self._cell(figure, self.own) for figure in figures)],
        }

    def _matrix(self, one: Matrix) -> dict[str, Any]:
        """Rows that have something; where few people could be told from a row, rows are joined."""
        floor = self.counts.floor(self)
        heads = [{"label": label, "number": True} for label, _facets in one.columns]
        shown: dict[str, Any] = {"title": one.title, "columns": [{"label": ""}, *heads], "rows": []}
        if floor is None:
            return shown
        rows, hrefs = [], {}
        for label, facets in one.rows():
            wanted = [[a or b for a, b in zip(facets, f, strict=True)] for _head, f in one.columns]
            counts = [self.own.total(one.set, *facets_of) for facets_of in wanted]
            if any(counts):
                rows.append((label, counts))
                hrefs[id(counts)] = [self._at(one.listing, one.filters(of)) for of in wanted]
        nowhere = [""] * len(one.columns)  # several rows in one have no list of their own
        for label, counts in joined(rows, floor):
            leads = zip(counts, hrefs.get(id(counts), nowhere), strict=True)
            cells = [{"number": n, "href": href if n else ""} for n, href in leads]
            shown["rows"].append({"label": label, "cells": cells})
        return shown

    def _plain(self) -> list[Figure]:
        shares = {*self.counts.rates}
        return [one for one in self.counts.sheet.figures if one.name not in shares]

    def _cell(self, figure: Figure, row: Sums) -> Cell:
        withheld = self.hidden.get(row.unit.pk, NOTHING)
        if figure.name in withheld:
            return {"text": f"< {FLOOR}" if figure.name in withheld.small else "…"}
        return {"number": figure.count(row), "href": self._href(figure, row.unit)}

    def _rate(self, name: str) -> Cell:
        figure = self.counts.sheet[name]
        if {name, figure.of} & self.hidden.get(self.unit.pk, NOTHING).all:
            return {"label": figure.label, "text": _("withheld")}
        found = self.counts.sheet.rate(name, self.own)
        return {
            "label": figure.label,
            "numerator": found.numerator,
            "denominator": found.denominator,
            "set": found.set,
            "href": self._href(figure, self.unit),
        }

    def _href(self, figure: Figure, unit: Unit) -> str:
        return self._at(figure.listing, figure.filters, unit)

    def _at(self, book: str, filters: Mapping[str, str], unit: Unit | None = None) -> str:
        """The list of the records behind a count; nowhere where they are not open."""
        if not book or not self.may_open:
            return ""
        asked: Mapping[str, object] = {"unit": (unit or self.unit).pk, **filters}
        if self.year is not None:
            asked = {**asked, self.counts.year_filter: self.year}
        if self.part:
            asked = {**asked, "part": self.part}
        return pages.link(reverse(book), **asked)

    def _chart(self) -> dict[str, Any]:
        figures = [self.counts.sheet[name] for name in self.counts.bars]
        shown = [row for row in self.level if not self.hidden.get(row.unit.pk, NOTHING).all]
        rows: list[Cell] = [
            {
                "label": row.unit.name,
                "value": sum(figure.count(row) for figure in figures),
                "parts": [{"label": f.label, "value": f.count(row)} for f in figures],
            }
            for row in shown
        ]
        rows = [row for row in rows if row["value"]]
        return {
            "rows": rows,
            "top": max((row["value"] for row in rows), default=1),
            "legend": [figure.label for figure in figures],
            "title": self.counts.bars_title,
            "sentence": self._sentence(rows),
        }

    def _sentence(self, rows: list[Cell]) -> str:
        """What the bars say, in words."""
        if not rows:
            return ""
        first = max(rows, key=lambda row: row["value"])
        words = {"n": len(rows), "unit": first["label"], "most": first["value"],
                 "all": sum(row["value"] for row in rows)}  # fmt: skip
        said = ngettext(
            "The bar shows %(n)s unit with %(all)s; the most, %(most)s, is of %(unit)s.",
            "The bars show %(n)s units with %(all)s together; the most, %(most)s, are of %(unit)s.",
            len(rows),
        )
        return said % words

    @property
    def is_used(self) -> bool:
        """Has this unit anything here, that a number of it says something?"""
        counted = any(counter.total() for counter in self.own.sets.values())
        return counted or any(one.number for one in self.beside)

    @property
    def address(self) -> str:
        """The page of these figures."""
        here = reverse(f"{self.register.name}-figures")
        return pages.link(here, unit=self.unit.pk, year=self.year, part=self.part)

    def told(self, name: str) -> int | None:
        """One figure, or a number beside them, by its name; None where it is withheld."""
        for one in self.beside:
            if one.name == name:
                return one.number
        if name in self.hidden.get(self.unit.pk, NOTHING):
            return None
        return self.counts.sheet[name].count(self.own)

    @cached_property
    def beside(self) -> Sequence[Beside]:
        return () if self.part else self.counts.beside(self.unit, self.wanted)


def _plain_table(
    heads: Sequence[str], named: Sequence[Cell], rows: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """A table of a workbook: what each row is called, and its values."""
    return {
        "columns": [{"label": one} for one in heads],
        "rows": [
            {"label": str(one["label"]), "cells": [{"text": value} for value in row]}
            for one, row in zip(named, rows, strict=True)
        ],
    }


def joined(rows: list[tuple[Any, list[int]]], floor: int) -> list[tuple[Any, list[int]]]:
    """Rows with a count from 1 to below the floor become one, with the smallest others it takes."""

    def tells(counts: list[int]) -> bool:
        return any(0 < n < floor for n in counts)

    kept = sorted((row for row in rows if not tells(row[1])), key=lambda row: sum(row[1]))
    few = [row for row in rows if tells(row[1])]
    if not few:
        return rows
    rest = [sum(ns) for ns in zip(*(counts for _label, counts in few), strict=True)]
    while (tells(rest) or len(few) < 2) and kept:
        few.append(kept.pop(0))
        rest = [sum(ns) for ns in zip(*(counts for _label, counts in few), strict=True)]
    if tells(rest):
        return []
    names = {id(row) for row in few}
    return [*(row for row in rows if id(row) not in names), (_("Others together"), rest)]
