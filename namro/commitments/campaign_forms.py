"""Room commitments: what the browser may send about a campaign."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import amending, clears
from namro.commitments.models import Campaign, ClassRule
from namro.core.forms import CleanLines, CleanText, field_for, offer
from namro.org.models import Unit


class CampaignForm(forms.Form):
    """A campaign as an office sets it up; the rules come from the dated packs."""

    subject = forms.ChoiceField(
        label=_lazy("Rules"), help_text=_lazy("Quotas and bodies of the scheme.")
    )
    name = CleanText(label=_lazy("Name"), max_length=200)
    slug = forms.SlugField(label=_lazy("Short name in addresses"), max_length=50)
    year = forms.IntegerField(label=_lazy("Year"), min_value=2000, max_value=2100)
    opens = forms.DateField(label=_lazy("Opens on"))
    closes = forms.DateField(label=_lazy("Closes on"))
    clears = forms.ChoiceField(label=_lazy("Clears"), required=False)

    body1 = forms.ModelChoiceField(
        Unit.objects.none(), label=_lazy("First approving body"), required=False
    )
    body2 = forms.ModelChoiceField(
        Unit.objects.none(), label=_lazy("Second approving body"), required=False
    )
    topics = CleanLines(
        label=_lazy("Orientation topics"),
        required=False,
        help_text=_lazy("One a line: what the committee asks people to take on."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    decision = CleanText(label=_lazy("Set up by"), required=False, max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "subject",
            [
                ("campaign.officials", _("Key officials")),
                ("campaign.members", _("Members of cells")),
            ],
        )
        sets = [(one.id, one.name) for one in clears.presets(day)]
        offer(self, "clears", [("", _("As the rules say")), *sets])
        for name in ("body1", "body2"):
            offer(self, name, units)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("The last day lies before the first one."))
        slug = cleaned.get("slug")
        if slug and Campaign.objects.filter(slug=slug).exists():
            self.add_error("slug", _("There is a campaign of this short name already."))
        return cleaned


class CampaignEditForm(forms.ModelForm):
    """What may still be changed of a campaign, its topics, and its quotas while nobody is asked."""

    topics = CampaignForm.base_fields["topics"]
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = amending.COLUMNS
        formfield_callback = field_for

    def __init__(self, data: Any, instance: Campaign) -> None:
        words = "\n".join(instance.topics.values_list("text", flat=True))
        first = {"topics": words, "version": instance.version}
        super().__init__(data, instance=instance, initial=first)
        for name in set(amending.COLUMNS) - set(amending.columns_of(instance)):
            del self.fields[name]
        self.classes = list(instance.classes.all()) if amending.quotas_are_free(instance) else []
        for rule in self.classes:
            self._ask_quota(rule)
        self.order_fields([name for name in self.fields if name != "topics"])

    def _ask_quota(self, rule: ClassRule) -> None:
        of = {"klass": rule.get_klass_display()}
        self.fields[f"minimum_{rule.klass}"] = forms.IntegerField(
            label=_("%(klass)s: at least") % of, min_value=0, max_value=99, initial=rule.minimum
        )
        self.fields[f"maximum_{rule.klass}"] = forms.IntegerField(
            label=_("%(klass)s: at most") % of, min_value=1, max_value=99, required=False,
            initial=rule.maximum, help_text=_("Empty: no limit."),
        )  # fmt: skip
        self.fields[f"exempt_{rule.klass}"] = CleanLines(
            label=_("%(klass)s: reasons to be exempt, one a line") % of, required=False,
            initial="\n".join(rule.exempt_reasons), widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = {day: cleaned.get(day) or getattr(self.instance, day) for day in amending.DAYS}
        for day, sentence in amending.wrong_days(said).items():
            self.add_error(day, sentence)
        for rule in self.classes:
            least, most = (cleaned.get(f"{end}_{rule.klass}") for end in ("minimum", "maximum"))
            if least is not None and most is not None and most < least:
                self.add_error(f"maximum_{rule.klass}", _("This is below what is asked at least."))
        return cleaned

    def said(self) -> amending.Said:
        """The words for the action."""
        given = self.cleaned_data
        classes = {
            rule.klass: {
                "minimum": given[f"minimum_{rule.klass}"],
                "maximum": given[f"maximum_{rule.klass}"],
                "exempt_reasons": given[f"exempt_{rule.klass}"].splitlines(),
            }
            for rule in self.classes
        }
        columns = {name: given[name] for name in amending.COLUMNS if name in given}
        return amending.Said(columns, given["topics"].splitlines(), classes)
