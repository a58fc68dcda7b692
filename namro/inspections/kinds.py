"""Room inspections: kinds, levels and forms of discipline as dated data."""

import datetime as dt
from pathlib import Path
from typing import Any

from namro.core import clock, rules

RULES = Path(__file__).parent / "rules"


def _pack(subject: str, day: dt.date | None) -> dict[str, Any]:
    return rules.in_force(RULES, subject, day or clock.today()).rules


def kinds(day: dt.date | None = None) -> dict[str, str]:
    """Kinds of inspection and supervision in force on a day: name to what it is called."""
    return {one["name"]: one["label"] for one in _pack("inspections.kinds", day)["kind"]}


def levels(day: dt.date | None = None) -> dict[str, str]:
    """Levels, by the kind of the inspecting unit."""
    return dict(_pack("inspections.kinds", day)["level"])


def level_of(unit_kind: str, day: dt.date | None = None) -> str:
    """The level of a body of this kind."""
    return unit_kind if unit_kind in levels(day) else "other"


def forms_of_discipline(day: dt.date | None = None) -> dict[str, str]:
    """Forms of discipline, and what is counted beside them."""
    return {one["name"]: one["label"] for one in _pack("inspections.discipline", day)["form"]}
