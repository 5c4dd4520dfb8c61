"""Django's own question, answered by the same code: `has_perm("view", case)`, `has_perm("permissions.hold_street_clerk", case)`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from permissions.access import is_visible, roles_at


class RegionBackend(ModelBackend):
    """Signs in by user name and password, and answers for objects by grants; a permission without an object is never held."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse accounts that are closed, and the demonstration's where they are not allowed; a running session ends too."""
        return super().user_can_authenticate(user) and (getattr(settings, "CASEWORK_DEMO_ACCOUNTS_ALLOWED", False) or not user.is_demo)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or obj is None:
            return False
        name = perm.rpartition(".")[2]
        if name.startswith("hold_"):
            return name.removeprefix("hold_") in {role.value for role in roles_at(user_obj, obj)}
        return is_visible(user_obj, obj) if name == "view" or name.startswith("view_") else False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set() if obj is None else {f"permissions.hold_{role.value}" for role in roles_at(user_obj, obj)}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False
