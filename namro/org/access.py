"""Room org: the only place that turns a person into rows; "may I" and "which rows" from one root."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from namro.core import clock
from namro.core.audit import Actor
from namro.core.errors import Refused
from namro.org.models import Grant, Person, Unit, User
from namro.org.roles import OWN, ROLES


class Scoped(Protocol):
    """What a model tells about where it belongs.

    SCOPE: lookup of the path of its unit. OWNERS: lookups of the persons whose own it is.
    own_rows(person, day) -> Q: rows that are somebody's own by more than a column, as a member of a
    team; such a model need not have OWNERS.
    CLOSED: (lookup of a flag, lookup of the persons on its closed list): such a record is hidden
    from everybody who is not on the list, the head of the unit and the administrator included.
    """

    SCOPE: str


class Access:
    """What one person may do and see on one day."""

    def __init__(self, user: User, on: dt.date, *, via: str = "page") -> None:
        self.user = user
        self.on = on
        self.via = via
        # Whose a record is, as found while a page is put together; None: it is asked each time.
        self._owned: dict[tuple[type[Model], Any], bool] | None = None

    @classmethod
    def of(cls, user: User, on: dt.date | None = None, *, via: str = "page") -> "Access":
        return cls(user, on or clock.today(), via=via)

    @property
    def person(self) -> Person | None:
        return self.user.person

    @property
    def user_id(self) -> int:
        """The account, for what is kept for an account alone (drafts, saved views)."""
        return int(self.user.pk or 0)

    @property
    def person_id(self) -> int | None:
        return self.user.person_id

    @cached_property
    def grants(self) -> list[Grant]:
        """The grants that hold today; an account without an active person has none."""
        if not self.user.is_active or self.person_id is None:
            return []
        held = Grant.objects.on(self.on).filter(person_id=self.person_id)
        return list(held.select_related("unit", "deputy_for").order_by("pk"))

    @cached_property
    def roots(self) -> dict[str, set[str]]:
        """Capability to the paths below which it holds; a path under another one is left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for grant in self.grants:
            for capability in ROLES[grant.role]:
                found[capability].add(grant.unit.path)
        return {capability: _topmost(paths) for capability, paths in found.items()}

    def can(self, capability: str, unit: Unit) -> bool:
        """May this person do this in this unit?"""
        return any(unit.path.startswith(root) for root in self.roots.get(capability, ()))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While a page is put together nothing changes: whose a record is, is asked once."""
        self._owned = {}
        try:
            yield
        finally:
            self._owned = None

    def owns(self, record: Model) -> bool:
        """Is the record this person's own?"""
        if self._owned is None:
            return self._owns(record)
        key = (type(record), record.pk)
        if key not in self._owned:
            self._owned[key] = self._owns(record)
        return self._owned[key]

    def _owns(self, record: Model) -> bool:
        mine = self.person_id
        if mine is None:
            return False
        if any(_follow(record, owner) == mine for owner in getattr(record, "OWNERS", ())):
            return True
        model: Any = type(record)
        return hasattr(model, "own_rows") and bool(
            model._default_manager.filter(model.own_rows(mine, self.on), pk=record.pk).exists()
        )

    def may(self, capability: str, record: Model) -> bool:
        """May this person do this to this record: by a grant on its unit, or because it is own."""
        if self._is_closed_to_me(record):
            return False
        if capability in OWN and self.owns(record):
            return True
        path = _follow(record, type(record).SCOPE)  # type: ignore[attr-defined]  # see Scoped
        return any(str(path).startswith(root) for root in self.roots.get(capability, ()))

    def anywhere(self, capability: str) -> bool:
        """May this person do this at least somewhere?"""
        return bool(self.roots.get(capability)) or (
            capability in OWN and self.user.is_active and self.person_id is not None
        )

    def rows(self, model: type[Any], capability: str) -> QuerySet:
        """The rows of a model that this person may meet with a capability."""
        inside = Q(pk__in=[])  # no grant, no row
        for root in self.roots.get(capability, ()):
            inside |= Q(**{f"{model.SCOPE}__startswith": root})
        if capability in OWN and self.person_id is not None and self.user.is_active:
            for owner in getattr(model, "OWNERS", ()):
                inside |= Q(**{owner: self.person_id})
            if hasattr(model, "own_rows"):
                inside |= model.own_rows(self.person_id, self.on)
        rows = model._default_manager.filter(inside)
        return rows.filter(self._open_to_me(model)) if getattr(model, "CLOSED", None) else rows

    def row(self, model: type[Any], capability: str, **lookup: object) -> Any:
        """One of them, or 404: outside, missing and deleted look the same."""
        found = self.rows(model, capability).filter(**lookup).first()
        if found is None:
            raise Http404
        return found

    def units(self, capability: str) -> QuerySet:
        """The units in which this person holds a capability."""
        return self.rows(Unit, capability)

    @property
    def actor(self) -> Actor:
        """How the trail names this person."""
        name = self.person.full_name if self.person else self.user.get_username()
        return Actor(person_id=self.person_id, name=name, via=self.via)

    def actor_for(self, capability: str, unit: Unit) -> Actor:
        """The same, saying for whom a deputy acts in this unit."""
        grants = [g for g in self.grants if capability in ROLES[g.role]]
        here = [g for g in grants if unit.path.startswith(g.unit.path)]
        if not here or any(grant.deputy_for is None for grant in here):
            return self.actor
        principal = here[0].deputy_for
        return Actor(
            person_id=self.person_id,
            name=self.actor.name,
            on_behalf_id=principal.pk if principal else None,
            on_behalf_name=principal.full_name if principal else "",
            via=self.via,
        )

    def stands_for(self, capability: str, unit: Unit) -> set[int]:
        """Whose hand it is: this person's, and the one's for whom a deputy acts in this unit."""
        by = self.actor_for(capability, unit)
        return {pk for pk in (by.person_id, by.on_behalf_id) if pk is not None}

    def _is_closed_to_me(self, record: Model) -> bool:
        closed = getattr(record, "CLOSED", None)
        if not closed or not _follow(record, closed[0]):
            return False
        return (
            not type(record)
            ._default_manager.filter(self._open_to_me(type(record)), pk=record.pk)
            .exists()
        )

    def _open_to_me(self, model: type[Any]) -> Q:
        flag, readers = model.CLOSED
        listed = model._default_manager.filter(**{readers: self.person_id}).values("pk")
        return Q(**{flag: False}) | Q(pk__in=listed)


def person_of(access: Access) -> Person:
    """The person behind an account that acts.

    Raises:
        Refused: the account belongs to nobody yet.
    """
    if access.person is None:
        raise Refused(_("This account belongs to no person; ask the office to link it."))
    return access.person


def _topmost(paths: set[str]) -> set[str]:
    return {
        path
        for path in paths
        if not any(path != other and path.startswith(other) for other in paths)
    }


def _follow(record: Model, lookup: str) -> object:
    value: Any = record
    for part in lookup.split("__"):
        value = getattr(value, part, None)
        if value is None:
            return None
    return value
