"""Room org: what is stored."""

from namro.org.models.changes import PersonMerge, Reorganisation, Succession, Undo
from namro.org.models.people import Appointment, FirstLink, Grant, Person, User, UserManager
from namro.org.models.units import (
    DatedQuerySet,
    Placement,
    Unit,
    UnitCode,
    UnitName,
    UnitQuerySet,
    ids_of,
    in_days,
)

__all__ = [
    "Appointment",
    "DatedQuerySet",
    "FirstLink",
    "Grant",
    "Person",
    "PersonMerge",
    "Placement",
    "Reorganisation",
    "Succession",
    "Undo",
    "Unit",
    "UnitCode",
    "UnitName",
    "UnitQuerySet",
    "User",
    "UserManager",
    "ids_of",
    "in_days",
]
