"""Room reports: what is asked before figures are frozen."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.commitments.models import Campaign
from namro.core import clock, text
from namro.core.forms import CleanText, offer
from namro.figures.frozen import Taking
from namro.figures.models import SnapshotKind
from namro.org.access import Access
from namro.org.models import Unit
from namro.reports import queries

MOST_UNITS = 300


class SnapshotForm(forms.Form):
    """Which campaign, where, what it is called, and as of which day."""

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("The unit of the campaign, or one below it."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Which review"), choices=SnapshotKind)
    name = CleanText(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("As the report will call it, for example “Sơ kết 6 tháng đầu năm”."),
    )
    day = forms.DateField(
        label=gettext_lazy("As of"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day to which is counted; none that has not come yet."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {one.slug: one for one in queries.campaigns(access)}
        found = queries.units_to_freeze(access)
        units = {str(one.pk): one for one in found[:MOST_UNITS]}
        wanted = text.whole_number(str(self["unit"].value() or ""))
        if wanted and str(wanted) not in units:
            # A unit deep down was asked for: it is not among the uppermost that the list holds.
            units |= {str(one.pk): one for one in found.filter(pk=wanted)}
        self.units: dict[str, Unit] = units
        choices = {
            "campaign": [(slug, one.name) for slug, one in self.campaigns.items()],
            "unit": [(pk, _named(one)) for pk, one in units.items()],
        }
        for name, values in choices.items():
            offer(self, name, values)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day and day > clock.today():
            self.add_error("day", _("This day has not come yet."))
        elif day and "campaign" in cleaned and "unit" in cleaned:
            self._check_place(day)
        return cleaned

    def _check_place(self, day: dt.date) -> None:
        if not queries.stands_below(self.where, self.what, day):
            words = _("%(unit)s did not stand below the unit of this campaign on that day.")
            self.add_error("unit", ValidationError(words % {"unit": self.where}))

    @property
    def what(self) -> Campaign:
        return self.campaigns[self.cleaned_data["campaign"]]

    @property
    def where(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    @property
    def taking(self) -> Taking:
        said = self.cleaned_data
        return Taking("campaign", str(self.what.pk), said["kind"], said["name"], said["day"])


def _named(unit: Unit) -> str:
    """Cells of many wards have one name: the unit above tells them apart."""
    name = f"{unit.name} – {unit.parent.name}" if unit.parent else unit.name
    return _("%(unit)s (closed)") % {"unit": name} if unit.until else name
