"""Room titles: what the browser may send about standards, rounds and cards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text
from namro.core.forms import CleanLines, CleanText
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.states import UnitKind
from namro.titles import standards
from namro.titles.models import Breach, Card, Standard
from namro.titles.scoring import Said
from namro.titles.states import Answer, Kind, Mode, StandardState

EDIT = "title.edit"


class _OfBody(forms.Form):
    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        bodies = (
            Unit.objects.on(clock.today()).filter(pk__in=access.units(EDIT)).exclude(kind="cell")
        )
        field = forms.ModelChoiceField(bodies.order_by("path"), label=_("Below which body"))
        self.fields = {"unit": field, **self.fields}


class StandardForm(_OfBody):
    """A standard typed line by line, or the file of another office."""

    file = forms.FileField(label=_("File that another office has shared (TOML)"), required=False)
    name = CleanText(label=_("Name of the title"), max_length=200, required=False)
    of = forms.ChoiceField(
        label=_("Whose it is"),
        choices=[(standards.PERSON, _("Party member")), *UnitKind.choices],
        required=False,
    )
    mode = forms.ChoiceField(label=_("How it is reached"), choices=Mode.choices, required=False)
    bands = CleanLines(
        label=_("Bands, one a line"), required=False, help_text=_("Such as: 90 Excellent"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    lines = CleanLines(
        label=_("Criteria, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("group | criterion | kind | most points | at least | figure. Columns copied "
                    "from Excel may be pasted. Kinds: points, holds or not, from a figure, points "
                    "taken off, knock-out."),
    )  # fmt: skip

    @staticmethod
    def read(said: dict[str, Any]) -> standards.Content:
        """What was typed or sent.

        Raises:
            Refused: the line that is wrong.
        """
        if said["file"]:
            return standards.read_file(said["file"].read(200_000))
        head = {name: said[name] for name in ("name", "of", "mode")}
        return standards.read_lines(head, said["bands"], said["lines"])


class RoundForm(_OfBody):
    """Which title, in which year."""

    standard = forms.ChoiceField(label=_("Name of the title"))
    year = forms.IntegerField(label=_("Year"), min_value=2010)
    bare = forms.BooleanField(
        label=_("No cards: only take in what was recognised before"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        own = self.access.rows(Standard, "title.view").filter(status=StandardState.IN_USE)
        self.known: dict[str, standards.Content] = {
            **standards.shipped(day),
            **{str(one.key): one.content for one in own.order_by("name", "edition")},
        }
        choices = [(name, content["name"]) for name, content in self.known.items()]
        self.fields["standard"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["year"].initial = day.year

    def clean_standard(self) -> standards.Content:
        """The standard itself."""
        return self.known[self.cleaned_data["standard"]]


class ScoreForm(forms.Form):
    """One field and one reason for each criterion."""

    def __init__(self, *args: Any, card: Card, voice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        before = {one.criterion: one for one in card.scores.filter(voice=voice)}
        for _group, one in standards.criteria(card.round.content):
            kept = before.get(one["id"])
            value = "" if kept is None else kept.answer or f"{kept.points:g}".replace(".", ",")
            self.fields[one["id"]] = _field(one, value)
            self.fields[f"why_{one['id']}"] = CleanText(
                label=_("Reason, where it differs"), required=False, max_length=500,
                initial=kept.reason if kept else "",
            )  # fmt: skip

    @staticmethod
    def read(card: Card, said: dict[str, Any]) -> tuple[dict[str, Said], dict[str, str]]:
        """What was said of each criterion, and why."""
        given, reasons = {}, {}
        for _group, one in standards.criteria(card.round.content):
            value = said.get(one["id"])
            reasons[one["id"]] = said.get(f"why_{one['id']}", "")
            if value not in (None, ""):
                is_answer = value in Answer.values
                given[one["id"]] = Said(answer=value) if is_answer else Said(points=value)
        return given, reasons


class Nothing(forms.Form):
    """Nothing to type; sending it is the answer."""


class PointsField(forms.CharField):
    """Points, or that it does not apply."""

    def clean(self, value: Any) -> Any:
        """A number with comma or point; `na` and `KAD` stand for not applicable."""
        said = super().clean(value)
        if text.fold(said) in ("na", "kad", "khong ap dung"):
            return Answer.NOT_APPLICABLE
        if not said:
            return said
        return forms.DecimalField(max_digits=7, decimal_places=2).clean(said.replace(",", "."))


def _field(one: dict[str, Any], value: str) -> forms.Field:
    if one["kind"] in (Kind.POINTS, Kind.DEDUCTION):
        hint = _("from 0 to %(most)s; write na where it does not apply") % {"most": one["most"]}
        return PointsField(label=one["text"], help_text=hint, required=False, initial=value)
    choices = [("", "–"), *Answer.choices]
    return forms.ChoiceField(label=one["text"], choices=choices, required=False, initial=value)


class BreachForm(forms.Form):
    """Which criterion, since when, how it is known."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    on = forms.DateField(label=_("Broken on"))
    source = CleanText(label=_("How it is known"), max_length=300)

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one["id"], one["text"]) for _g, one in standards.criteria(card.round.content)]
        self.fields["criterion"].choices = rows  # type: ignore[attr-defined]  # a choice field


class MendForm(forms.Form):
    """Which breach has ended, and since when it holds again."""

    breach = forms.ModelChoiceField(Breach.objects.none(), label=_("What was broken"))
    on = forms.DateField(label=_("Holds again since"))

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = card.breaches.filter(mended_on=None)
        self.fields["breach"].queryset = rows  # type: ignore[attr-defined]  # a model choice
