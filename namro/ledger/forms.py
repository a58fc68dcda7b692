"""Room ledger: what the browser may send about work that is followed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanLines, offer
from namro.ledger.states import Finding
from namro.org.models import Unit


class FilesInput(forms.ClearableFileInput):
    """Several photos at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked by the action, so one bad file names itself."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class NoteForm(forms.Form):
    """A thirty-second note."""

    text = CleanLines(
        label=_("What has been done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    step = forms.ChoiceField(label=_("How it stands"), required=False, widget=forms.RadioSelect)
    photos = FilesField(
        label=_("Photos or papers"),
        required=False,
        help_text=_("JPG, PNG, PDF, DOCX or XLSX. The place where a photo was taken is removed."),
        widget=FilesInput(
            attrs={"multiple": True, "accept": "image/jpeg,image/png,.pdf,.docx,.xlsx"}
        ),
    )

    def __init__(self, *args: Any, steps: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As before")), *steps]
        offer(self, "step", choices)


class BlockForm(forms.Form):
    """What stops the work, and who can clear it."""

    text = CleanLines(
        label=_("What stops the work"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    level = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("The level that can clear it"),
        help_text=_("Its own clock starts today and shows in its figures."),
    )

    def __init__(self, *args: Any, levels: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", levels)


class ExtendForm(forms.Form):
    """A later day, with its reason."""

    new_due = forms.DateField(label=_("New due day"))
    reason = CleanLines(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class StepForm(forms.Form):
    """The reason of a step, typed again or left as it was after a refusal."""

    note = CleanLines(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VisitForm(forms.Form):
    """What somebody who did not do the work saw."""

    on = forms.DateField(label=_("Day of the visit"), initial=clock.today)
    found = forms.ChoiceField(
        label=_("Found"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Finding.choices if choice[0] != Finding.NONE],
    )
    note = CleanLines(
        label=_("What was seen"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.FileField(label=_("Photo or paper"), required=False)
