"""Room home: the form of the first link."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from namro.core.forms import CleanText
from namro.org.links import Root
from namro.org.models import User
from namro.org.states import Branch, Level, UnitKind

# What may stand at the root of a tree, and the branch that it belongs to; an area may be of both.
ROOTS = {
    UnitKind.GRASSROOTS: Branch.PARTY,
    UnitKind.COMMITTEE: Branch.PARTY,
    UnitKind.PEOPLES_COMMITTEE: Branch.STATE,
    UnitKind.AGENCY: Branch.STATE,
    UnitKind.AREA: None,
}
TWO_LEVELS = dt.date(2025, 7, 1)  # since when the bodies of today stand


class FirstLinkForm(forms.Form):
    """A password; for the very first account a name, and the body that uses this installation."""

    root_name = CleanText(
        label=_("Body that uses Năm Rõ"),
        max_length=200,
        help_text=_(
            "For example: Đảng ủy phường Tây Hồ. All units and people will stand below it."
        ),
    )
    root_branch = forms.ChoiceField(
        label=_("Branch"), choices=Branch.choices[:2], initial=Branch.PARTY
    )
    root_kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, kind.label) for kind in ROOTS],
        initial=UnitKind.GRASSROOTS,
    )
    root_level = forms.ChoiceField(
        label=_("Level of the body"), choices=Level.choices[:3], initial=Level.COMMUNE
    )
    root_since = forms.DateField(
        label=_("Since"),
        initial=TWO_LEVELS,
        help_text=_("The day on which the body was set up; earlier days show nothing."),
    )
    full_name = CleanText(label=_("Full name"), max_length=200)
    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[User.username_validator]
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters; a sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(
        self, *args: Any, user: User | None, asks_for_a_root: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.asks_for_a_root = user, asks_for_a_root
        if user is not None:
            del self.fields["full_name"], self.fields["username"]
        if not asks_for_a_root:
            for name in [name for name in self.fields if name.startswith("root_")]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "root_kind" in said and "root_branch" in said:
            branch = ROOTS[UnitKind(said["root_kind"])]
            if branch not in (None, said["root_branch"]):
                self.add_error("root_kind", _("This kind belongs to the other branch."))
        return said

    def root(self) -> Root | None:
        """The body that was named, where it was asked for."""
        said = {
            name.removeprefix("root_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("root_")
        }
        return Root(**said) if said else None

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.user or User(username=self.data.get("username", "")))
        except ValidationError as refused:
            raise ValidationError(refused.messages) from None
        return password
