"""core: the small parts that stand hundreds of times on a page, written without templates.

A page of fifty rows has four hundred cells; as nested includes they took three quarters of the
time of a list. The includes of the same names call these functions, so there is one of each.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.core.templatetags.namro_ui import (
    counted,
    day,
    moment,
    percent_width,
    shape,
    share,
    state_key,
    vn_int,
    vn_percent,
)

register = template.Library()
Cell = Mapping[str, Any]
NOTHING = (None, "")


@register.simple_tag
def state(name: str, label: object) -> SafeString:
    """Shape, word and colour of a state."""
    return format_html(
        '<span class="nr-state" data-state="{}"><span class="nr-shape" aria-hidden="true">{}</span>'
        "<span>{}</span></span>",
        state_key(name),
        shape(name),
        label,
    )


@register.simple_tag
def count(value: int, set: object = "", href: str = "") -> SafeString:  # noqa: A002 - the page's own word
    """A count with the name of what is counted."""
    words = format_html("{} {}", vn_int(value), set) if set else vn_int(value)
    inner = format_html('<a href="{}">{}</a>', href, words) if href else words
    return format_html('<span class="nr-count">{}</span>', inner)


@register.simple_tag
def rate(  # noqa: PLR0913 - a rate is never naked
    numerator: int,
    denominator: int,
    set: object = "",  # noqa: A002 - the page's own word
    href: str = "",
    percent: Any = None,
    bar: str = "",
) -> SafeString:
    """7.126/7.560 đảng viên (94,3 %) with a thin bar."""
    part = share(numerator, denominator)
    words = format_html("{}/{}", vn_int(numerator), vn_int(counted(denominator)))
    words = format_html("{} {}", words, set) if set else words
    words = format_html('<a href="{}">{}</a>', href, words) if href else words
    shown = percent if percent not in NOTHING else part
    tail = format_html(" ({})", vn_percent(shown)) if shown is not None else ""
    return format_html('<span class="nr-rate">{}{}{}</span>', words, tail, _bar(part, bar))


def _bar(part: Decimal | None, bar: str) -> SafeString | str:
    if bar == "no":
        return ""
    return format_html(
        '<svg class="nr-rate-bar" aria-hidden="true" focusable="false" width="100%" height="4">'
        '<rect class="nr-bar-rest" width="100%" height="4"></rect>'
        '<rect class="nr-bar-part" width="{}%" height="4"></rect></svg>',
        percent_width(part),
    )


@register.simple_tag
def days(
    date: datetime.date, left: int | str | None = None, first: datetime.date | None = None
) -> SafeString:
    """A day, its relative words beside it, and the first day where it was moved."""
    moved: SafeString | str = ""
    if first and first != date:
        words = _("first due %(day)s") % {"day": day(first)}
        moved = format_html(' <span class="nr-left">{}</span>', words)
    return format_html(
        '<span class="nr-due"><time class="nr-day" datetime="{}">{}</time>{}{}</span>',
        date.isoformat()[:10],
        day(date),
        _left(left),
        moved,
    )


def _left(left: int | str | None) -> SafeString | str:
    if left is None or isinstance(left, str):
        return ""
    if left < 0:
        words = ngettext("%(days)s working day late", "%(days)s working days late", -left)
        return format_html(' <span class="nr-late">▲ {}</span>', words % {"days": -left})
    if left == 0:
        return format_html(' <span class="nr-left">({})</span>', _("today"))
    words = ngettext("%(days)s working day left", "%(days)s working days left", left)
    return format_html(' <span class="nr-left">({})</span>', words % {"days": left})


@register.simple_tag
def cell(one: Cell) -> SafeString:
    """The inside of a table cell: a state, a rate, a count, a day, a moment, a link or words."""
    if one.get("state"):
        return state(one["state"], one.get("text", ""))
    if one.get("denominator") not in NOTHING:
        return rate(one["numerator"], one["denominator"], one.get("set", ""), one.get("href", ""))
    if one.get("number") not in NOTHING:
        return count(one["number"], one.get("set", ""), one.get("href", ""))
    if one.get("date"):
        return days(one["date"], one.get("left"), one.get("first"))
    if one.get("at"):
        return format_html('<time class="nr-day">{}</time>', moment(one["at"]))
    text = one.get("text")
    if one.get("href"):
        return format_html('<a href="{}">{}</a>', one["href"], text)
    return conditional_escape("" if text is None else text)


@register.simple_tag
def table_cell(one: Cell, column: Cell | str) -> SafeString:
    """A cell with the label that a phone shows before it."""
    head: Cell = column if isinstance(column, Mapping) else {}
    classes = (
        ("nr-num" if head.get("number") else "")
        + (" nr-more" if head.get("more") else "")
        + (" nr-none" if one.get("text") == "" else "")
    )
    return format_html(
        '<td class="{}" data-label="{}"><span>{}</span></td>',
        classes,
        head.get("label", ""),
        cell(one),
    )


@register.simple_tag
def table_cells(cells: list[Cell], columns: list[Cell]) -> SafeString:
    """All cells of a row but the first, which names it."""
    return mark_safe(  # noqa: S308 - joined from parts that are escaped each
        "".join(
            table_cell(one, columns[place] if place < len(columns) else {})
            for place, one in enumerate(cells, start=1)
        )
    )
