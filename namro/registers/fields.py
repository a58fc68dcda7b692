"""Room registers: fields that registers share: a person by name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock, text
from namro.core.forms import CleanText
from namro.org import queries
from namro.org.access import Access
from namro.org.models import Person

SHOWN = 8
HINT = _lazy("Type the whole name; where several bear it, a comma and the unit after it.")


class PersonField(CleanText):
    """A person typed by name: `Nguyễn Văn An` or `Nguyễn Văn An, Chi bộ 3`.

    A choice of thousands is no choice on a phone; whoever is not certain is asked for, by unit.
    """

    def __init__(self, *, access: Access, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("help_text", HINT)
        super().__init__(**kwargs)
        self.access = access

    def prepare_value(self, value: Any) -> Any:
        """A stored person is shown by name and unit."""
        if isinstance(value, int):
            value = Person.objects.filter(pk=value).first()
        return _written(value) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        """The person, or a sentence that says who there is."""
        said = super().clean(value)
        if not said:
            return None
        name, _comma, unit = said.partition(",")
        found = self._named(name, unit)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("Nobody called “%(name)s” is known in the units open to you. Check the spelling.")
                % {"name": said[:100]}
            )
        others = "; ".join(_written(one) for one in found[:SHOWN])
        raise ValidationError(
            _("Several people bear this name; write one of these: %(names)s") % {"names": others}
        )

    def _named(self, name: str, unit: str) -> list[Person]:
        """Who bears the name, with its accents where somebody does, and holds a post there."""
        rows = queries.people(self.access).filter(search_text=text.fold(name))
        if unit.strip():
            day = clock.today()
            here = Q(appointments__until=None) | Q(appointments__until__gt=day)
            rows = rows.filter(here, appointments__unit__name__iexact=unit.strip())
        found = list(rows.distinct().order_by("sort_key", "pk")[: SHOWN + 1])
        spelled = text.person_name(name)
        return [one for one in found if one.full_name == spelled] or found


def _written(person: Person) -> str:
    post = person.appointments.filter(until=None).select_related("unit").first()
    return f"{person.full_name}, {post.unit.name}" if post else person.full_name


def as_field(access: Access, label: str | Promise, *, required: bool = True) -> forms.Field:
    """A person by name as a field of a form."""
    return PersonField(access=access, label=label, required=required)
