"""Sheets room: what a confirmed list brings in is written here, and remembered record by record."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from namro.core import text
from namro.org import actions as org
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.sheets import known as names
from namro.sheets.lists import BATCH, Target, Verdict, Who
from namro.sheets.matching import parent_key
from namro.sheets.models import Import, Made


@dataclass(frozen=True)
class Post:
    """What a row makes of a person in a unit."""

    name: str
    klass: str = ""
    leads: bool = False


PostOf = Callable[[Verdict], Post]


class Bringing:
    """One import while it is written: it makes units and people once, and keeps what was made."""

    def __init__(self, record: Import, target: Target, access: Access) -> None:
        self.record, self.target, self.access = record, target, access
        self.rows: list[Made] = []
        self.counts: dict[str, int] = {}
        # Rows that have their post already.
        self.done: set[str] = set()
        self._going: set[int] | None = None

    def note(
        self,
        record: models.Model,
        verdict: Verdict | None = None,
        *,
        main: bool = False,
        **more: Any,
    ) -> None:
        """Remember a record that was made, or with `before` one that was changed.

        `main` is the record that stands for the row: by it the row is known to be in.
        """
        row = verdict.row if verdict else None
        self.rows.append(
            Made(
                record=self.record,
                sheet=row.sheet[:200] if row else "",
                row=row.number if row else 0,
                row_key=verdict.key if verdict and main else "",
                model=record._meta.label_lower,
                row_id=record.pk,
                before=more.get("before"),
            )
        )

    def count(self, what: str, n: int = 1) -> None:
        """Add to the figures that are kept of the import."""
        self.counts[what] = self.counts.get(what, 0) + n

    def keep(self) -> None:
        """Write what was remembered."""
        Made.objects.bulk_create(self.rows, batch_size=BATCH)
        self.rows = []

    def before(self, model: type[models.Model]) -> dict[int, dict[str, Any]]:
        """Of the records that this import changed: what their columns held before."""
        rows = Made.objects.filter(record=self.record, model=model._meta.label_lower)
        return {one.row_id: one.before for one in rows if one.before is not None}

    def staying(self, unit: Unit) -> Unit:
        """The unit, or the next one above it that this import did not make: counters go there."""
        if self._going is None:
            rows = Made.objects.filter(record=self.record, model=Unit._meta.label_lower)
            self._going = set(rows.filter(before__isnull=True).values_list("row_id", flat=True))
        kept = [str(pk) for pk in unit.ancestor_ids if pk not in self._going]
        return unit if len(kept) == len(unit.ancestor_ids) else Unit(path=".".join([*kept, ""]))

    def units(self, ready: Iterable[Verdict]) -> None:
        """Make the units that nobody knew, each once, under the parent that was chosen."""
        made: dict[str, Unit] = {}
        for verdict in ready:
            if not verdict.new_unit:
                continue
            key = text.identity(verdict.new_unit)
            if key not in made:
                made[key] = self._unit(verdict, verdict.since or self.target.since)
            verdict.unit = made[key]
        self.count("new_units", len(made))

    def _unit(self, verdict: Verdict, since: dt.date) -> Unit:
        branch, kind = names.guess(verdict.new_unit)
        wanted = text.whole_number(self.record.choices.get(parent_key(verdict.new_unit), ""))
        below = Unit.objects.under(self.target.unit)
        parent = below.filter(pk=wanted).first() if wanted else None
        unit = org.create_unit(
            verdict.new_unit, branch, kind, parent or self.target.unit, since, self.access.actor
        )
        self.note(unit, verdict)
        return unit

    def people(self, ready: Iterable[Verdict], post_of: PostOf) -> None:
        """Make the people that nobody knew, each once, with the post of their first row."""
        first: dict[str, Verdict] = {}
        rest: list[Verdict] = []
        by_day: dict[dt.date, dict[str, org.Arrival]] = defaultdict(dict)
        for verdict in ready:
            who, unit, key = verdict.who, verdict.unit, verdict.new_person
            if verdict.person is None and who is not None and unit is not None:
                rest.append(verdict)
                if first.setdefault(key, verdict) is verdict:
                    since = verdict.since or self.target.since
                    by_day[since][key] = _arrival(who, unit, post_of(verdict))
        made: dict[str, Person] = {}
        for since, some in by_day.items():
            people = org.bring_in(list(some.values()), since, self.access.actor)
            made |= dict(zip(some, people, strict=True))
        for verdict in rest:
            verdict.person = made[verdict.new_person]
        for key, person in made.items():
            self.note(person, first[key])
        self._posts(made, first)
        self.count("new_people", len(made))

    def _posts(self, made: dict[str, Person], first: dict[str, Verdict]) -> None:
        keys = {person.pk: key for key, person in made.items()}
        wanted = list(keys)
        for start in range(0, len(wanted), BATCH):
            for post in Appointment.objects.filter(person__in=wanted[start : start + BATCH]):
                verdict = first[keys[post.person_id]]
                self.note(post, verdict, main=True)
                self.done.add(verdict.key)

    def posts(self, ready: Iterable[Verdict], post_of: PostOf) -> None:
        """A post for every row whose person did not come in with it."""
        for verdict in ready:
            person, unit = verdict.person, verdict.unit
            if verdict.key in self.done or person is None or unit is None:
                continue
            post = post_of(verdict)
            row = org.appoint(
                person,
                unit,
                post.name,
                verdict.since or self.target.since,
                self.access.actor,
                klass=post.klass,
                leads=post.leads,
            )
            self.note(row, verdict, main=True)


def _arrival(who: Who, unit: Unit, post: Post) -> org.Arrival:
    born = who.born if isinstance(who.born, dt.date) else None
    return org.Arrival(who.name, unit, post.name, klass=post.klass, leads=post.leads, born_on=born)
