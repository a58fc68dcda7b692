"""Room commitments: what the browser may send."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import clears
from namro.commitments.models import Campaign, CaseFile, Commitment, Registrant
from namro.commitments.states import Kind
from namro.core import dates, text
from namro.core.forms import CleanLines, CleanText, field_for, offer
from namro.org.models import Appointment, Person, Unit
from namro.sheets.cells import marks_in
from namro.sheets.registrations import REGISTRATIONS

MILESTONES = 4
KIND = REGISTRATIONS.column("kind")
FIELDS = (
    "kind",
    "title",
    "basis_since",
    "basis_involved",
    "basis_attempts",
    "accountable",
    "supporters",
    "leader",
    "result",
    "baseline",
    "target",
    "measure",
    "evidence_kind",
    "authority",
    "topic",
    "case_file",
)
# One thing a screen on a phone: heading, then the fields that answer it.
STEPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_lazy("What will be done"), ("title", "kind", "topic")),
    (
        _lazy("Why it is new or hard"),
        ("basis_since", "basis_involved", "basis_attempts", "case_file"),
    ),
    (_lazy("Who does it and who answers"), ("accountable", "supporters", "leader", "authority")),
    (_lazy("By when"), ("due_text",)),
    (_lazy("What will come out"), ("result", "baseline", "target", "measure", "evidence_kind")),
)


class CommitmentForm(forms.ModelForm):
    """The words of one line; the due day is typed as an office says it ("cuối quý III")."""

    due_text = CleanText(
        label=_lazy("Due"),
        required=False,
        max_length=100,
        help_text=_lazy("A day (30/9/2026) or words: “cuối quý III”, “trước 30/9”, “tháng 10”."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # For the page: when a draft was kept, and with which status a refused form is answered.
    saved_at: dt.datetime | None = None
    answer = 422

    class Meta:
        model = Commitment
        fields = FIELDS
        formfield_callback = field_for
        widgets = {"title": forms.Textarea(attrs={"rows": 3}), "kind": forms.RadioSelect}
        help_texts = {
            "title": _lazy("A verb, a number, a place: “Vận động 12 hộ ngõ 5 bàn giao mặt bằng”."),
            "result": _lazy("What can be seen or counted at the end: papers, metres, households."),
            "leader": _lazy("Who answers for it; left empty, the leader of the unit."),
            "supporters": _lazy("People and bodies that help, separated by commas."),
            "basis_since": _lazy("For a hard task: since when it has been pending."),
        }

    def __init__(
        self, *args: Any, registrant: Registrant, cases: QuerySet[CaseFile], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.registrant = registrant
        self.campaign: Campaign = registrant.campaign
        self._held: CaseFile | None = self.instance.case_file
        held = (self.instance.accountable_id, self.instance.leader_id, registrant.person_id)
        people = around(registrant.unit, [pk for pk in held if pk])
        for name in ("accountable", "leader"):
            offer(self, name, people)
        offer(self, "topic", self.campaign.topics.all())
        offer(self, "case_file", cases)
        if not cases.exists():  # none is open to them: nothing to choose from
            del self.fields["case_file"]
        offer(self, "kind", Kind.choices)
        for name in self._needed():
            self.fields[name].needed = True  # type: ignore[attr-defined]  # read by ui/field.html
        if not self.is_bound and self.instance.pk:
            shown = self.instance.due
            self.initial.setdefault(
                "due_text", self.instance.due_text or (f"{shown:%d/%m/%Y}" if shown else "")
            )
            self.initial.setdefault("version", self.instance.version)

    def _needed(self) -> list[str]:
        """Fields without which a line is not handed in; who stands there by default is left out."""
        asked = [
            "due_text" if one["field"] == "due" else one["field"] for one in self.campaign.clears
        ]
        given = ("accountable", "leader")
        return [name for name in asked if name in self.fields and name not in given]

    def clean(self) -> dict[str, Any]:
        """What is handed in is whole: the page opens at what is missing, and nothing typed is lost."""
        said: dict[str, Any] = super().clean() or {}
        if "submit" in self.data:
            for name in self._needed():
                if name not in self.errors and said.get(name) in (None, "", []):
                    self.add_error(name, _("Needed to hand in. You may also keep it as a draft."))
        return said

    def clean_due_text(self) -> str:
        typed: str = self.cleaned_data["due_text"]
        due = dates.read_due(typed, self.campaign.year)
        if due.how == "unreadable":
            raise forms.ValidationError(
                _(
                    "“%(typed)s” is no day that can be read. Write it as 30/9/%(year)s or “quý III”."
                ),
                params={"typed": typed, "year": self.campaign.year},
            )
        self.due = due.on
        return typed

    def steps(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields by screen."""
        return [
            (title, [self[name] for name in names if name in self.fields]) for title, names in STEPS
        ]

    def content(self, milestones: list[dict[str, str]]) -> dict[str, Any]:
        """The words for the action."""
        words = {name: self.cleaned_data.get(name) for name in FIELDS}
        # A case that is not open to who writes was hung on by somebody else, and stays.
        words["case_file"] = words["case_file"] or self._closed_case()
        return words | {
            "due": self.due,
            "due_text": self.cleaned_data["due_text"],
            "milestones": milestones,
        }

    def _closed_case(self) -> CaseFile | None:
        held = self._held
        field: Any = self.fields.get("case_file")
        is_open = field is not None and held is not None and held in field.queryset
        return None if is_open else held


class MilestoneForm(forms.Form):
    """One dated step."""

    title = CleanText(label=_lazy("Milestone"), required=False, max_length=300)
    due = CleanText(label=_lazy("By when"), required=False, max_length=60)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        title, typed = cleaned.get("title", ""), cleaned.get("due", "")
        if not title and not typed:
            return cleaned
        due = dates.read_due(typed, self.year)
        if not title:
            self.add_error("title", _("Say what is reached on that day."))
        if due.on is None:
            self.add_error("due", _("Give a day that can be read, such as 30/9/2026."))
        cleaned["on"] = due.on
        return cleaned


class MilestoneFormSet(forms.BaseFormSet):
    """A few dated steps; empty rows do not count."""

    def kept(self) -> list[dict[str, str]]:
        """The rows that say something, by day."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]
        rows.sort(key=lambda row: row["on"])
        return [{"title": row["title"], "due": row["on"].isoformat()} for row in rows]


Milestones = forms.formset_factory(
    MilestoneForm, formset=MilestoneFormSet, extra=MILESTONES, max_num=20
)


def milestones_for(campaign: Campaign, data: Any, kept: list[dict[str, str]] | None = None) -> Any:
    """The milestone rows of a form."""
    initial = [
        {
            "title": step["title"],
            "due": f"{dt.date.fromisoformat(step['due']):%d/%m/%Y}",
        }
        for step in kept or []
    ]
    return Milestones(data, initial=initial, prefix="step", form_kwargs={"year": campaign.year})


def around(unit: Unit, others: list[int]) -> QuerySet[Person]:
    """People of the unit, those who lead what stands above it, and the ones named already."""
    # Read first: people by their ids are one look each, where PostgreSQL reads every person of the
    # country for "in these posts, or in those, or one of these".
    leading = Q(unit__in=unit.ancestor_ids, leads=True)
    posts = Appointment.objects.filter(Q(unit=unit) | leading, until=None)
    wanted = {*posts.values_list("person_id", flat=True), *others}
    return Person.objects.filter(pk__in=wanted).order_by("sort_key")


class LineForm(forms.Form):
    """One line as a secretary writes it for somebody: kind and day in people's own words."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        if not clears.asks(campaign, "authority"):
            del self.fields["authority"]

    def understand(self, cleaned: dict[str, Any]) -> None:
        """Read the kind and the day; what cannot be read stands at its field."""
        kind = marks_of_kind(cleaned.get("kind", ""))
        if kind is None and "kind" not in self.errors:
            self.add_error("kind", _("Write “mới” (new) or “khó” (hard)."))
        cleaned["kind"] = kind
        due = dates.read_due(cleaned.get("due", ""), self.campaign.year)
        if due.how == "unreadable":
            self.add_error("due", _("Give a day that can be read, such as 30/9/2026."))
        cleaned["on"] = due.on
        # It is handed in at once: what is missing is told with all else, at its own field.
        given = {**cleaned, "due": due.on}
        for name in ("due", "result", "authority"):
            asked = clears.asks(self.campaign, name) and name not in self.errors
            if asked and given.get(name) in (None, ""):
                self.add_error(name, _("Needed to hand in."))


class GridRowForm(LineForm):
    """One line of the grid in which a secretary registers a whole cell."""

    who = CleanText(label=_lazy("Full name"), required=False, max_length=200)
    title = CleanLines(
        label=_lazy("Work"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # Words rather than a choice: people paste what their list says ("Việc mới", "khó", "x").
    kind = CleanText(label=_lazy("New or hard"), required=False, max_length=40)
    due = CleanText(label=_lazy("Due"), required=False, max_length=60)
    result = CleanText(label=_lazy("Result"), required=False, max_length=500)
    authority = CleanText(label=_lazy("Authority"), required=False, max_length=300)

    def __init__(self, *args: Any, roll: dict[str, list[Registrant]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roll = roll

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title"):
            if cleaned.get("result") or cleaned.get("due"):
                self.add_error("title", _("Say what will be done."))
            return cleaned
        cleaned["registrant"] = self._registrant(cleaned.get("who", ""))
        self.understand(cleaned)
        return cleaned

    def _registrant(self, who: str) -> Registrant | None:
        exact, loose = name_keys(who)
        found = self.roll.get(exact) or self.roll.get(loose, [])
        if len(found) == 1:
            return found[0]
        if found:
            self.add_error(
                "who", _("Two people of this unit have this name; register them singly.")
            )
        else:
            self.add_error("who", _("Nobody of this name is on the roll of this unit."))
        return None


def marks_of_kind(said: str) -> str | None:
    """New or hard, as people write it; one letter is enough; None when it says neither or both."""
    if text.fold(said) in ("m", "k"):
        return "new" if text.fold(said) == "m" else "hard"
    marks = marks_in(said, KIND) if KIND else ()
    return marks[0] if len(marks) == 1 else None


def name_keys(name: str) -> tuple[str, str]:
    """How a name is matched: as it is spelled, and without accents where nobody is spelled so."""
    plain = text.person_name(name)
    return text.identity(plain), f"~{text.fold(plain)}"


BLOCK_STEPS = ("approve", "endorse", "return", "refuse", "replace", "refer")


class DecideForm(forms.Form):
    """A block of lines, one step, and the reason where the step asks for one."""

    pick = forms.TypedMultipleChoiceField(
        coerce=int, required=True, error_messages={"required": _lazy("Tick at least one line.")}
    )
    step = forms.ChoiceField(choices=[(name, name) for name in BLOCK_STEPS])
    note = CleanLines(required=False, max_length=2000)

    def __init__(self, *args: Any, lines: list[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pick", [(line.pk, str(line)) for line in lines])
