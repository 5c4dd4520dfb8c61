"""Who asks."""

from django.http import HttpRequest

from permissions.models import Account


def account_of(request: HttpRequest) -> Account:
    """Return who is signed in; a page that is open to all has nobody to return, which is a mistake of ours."""
    if not isinstance(request.user, Account):
        raise TypeError("this page must ask for a sign-in first")
    return request.user
