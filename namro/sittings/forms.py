"""Room sittings: what the browser may send."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core.forms import CleanLines, CleanText, offer
from namro.sittings.setup import Setup, Waiting
from namro.sittings.states import Choice, Duty

HOUR = r"^\s*(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{0,2})\s*$"


class SittingForm(forms.Form):
    """Name, day, hour and place of a sitting."""

    name = CleanText(label=_lazy("Name of the sitting"), max_length=200)
    on = forms.DateField(label=_lazy("Day"), help_text=_lazy("For example 24/2/2026."))
    at = forms.RegexField(
        HOUR,
        label=_lazy("Hour"),
        help_text=_lazy("For example 8:30 or 8 giờ 30."),
        error_messages={"invalid": _lazy("Write the hour as 8:30 or 8 giờ 30.")},
    )
    place = CleanText(label=_lazy("Place"), max_length=200, required=False)

    def clean_at(self) -> dt.time:
        """An hour as people write it."""
        return hour_of(self.cleaned_data["at"])

    def setup(self, docket: str = "", scope: str = "") -> Setup:
        """What an action takes."""
        said = self.cleaned_data
        moment = dt.datetime.combine(said["on"], said["at"], timezone.get_current_timezone())
        return Setup(said["name"], moment, said["place"], docket, scope)


def hour_of(typed: str) -> dt.time:
    """An hour that has the shape of `HOUR`.

    Raises:
        ValidationError: no day has it.
    """
    found = re.match(HOUR, typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a day has 24 hours of 60 minutes
        raise forms.ValidationError(_("Write the hour as 8:30 or 8 giờ 30."))
    return dt.time(hour, minute)


class HeldForm(forms.Form):
    """When a sitting was really held; in session only when it began."""

    on = forms.DateField(label=_lazy("Day"), help_text=_lazy("For example 24/2/2026."))
    began = CleanText(label=_lazy("Began at"), max_length=20)
    ended = CleanText(label=_lazy("Ended at"), max_length=20)
    ended_on = forms.DateField(
        label=_lazy("Day on which it ended, where that was another one"),
        required=False,
        help_text=_lazy("Only for a sitting that went past midnight, for example 25/2/2026."),
    )

    def __init__(self, *args: Any, over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not over:
            del self.fields["ended"], self.fields["ended_on"]

    def clean_began(self) -> dt.time:
        """An hour as people write it."""
        return hour_of(self.cleaned_data["began"])

    def clean_ended(self) -> dt.time:
        """An hour as people write it."""
        return hour_of(self.cleaned_data["ended"])

    def moments(self) -> tuple[dt.datetime, dt.datetime | None]:
        """Beginning, and end where it is over."""
        said, zone = self.cleaned_data, timezone.get_current_timezone()
        began = dt.datetime.combine(said["on"], said["began"], zone)
        if "ended" not in said:
            return began, None
        return began, dt.datetime.combine(said["ended_on"] or said["on"], said["ended"], zone)


class NewSittingForm(SittingForm):
    """The same, with what is to be decided."""

    what = forms.ChoiceField(label=_lazy("What is to be decided"), widget=forms.RadioSelect)
    field_order = ("what", "name", "on", "at", "place")

    def __init__(self, *args: Any, waiting: Sequence[Waiting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {one.key: one for one in waiting}
        words = _("%(body)s: %(what)s, %(n)s lines")
        offer(
            self,
            "what",
            [
                (key, words % {"body": one.body, "what": one.scope.label, "n": one.scope.waiting})
                for key, one in self.waiting.items()
            ],
        )

    @property
    def chosen(self) -> Waiting:
        """What was ticked; the form is valid."""
        return self.waiting[self.cleaned_data["what"]]


class SeatForm(forms.Form):
    """One more seat."""

    who = CleanText(
        label=_lazy("Full name"),
        max_length=200,
        help_text=_lazy("As it stands in the list of people of the units that you look after."),
    )
    duty = forms.ChoiceField(label=_lazy("Duty"), choices=Duty, initial=Duty.MEMBER)
    stands_for = forms.ChoiceField(
        label=_lazy("In the place of"),
        required=False,
        help_text=_lazy("A deputy votes in the place of an absent member; this is traced."),
    )

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stands_for", [("", "–"), *members])


class MotionForm(forms.Form):
    """What is proposed of a line, and why."""

    motion = forms.ChoiceField(label=_lazy("Proposed"), widget=forms.RadioSelect)
    note = CleanLines(
        label=_lazy("Reason (for returning, refusing or another task)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, motions: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "motion", motions)


class RemarkForm(forms.Form):
    """What was said, for the minutes."""

    remark = CleanLines(
        label=_lazy("Remark for the minutes"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandForm(forms.Form):
    """A raised hand, as a phone or the secretary sends it."""

    choice = forms.ChoiceField(choices=Choice)
    token = forms.UUIDField()
    made_at = forms.IntegerField(min_value=0, max_value=2**53)
    remark = CleanText(required=False, max_length=500)
