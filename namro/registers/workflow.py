"""Room registers: the engine of life cycles: a table of steps, and one door through it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.core import audit
from namro.core.audit import Actor
from namro.core.errors import Conflict, Refused
from namro.core.write import afterwards, writing
from namro.figures import tally
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.roles import CAPABILITIES, OWN

DENIED = "denied"
Guard = Callable[[Any, Access], str | None]


# Guards that ask who takes a step, not how the record stands: what they refuse is a right.
_personal: set[Guard] = set()
G = TypeVar("G", bound=Guard)


def personal(guard: G) -> G:
    """Mark such a guard."""
    _personal.add(guard)
    return guard


@dataclass(frozen=True)
class Taken:
    """A step that has just been taken: what an effect may need to know."""

    record: Any
    access: Access
    note: str
    # What the columns of `also` held before.
    before: dict[str, Any]


Effect = Callable[[Taken], None]


def own_unit(record: Any) -> Unit:
    """Where a capability is asked for when a step does not say otherwise."""
    return record.unit


@dataclass(frozen=True)
class Step:
    """One arrow of a life cycle."""

    name: str
    label: str | Promise
    source: tuple[str, ...]
    target: str
    capability: str
    guards: tuple[Guard, ...] = ()
    # Guards that keep who did a thing from deciding on it; an attempt against one is recorded.
    apart: tuple[Guard, ...] = ()
    effect: Effect | None = None
    asks_note: bool = False
    # Where the record as it stands asks for a reason though the step does not always.
    asks: Callable[[Any], bool] | None = None
    # Columns that are written in the same statement as the status.
    also: Callable[[Any, Access], dict[str, object]] | None = None
    where: Callable[[Any], Unit] = own_unit
    primary: bool = False
    # Steps that need more than a note (a day, a text) have a page of their own and no button.
    button: bool = True

    def asks_note_of(self, record: Any) -> bool:
        """Is a reason asked for, as the record stands?"""
        return self.asks_note or (self.asks is not None and self.asks(record))


@dataclass(frozen=True)
class Workflow:
    """A life cycle as data; nothing else in the house assigns a status."""

    states: type[models.TextChoices]
    start: str
    final: tuple[str, ...]
    steps: tuple[Step, ...]

    def __getitem__(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def refusal(self, record: Any, step: Step, access: Access) -> str | None:
        """Why this person may not take this step on this record now; None when they may."""
        found = self._refused(record, step, access)
        return found.message if found else None

    def open_steps(self, record: Any, access: Access) -> list[Step]:
        """The buttons."""
        return [s for s in self.steps if s.button and self.refusal(record, s, access) is None]

    @writing()
    def take(
        self,
        record: Any,
        name: str,
        access: Access,
        note: str = "",
        *,
        version: int | None = None,
    ) -> Any:
        """The only way a status ever changes: lock, check, write, record, then the effect.

        Raises:
            Conflict: somebody else was first.
            Refused: a missing right (403), a guard (409) or a missing reason (422).
        """
        step = self[name]
        seen = record.status
        record = lock(record)
        if record.status != seen or (version is not None and record.version != version):
            raise Conflict(_overtaken(record))
        if record.status not in step.source:
            # A button that was offered a moment ago: somebody pressed another one meanwhile.
            raise Conflict(_overtaken(record))
        self._keep_apart(record, step, access)
        if found := self._refused(record, step, access):
            raise found
        if step.asks_note_of(record) and not note.strip():
            raise Refused(_("Say why, so that the person can act on it."), status=422)
        with tally.counted(record) if hasattr(record, "tally") else nullcontext():
            by = access.actor_for(step.capability, step.where(record))
            also = step.also(record, access) if step.also else {}
            held = {name: getattr(record, name) for name in also}
            before, record.status = record.status, step.target
            self._write(record, before, also)
            _record(record, step, before, by, note)
            if step.effect:
                step.effect(Taken(record, access, note, held))
        return record

    def problems(self) -> Iterator[str]:
        """What is unsound in the table itself."""
        known = set(self.states.values)
        for step in self.steps:
            if unknown := {*step.source, step.target} - known:
                yield f"{step.name}: unknown state {sorted(unknown)}"
            if step.capability not in CAPABILITIES | OWN:
                yield f"{step.name}: no role holds {step.capability}"
        reached = {self.start, *(step.target for step in self.steps)}
        left = {source for step in self.steps for source in step.source}
        for state in sorted(known - reached):
            yield f"{state}: no step leads there"
        for state in sorted(known - left - set(self.final)):
            yield f"{state}: no way out, and not declared final"

    def as_mermaid(self) -> str:
        """The diagram of the table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [
            f"    {source} --> {step.target}: {step.name}"
            for step in self.steps
            for source in step.source
        ]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in self.final)])

    def _refused(self, record: Any, step: Step, access: Access) -> Refused | None:
        """403 where it is not for this person; 409 where it is, but not as the record stands now."""
        if record.status not in step.source:
            words = _("The record stands at “%(state)s”.")
            return Conflict(words % {"state": record.get_status_display()})
        if not self._permitted(record, step, access):
            return Refused(_("You do not have the right to take this step."))
        for guard in (*step.apart, *step.guards):
            if why := guard(record, access):
                return Refused(why) if guard in {*step.apart, *_personal} else Conflict(why)
        return None

    def _permitted(self, record: Any, step: Step, access: Access) -> bool:
        if step.capability in OWN and access.may(step.capability, record):
            return True
        return access.can(step.capability, step.where(record))

    def _keep_apart(self, record: Any, step: Step, access: Access) -> None:
        if self._permitted(record, step, access):
            why = _first(step.apart, record, access)
            if why is not None:
                deny(record, step.name, why, access.actor_for(step.capability, step.where(record)))

    def _write(self, record: Any, before: str, also: dict[str, object]) -> None:
        # Conditional as well as locked: SQLite has no row lock, and a lost update must not pass.
        changed = (
            type(record)
            ._default_manager.filter(pk=record.pk, status=before, version=record.version)
            .update(status=record.status, version=record.version + 1, **also)
        )
        if changed != 1:
            raise Conflict(_overtaken(record))
        record.version += 1
        for name, value in also.items():
            setattr(record, name, value)


def _record(record: Any, step: Step, before: str, by: Actor, note: str) -> None:
    """One entry of the trail; a record that seals its words keeps them itself, the trail a digest."""
    changes: dict[str, Any] = {"status": [before, step.target]}
    seal = getattr(record, "seal", None)
    if seal and note:
        changes["note"] = [None, seal(note)]
    audit.record(step.name, record, changes, by, "" if seal else note)


def lock(record: Any) -> Any:
    """The record as it stands now, held until the end of the transaction.

    What was read along with it (its unit, its campaign) is not read again while it is the same.
    """
    fresh = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    for field in record._meta.concrete_fields:
        same = field.is_relation and getattr(fresh, field.attname) == getattr(record, field.attname)
        if same and field.is_cached(record):
            field.set_cached_value(fresh, field.get_cached_value(record))
    return fresh


def deny(record: Any, step: str, why: str, by: Actor) -> NoReturn:
    """Refuse who would decide on their own; the attempt stands in the trail, whatever is undone.

    Raises:
        Refused: always, with the sentence.
    """
    afterwards(partial(audit.record, DENIED, record, {"step": [None, step]}, by, why))
    raise Refused(why)


def _first(guards: tuple[Guard, ...], record: Any, access: Access) -> str | None:
    return next((why for guard in guards if (why := guard(record, access))), None)


def _overtaken(record: Any) -> str:
    changes = (pair for pair in audit.history(record) if pair[0].action != DENIED)
    last = next(changes, None)
    if last is None:
        return _("Somebody else has changed this record. Look at it anew.")
    entry, detail = last
    return _("%(who)s was first, at %(when)s: the record now stands at “%(state)s”.") % {
        "who": detail.actor_name,
        "when": timezone.localtime(entry.at).strftime("%H:%M %d/%m/%Y"),
        "state": record.get_status_display(),
    }
