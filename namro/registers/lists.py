"""Room registers: a list that is taken in by the very form and action that a person would use."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _lazy

from namro.core import text
from namro.core.dates import read_day
from namro.core.errors import Refused
from namro.figures import tally
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.registers.kit import Ask, Words
from namro.registers.models import YearRecord
from namro.sheets import cells, matching
from namro.sheets.bringing import Bringing, Post
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import Batch, ListKind, Makes, Target, Verdict, Who, row_key
from namro.sheets.reading import Row
from namro.sheets.standing import Standing

# Names of columns that stand for a person and a unit of the register: matched, never only read.
PERSON, UNIT = "name", "unit"


@dataclass(frozen=True)
class Declared:
    """A list of a register. Columns are named like the fields of the form.

    The columns `name` and `unit` are matched with people and units that are known; `as_person` says
    in which field of the record the person goes. `thing` of the target is the record of the `Ask`.
    """

    name: str
    label: Words
    about: Words
    model: type[YearRecord]
    ask: Ask
    columns: tuple[Column, ...]
    targets: Callable[[Access], Iterable[Target]]
    target: Callable[[str], Target | None]
    # The records of a thing, and the fields in which a row and a record of its unit are the same.
    among: Callable[[Any], QuerySet]
    same: tuple[str, ...]
    days: tuple[str, ...] = ()
    as_person: str = ""
    # The post of a person whom nobody knew yet.
    post: str = ""
    # What the form is given where the list says nothing.
    unsaid: Callable[[Any], dict[str, Any]] = lambda thing: {}
    # (thing, what the form said, access): raises where the action would refuse this one row.
    check: Callable[[Any, dict[str, Any], Access], None] = lambda thing, said, access: None
    # Why nothing can be brought in now.
    refusal: Callable[[Target, Access], str | None] = lambda target, access: None

    @property
    def shows(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def list_kind(of: Declared) -> ListKind:
    """The list as the importer knows it."""
    reader = _Reader(of)
    matched = [name for name in (PERSON, UNIT) if name in of.shows]
    people: list[Makes] = []
    if matched:
        people = [Makes(Unit, _lazy("unit"))]
    if of.as_person:
        people = [Makes(Appointment, _lazy("post")), Makes(Person, _lazy("person")), *people]
    return ListKind(
        name=of.name,
        label=of.label,
        about=of.about,
        layout=Layout(of.name, of.columns, person=tuple(matched) if of.as_person else ()),
        capability=of.ask.capability,
        targets=of.targets,
        target=of.target,
        read=reader.read,
        judge=reader.judge,
        standing=Standing(of.model, reader.place_of, reader.records, reader.fits),
        take_in=reader.take_in,
        take_back=_uncount,
        shows=of.shows,
        makes=(Makes(of.model, of.label), *people),
        refusal=of.refusal,
    )


def _uncount(bringing: Bringing, records: dict[str, list[Any]]) -> None:
    """What is taken back counts no longer."""
    for rows in records.values():
        for record in rows:
            if isinstance(record, YearRecord):
                tally.shift(record.period, record.counted_path, record.tally(), [])


class _Reader:
    """Rows become what a form would have been sent; the form says what is wrong."""

    def __init__(self, of: Declared) -> None:
        self.of = of

    def read(self, row: Row, batch: Batch) -> Verdict:
        """One row as texts; days are written as a form reads them."""
        said = {name: text.nfc(row.text(name)) for name in self.of.shows}
        for name in self.of.days:
            value = row.values.get(name)
            found = read_day(value.raw) if value is not None else None
            found = found or read_day(said[name])
            said[name] = f"{found:%d/%m/%Y}" if found else said[name]
        if PERSON in said:
            said[PERSON] = text.person_name(said[PERSON])
        who = Who(said.get(PERSON, ""), said[UNIT], self.of.post) if said.get(UNIT) else None
        verdict = Verdict(
            row=row,
            read=said,
            problems=[],
            key=row_key(*said.values()),
            cells=[(said[name], "") for name in self.of.shows],
            who=who,
        )
        cells.look_at_words(verdict, self.of.shows)
        for name in (PERSON, UNIT):
            column = next((one for one in self.of.columns if one.name == name), None)
            if column is not None and column.required and not said[name]:
                verdict.wrong(f"missing_{name}", name)
        return verdict

    def judge(self, batch: Batch) -> None:
        """Units and people are matched; the form judges the rest, row by row."""
        if UNIT in self.of.shows:
            matching.ask_day(batch)
            matching.look_up(batch)
            matching.match_units(batch)
            if self.of.as_person:
                matching.match_people(batch)
        thing = batch.target.thing
        form_of = self.of.ask.form(thing, batch.access)
        for verdict in batch.open:
            form = form_of({**self.of.unsaid(thing), **verdict.read})
            for name in self._matched():
                form.fields.pop(name, None)
            if not form.is_valid():
                self._say(verdict, form.errors.get_json_data())
            verdict.more["cleaned"] = form.cleaned_data
            if not verdict.problems:
                self._check(verdict, thing, batch.access)

    def _check(self, verdict: Verdict, thing: Any, access: Access) -> None:
        try:
            self.of.check(thing, self._said(verdict), access)
        except Refused as refused:
            verdict.wrong("said", text=refused.message)

    def _said(self, verdict: Verdict) -> dict[str, Any]:
        """What the action is given: what the form said, with the unit and the person that were matched."""
        said = dict(verdict.more["cleaned"])
        if UNIT in self.of.shows:
            said[UNIT] = verdict.unit
        if self.of.as_person:
            said[self.of.as_person] = verdict.person
        return said

    def _matched(self) -> Sequence[str]:
        return [name for name in (self.of.as_person, UNIT if UNIT in self.of.shows else "") if name]

    def _say(self, verdict: Verdict, errors: Any) -> None:
        for name, found in errors.items():
            column = name if name in self.of.shows else ""
            for one in found:
                verdict.wrong("said", column, text=str(one["message"]))

    def place_of(self, verdict: Verdict) -> tuple[Any, ...]:
        """Where a row belongs, and what makes it this one."""
        return self._place(verdict.unit, verdict.more["cleaned"].get)

    def records(self, target: Target, verdicts: list[Verdict]) -> Iterator[tuple[Any, YearRecord]]:
        """The records of the thing, each with its place."""
        for record in self.of.among(target.thing).select_related("unit").order_by("pk"):
            yield self._place(record.unit, partial(getattr, record)), record

    def _place(self, unit: Unit | None, value: Callable[[str], Any]) -> tuple[Any, ...]:
        where = unit.pk if unit and UNIT in self.of.shows else None
        return where, *(text.identity(str(value(name))) for name in self.of.same)

    def fits(self, verdict: Verdict, record: YearRecord) -> bool:
        """The same person, where it is one; somebody who is new stands nowhere yet."""
        name = self.of.as_person
        return not name or getattr(record, name) == verdict.person

    def take_in(self, bringing: Bringing, ready: list[Verdict]) -> None:
        """Each row by the action of the register, as if its form had been sent."""
        if UNIT in self.of.shows:
            bringing.units(ready)
        if self.of.as_person:
            bringing.people(ready, lambda verdict: Post(self.of.post))
        for verdict in ready:
            made = self.of.ask.act(bringing.target.thing, self._said(verdict), bringing.access)
            bringing.note(made, verdict, main=True)
        bringing.count("taken", len(ready))
