"""Sheets room: what the browser sends of a list: a file or pasted cells, and where they belong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.core.forms import offer
from namro.org.access import Access
from namro.sheets.lists import ListKind


class UploadForm(forms.Form):
    """A workbook, or cells copied from one, and what they are brought into."""

    target = forms.ChoiceField(label=gettext_lazy("Brought into"))
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        required=False,
        help_text=gettext_lazy("xlsx, xls, ods or csv, at most 10 MB, as the office keeps it."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or cells copied from a spreadsheet"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Mark the cells with their header, copy them, and paste them here."),
    )

    def __init__(self, kind: ListKind, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {one.key: one for one in kind.targets(access)}
        self.shut = {
            key: why for key, one in self.targets.items() if (why := kind.refusal(one, access))
        }
        offer(self, "target", [(key, self._label(key)) for key in self.targets])

    def _label(self, key: str) -> str:
        """What takes nothing in now says so where it is chosen."""
        label = self.targets[key].label
        return f"{label} – {self.shut[key]}" if key in self.shut else label

    @property
    def why_not(self) -> str:
        """Why nothing can be taken into what is chosen; before a choice, where nothing can be."""
        chosen = self.data.get("target") or self.initial.get("target") or ""
        if chosen in self.targets:
            return self.shut.get(chosen, "")
        return next(iter(self.shut.values())) if len(self.shut) == len(self.targets) > 0 else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        both = bool(cleaned.get("file")) == bool((cleaned.get("pasted") or "").strip())
        if both and not self.errors:
            raise ValidationError(_("Choose a workbook, or paste cells: one of the two."))
        return cleaned
