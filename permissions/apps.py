"""Registers the room with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PermissionsConfig(AppConfig):
    name = "permissions"
    verbose_name = "人员与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep a permission for every role; read the system checks and the sign-in records."""
        from permissions import checks, sign_in  # noqa: F401

        post_migrate.connect(make_permissions, sender=self, dispatch_uid="permissions.roles")


def make_permissions(**kwargs: Any) -> None:
    """Make `hold_<role>` for every role after each migration, so that a new role is one line in `roles.py`."""
    from permissions.models import Organisation, Region
    from permissions.roles import HeldAt, Role
    from permissions.services import permission_of

    for role in Role:
        permission_of(role, Region if role.held_at == HeldAt.REGION else Organisation)
