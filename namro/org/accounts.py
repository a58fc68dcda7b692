"""Room org: how allauth behaves here: nobody signs up alone, every sign-in leaves an entry."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by an office for a person it knows."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
