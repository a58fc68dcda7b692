"""Room org: what the browser may send about units, people, roles and accounts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanText, offer
from namro.org.models import Grant, Person, Unit, User
from namro.org.roles import Role
from namro.org.states import Branch, RegistrantClass, UnitKind


class PersonChoice(forms.ModelChoiceField):
    """People to choose from, with their posts; those of one name are told apart by them."""

    def label_from_instance(self, person: Person) -> str:
        """Name, posts of today (else the last one), day of birth."""
        return told_apart(person)


def told_apart(person: Person) -> str:
    """A person in one line, so that another one of the same name is not taken for them."""
    today = clock.today()
    posts = list(person.appointments.all())
    held = [one for one in posts if one.since <= today and (one.until is None or one.until > today)]
    words = [person.full_name, "; ".join(str(one) for one in (held or posts[:1])[:3])]
    if posts and not held:
        words.append(str(_("no post any more")))
    if person.born_on is not None:
        words.append(str(_("born %(day)s") % {"day": f"{person.born_on:%d/%m/%Y}"}))
    return " · ".join(one for one in words if one)


class UnitForm(forms.Form):
    """A unit below another one."""

    name = CleanText(label=_("Name"), max_length=200)
    branch = forms.ChoiceField(label=_("Branch"), choices=Branch)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    since = forms.DateField(label=_("Since"), initial=clock.today)
    code = CleanText(label=_("Code"), max_length=20, required=False)


class RenameForm(forms.Form):
    """Another name of a unit."""

    name = CleanText(label=_("Name"), max_length=200)
    since = forms.DateField(label=_("From the day"), initial=clock.today)
    wrong = forms.BooleanField(
        label=_("The name was written wrongly; correct it for all days"), required=False
    )


class CloseForm(forms.Form):
    """The first day on which a unit is no more."""

    until = forms.DateField(label=_("Closed from the day"), initial=clock.today)


class HandoverForm(forms.Form):
    """Who takes a post over, from which day, and with which of the roles."""

    to = PersonChoice(Person.objects.none(), label=_("Handed over to"))
    on = forms.DateField(label=_("From the day"), initial=clock.today)
    roles = forms.ModelMultipleChoiceField(
        Grant.objects.none(),
        label=_("Roles that go along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A role that is not ticked ends."),
    )
    note = CleanText(label=_("Reason or decision"), max_length=300, required=False)

    def __init__(
        self, *args: Any, people: QuerySet[Person], grants: list[Grant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = Grant.objects.filter(pk__in=[grant.pk for grant in grants])
        offer(self, "to", people)
        offer(self, "roles", rows)
        self.initial.setdefault("roles", [grant.pk for grant in grants])
        if not grants:
            del self.fields["roles"]


class EndPostForm(forms.Form):
    """A post that nobody takes over."""

    on = forms.DateField(label=_("First day without the post"), initial=clock.today)
    note = CleanText(
        label=_("Reason"), max_length=300,
        help_text=_("For example: has died; has moved to another Party body; the post is no more."),
    )  # fmt: skip


class CorrectPersonForm(forms.Form):
    """What was written wrongly of a person."""

    full_name = CleanText(label=_("Full name"), max_length=200)
    born_on = forms.DateField(label=_("Born on"), required=False)
    note = CleanText(label=_("Reason"), max_length=300)


class PlanForm(forms.Form):
    """The head of a reorganisation plan, or its file."""

    name = CleanText(label=_("Name"), max_length=200, required=False)
    decision = CleanText(label=_("Number of the decision"), max_length=100, required=False)
    on = forms.DateField(label=_("From the day"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Below which unit"))
    file = forms.FileField(
        label=_("Or a file of the plan (TOML)"),
        required=False,
        help_text=_("The file says the name, the decision, the day and the steps."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class PersonForm(forms.Form):
    """A person and their post in a unit."""

    full_name = CleanText(label=_("Full name"), max_length=200)
    born_on = forms.DateField(label=_("Born on"), required=False)
    post = CleanText(label=_("Post"), max_length=200)
    klass = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", "–"), *RegistrantClass.choices[:3]]
    )
    leads = forms.BooleanField(label=_("Leads the unit"), required=False)
    since = forms.DateField(label=_("Since"), initial=clock.today)
    known = PersonChoice(
        Person.objects.none(),
        label=_("Somebody already known"),
        required=False,
        help_text=_("Choose here when it is the same person; otherwise a new one is added."),
    )
    new = forms.BooleanField(label=_("It is somebody else of the same name"), required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "known", people)


class RoleForm(forms.Form):
    """A role in a unit for some days."""

    person = PersonChoice(Person.objects.none(), label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    since = forms.DateField(label=_("Since"), initial=clock.today)
    until = forms.DateField(label=_("Until (first day without)"), required=False)
    deputy_for = PersonChoice(Person.objects.none(), label=_("Acts as deputy for"), required=False)
    reason = CleanText(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "deputy_for"):
            offer(self, name, people)


class LockForm(forms.Form):
    """Why an account is locked or opened again."""

    note = CleanText(label=_("Reason"), max_length=300)


class AccountForm(forms.Form):
    """An account for a person who is known."""

    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[User.username_validator]
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
