"""Registers the room with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "流程"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this room's own ways of telling and being late, read the checks, and guard the state columns after every migration."""
        from workflows import checks, defaults, row_checks  # noqa: F401
        from workflows.overlays import plug_in
        from workflows.triggers import set_triggers

        plug_in()

        # every sender: the steps' table comes with the room above, in whatever order the rooms migrate
        post_migrate.connect(set_triggers, dispatch_uid="workflows.triggers")
