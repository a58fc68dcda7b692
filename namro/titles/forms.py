"""Room titles: what the browser may send about standards, rounds and cards."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanText, offer
from namro.criteria import standards, voices
from namro.criteria.forms import SetForm
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.states import UnitKind
from namro.registers.formed import only
from namro.titles.models import Breach, Card, Standard
from namro.titles.states import StandardState

EDIT = "title.edit"
DECIDERS = (UnitKind.STANDING, UnitKind.PEOPLES_COMMITTEE, UnitKind.COMMITTEE, UnitKind.GRASSROOTS)


class _OfBody(forms.Form):
    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        units = Unit.objects.on(clock.today()).filter(pk__in=access.units(EDIT))
        self.bodies = units.exclude(kind="cell").order_by("path")
        field = forms.ModelChoiceField(self.bodies, label=_("Below which body"))
        if not self.is_bound:
            self.initial.setdefault("unit", only(self.bodies))
        self.fields = {"unit": field, **self.fields}


class StandardForm(_OfBody, SetForm):
    """A set of criteria of a body."""

    def __init__(self, *args: Any, of: Standard | None = None, **kwargs: Any) -> None:
        super().__init__(*args, content=of.content if of else None, **kwargs)
        if of is not None:
            del self.fields["unit"]  # a new version is of the same body


def _decider(bodies: Any) -> forms.Field:
    return forms.ModelChoiceField(
        bodies.filter(kind__in=DECIDERS), label=_("Which committee decides"), required=False,
        help_text=_("Empty: the body itself. Titles that go before a sitting name who sits."),
    )  # fmt: skip


class DeciderForm(_OfBody):
    """Which committee decides on a round."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"decider": _decider(self.bodies)}


class RoundForm(_OfBody):
    """Which title, in which year, decided by whom."""

    standard = forms.ChoiceField(label=_("Name of the title"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    bare = forms.BooleanField(
        label=_("No cards: only take in what was recognised before"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        own = self.access.rows(Standard, "title.view").filter(status=StandardState.IN_USE)
        samples = standards.shipped(day)
        self.known: dict[str, standards.Content] = dict(samples)
        choices = []
        for one in own.select_related("unit").order_by("name", "edition"):
            self.known[str(one.key)] = one.content
            choices.append((str(one.key), f"{one} – {one.unit}"))
        shipped = [(key, _sample(content)) for key, content in samples.items()]
        offer(self, "standard", choices + shipped)
        self.fields["year"].initial = day.year
        self.fields["decider"] = _decider(self.bodies)

    def clean_standard(self) -> standards.Content:
        """The standard itself."""
        return self.known[self.cleaned_data["standard"]]


def _sample(content: standards.Content) -> str:
    return gettext("%(title)s (sample)") % {"title": content["name"]}


class PickForm(forms.Form):
    """Several cards for one step, each to be ticked; and why, where the step asks."""

    cards = forms.ModelMultipleChoiceField(
        Card.objects.none(), label=_("Cards"), widget=forms.CheckboxSelectMultiple
    )
    note = CleanText(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, rows: Any, asks_note: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cards"]
        field.queryset = rows
        field.label_from_instance = _picked
        self.fields["note"].required = asks_note
        if not asks_note:
            del self.fields["note"]


def _picked(card: Card) -> str:
    who = f"{card.person} – {card.unit}" if card.person else str(card.unit)
    return f"{who}: {card.proposed}" if card.proposed else who


class Nothing(forms.Form):
    """Nothing to type; sending it is the answer."""


class BreachForm(forms.Form):
    """Which criterion, since when, how it is known."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    on = forms.DateField(label=_("Broken on"))
    source = CleanText(label=_("How it is known"), max_length=300)

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one["id"], one["text"]) for _g, one in standards.criteria(card.round.content)
                if one["kind"] in voices.HOLDING]  # fmt: skip
        offer(self, "criterion", rows)


class BreachRowForm(forms.Form):
    """A breach as it should have been noted."""

    on = forms.DateField(label=_("Broken on"))
    mended_on = forms.DateField(label=_("Holds again since"), required=False)
    source = CleanText(label=_("How it is known"), max_length=300)


class MendForm(forms.Form):
    """Which breach has ended, and since when it holds again."""

    breach = forms.ModelChoiceField(Breach.objects.none(), label=_("What was broken"))
    on = forms.DateField(label=_("Holds again since"))

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = card.breaches.filter(mended_on=None)
        offer(self, "breach", rows)
