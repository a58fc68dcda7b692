"""Room commitments: what the browser may send about paper forms: printing them, keying them in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import paper
from namro.commitments.forms import LineForm
from namro.core.forms import CleanLines, CleanText, offer
from namro.org.models import Unit

LAYOUTS = (
    (paper.PER_MEMBER, _lazy("a sheet for each member")),
    (paper.PER_CELL, _lazy("one list for the cell")),
)


class PrintForm(forms.Form):
    """For whom forms are printed, and how."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_lazy("Unit"))
    layout = forms.ChoiceField(label=_lazy("How"), choices=LAYOUTS)
    everybody = forms.BooleanField(
        label=_lazy("Also for those who have registered"), required=False
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        if not self.initial.get("unit") and len(only := list(units[:2])) == 1:
            self.initial["unit"] = only[0].pk


class KeyForm(LineForm):
    """One paper form, field after field as it is written; Enter goes on, the last one keeps it."""

    number = CleanText(
        label=_lazy("Number of the form"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True}),
    )  # fmt: skip
    kind = CleanText(label=_lazy("New (m) or hard (k)"), max_length=20)
    title = CleanText(label=_lazy("Work"), max_length=1000)
    due = CleanText(label=_lazy("Due"), max_length=60)
    result = CleanText(label=_lazy("Result"), max_length=500)
    attempts = CleanLines(
        label=_lazy("Why it is hard or new"), required=False, max_length=2000,
        widget=forms.TextInput(),
    )  # fmt: skip
    authority = CleanText(label=_lazy("Authority"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """One letter is enough for the kind."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.understand(cleaned)
        return cleaned
