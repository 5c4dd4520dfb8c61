"""Registers the room with Django."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the tables after every migration, and open SQLite as the evidence needs it."""
        from audit import checks, guarded, history  # noqa: F401
        from audit.connections import prepare
        from audit.triggers import set_triggers

        connection_created.connect(prepare, dispatch_uid="audit.connections")
        post_migrate.connect(set_triggers, sender=self, dispatch_uid="audit.triggers")
