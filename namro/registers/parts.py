"""Room registers: rows of a record that are entered one by one, put right together, or taken out.

Parties of a case, sessions, breaches of a title: none has a page or a life of its own. The trail says
what stood before and why it was put right; of a record that seals its words it keeps digests alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _

from namro.core import audit
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.registers.entering import as_read
from namro.registers.formed import ReasonForm
from namro.registers.kit import Ask, Words


class Row(Protocol):
    """A row of a record; `whole` is all of it in words, as it stands in the trail."""

    pk: Any

    def whole(self) -> str: ...

    def save(self) -> None: ...

    def delete(self) -> Any: ...


@dataclass(frozen=True)
class Parts:
    """The rows of one kind that a record has."""

    # The name by which the record has them, and what the trail calls one: `case.party_correct`.
    related: str
    word: str
    # What the form is called: "Correct the parties".
    label: Words
    # The form of one row; its fields are columns of the row.
    form: type[forms.Form]
    # "%(n)s. Entered by mistake: take this party out"
    out: Words
    # The record, held for this person, or `Refused`.
    hold: Callable[[Any, Access], Any]
    # (record, row, what was typed): the row as it should stand, or `Refused`.
    write: Callable[[Any, Any, Mapping[str, Any]], None]
    # (record, how many are left): `Refused` where the record would lose what it must keep.
    may_go: Callable[[Any, int], None] = lambda record, left: None
    # (record, action, reason): where else than in the trail the reason is kept.
    noted: Callable[[Any, str, str], None] = lambda record, what, note: None
    # Above the form, and under the field of the reason.
    about: Words = ""
    hint: Words = ""


class PartsForm(ReasonForm):
    """Every row of a record with what was entered."""

    def __init__(self, *args: Any, parts: Parts, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.initial["version"] = parts, record.version
        self.fields["note"].help_text = str(parts.hint)
        self.rows = list(getattr(record, parts.related).all())
        for n, one in enumerate(self.rows, start=1):
            for name, field in parts.form().fields.items():
                field.label = f"{n}. {field.label}"
                field.initial = getattr(one, name)
                self.fields[f"{name}_{one.pk}"] = field
            label = parts.out % {"n": n}
            self.fields[f"out_{one.pk}"] = forms.BooleanField(label=label, required=False)
        self.order_fields([name for name in self.fields if name != "note"])

    def clean(self) -> dict[str, Any]:
        """What stays is whole; `rows` says of each what stands now, None: taken out."""
        said, names = super().clean() or {}, self.parts.form.base_fields
        found: dict[int, dict[str, Any] | None] = {}
        for one in self.rows:
            found[one.pk] = {name: said.get(f"{name}_{one.pk}") for name in names}
            if said.get(f"out_{one.pk}"):
                found[one.pk] = None
                for name in names:
                    self.errors.pop(f"{name}_{one.pk}", None)  # what goes need not be whole
        return said | {"rows": found}


@writing()
def put_right(parts: Parts, record: Any, said: Mapping[str, Any], access: Access) -> Any:
    """Each row of a record as it should stand: what `rows` says of it by its id, None: taken out.

    Raises:
        Refused: nothing that differs, or the record would lose what it must keep.
        Conflict: somebody else has changed it meanwhile.
    """
    record = parts.hold(record, access)
    as_read(record, said["version"])
    manager, wanted = getattr(record, parts.related), said["rows"]
    rows: dict[int, Row] = {one.pk: one for one in manager.all() if one.pk in wanted}
    if out := sum(wanted[pk] is None for pk in rows):
        parts.may_go(record, manager.count() - out)
    changed = [one for one in rows.values() if _row(parts, record, one, said, access)]
    if not changed:
        raise Refused(_("Nothing was changed."), status=422)
    parts.noted(record, f"{_named(record)}.{parts.word}_correct", said["note"])
    record.version += 1
    record.save(update_fields=["version"])
    return record


def _named(record: Any) -> str:
    return str(record._meta.model_name)


def _row(parts: Parts, record: Any, one: Row, said: Mapping[str, Any], access: Access) -> bool:
    """Has the row changed? It is kept or taken out, and the trail says what stood before."""
    before, to = one.whole(), said["rows"][one.pk]
    if to is None:
        one.delete()
        after = None
    else:
        parts.write(record, one, to)
        if (after := one.whole()) == before:
            return False
        one.save()
    seal, note = getattr(record, "seal", None), said["note"]
    what = f"{_named(record)}.{parts.word}_{'out' if to is None else 'correct'}"
    changes: dict[str, list[Any]] = {parts.word: [before, after]}
    if seal:
        changes = {parts.word: [seal(before), after and seal(after)], "note": [None, seal(note)]}
    audit.record(what, record, changes, access.actor, "" if seal else note)
    return True


def ask(
    parts: Parts, capability: str, offered: Callable[[Any, Access], bool], *, private: bool = False
) -> Ask:
    """The form by which they are put right, where there are any."""

    def open_now(record: Any, access: Access) -> bool:
        return offered(record, access) and bool(getattr(record, parts.related).all())

    return Ask(
        f"correct-{parts.related}", parts.label, capability,
        lambda record, access: partial(PartsForm, parts=parts, record=record),
        lambda record, said, access: put_right(parts, record, said, access),
        offered=open_now, about=parts.about, private=private, stays=True,
    )  # fmt: skip
