"""Room org: the areas of a province as the State lists them, loaded with their codes and days.

Today's list comes from the package `vietnam-provinces`, which others keep up; what was before comes
from a dated pack of ours, `rules/ha-noi-2025.toml`. A documented bulk action: one entry a unit.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from vietnam_provinces import Province, Ward

from namro.core import audit, rules, text
from namro.core.audit import Actor
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org import actions
from namro.org.models import Placement, Succession, Unit, UnitCode, UnitName
from namro.org.states import Branch, Level, SuccessionKind, UnitKind

RULES = Path(__file__).parent / "rules"
SUBJECT = "areas.succession"
FOUNDED = dt.date(1996, 1, 1)  # before anything that this register speaks of
STAR = "*"


@dataclass
class Loaded:
    """What was found or set up, by the name without “phường” or “xã”."""

    province: Unit
    communes: dict[str, Unit] = field(default_factory=dict)
    districts: dict[str, Unit] = field(default_factory=dict)
    # (district, ward) -> unit
    former: dict[tuple[str, str], Unit] = field(default_factory=dict)
    made: int = 0


@writing()
def load(province: Unit | None, by: Actor) -> Loaded:
    """Load the communes of today and the wards of four districts with their successors.

    Units that stand already, by their code or their name on the day, are left alone; a second
    run sets up nothing.

    Raises:
        Refused: the package does not know the province.
    """
    pack = next(one for one in rules.packs(RULES) if one.subject == SUBJECT)
    head: dict[str, Any] = pack.rules["province"]
    listed = next((one for one in Province.iter_all() if int(one.code) == head["code"]), None)
    if listed is None:
        raise Refused(_("The list of areas does not hold %(name)s.") % {"name": head["name"]})
    top = province or found_province(head["name"], by)
    loaded = Loaded(top)
    day = pack.since
    for ward in Ward.iter_by_province(listed.code):
        unit = _commune(top, ward, day, by, loaded)
        loaded.communes[_short(ward.name)] = unit
    for district, wards in pack.rules["districts"].items():
        _district(loaded, district, wards, pack, by)
    return loaded


@writing()
def found_province(name: str, by: Actor) -> Unit:
    """The province as the root of the tree; the one that stands already is left alone."""
    found = Unit.objects.filter(parent=None, name=name).first()
    if found is not None:
        return found
    unit = actions.create_unit(name, Branch.STATE, UnitKind.AREA, None, FOUNDED, by)
    return actions.set_level(unit, Level.PROVINCE)


@writing()
def found_district(province: Unit, name: str, by: Actor) -> Unit:
    """A district of before below its province; the one that stands already is left alone."""
    found = Unit.objects.filter(parent=province, name=name).first()
    if found is not None:
        return found
    unit = actions.create_unit(name, Branch.STATE, UnitKind.AREA, province, FOUNDED, by)
    return actions.set_level(unit, Level.DISTRICT)


def _commune(top: Unit, ward: Ward, day: dt.date, by: Actor, loaded: Loaded) -> Unit:
    name = text.nfc(ward.name)
    found = Unit.objects.filter(parent=top, name=name, level=Level.COMMUNE, until=None).first()
    if found is not None:
        return found
    loaded.made += 1
    unit = actions.create_unit(name, Branch.STATE, UnitKind.AREA, top, day, by)
    actions.give_code(unit, f"{int(ward.code):05d}", day, by)
    return actions.set_level(unit, Level.COMMUNE)


def _district(
    loaded: Loaded, name: str, wards: dict[str, list[str]], pack: rules.Pack, by: Actor
) -> None:
    """A district and its wards as they were, closed on the day with their successors."""
    full = f"Quận {name}"
    before = Unit.objects.filter(parent=loaded.province, name=full).count()
    district = found_district(loaded.province, full, by)
    loaded.made += 1 - before
    loaded.districts[name] = district
    for ward, heirs in wards.items():
        known = Unit.objects.filter(parent=district, name=f"Phường {ward}").first()
        if known is not None:
            loaded.former[name, ward] = known
            continue
        loaded.made += 1
        unit = actions.create_unit(
            f"Phường {ward}", Branch.STATE, UnitKind.AREA, district, FOUNDED, by
        )
        actions.set_level(unit, Level.COMMUNE)
        if code := pack.rules["codes"].get(ward):
            actions.give_code(unit, code, FOUNDED, by)
        loaded.former[name, ward] = unit
        _succeed(loaded, unit, heirs, pack, by)
    _end_empty(district, pack.since, by)


def _succeed(loaded: Loaded, unit: Unit, heirs: list[str], pack: rules.Pack, by: Actor) -> None:
    decision = pack.rules["province"]["decision"]
    for said in heirs:
        kind = SuccessionKind.REMAINDER if said.endswith(STAR) else SuccessionKind.PART
        after = loaded.communes[said.removesuffix(STAR)]
        row = Succession.objects.create(
            before=unit,
            after=after,
            kind=SuccessionKind.WHOLE if len(heirs) == 1 else kind,
            on=pack.since,
            decision=decision,
        )
        audit.record("unit.succeed", unit, {"successor": [None, str(row)]}, by, decision)
    _end(unit, pack.since, by, decision)


def _end(unit: Unit, day: dt.date, by: Actor, note: str = "") -> None:
    unit.until = day
    unit.save(update_fields=["until"])
    for model in (Placement, UnitName, UnitCode):
        model.objects.filter(unit=unit, until=None).update(until=day)
    audit.record("unit.close", unit, {"until": [None, day]}, by, note)


def _end_empty(district: Unit, day: dt.date, by: Actor) -> None:
    """A district in which nothing of ours is open ends with its wards; else a plan closes it."""
    open_below = Unit.objects.under(district).filter(until=None).exclude(pk=district.pk)
    if district.until is None and not open_below.exists():
        _end(district, day, by)


def _short(name: str) -> str:
    for kind in ("Phường ", "Xã ", "Thị trấn ", "Đặc khu "):
        name = name.removeprefix(kind)
    return text.nfc(name)
