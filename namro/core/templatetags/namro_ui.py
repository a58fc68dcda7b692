"""core: what templates use to write numbers, days, rates, states and bars."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"
UNKNOWN_SHAPE = "\N{BULLET}"
# Word, shape and colour say the same thing three times: print and colour-blind eyes lose one.
SHAPES: Mapping[str, str] = {
    "done": "●",
    "partly": "◐",
    "on_schedule": "○",
    "behind": "▲",
    "not_begun": "□",
    "blocked": "■",
    "draft": "◌",
    "submitted": "▷",
    "approved": "✓",
    "returned": "↺",
    "refused": "✕",
    "withdrawn": "⊘",
    "declared": "◇",
    "verified": "◆",
    "open": "◯",
    "closed": "◼",
    "clear": "●",
    "missing": "□",
    "met": "●",
    "short": "◐",
    "exempt": "⊘",
    "endorsed": "▶",
    "replaced": "⇄",
    "under_way": "○",
    "stopped": "⊘",
    "unverified": "◇",
    "verified_partly": "◈",
    "not_found": "✕",
    "raised": "■",
    "cleared": "✓",
    "asked": "▷",
    "granted": "✓",
}
# The first part of a bar is solid, each next one differs without colour too.
PATTERNS = ("solid", "hatch", "dots", "cross", "plain")
# Short bars must stay visible: a unit with one item of 7,560 is not a unit with none.
SHORTEST_BAR = Decimal("0.4")


@dataclass(frozen=True)
class BarPart:
    """One rectangle of a bar, measured in percent of the whole width."""

    x: str
    width: str
    pattern: str
    label: str
    value: int


@register.filter
def vn_int(value: int | str | None) -> str:
    """7126 as 7.126 (vi) or 7,126 (en), whatever USE_THOUSAND_SEPARATOR says; nothing for none."""
    if value is None or value == "":
        return ""
    separator = formats.get_format("THOUSAND_SEPARATOR", get_language(), use_l10n=True)
    return f"{int(value):,}".replace(",", str(separator))


@register.filter
def vn_percent(share_of_one: Decimal | float | None, places: int = 1) -> str:
    """0.9426 as 94,3 % (vi) or 94.3% (en), half rounded up as offices do."""
    if share_of_one is None:
        return ""
    step = Decimal(1).scaleb(-places)
    percent = (Decimal(str(share_of_one)) * 100).quantize(step, rounding=ROUND_HALF_UP)
    point = str(formats.get_format("DECIMAL_SEPARATOR", get_language(), use_l10n=True))
    gap = "" if (get_language() or "").startswith("en") else NO_BREAK
    return f"{percent}".replace(".", point) + gap + "%"


@register.filter
def counted(value: int | str | None) -> int:
    """A denominator that somebody counted; a rate without one is a fault of ours, never a page."""
    if value is None or value == "":
        raise ValueError("A rate was to be shown without its denominator.")
    return int(value)


@register.filter
def share(numerator: int, denominator: int | None) -> Decimal | None:
    """The rate as a share of one; None for an empty set, an error for a set nobody counted."""
    whole = counted(denominator)
    return Decimal(numerator) / Decimal(whole) if whole else None


@register.filter
def percent_width(share_of_one: Decimal | float | None) -> str:
    """A share of one as an SVG width: 0 to 100, a point in every language."""
    if share_of_one is None:
        return "0"
    percent = min(max(Decimal(str(share_of_one)) * 100, Decimal(0)), Decimal(100))
    if 0 < percent < SHORTEST_BAR:
        percent = SHORTEST_BAR
    return f"{percent.quantize(Decimal('0.01'))}"


@register.filter
def day(value: datetime.date | None) -> str:
    """A day as dd/mm/yyyy; a moment gives the day on the local clock."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/") + f"{value.year:04d}"


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A moment as dd/mm/yyyy HH:MM on the local clock."""
    if not value:
        return ""
    return f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def shape(state: str) -> str:
    """The symbol of a state or of a clear."""
    return SHAPES.get(str(state).replace("-", "_"), UNKNOWN_SHAPE)


@register.filter
def state_key(state: str) -> str:
    """The name by which the style sheet knows a state."""
    return str(state).replace("-", "_")


@register.filter
def bar_parts(row: Mapping[str, Any], top: float | None = None) -> list[BarPart]:
    """A row of a chart as rectangles on the scale 0 to `top`; without `top` the row is the scale."""
    parts: Iterable[Mapping[str, Any]] = row.get("parts") or (
        {"label": row.get("label", ""), "value": row["value"]},
    )
    counted = [(str(part.get("label", "")), part["value"]) for part in parts]
    scale = Decimal(str(top or sum(value for _, value in counted) or 1))
    rectangles: list[BarPart] = []
    x = Decimal(0)
    for place, (label, value) in enumerate(counted):
        width = percent_width(Decimal(str(value)) / scale)
        pattern = PATTERNS[place % len(PATTERNS)]
        rectangles.append(BarPart(f"{x:.2f}", width, pattern, label, value))
        x += Decimal(width)
    return rectangles


@register.filter
def pattern(place: int) -> str:
    """The pattern of the part at this place (from 0), for the legend."""
    return PATTERNS[int(place) % len(PATTERNS)]


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at this place (from 0), or nothing where the list is shorter."""
    return items[place] if 0 <= place < len(items) else ""


@register.filter
def item(things: Mapping[str, Any], name: str) -> Any:
    """The thing of this name, or nothing."""
    return things.get(name, "")


@register.filter
def absolute(value: int) -> int:
    """How many, whichever way: three days early and three days late are both three."""
    return abs(value)


@register.simple_tag
def once_field() -> SafeString:
    """The token by which a form sent twice is carried out once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address of this page with some of its query changed; None or "" takes a name out."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        elif isinstance(value, list | tuple):
            parameters.setlist(name, [str(one) for one in value])
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"
