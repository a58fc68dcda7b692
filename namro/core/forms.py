"""Room core: form fields that take text as an office needs it: NFC, no hidden letters."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.core import text
from namro.core.errors import Refused


class CleanText(forms.CharField):
    """One line of text: NFC, blanks folded, and an odd letter is named with its position."""

    lines = False

    def to_python(self, value: Any) -> str:
        value = super().to_python(value) or ""
        odd = text.bad_letters(value)
        if odd:
            raise ValidationError(
                _("There is a letter that cannot be used at position %(position)s. Type it anew."),
                code="odd-letter",
                params={"position": odd[0]},
            )
        return text.nfc(value, lines=self.lines)


class CleanLines(CleanText):
    """Several lines of text."""

    lines = True
    widget = forms.Textarea


def field_for(db_field: models.Field, **kwargs: Any) -> forms.Field | None:
    """`formfield_callback` of our model forms: every text goes through `CleanText`."""
    if isinstance(db_field, models.TextField):
        kwargs.setdefault("form_class", CleanLines)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
    elif isinstance(db_field, models.CharField) and not db_field.choices:
        kwargs.setdefault("form_class", CleanText)
    return db_field.formfield(**kwargs)


def offer(form: forms.BaseForm, name: str, given: QuerySet | Iterable[tuple[Any, Any]]) -> None:
    """What a field of a form lets one choose from: rows of a model, or pairs of value and words."""
    field: Any = form.fields[name]
    if isinstance(given, QuerySet):
        field.queryset = given
    else:
        field.choices = list(given)


DONE = 302


def carry_out(form: forms.BaseForm, act: Callable[[], Any]) -> int:
    """Do what a form was sent for; gives the status of the answer: `DONE`, or why the form comes again.

    A rule that says no stands above the fields, and what was typed stays in them.
    """
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 422
    try:
        act()
    except Refused as refused:
        form.add_error(None, refused.message)
        return refused.status
    return DONE
