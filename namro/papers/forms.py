"""Room papers: what the browser may send about heads of papers, reasons and templates."""

from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanLines, CleanText, field_for
from namro.papers.letterheads import Head
from namro.papers.models import Letterhead
from namro.papers.states import Mode
from namro.papers.words import Words

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


class PaperForm(forms.Form):
    """What the office says on a paper before it gets its number."""

    subject = CleanText(label=_("What it is about"), max_length=500)
    grounds = CleanLines(
        label=_("Grounds, one a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    mode = forms.ChoiceField(label=_("Signed"), choices=Mode)
    authority = CleanText(label=_("On whose behalf"), max_length=200, required=False)
    stead = CleanText(
        label=_("For which head, where a deputy signs for the body"),
        max_length=120,
        required=False,
    )
    post = CleanText(label=_("Post of who signs"), max_length=120)
    name = CleanText(label=_("Name of who signs"), max_length=120)
    recipients = CleanLines(
        label=_("Recipients, one a line"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, proposed: Words, decides: bool, signed: bool = True, **kwargs: Any
    ) -> None:
        self._proposed = proposed
        initial = asdict(proposed)
        for name in ("grounds", "recipients"):
            initial[name] = "\n".join(initial[name])
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        if not decides:
            del self.fields["grounds"]
        if not signed:  # by people whom the paper knows itself, such as chair and secretary
            for name in ("mode", "authority", "stead", "post", "name"):
                del self.fields[name]

    def words(self) -> Words:
        """What was written."""
        said = self.cleaned_data
        lines: dict[str, Any] = {
            name: [one.strip() for one in said.get(name, "").splitlines() if one.strip()]
            for name in ("grounds", "recipients")
        }
        written = {name: said[name] for name in self.fields if name not in lines}
        return replace(self._proposed, **written, **lines)


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
