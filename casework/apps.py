"""Registers the room with Django."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "个案"
    default_auto_field = "django.db.models.BigAutoField"
