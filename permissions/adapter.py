"""Sign-in by django-allauth, with two differences: nobody signs up, and a changed password is an act."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from audit.acts import act


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        with act(user, "change_password", user):
            user.must_change_password = False
            super().set_password(user, password)
