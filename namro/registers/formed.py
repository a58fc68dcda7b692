"""Room registers: a form of a record, made from its model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack, cast

from django import forms
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.forms import CleanLines, field_for, offer
from namro.core.write import writing
from namro.org.access import Access
from namro.org.models import Person, Unit
from namro.registers.entering import as_read, ask_right, correct
from namro.registers.fields import as_field
from namro.registers.kit import Ask, FormOf, Words, always
from namro.registers.workflow import lock, own_unit

FormFor = Callable[[Any, Access], FormOf]
Choices = Callable[[], Sequence[tuple[str, Words]]]
UNIT = _lazy("Unit")


class ReasonForm(forms.Form):
    """Why something is put right; nobody else has changed it since the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = CleanLines(
        label=_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RecordForm(forms.ModelForm):
    """A record: people are typed by name, units are those open to this person today."""

    def __init__(
        self, *args: Any, access: Access, capability: str, see: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        today = Unit.objects.on(clock.today())
        for name in list(self.fields):
            column = _column(self._meta.model, name)
            if column is None or not column.is_relation:
                continue
            if column.related_model is Person:
                label = capfirst(column.verbose_name)
                self.fields[name] = as_field(access, label, required=not column.blank)
            elif column.related_model is Unit:
                right = capability if name == "unit" else see
                units = today.filter(pk__in=access.units(right)).order_by("path")
                offer(self, name, units)
                if name == "unit" and column.verbose_name == name:
                    self.fields[name].label = UNIT
            else:
                rows = access.rows(column.related_model, see).order_by("-pk")
                offer(self, name, rows)

    def _post_clean(self) -> None:
        """The action judges what is typed; a half-filled model would be judged without its unit."""


def only(units: QuerySet) -> int | None:
    """The unit where there is no choice; of several none is put before a person: the wrong one would stay."""
    found = list(units.order_by("path").values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _column(model: Any, name: str) -> Any:
    return next((one for one in model._meta.get_fields() if one.name == name), None)


class More(TypedDict, total=False):
    """What a form may have beside its fields."""

    # The right with which other records and units are seen.
    see: str
    # Fields whose choices are asked for each time.
    choices: Mapping[str, Choices]
    hints: Mapping[str, Words]
    initial: Callable[[Any, Access], dict[str, Any]]


def form_of(
    model: type[Any], fields: Sequence[str], capability: str, **more: Unpack[More]
) -> FormFor:
    """The form of an `Ask`: some fields of a model."""
    hints: Any = more.get("hints")
    see, asked = more.get("see", "unit.view"), dict(more.get("choices", {}))
    initial = more.get("initial")
    made: Any = modelform_factory(
        model, form=RecordForm, fields=fields, formfield_callback=field_for, help_texts=hints
    )

    def form(record: Any, access: Access) -> FormOf:
        first = initial(record, access) if initial else {}
        if record is None and "unit" in fields:
            first = {
                "unit": only(Unit.objects.on(clock.today()) & access.units(capability)),
                **first,
            }

        def bound(*args: Any, **kwargs: Any) -> forms.Form:
            kwargs["initial"] = {**first, **kwargs.get("initial", {})}
            found = made(*args, access=access, capability=capability, see=see, **kwargs)
            for name, of_now in asked.items():
                label = found.fields[name].label
                found.fields[name] = forms.ChoiceField(label=label, choices=list(of_now()))
            return cast("forms.Form", found)

        return bound

    return form


Check = Callable[[Any, dict[str, Any]], None]
After = Callable[[Any, Access], None]


@dataclass(frozen=True)
class Correction:
    """What may be put right of a record, by whom, and what must hold then."""

    model: type[Any]
    fields: tuple[str, ...]
    capability: str
    # (record, what was typed): raises where the record cannot be so.
    check: Check = lambda record, told: None
    offered: Callable[[Any, Access], bool] = always
    where: Callable[[Any], Unit] = own_unit
    # In the same transaction, where other records hold what was put right.
    after: After = lambda record, access: None


@writing()
def put_right(record: Any, said: dict[str, Any], of: Correction, access: Access) -> Any:
    """What was entered wrong as it should be; counters follow, the trail says what stood before.

    Raises:
        Refused: no right, nothing that differs, or what cannot be (`check`).
        Conflict: somebody else has changed it meanwhile.
    """
    row = lock(record)
    ask_right(of.capability, of.where(row), access)
    if not of.offered(row, access):
        raise Conflict(_("This is not open any more; look at the record anew."))
    as_read(row, said["version"])
    told = {name: said[name] for name in of.fields}
    if all(getattr(row, name) == value for name, value in told.items()):
        raise Refused(_("Nothing was changed."), status=422)
    of.check(row, told)
    row = correct(row, told, access, said["note"])
    of.after(row, access)
    return row


def correction(of: Correction) -> Ask:
    """The form "Correct what was entered": the fields as they stand, and the reason."""

    def now(record: Any, access: Access) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("version", *of.fields)}

    made = form_of(of.model, of.fields, of.capability, initial=now)

    def form(record: Any, access: Access) -> FormOf:
        def bound(*args: Any, **kwargs: Any) -> forms.Form:
            found = made(record, access)(*args, **kwargs)
            found.fields |= ReasonForm().fields
            return found

        return bound

    return Ask(
        "correct", _lazy("Correct what was entered"), of.capability, form,
        lambda record, said, access: put_right(record, said, of, access),
        offered=of.offered, where=of.where, stays=True,
    )  # fmt: skip
