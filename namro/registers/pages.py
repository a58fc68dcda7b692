"""Room registers: the standard pages of a list: table, cards, filters, saved views, export."""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _

from namro.core import clock, text, web
from namro.core.errors import Refused
from namro.org.request import Request
from namro.registers import listing as kit
from namro.registers.models import SavedView
from namro.registers.workflow import Step
from namro.sheets import writer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH = 80
VIEWS = 20


def show(
    request: Request, listing: kit.Listing, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The list page; with htmx only its table."""
    ask = kit.asked(request, listing)
    if request.GET.get("export") == "xlsx":
        return export(ask, request)
    if request.method == "POST":
        return _save_view(request, listing)
    page = kit.page(ask, request)
    day = ask.day
    shown = {
        "listing": listing,
        "ask": ask,
        "columns": [_head(request, ask, column) for column in ask.columns],
        "all_columns": [(c.name, c.label, c in ask.columns) for c in listing.columns],
        "rows": [_row(listing, ask.columns, record, day) for record in page.rows],
        "page": page,
        "filters": [_filter(one, ask) for one in listing.filters],
        "chips": _chips(request, ask),
        "clear_href": "?",
        "words": request.GET.get("q", ""),
        "prev_href": _href(request, before=page.before, after="") if page.before else "",
        "next_href": _href(request, after=page.after, before="") if page.after else "",
        "export_href": _href(request, export="xlsx", after="", before=""),
        "views": _views(request, listing),
        "query": _href(request, after="", before="")[1:],
    }
    return web.page(
        request, "registers/list.html", shown | (context or {}), part="registers/table.html"
    )


@dataclass(frozen=True)
class Attempt:
    """A step that was not taken: the sentence why, and what was typed, which stays in its field."""

    step: str
    label: kit.Words
    note: str
    refused: Refused

    @classmethod
    def of(cls, request: Request, step: Step, refused: Refused) -> "Attempt":
        return cls(step.name, step.label, request.POST.get("note", ""), refused)

    @property
    def status(self) -> int:
        return self.refused.status

    @property
    def text(self) -> str:
        return self.refused.message


def export(ask: kit.Asked, request: Request) -> HttpResponse:
    """The whole list as a workbook, with all its columns; a last sheet says what was asked for."""
    listing, day = ask.listing, ask.day
    heads = [str(column.label) for column in listing.columns]
    body = (
        [column.plain(record, day) for column in listing.columns]
        for record in kit.ordered(ask).iterator(chunk_size=1000)
    )
    sheets = [writer.OutSheet(str(listing.title), heads, body), _conditions(ask, request)]
    return _workbook(str(listing.title), sheets, day)


def _conditions(ask: kit.Asked, request: Request) -> writer.OutSheet:
    """What a printed list does not say of itself: whose, of which day, by which filters."""
    rows: list[list[writer.OutCell]] = [
        [_("List"), str(ask.listing.title)],
        [_("As of"), ask.day],
        [_("Written on"), clock.today()],
        [_("Written by"), ask.access.actor.name],
        *([_("Filter"), chip["label"]] for chip in _chips(request, ask)),
    ]
    return writer.OutSheet(_("Conditions"), [_("What"), _("Value")], iter(rows))


def _workbook(
    title: str, sheets: list[writer.OutSheet], day: dt.date | None = None
) -> HttpResponse:
    out = io.BytesIO()
    writer.write_xlsx(out, sheets)
    name = f"{slugify(text.fold(title))[:80]}-{day or clock.today():%Y%m%d}.xlsx"
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rows_as_workbook(title: str, heads: Iterable[str], rows: Iterable[Any]) -> HttpResponse:
    """Plain rows under their heads as a workbook."""
    return _workbook(title, [writer.OutSheet(title[:31], list(heads), iter(rows))])


def table_as_workbook(title: str, table: dict[str, Any]) -> HttpResponse:
    """A table of figures as a workbook, with its foot; a rate gives both of its numbers."""
    return tables_as_workbook(title, [(title, table)])


def tables_as_workbook(title: str, tables: Iterable[tuple[str, dict[str, Any]]]) -> HttpResponse:
    """Tables with their titles, each on a sheet of its own."""
    return _workbook(title, [_sheet(named, table) for named, table in tables])


def _sheet(title: str, table: dict[str, Any]) -> writer.OutSheet:
    heads = [str(column["label"]) for column in table["columns"]]

    def value(cell: dict[str, Any]) -> Any:
        if "numerator" in cell:
            return f"{cell['numerator']}/{cell['denominator']}"
        return cell.get("number", cell.get("text", ""))

    rows = [[str(row["label"]), *map(value, row["cells"])] for row in table["rows"]]
    if table.get("foot"):
        rows.append([value(cell) for cell in table["foot"]])
    return writer.OutSheet(title[:31], heads, iter(rows))


def _save_view(request: Request, listing: kit.Listing) -> HttpResponse:
    query = request.POST.get("query", "")[:1000]
    if gone := request.POST.get("drop", ""):
        SavedView.objects.filter(user=request.user, register=listing.name, name=gone).delete()
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": gone})
        return redirect(f"{request.path}?{query}")
    name = text.nfc(request.POST.get("name", ""))[:NAME_LENGTH]
    count = SavedView.objects.filter(user=request.user, register=listing.name).count()
    if not name or count >= VIEWS:
        messages.error(
            request, _("Give the view a name; at most %(count)s are kept.") % {"count": VIEWS}
        )
        return redirect(f"{request.path}?{query}")
    SavedView.objects.update_or_create(
        user=request.user, register=listing.name, name=name, defaults={"query": query}
    )
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(f"{request.path}?{query}")


def _views(request: Request, listing: kit.Listing) -> list[dict[str, str]]:
    kept = SavedView.objects.filter(user=request.user, register=listing.name).order_by("name")
    return [{"name": view.name, "href": f"?{view.query}"} for view in kept]


def _head(request: Request, ask: kit.Asked, column: kit.Column) -> dict[str, Any]:
    head: dict[str, Any] = {
        "label": str(column.label),
        "number": column.number,
        "more": column.more,
    }
    if column.order:
        name, now = column.order, ask.order
        descending = ask.listing.orders[name][1] != now.startswith("-")
        if now.lstrip("-") == name:
            head["sorted"] = "desc" if descending else "asc"
        turned = f"-{name}" if now == name else name
        head["sort_href"] = _href(request, order=turned, after="", before="")
    return head


def _row(
    listing: kit.Listing, columns: tuple[kit.Column, ...], record: Any, day: dt.date
) -> dict[str, Any]:
    first, *rest = columns
    return {
        "pk": record.pk,
        "href": listing.href(record),
        "label": first.plain(record, day),
        "cells": [column.cell(record, day) for column in rest],
    }


def _filter(one: kit.Filter, ask: kit.Asked) -> dict[str, Any]:
    chosen = ask.values.get(one.name, "")
    choices = [(str(value), label, str(value) == chosen) for value, label in ask.choices[one.name]]
    return {"name": one.name, "label": one.label, "choices": choices}


def _chips(request: Request, ask: kit.Asked) -> list[dict[str, Any]]:
    chips = []
    if ask.unit is not None:
        chips.append(
            {"label": ask.unit.name, "remove_href": _href(request, unit="", after="", before="")}
        )
    if ask.as_of is not None and ask.listing.began:
        words = _("As of %(day)s") % {"day": f"{ask.as_of:%d/%m/%Y}"}
        chips.append({"label": words, "remove_href": _href(request, as_of="", after="", before="")})
    if ask.todays_map:
        chips.append({"label": _("On today's map"), "remove_href": _href(request, map="")})
    for one in ask.listing.filters:
        if chosen := ask.values.get(one.name):
            labels = {str(value): label for value, label in ask.choices[one.name]}
            words = _("%(filter)s: %(value)s") % {"filter": one.label, "value": labels[chosen]}
            chips.append(
                {
                    "label": words,
                    "remove_href": _href(request, **{one.name: "", "after": "", "before": ""}),
                }
            )
    if ask.words:
        words = _("Contains: %(words)s") % {"words": request.GET.get("q", "")}
        chips.append({"label": words, "remove_href": _href(request, q="", after="", before="")})
    return chips


def _href(request: Request, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def local(request: Request, fallback: str) -> str:
    """Where a form says to go back to when that is a page of ours, else the fallback address."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/"):
        return target
    return fallback


def version(request: Request) -> int | None:
    """Which version of the record the page showed on which a step was pressed."""
    return text.whole_number(request.POST.get("version", ""))


def link(address: str, **query: object) -> str:
    """An address with a query, empty values left out."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(kept)}" if kept else address
