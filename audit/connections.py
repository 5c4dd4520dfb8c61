"""How SQLite is opened, so that the evidence holds there too."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def prepare(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Write ahead, let REPLACE fire the DELETE guard, overwrite what is deleted."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        if ":memory:" not in str(connection.settings_dict["NAME"]) and "mode=memory" not in str(connection.settings_dict["NAME"]):
            cursor.execute("PRAGMA journal_mode=WAL")
