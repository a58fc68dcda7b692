"""Room criteria: a set that is typed, pasted or sent as a file, and the scores of one voice."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text
from namro.core.forms import CleanLines, CleanText, offer
from namro.criteria import standards, voices
from namro.criteria.scoring import Said
from namro.criteria.states import Answer, Kind, Mode, Voice, answers
from namro.criteria.voices import Spoken
from namro.org.states import UnitKind

LARGEST_FILE = 200_000
_POINTS = re.compile(r"\d{1,5}([.,]\d{1,2})?", re.ASCII)
DAYS = (("self_by", 11, 15), ("request_by", 11, 30), ("decide_by", 12, 15))


class PastedLines(CleanLines):
    """Lines that may be pasted from Excel: its columns come parted by tabs."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\t", " | ") if value else value)


class SetForm(forms.Form):
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
    lines = PastedLines(
        label=_("Criteria, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("group | criterion | kind | most points | at least | figure. Columns copied "
                    "from Excel may be pasted. Kinds: points, holds or not, from a figure, points "
                    "taken off, knock-out (write what must not happen)."),
    )  # fmt: skip
    self_by = forms.DateField(label=_("Scored by, every year"), required=False)
    request_by = forms.DateField(label=_("Requested by, every year"), required=False)
    decide_by = forms.DateField(label=_("Decided by, every year"), required=False)
    years = forms.IntegerField(
        label=_("For how many years it is given"), required=False, min_value=1, max_value=10
    )
    source = CleanText(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, content: standards.Content | None = None, **kwargs: Any) -> None:
        year = clock.today().year
        first: dict[str, Any] = {day: dt.date(year, m, d) for day, m, d in DAYS} | {"years": 1}
        if content is not None:
            first = {day: _day_of(year, content[day]) for day in standards.DAYS}
            first |= {name: content[name] for name in ("name", "of", "mode", "source", "years")}
            first |= {"bands": standards.as_bands(content), "lines": standards.as_lines(content)}
        kwargs["initial"] = first | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["lines"].help_text = _hint(self.fields["lines"].help_text)
        if content is None:
            rows = [(key, one["name"]) for key, one in standards.shipped(clock.today()).items()]
            offer(self, "sample", [("", "–"), *rows])
        else:
            # A new version has the same name.
            for name in ("sample", "file", "name"):
                del self.fields[name]

    @staticmethod
    def read(said: dict[str, Any], name: str = "") -> standards.Content:
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
        head |= {"name": name or said["name"], "years": said["years"] or 1}
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


class ScoreForm(forms.Form):
    """One field and one reason for each criterion."""

    def __init__(
        self,
        *args: Any,
        content: standards.Content,
        scores: Iterable[Spoken],
        voice: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = list(scores)
        kept_of = {one.criterion: one for one in rows if one.voice == voice}
        others = voices.ORDER[: voices.ORDER.index(Voice(voice))]
        for _group, one in standards.criteria(content):
            kept = kept_of.get(one["id"])
            told = [f"{Voice(s.voice).label}: {voices.shown(s, one['kind'])}" for s in rows
                    if s.criterion == one["id"] and s.voice in others]  # fmt: skip
            self.fields[one["id"]] = _field(one, "" if kept is None else _typed(kept), told)
            self.fields[f"why_{one['id']}"] = CleanText(
                label=_("Reason, where it differs"), required=False, max_length=500,
                initial=kept.reason if kept else "",
            )  # fmt: skip

    @staticmethod
    def read(
        content: standards.Content, said: dict[str, Any]
    ) -> tuple[dict[str, Said], dict[str, str]]:
        """What was said of each criterion, and why."""
        given, reasons = {}, {}
        for _group, one in standards.criteria(content):
            value = said.get(one["id"])
            reasons[one["id"]] = said.get(f"why_{one['id']}", "")
            if value not in (None, ""):
                is_answer = value in Answer.values
                given[one["id"]] = Said(answer=value) if is_answer else Said(points=value)
        return given, reasons


class PointsField(forms.CharField):
    """Points, or that it does not apply."""

    def clean(self, value: Any) -> Any:
        """A number with comma or point; `na` and `KAD` stand for not applicable."""
        said = super().clean(value)
        if text.fold(said) in ("na", "kad", "khong ap dung"):
            return Answer.NOT_APPLICABLE
        if not said:
            return said
        if not _POINTS.fullmatch(said):
            raise ValidationError(gettext("Write points as a number, such as 28 or 28,5."))
        return Decimal(said.replace(",", "."))


def _typed(kept: Spoken) -> str:
    return kept.answer or voices.shown(kept)


def _field(one: dict[str, Any], value: str, told: list[str]) -> forms.Field:
    """The field of a criterion; what other voices said stands under it, empty agrees with them."""
    hints = list(told)
    if one["kind"] in (Kind.POINTS, Kind.DEDUCTION):
        words = gettext("from 0 to %(most)s; write na where it does not apply")
        hint = "; ".join([words % {"most": one["most"]}, *hints])
        return PointsField(label=one["text"], help_text=hint, required=False, initial=value)
    choices = [("", "–"), *answers(one["kind"])]
    return forms.ChoiceField(
        label=one["text"],
        choices=choices,
        required=False,
        initial=value,
        help_text="; ".join(hints),
    )
