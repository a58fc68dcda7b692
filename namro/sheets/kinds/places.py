"""Sheets room: a unit as the place into which lists of units and people are brought."""

from collections.abc import Callable

from django.urls import reverse

from namro.core import clock, text
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.states import Branch, RegistrantClass
from namro.sheets.lists import Target

MOST = 500
# Who stands at the head of a unit; a deputy's post begins otherwise.
_HEADS = ("bi thu", "chu tich", "truong", "chanh", "giam doc", "chu nhiem", "hieu truong")


def targets(capability: str) -> Callable[[Access], list[Target]]:
    """Open units in which somebody may bring in lists and holds the capability."""

    def listed(access: Access) -> list[Target]:
        units = Unit.objects.on(clock.today()).filter(pk__in=access.units(capability))
        units = units.filter(pk__in=access.units("import.use"))
        return [_target(unit) for unit in units.order_by("path")[:MOST]]

    return listed


def target(key: str) -> Target | None:
    """The unit of an import."""
    pk = text.whole_number(key)
    unit = Unit.objects.filter(pk=pk).first() if pk is not None else None
    return _target(unit) if unit else None


def _target(unit: Unit) -> Target:
    today = clock.today()
    return Target(
        str(unit.pk), unit, unit.name, today, reverse("unit-detail", args=[unit.pk]), today.year
    )


def klass_of(unit: Unit | None) -> str:
    """The class in which a member of the unit will register."""
    state = unit is not None and unit.branch == Branch.STATE
    return RegistrantClass.AGENCY_MEMBER if state else RegistrantClass.RESIDENTIAL_MEMBER


def leads(post: str) -> bool:
    """Whether a post is that of the head of a unit."""
    return text.fold(post).startswith(_HEADS)
