"""Room org: what the browser may send about units, people, roles and accounts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.core.forms import CleanText
from namro.org.models import Person, User
from namro.org.roles import Role
from namro.org.states import Branch, RegistrantClass, UnitKind


class UnitForm(forms.Form):
    """A unit below another one."""

    name = CleanText(label=_("Name"), max_length=200)
    branch = forms.ChoiceField(label=_("Branch"), choices=Branch)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    since = forms.DateField(label=_("Since"), initial=clock.today)
    code = CleanText(label=_("Code"), max_length=20, required=False)


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
    known = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Somebody already known"),
        required=False,
        help_text=_("Choose here when it is the same person; otherwise a new one is added."),
    )
    new = forms.BooleanField(label=_("It is somebody else of the same name"), required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = people  # type: ignore[attr-defined]  # a model choice


class RoleForm(forms.Form):
    """A role in a unit for some days."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    since = forms.DateField(label=_("Since"), initial=clock.today)
    until = forms.DateField(label=_("Until (first day without)"), required=False)
    deputy_for = forms.ModelChoiceField(
        Person.objects.none(), label=_("Acts as deputy for"), required=False
    )
    reason = CleanText(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "deputy_for"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a model choice


class AccountForm(forms.Form):
    """An account for a person who is known."""

    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[User.username_validator]
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
