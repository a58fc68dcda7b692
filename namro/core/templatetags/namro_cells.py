"""core: the small parts that stand hundreds of times on a page, written without templates.

A page of fifty rows has four hundred cells; as nested includes they took three quarters of the
time of a list. The includes of the same names call these functions, so there is one of each.
"""

import datetime
import functools
import html
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
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


def _words(value: Any) -> str:
    """Escaped for HTML; plain text, which nearly everything is, without Django's detours."""
    return html.escape(value) if type(value) is str else str(conditional_escape(value))


@register.simple_tag
def state(name: str, label: object) -> SafeString:
    """Shape, word and colour of a state."""
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<span class="nr-state" data-state="{_words(state_key(name))}">'
        f'<span class="nr-shape" aria-hidden="true">{shape(name)}</span>'
        f"<span>{_words(label)}</span></span>"
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
    """The inside of a table cell: a state, a rate, a count, a day, a moment, a link, a code or words."""
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
    text = _words("" if one.get("text") is None else one["text"])
    if one.get("hash"):  # a code without blanks, which may break anywhere
        text = f'<span class="nr-hash">{text}</span>'
    if one.get("href"):
        text = f'<a href="{_words(one["href"])}">{text}</a>'
    return mark_safe(text)  # noqa: S308 - escaped above


@register.simple_tag
def table_cell(one: Cell, column: Cell | str) -> SafeString:
    """A cell with the label that a phone shows before it."""
    head: Cell = column if isinstance(column, Mapping) else {}
    return _filled(one, *_opened(head))


@register.simple_tag
def table_rows(rows: list[Cell], columns: list[Cell], pick: str = "") -> SafeString:
    """The rows of a table: a box to tick, the cell that names the row, and the others."""
    opened = [_opened(column) for column in columns]
    spare = _opened({})
    parts: list[str] = []
    for row in rows:
        label = _words(row["label"])
        if row.get("href"):
            label = f'<a class="nr-open" href="{_words(row["href"])}">{label}</a>'
        parts += ["\n    <tr>", _box(row, pick), f'\n      <th scope="row">{label}</th>']
        parts += [
            _filled(one, *(opened[place] if place < len(opened) else spare))
            for place, one in enumerate(row["cells"], start=1)
        ]
        parts.append("\n    </tr>")
    return mark_safe("".join(parts))  # noqa: S308 - joined from parts that are escaped each


def _opened(head: Cell) -> tuple[str, str]:
    """The classes of a column's cells, and the label that they bear."""
    classes = ("nr-num" if head.get("number") else "") + (" nr-more" if head.get("more") else "")
    return classes, _words(head.get("label", ""))


def _filled(one: Cell, classes: str, label: str) -> SafeString:
    none = " nr-none" if one.get("text") == "" else ""
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<td class="{classes}{none}" data-label="{label}"><span>{cell(one)}</span></td>'
    )


def _box(row: Cell, pick: str) -> str:
    if not pick:
        return ""
    return format_html(
        '<td class="nr-pick"><label><span class="visually-hidden">{}</span>'
        '<input type="checkbox" name="{}" value="{}"{}></label></td>',
        _("Pick %(name)s") % {"name": row["label"]},
        pick,
        str(row["pk"]),
        mark_safe(" checked") if row.get("picked") else "",
    )


@register.simple_tag
def options(choices: list[tuple[str, object, bool]]) -> SafeString:
    """The choices of a select: value, words, and whether it is the one that is chosen."""
    return mark_safe(  # noqa: S308 - each part is escaped
        "".join(
            f'<option value="{_words(value)}"{" selected" if chosen else ""}>{_words(label)}</option>'
            for value, label, chosen in choices
        )
    )


@register.simple_tag
def icon(name: str = "dot") -> SafeString:
    """A picture beside a word, silent for screen readers: an id in namro/icons.svg."""
    return mark_safe(_icon(static("namro/icons.svg"), name))  # noqa: S308 - escaped there


@functools.cache
def _icon(file: str, name: str) -> str:
    return (
        '<svg class="nr-icon" aria-hidden="true" focusable="false">'
        f'<use href="{html.escape(file)}#{html.escape(name)}"></use></svg>'
    )


@register.simple_tag
def nav_items(items: list[Cell], css: str = "") -> SafeString:
    """The places of the navigation as list items; `css` is the class of their links."""
    file = static("namro/icons.svg")
    link = f' class="{_words(css)}"' if css else ""
    parts = []
    for item in items:
        if item.get("head") and not css:
            parts.append(f'<li class="nr-nav-head">{_words(item["head"])}</li>')
        here = ' aria-current="page"' if item["current"] else ""
        words = f"{_icon(file, item['icon'])}<span>{_words(item['label'])}</span>"
        parts.append(f'<li><a{link} href="{_words(item["url"])}"{here}>{words}</a></li>')
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
