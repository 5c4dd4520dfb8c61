"""Registers the room with Django."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from reports.pdf.fonts import use_directory


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        use_directory(Path(settings.CASEWORK_FONT_DIR))
