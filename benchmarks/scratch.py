"""A database that lives as long as the run: a file of SQLite, or a test database on the PostgreSQL that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.db import connection


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make the tables from the models as they stand, with their guards, and throw all away at the end."""
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
