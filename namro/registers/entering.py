"""Room registers: a new record is kept: the right is asked, counters and trail follow."""

from typing import Any, TypeVar

from django.utils.translation import gettext as _

from namro.core import audit, text
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.figures import tally
from namro.org.access import Access
from namro.org.models import Unit
from namro.registers.models import YearRecord

R = TypeVar("R", bound=YearRecord)


def ask_right(capability: str, unit: Unit, access: Access) -> None:
    """Raise where somebody may not enter something for a unit.

    Raises:
        Refused: the right is missing.
    """
    if not access.can(capability, unit):
        raise Refused(_("You may not enter this for %(unit)s.") % {"unit": unit})


def as_read(record: YearRecord, version: int) -> None:
    """Raise where a form was filled in from a record that is another one now.

    Raises:
        Conflict: somebody else has changed it meanwhile.
    """
    if record.version != version:
        raise Conflict(_("Somebody else has changed this record. Look at it anew."))


def words_of(record: YearRecord) -> str:
    """The words by which a record is found, as search reads them."""
    return text.fold(record.found_by())[:1200]


@writing()
def enter(record: R, period: int, access: Access) -> R:
    """Keep a new record of a year; the room's action has asked for the right before."""
    record.period = period
    record.search_text = words_of(record)
    record.save(force_insert=True)
    tally.shift(record.period, record.counted_path, [], record.tally())
    audit.record(f"{record._meta.model_name}.enter", record, {}, access.actor)
    return record


@writing()
def correct(record: R, said: dict[str, Any], access: Access, note: str = "") -> R:
    """Change columns of a record; counters follow, and the trail says what stood before, and why.

    Of a record that seals its words the trail keeps digests alone.
    """
    seal = getattr(record, "seal", None)
    with tally.counted(record):
        changes = {}
        for name, value in said.items():
            before = getattr(record, name)
            if before != value:
                changes[name] = [_plain(before), _plain(value)]
                setattr(record, name, value)
        if "unit" in changes:
            record.counted_path = record.unit.path
        record.search_text = words_of(record)
        record.version += 1
        record.save()
    if changes and seal:
        changes = {name: [one and seal(str(one)) for one in pair] for name, pair in changes.items()}
        changes |= {"note": [None, seal(note)]} if note else {}
    if changes:
        name = f"{record._meta.model_name}.correct"
        audit.record(name, record, changes, access.actor, "" if seal else note)
    return record


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
