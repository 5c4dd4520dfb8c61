"""Append-only by trigger: guarded tables refuse UPDATE, DELETE and TRUNCATE, but for the rows of a chain the register names.

Set after migrations where missing (SQLite drops triggers silently when a later migration rebuilds a table), checked at start.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

from audit.history import HistoryRow
from audit.models import Detail, Disposal, Entry

M = TypeVar("M", bound=type[models.Model])
_guarded: dict[str, type[models.Model]] = {}
MESSAGE = "audit: this table is append-only"


def append_only(model: M) -> M:
    """Guard a model's table; it needs a `chain` column, by which the register may let its rows go."""
    _guarded[model._meta.label_lower] = model
    return model


append_only(Entry)
append_only(Detail)
append_only(Disposal)


def guarded_models() -> list[type[models.Model]]:
    """List every guarded model: those registered, and every field history."""
    histories = [model for model in apps.get_models() if issubclass(model, HistoryRow)]
    return [*_guarded.values(), *(model for model in histories if model._meta.label_lower not in _guarded)]


def _statements(model: type[models.Model]) -> list[tuple[str, str]]:
    """Give (trigger's name, SQL) for a table on the database in use."""
    table = model._meta.db_table
    register = Disposal._meta.db_table
    kept = model in (Entry, Disposal)
    unless = "1=1" if kept else f"NOT EXISTS (SELECT 1 FROM {register} d WHERE d.chain = OLD.chain)"  # noqa: S608
    if connection.vendor == "sqlite":
        return [
            (
                f"{table}_no_update",
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            ),
            (
                f"{table}_no_delete",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {unless} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            ),
        ]
    function = f"{table}_append_only"
    body = (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF NOT ({unless}) THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    return [
        (function, body),
        (
            f"{table}_no_change",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ),
        (
            f"{table}_no_truncate",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ),
    ]


def existing_triggers() -> set[str]:
    """Name the triggers and trigger functions the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION SELECT proname FROM pg_proc WHERE proname LIKE '%%_append_only'"
            )
        return {row[0] for row in cursor.fetchall()}


def missing_triggers() -> list[str]:
    """Name the triggers that ought to stand and do not; empty where the tables themselves are not there yet."""
    tables, there = set(connection.introspection.table_names()), existing_triggers()
    return [
        name[:63]
        for model in guarded_models()
        if model._meta.db_table in tables
        for name, _ in _statements(model)
        if name[:63] not in there
    ]


def set_triggers(**kwargs: Any) -> None:
    """Set what is missing; runs after every migration."""
    tables, there = set(connection.introspection.table_names()), existing_triggers()
    with connection.cursor() as cursor:
        for model in guarded_models():
            if model._meta.db_table not in tables:
                continue
            for name, sql in _statements(model):
                if name[:63] not in there:
                    cursor.execute(sql)


def drop_triggers() -> None:
    """Take every guard away: for tests that flush or tamper, never in the product."""
    with connection.cursor() as cursor:
        for model in guarded_models():
            for name, _ in _statements(model):
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                elif not name.endswith("_append_only"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {model._meta.db_table}")
