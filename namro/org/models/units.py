"""Room org: units with their names, codes and places in the tree, each with its days."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.org.states import Branch, Level, UnitKind


def ids_of(path: str) -> list[int]:
    """The units of a path, from the root down; in this order parents come before their parts."""
    return [int(part) for part in path.split(".") if part]


def in_days(since: str = "since", until: str = "until") -> Q:
    """Half-open days: `until` is the first day that no longer counts."""
    return Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": F(since)})


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day until another."""

    def on(self, day: dt.date) -> Self:
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class UnitQuerySet(DatedQuerySet):
    def under(self, unit: "Unit") -> Self:
        """The unit itself and everything below it."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """A node of the tree as it is now; `path` holds the ids from the root, each ended by a dot.

    What was before stands in `UnitName`, `UnitCode` and `Placement`; a closed unit keeps the name
    and the place that it had on its last day.
    """

    name = models.CharField(_("name"), max_length=200)
    branch = models.CharField(_("branch"), max_length=10, choices=Branch)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=255, unique=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    sort_key = models.CharField(max_length=600, editable=False)
    search_text = models.CharField(max_length=400, editable=False)

    SCOPE = "path"
    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="unit_days"),
            models.CheckConstraint(condition=Q(branch__in=Branch.values), name="unit_branch"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="unit_level"),
            models.CheckConstraint(condition=~Q(name=""), name="unit_named"),
        ]
        indexes = [
            models.Index(fields=["parent", "order", "sort_key"], name="unit_children"),
            models.Index(fields=["kind", "path"], name="unit_kind_path"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on

    def set_keys(self) -> None:
        """What `save` derives; called by hand before a bulk load."""
        self.name = text.nfc(self.name)
        self.sort_key = text.collation_key(self.name)[:600]
        self.search_text = text.fold(self.name)[:400]

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to the unit itself."""
        return ids_of(self.path)

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count(".") - 1


class UnitCode(models.Model):
    """A code is an attribute with days: 103 of Hanoi's 126 codes changed hands on 1/7/2025."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="code_days"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="code_one_open"
            ),
        ]
        indexes = [models.Index(fields=["code"], name="code_lookup")]

    def __str__(self) -> str:
        return self.code


class UnitName(models.Model):
    """What a unit was called and what it was, for some days; together they cover its life."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    search_text = models.CharField(max_length=400, editable=False, db_index=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="unit_name_days"),
            models.CheckConstraint(condition=~Q(name=""), name="unit_name_said"),
            models.UniqueConstraint(fields=["unit", "since"], name="unit_name_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="unit_name_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on

    def set_keys(self) -> None:
        """What `save` derives; called by hand before a bulk load."""
        self.name = text.nfc(self.name)
        self.search_text = text.fold(self.name)[:400]


class Placement(models.Model):
    """Under whom a unit stood for some days, with its path of those days."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="placements_below")
    path = models.CharField(max_length=255, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="placement_days"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="placement_not_itself"
            ),
            models.UniqueConstraint(fields=["unit", "since"], name="placement_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="placement_one_open"
            ),
        ]
        indexes = [models.Index(fields=["parent", "since"], name="placement_parent")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.since:%d/%m/%Y}"
