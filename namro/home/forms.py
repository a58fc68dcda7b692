"""Room home: the form of the first link."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from namro.core.forms import CleanText
from namro.org.models import User


class FirstLinkForm(forms.Form):
    """A password, and for the very first account a name."""

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

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            del self.fields["full_name"], self.fields["username"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.user or User(username=self.data.get("username", "")))
        except ValidationError as refused:
            raise ValidationError(refused.messages) from None
        return password
