"""Append-only by trigger: guarded tables refuse UPDATE, DELETE and TRUNCATE, but for what a row of the register names.

Set after migrations where missing (SQLite drops triggers silently when a later migration rebuilds a table), checked at start. On
PostgreSQL production runs under a role that does not own the tables: an owner may switch a trigger off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.backends.utils import truncate_name

from audit.guarded import KEPT_FOR_EVER, append_only, evidence_models, guarded_models
from audit.models import Disposal

__all__ = ["append_only", "evidence_models", "existing_triggers", "guarded_models", "missing_triggers", "set_triggers"]

MESSAGE = "audit: this table is append-only"


@dataclass(frozen=True)
class Guard:
    """A trigger or trigger function that ought to stand: its name, what makes it, what takes it away, and its text as kept."""

    name: str
    table: str
    create: str
    drop: str
    kept_text: str


def guards_of(model: type[models.Model]) -> list[Guard]:
    """Give the guards of a table on the database in use."""
    return _sqlite_guards(model) if connection.vendor == "sqlite" else _postgres_guards(model)


def _let_go(model: type[models.Model], kind: str) -> str:
    """Say in SQL when the register lets a row through; what must outlive disposal is never let go."""
    if model in KEPT_FOR_EVER:
        return "FALSE"
    now = "CURRENT_TIMESTAMP" if connection.vendor == "sqlite" else "now()"
    still = f" AND d.until_at > {now} AND NEW.chain = OLD.chain" if kind == Disposal.Kind.RESEAL else ""
    return f"EXISTS (SELECT 1 FROM {Disposal._meta.db_table} d WHERE d.chain = OLD.chain AND d.kind = '{kind}'{still})"


def _named(model: type[models.Model], suffix: str) -> str:
    return truncate_name(f"{model._meta.db_table}_{suffix}", 63)


def _sqlite_guards(model: type[models.Model]) -> list[Guard]:
    table, guards = model._meta.db_table, []
    for verb, kind in (("UPDATE", Disposal.Kind.RESEAL), ("DELETE", Disposal.Kind.FORGET)):
        name = _named(model, f"no_{verb.lower()}")
        refuse = f"SELECT RAISE(ABORT, '{MESSAGE}')"
        create = f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" WHEN NOT {_let_go(model, kind)} BEGIN {refuse}; END'
        guards.append(Guard(name, table, create, f'DROP TRIGGER IF EXISTS "{name}"', create))
    return guards


def _postgres_guards(model: type[models.Model]) -> list[Guard]:
    table, function = model._meta.db_table, _named(model, "append_only")
    body = (
        f" BEGIN IF TG_OP = 'DELETE' THEN IF {_let_go(model, Disposal.Kind.FORGET)} THEN RETURN OLD; END IF; END IF;"
        f" IF TG_OP = 'UPDATE' THEN IF {_let_go(model, Disposal.Kind.RESEAL)} THEN RETURN NEW; END IF; END IF;"
        f" RAISE EXCEPTION '{MESSAGE}'; END "
    )
    made = f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS $${body}$$'
    change, truncate = _named(model, "no_change"), _named(model, "no_truncate")
    run = f'EXECUTE FUNCTION "{function}"()'
    return [
        Guard(function, table, made, "", body),
        Guard(
            change,
            table,
            f'CREATE TRIGGER "{change}" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {run}',
            f'DROP TRIGGER IF EXISTS "{change}" ON "{table}"',
            "27:O",  # row, before, delete, update: enabled
        ),
        Guard(
            truncate,
            table,
            f'CREATE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {run}',
            f'DROP TRIGGER IF EXISTS "{truncate}" ON "{table}"',
            "34:O",  # statement, before, truncate: enabled
        ),
    ]


def standing_guards() -> dict[str, str]:
    """Read the triggers and trigger functions the database has, each with its text: a hollowed-out or disabled guard is none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname::text, tgtype::text || ':' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal "
                "UNION ALL SELECT proname::text, prosrc FROM pg_proc WHERE proname LIKE '%%_append_only'"
            )
        return dict(cursor.fetchall())


def existing_triggers() -> set[str]:
    """Name the triggers and trigger functions the database has."""
    return set(standing_guards())


def _wanted() -> list[Guard]:
    tables = set(connection.introspection.table_names())
    return [guard for model in guarded_models() if model._meta.db_table in tables for guard in guards_of(model)]


def missing_triggers() -> list[str]:
    """Name the guards that ought to stand and do not, or not as they ought to; empty where the tables are not there yet."""
    there = standing_guards()
    return [guard.name for guard in _wanted() if there.get(guard.name) != guard.kept_text]


def set_triggers(**kwargs: Any) -> None:
    """Set what is missing or changed; runs after every migration."""
    there = standing_guards()
    with connection.cursor() as cursor:
        for guard in _wanted():
            if there.get(guard.name) == guard.kept_text:
                continue
            if guard.drop and guard.name in there:
                cursor.execute(guard.drop)
            cursor.execute(guard.create)
