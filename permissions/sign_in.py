"""Signing in and out are acts: who, from where, whether it worked."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from audit.acts import Actor, act
from permissions.models import Account


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Account, **kwargs: Any) -> None:
    with act(user, "sign_in", user):
        pass


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Account | None, **kwargs: Any) -> None:
    if user is not None:
        with act(user, "sign_out", user):
            pass


@receiver(user_login_failed)
def _failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    # the name typed may be a password in the wrong box: only a name that exists is kept
    known = Account.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    with act(known.as_actor() if known else Actor(None, "未登录"), "sign_in_failed", known):
        pass
