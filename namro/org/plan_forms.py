"""Room org: one step of a reorganisation plan as a form; units are named as a plan names them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.core.forms import CleanLines, CleanText
from namro.org.states import Branch, Level, SuccessionKind, UnitKind

PARTS = (1, 2, 3, 4)
NAMED = _("A name as in the list of units, @key for a unit that this plan sets up, or code:00103.")


class _Ref(CleanText):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, help_text=NAMED, **kwargs)
        self.widget.attrs["list"] = "units"


class _Refs(CleanLines):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000, **kwargs)


class StepForm(forms.Form):
    """What every kind of step gives: the step as a plan keeps it."""

    do = ""

    def step(self) -> dict[str, Any]:
        """The step as a plan keeps it; lines become lists."""
        return {"do": self.do} | dict(self.cleaned_data)


class CreateForm(StepForm):
    do = "create"
    key = CleanText(label=_("Key, by which other steps call it"), max_length=40)
    name = CleanText(label=_("Name"), max_length=200)
    branch = forms.ChoiceField(label=_("Branch"), choices=Branch)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", "–"), *Level.choices])
    parent = _Ref(label=_("Below which unit"))
    code = CleanText(label=_("Code"), max_length=20, required=False)


class RenameStepForm(StepForm):
    do = "rename"
    unit = _Ref(label=_("Unit"))
    name = CleanText(label=_("New name"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", "–"), *UnitKind.choices]
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", "–"), *Level.choices])
    code = CleanText(label=_("Code"), max_length=20, required=False)


class MoveForm(StepForm):
    do = "move"
    unit = _Ref(label=_("Unit"))
    parent = _Ref(label=_("Below which unit"))


class MergeForm(StepForm):
    do = "merge"
    units = _Refs(label=_("Units that close, one a line"))
    into = _Ref(label=_("The unit that carries them on"))

    def step(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"do": self.do, "units": data["units"].splitlines(), "into": data["into"]}


class SplitForm(StepForm):
    do = "split"
    unit = _Ref(label=_("Unit"))
    keeps = forms.BooleanField(label=_("It stays open and keeps what is not named"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in PARTS:
            self.fields[f"unit{n}"] = _Ref(label=_("Successor %(n)s") % {"n": n}, required=n == 1)
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label=_("How much"), required=False, choices=SuccessionKind.choices[1:]
            )
            self.fields[f"units{n}"] = _Refs(label=_("Units that go there"), required=False)
            self.fields[f"people{n}"] = _Refs(label=_("People who go there"), required=False)

    def step(self) -> dict[str, Any]:
        data = self.cleaned_data
        parts = [
            {
                "unit": data[f"unit{n}"],
                "kind": data[f"kind{n}"] or SuccessionKind.PART,
                "units": data[f"units{n}"].splitlines(),
                "people": data[f"people{n}"].splitlines(),
            }
            for n in PARTS
            if data[f"unit{n}"]
        ]
        return {"do": self.do, "unit": data["unit"], "keeps": data["keeps"], "parts": parts}


class CloseStepForm(StepForm):
    do = "close"
    unit = _Ref(label=_("Unit"))


STEP_FORMS: dict[str, type[StepForm]] = {
    form.do: form
    for form in (CreateForm, MergeForm, SplitForm, MoveForm, RenameStepForm, CloseStepForm)
}
