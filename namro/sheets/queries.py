"""Sheets room: reads over imports and what they made."""

from django.db.models import Q, QuerySet

from namro.org.access import Access
from namro.sheets import lists
from namro.sheets.models import Import, ImportState, Mapping

MOST_MAPPINGS = 30


def imports(access: Access) -> QuerySet:
    """Every workbook that came in and that this person may look at, the newest first."""
    names = [kind.name for kind in lists.kinds(access)]
    rows = access.rows(Import, "import.use").filter(layout__in=names)
    return rows.select_related("sent_by", "unit")


def mappings(record: Import) -> QuerySet:
    """Readings of earlier files that may fit: the unit's own, and named ones of those above."""
    own = Q(unit=record.unit)
    shared = ~Q(name="") & Q(unit__in=record.unit.ancestor_ids)
    rows = Mapping.objects.filter(own | shared, layout=record.layout)
    return rows.select_related("unit")[:MOST_MAPPINGS]


def earlier(record: Import) -> Import | None:
    """The same bytes, brought into the same target before."""
    same = Import.objects.filter(
        sha256=record.sha256, layout=record.layout, target=record.target, status=ImportState.TAKEN
    )
    return same.exclude(pk=record.pk).first()


def readings(access: Access) -> QuerySet:
    """Every kept reading of units in which this person brings lists in, the last used first."""
    names = [kind.name for kind in lists.kinds(access)]
    rows = access.rows(Mapping, "import.use").filter(layout__in=names)
    return rows.select_related("unit")
