"""Room titles: what the browser may send about standards, rounds and cards."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text
from namro.core.forms import CleanLines, CleanText, offer
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.states import UnitKind
from namro.titles import standards, sums
from namro.titles.models import Breach, Card, Score, Standard
from namro.titles.scoring import Said
from namro.titles.states import Answer, Kind, Mode, StandardState, Voice

EDIT = "title.edit"
DECIDERS = (UnitKind.STANDING, UnitKind.PEOPLES_COMMITTEE, UnitKind.COMMITTEE, UnitKind.GRASSROOTS)
LARGEST_FILE = 200_000
DAYS = (("self_by", 11, 15), ("request_by", 11, 30), ("decide_by", 12, 15))


class _OfBody(forms.Form):
    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        units = Unit.objects.on(clock.today()).filter(pk__in=access.units(EDIT))
        self.bodies = units.exclude(kind="cell").order_by("path")
        field = forms.ModelChoiceField(self.bodies, label=_("Below which body"))
        self.fields = {"unit": field, **self.fields}


class StandardForm(_OfBody):
    """A standard typed line by line, a sample to begin with, or the file of another office."""

    sample = forms.ChoiceField(label=_("Begin with a copy of"), required=False)
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
    self_by = forms.DateField(label=_("Scored by, every year"), required=False)
    request_by = forms.DateField(label=_("Requested by, every year"), required=False)
    decide_by = forms.DateField(label=_("Decided by, every year"), required=False)
    years = forms.IntegerField(
        label=_("For how many years it is given"), required=False, min_value=1, max_value=10
    )
    source = CleanText(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, of: Standard | None = None, **kwargs: Any) -> None:
        year = clock.today().year
        first: dict[str, Any] = {day: dt.date(year, m, d) for day, m, d in DAYS} | {"years": 1}
        if of is not None:
            said = of.content
            first = {day: _day_of(year, said[day]) for day in standards.DAYS}
            first |= {name: said[name] for name in ("name", "of", "mode", "source", "years")}
            first |= {"bands": standards.as_bands(said), "lines": standards.as_lines(said)}
            first["unit"] = of.unit_id
        kwargs["initial"] = first | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["lines"].help_text = _hint(self.fields["lines"].help_text)
        if of is None:
            rows = [(key, one["name"]) for key, one in standards.shipped(clock.today()).items()]
            offer(self, "sample", [("", "–"), *rows])
        else:
            # A new version is of the same body and the same name.
            for name in ("sample", "file", "name", "unit"):
                del self.fields[name]

    @staticmethod
    def read(said: dict[str, Any], of: Standard | None = None) -> standards.Content:
        """What was typed, chosen or sent.

        Raises:
            Refused: the line that is wrong.
        """
        if said.get("file"):
            return standards.read_file(said["file"].read(LARGEST_FILE))
        if said.get("sample") and not said["lines"]:
            return standards.shipped(clock.today())[said["sample"]]
        head = {name: said[name] for name in ("of", "mode", "source")}
        head |= {day: f"{said[day]:%m-%d}" for day in standards.DAYS if said[day]}
        head |= {"name": of.name if of else said["name"], "years": said["years"] or 1}
        return standards.read_lines(head, said["bands"], said["lines"])


def _hint(words: Any) -> str:
    """How a line is written, and the figures from which a criterion may fill itself."""
    parts = [
        (title, sorted(standards.figures(of).items()))
        for title, of in (
            (_("Figures for titles of units"), UnitKind.CELL),
            (_("Figures for titles of members"), standards.PERSON),
        )
    ]
    lists = [
        format_html("<p>{}:</p><ul>{}</ul>", title,
                    format_html_join("", "<li><code>{}</code> – {}</li>", rows))
        for title, rows in parts if rows
    ]  # fmt: skip
    return format_html("{}{}", words, format_html_join("", "{}", ((one,) for one in lists)))


def _day_of(year: int, said: str) -> dt.date:
    return dt.date(year, *(int(part) for part in said.split("-")))


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


class ScoreForm(forms.Form):
    """One field and one reason for each criterion."""

    def __init__(self, *args: Any, card: Card, voice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        rows = list(card.scores.all())
        kept_of = {one.criterion: one for one in rows if one.voice == voice}
        others = sums.ORDER[: sums.ORDER.index(Voice(voice))]
        for _group, one in standards.criteria(card.round.content):
            kept = kept_of.get(one["id"])
            told = [f"{Voice(s.voice).label}: {sums.shown(s)}" for s in rows
                    if s.criterion == one["id"] and s.voice in others]  # fmt: skip
            self.fields[one["id"]] = _field(one, "" if kept is None else _typed(kept), told)
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


def _typed(kept: Score) -> str:
    return kept.answer or sums.shown(kept)


def _field(one: dict[str, Any], value: str, told: list[str]) -> forms.Field:
    """The field of a criterion; what other voices said stands under it, empty agrees with them."""
    hints = list(told)
    if one["kind"] in (Kind.POINTS, Kind.DEDUCTION):
        words = gettext("from 0 to %(most)s; write na where it does not apply")
        hint = "; ".join([words % {"most": one["most"]}, *hints])
        return PointsField(label=one["text"], help_text=hint, required=False, initial=value)
    choices = [("", "–"), *Answer.choices]
    return forms.ChoiceField(
        label=one["text"],
        choices=choices,
        required=False,
        initial=value,
        help_text="; ".join(hints),
    )


class BreachForm(forms.Form):
    """Which criterion, since when, how it is known."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    on = forms.DateField(label=_("Broken on"))
    source = CleanText(label=_("How it is known"), max_length=300)

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one["id"], one["text"]) for _g, one in standards.criteria(card.round.content)
                if one["kind"] in sums.HOLDING]  # fmt: skip
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
