"""Room papers: what the browser may send about heads of papers, reasons and templates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanLines, CleanText, field_for
from namro.papers.letterheads import Head
from namro.papers.models import Letterhead

HEAD = (
    "superior",
    "issuer",
    "abbreviation",
    "place",
    "term_since",
    "mode",
    "authority",
    "post",
    "name",
)


class HeadForm(forms.ModelForm):
    """The head of a unit's papers from a day on."""

    class Meta:
        model = Letterhead
        fields = (*HEAD, "since")
        formfield_callback = field_for

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(head, name) for name in HEAD} | {"since": clock.today()}
        super().__init__(*args, **kwargs)
        self.form_of_head = head.form
        if head.term_since is None:
            del self.fields["term_since"]

    def head(self) -> Head:
        """What was written."""
        said = {name: self.cleaned_data.get(name) for name in HEAD}
        return Head(form=self.form_of_head, **said)  # type: ignore[arg-type]  # cleaned by fields


class CancelForm(forms.Form):
    """Why a paper is cancelled."""

    note = CleanLines(
        label=_("Reason"),
        max_length=1000,
        help_text=_("The number stays in the book as cancelled, with this reason."),
    )


class TemplateForm(forms.Form):
    """A Word template in place of ours."""

    file = forms.FileField(label=_("Word template (.docx)"))
    note = CleanText(label=_("What was changed"), max_length=300, required=False)
