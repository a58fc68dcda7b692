"""Room commitments: the records behind a figure of a day gone by, or of one on today's map.

The lists show records as they stand now, on the map on which they count. A figure of another day or
another map is made of other records; they are found the way the figure itself was counted.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments import todays_map
from namro.commitments.asof import Past
from namro.commitments.freezing import counts_in
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.sheet import SHEET
from namro.commitments.states import Standing, State
from namro.figures.tally import Key
from namro.ledger.states import EntryState
from namro.org.access import Access
from namro.org.models import Unit, ids_of
from namro.registers.pages import link

Found = tuple[str, Registrant | Commitment, list[Key]]
HREFS = ("href", "met_href")
# What a list calls a campaign, its unit, and the narrower sets that no figure of its own stands for.
CAMPAIGN, NARROWER = ("campaign", "period"), ("klass", "topic")


@dataclass(frozen=True)
class Standpoint:
    """From where figures are seen: a day that has passed, or today's map."""

    campaign: Campaign
    day: dt.date
    todays_map: bool = False

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {"map": "today"} if self.todays_map else {"as_of": self.day.isoformat()}


@dataclass(frozen=True)
class Line:
    """One record behind a figure, in words of the standpoint."""

    title: str
    unit: str
    stood: str
    href: str


def led(cells: Any, seen: Standpoint) -> Any:
    """The cells of a page, each link turned to the records of the standpoint; none where none fit."""
    if isinstance(cells, dict):
        return {k: _turned(v, seen) if k in HREFS else led(v, seen) for k, v in cells.items()}
    if isinstance(cells, list):
        return [led(one, seen) for one in cells]
    return cells


def _turned(href: str, seen: Standpoint) -> str:
    parts = urlsplit(href)
    said = dict(parse_qsl(parts.query))
    listings = {reverse(one.listing): one.listing for one in SHEET.figures if one.listing}
    listing = listings.get(parts.path)
    if listing is None:  # down the tree: the same page of a part
        return link(parts.path, **said, **seen.query) if said.get("unit") else ""
    filters = {k: v for k, v in said.items() if k not in (*CAMPAIGN, *NARROWER, "unit")}
    for figure in SHEET.figures:
        if figure.listing == listing and {k: str(v) for k, v in figure.filters.items()} == filters:
            narrower = {name: said.get(name, "") for name in NARROWER}
            return link(
                reverse("figures-behind"), campaign=seen.campaign.slug, unit=said.get("unit", ""),
                figure=figure.name, **narrower, **seen.query,
            )  # fmt: skip
    return ""


def records(seen: Standpoint, unit: Unit, figure: str, klass: str, topic: str) -> list[Found]:
    """The records that the figure of a unit counts, as it counts them."""
    source = _on_todays_map(seen, unit) if seen.todays_map else _of_the_day(seen, unit)
    day = seen.day.isoformat()
    return [
        (path, record, keys)
        for path, record, keys in source
        if figure in counts_in(sorted(f"{key.set}:{key.text}" for key in keys), day)
        and (not klass or getattr(record, "klass", "") == klass)
        and (not topic or str(getattr(record, "topic_id", "") or "none") == topic)
    ]


def _of_the_day(seen: Standpoint, unit: Unit) -> Iterator[Found]:
    past = Past(seen.campaign, unit, seen.day)
    root = past.path_of(unit)
    return (one for one in past.counted if one[0].startswith(root))


def _on_todays_map(seen: Standpoint, unit: Unit) -> Iterator[Found]:
    """The records of the units whose figures the unit's total holds on today's map."""
    inside = todays_map.held(seen.campaign, unit, seen.day)
    places = Registrant.objects.filter(campaign=seen.campaign).select_related("person", "unit")
    for place in places.iterator(chunk_size=2000):
        if ids_of(place.counted_path)[-1] in inside:
            yield place.counted_path, place, place.tally()
    lines = Commitment.objects.filter(campaign=seen.campaign)
    lines = lines.select_related("entry", "person", "unit", "campaign")
    for line in lines.iterator(chunk_size=2000):
        if ids_of(line.counted_path)[-1] in inside:
            yield line.counted_path, line, line.tally()
        if line.entry and ids_of(line.entry.counted_path)[-1] in inside:
            yield line.entry.counted_path, line, line.entry.tally()


def shown(found: list[Found], access: Access) -> list[Line]:
    """The records that are open to somebody, by name; what they may not open is only counted."""
    names = dict(Unit.objects.filter(pk__in={ids_of(path)[-1] for path, _r, _k in found})
                 .values_list("pk", "name"))  # fmt: skip
    open_to = _open_to(found, access)
    lines = [
        (record.name_key, Line(_title(record), names.get(ids_of(path)[-1], ""), _stood(keys), href))
        for path, record, keys in found
        if (href := open_to.get(record.key))
    ]
    return [line for _name, line in sorted(lines, key=lambda one: one[0])]


def _open_to(found: list[Found], access: Access) -> dict[Any, str]:
    hrefs = {}
    for model, page in ((Registrant, "registrant-detail"), (Commitment, "commitment-detail")):
        campaigns = {one.campaign_id for _path, one, _keys in found if isinstance(one, model)}
        if campaigns:
            rows = access.rows(model, "commitment.view").filter(campaign__in=campaigns)
            for key in rows.order_by().values_list("key", flat=True):
                hrefs[key] = reverse(page, args=[key])
    return hrefs


def _title(record: Registrant | Commitment) -> str:
    if isinstance(record, Registrant):
        return str(record)
    who = str(record.person or record.unit)
    return _("%(who)s: %(title)s") % {"who": who, "title": record.title}


def _stood(keys: list[Key]) -> str:
    """The standing of a place, the approval and the declared state of a line."""
    words = []
    for key in keys:
        first, second = (key.text.split("|") + [""])[:2]
        if key.set == "registrant":
            words.append(str(Standing(second).label))
        elif key.set == "commitment":
            words.append(str(State(first).label))
        elif key.set == "entry":
            words.append(str(EntryState(first).label))
    return " · ".join(words)
