"""`manage.py changepassword NAME`: Django's own command, as an act."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from audit.acts import SYSTEM_ACTOR, act


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with act(SYSTEM_ACTOR, "change_password", details={"account": options.get("username") or ""}):
            return super().handle(*args, **options)
