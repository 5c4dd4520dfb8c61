"""Registers the room with Django, and everything in it that registers itself by name."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

SELF_REGISTERING = ("casework.effects", "casework.queries", "casework.forms", "casework.worklists")


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "个案"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every effect, facts loader and transition form, so that nobody keeps a list of them."""
        for package_name in SELF_REGISTERING:
            package = import_module(package_name)
            for module in iter_modules(package.__path__, prefix=f"{package_name}."):
                import_module(module.name)
