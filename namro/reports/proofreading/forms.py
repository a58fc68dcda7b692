"""Room reports: what the browser sends of a draft: a file or pasted words, and whom they are about."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.commitments.models import Campaign
from namro.commitments.register import visible_campaigns
from namro.core.forms import offer
from namro.org.access import Access
from namro.org.models import Unit
from namro.reports.proofreading.limits import MAX_LETTERS

MOST_UNITS = 300


class DraftForm(forms.Form):
    """A draft, as a file or as words, and the set of the register that it speaks of."""

    pasted = forms.CharField(
        label=gettext_lazy("Text of the draft"),
        required=False,
        strip=False,
        max_length=MAX_LETTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Copy the text, or a part of it, and paste it here."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("docx, pdf or txt, at most 10 MB."),
    )
    campaign = forms.ChoiceField(
        label=gettext_lazy("Campaign"),
        required=False,
        help_text=gettext_lazy("Left empty, the year or the name in the draft decides."),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        required=False,
        help_text=gettext_lazy("Left empty, the names in the draft decide."),
    )

    as_of = forms.DateField(
        label=gettext_lazy("As the records stood on"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The day to which the draft counts; left empty, today."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {one.slug: one for one in visible_campaigns(access).order_by("-year")}
        units = access.units("figures.view").filter(until=None).order_by("path")
        self.units = {str(one.pk): one for one in units[:MOST_UNITS]}
        nothing = [("", _("By the words of the draft"))]
        choices = {
            "campaign": nothing + [(slug, one.name) for slug, one in self.campaigns.items()],
            "unit": nothing + [(pk, one.name) for pk, one in self.units.items()],
        }
        for name, values in choices.items():
            offer(self, name, values)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        both = bool(cleaned.get("file")) == bool((cleaned.get("pasted") or "").strip())
        if both and not self.errors:
            raise ValidationError(_("Paste the text, or choose a file: one of the two."))
        return cleaned

    @property
    def campaign_asked(self) -> Campaign | None:
        return self.campaigns.get(self.cleaned_data["campaign"])

    @property
    def unit_asked(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])
