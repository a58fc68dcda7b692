"""Room mediation: what the browser may send; nothing of it is kept as a draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanLines, CleanText, field_for, offer
from namro.mediation import law
from namro.mediation.models import (
    Case,
    Check,
    Mediator,
    Words,
    mediators_of,
    members_on,
    teams_near,
)
from namro.mediation.states import AlertKind, CaseState, ChosenBy, Origin
from namro.org.access import Access
from namro.org.models import Person, Unit
from namro.registers.formed import ReasonForm

# Days that the buttons keep; of a book on paper that is typed later they are put right.
DAYS = ("assigned_on", "begun_on", "ended_on")
TEAM_ALONE = _("Only mediators of the team see this.")


class CaseForm(forms.Form):
    """A case as the team receives it."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Mediation team"))
    received_on = forms.DateField(label=_("Received on"), initial=clock.today)
    field = forms.ChoiceField(label=_("Field"))
    origin = forms.ChoiceField(label=_("How it began"), choices=Origin)
    second = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Second team, where the parties live apart"), required=False
    )
    content = CleanLines(
        label=_("Content of the case"), required=False, max_length=4000,
        help_text=TEAM_ALONE, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = members_on(access.person_id, clock.today())
        offer(self, "unit", mine)
        offer(self, "second", teams_near(mine))
        offer(self, "field", list(law.labels("field").items()))
        self.initial.setdefault("unit", mine.first())


class CorrectForm(ReasonForm):
    """What was entered about a case, to be put right."""

    received_on = forms.DateField(label=_("Received on"))
    assigned_on = forms.DateField(label=_("Assigned on"))
    begun_on = forms.DateField(label=_("Begun on"))
    ended_on = forms.DateField(label=_("Ended on"))
    field = forms.ChoiceField(label=_("Field"))
    origin = forms.ChoiceField(label=_("How it began"), choices=Origin)
    second = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Second team, where the parties live apart"), required=False
    )
    outside = forms.ChoiceField(label=_("Why not for mediation"))
    content = CleanLines(
        label=_("Content of the case"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    field_order = (
        "version",
        "received_on",
        *DAYS,
        "field",
        "origin",
        "second",
        "outside",
        "content",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = TEAM_ALONE
        near = teams_near(Unit.objects.filter(pk=case.unit_id)).exclude(pk=case.unit_id)
        teams = Unit.objects.filter(Q(pk__in=near.values("pk")) | Q(pk=case.second_id))
        offer(self, "second", teams.order_by("path"))
        offer(self, "field", list(law.labels("field", case.received_on).items()))
        offer(self, "outside", list(law.labels("outside").items()))
        words = Words.objects.filter(case=case).first()
        names = ("version", "received_on", *DAYS, "field", "origin", "second", "outside")
        self.initial.update({name: getattr(case, name) for name in names})
        self.initial["content"] = words.content if words else ""
        if case.status != CaseState.OUT_OF_SCOPE:
            del self.fields["outside"]
        for day in DAYS:
            if getattr(case, day) is None:
                del self.fields[day]  # what has not happened has no day


def not_later(year: int | None) -> int | None:
    """A year that has come, or none."""
    if year is not None and year > clock.today().year:
        raise ValidationError(gettext("Write a year that has come."))
    return year


class PartyForm(forms.Form):
    """A side of the case."""

    name = CleanText(label=_("Name of the party"), max_length=200)
    born = forms.IntegerField(label=_("Year of birth"), required=False, min_value=1900)
    address = CleanText(label=_("Address"), max_length=300, required=False)

    def clean_born(self) -> int | None:
        """A year that has come."""
        return not_later(self.cleaned_data["born"])


class SessionForm(forms.Form):
    """The parties met."""

    on = forms.DateField(label=_("Held on"), initial=clock.today)
    place = CleanText(label=_("Place"), max_length=200, required=False)
    words = CleanLines(label=_("What was said"), required=False, max_length=4000)


class ChooseForm(forms.Form):
    """Who mediates, and who chose them."""

    by = forms.ChoiceField(label=_("Chosen by"), choices=ChosenBy)
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Mediators"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", mediators_of(case))


class AsideForm(forms.Form):
    """Who has an interest in the case."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Mediator with an interest"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", mediators_of(case))


class AgreementForm(forms.Form):
    """The parts of a written agreement, as the law lists them."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Words.objects.filter(case=case).first()
        kept = words.agreement if words else []
        for n, part in enumerate(law.on(case.received_on)["agreement"]):
            self.fields[f"part{n}"] = CleanLines(
                label=f"{n + 1}. {part['label']}", required=False, max_length=4000,
                initial=kept[n] if n < len(kept) else "", widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip


class ReferForm(forms.Form):
    """Why it is not for mediation."""

    outside = forms.ChoiceField(label=_("Why not for mediation"), widget=forms.RadioSelect)
    note = CleanLines(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = law.on()["outside"]
        choices = [(one["name"], f"{one['label']} → {one['to']}") for one in rows]
        offer(self, "outside", choices)


class CheckForm(forms.Form):
    """Is the agreement kept?"""

    check = forms.ModelChoiceField(Check.objects.none(), label=_("Check due on"))
    kept = forms.TypedChoiceField(
        label=_("Is it kept?"), choices=[("yes", _("Kept")), ("no", _("Not kept"))],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = case.checks.filter(done_on=None)
        offer(self, "check", rows)
        self.initial.setdefault("check", rows.first())


class AlertForm(forms.Form):
    """What is to be told at once."""

    kind = forms.ChoiceField(
        label=_("What is to be told"), choices=AlertKind, widget=forms.RadioSelect
    )


class EraseForm(forms.Form):
    """Said twice, for it cannot be undone."""

    sure = forms.BooleanField(label=_("Erase names and words for good; the counts stay"))


class MediatorForm(forms.ModelForm):
    """What the law adds to a mediator's post (articles 8 and 12)."""

    class Meta:
        model = Mediator
        fields = ("woman", "elected_on", "votes", "households", "decision")
        formfield_callback = field_for
