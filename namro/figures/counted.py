"""Room figures: under which path a record counts; it need not be where its unit stands today."""

from typing import Any

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery

from namro.org.models import Unit


class CountedPath(models.CharField):
    """The path of units under which a record counts in its period.

    Taken from the record's unit when the row is made (also by a bulk load). A reorganisation moves
    it along while the period is open and leaves it alone once the period is closed, so that the
    figures of a closed period stay what they were while the unit goes on elsewhere.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """A new row counts where its unit stands."""
        if add and not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, model_instance.unit.path)
        return getattr(model_instance, self.attname)


def follow_units(rows: QuerySet) -> int:
    """Let rows count where their units stand now; returns how many did not."""
    path = Unit.objects.filter(pk=OuterRef("unit_id")).values("path")
    return rows.exclude(counted_path=F("unit__path")).update(counted_path=Subquery(path))
