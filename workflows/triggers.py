"""No state without its step: the database itself refuses a state column that no step accounts for, whoever writes it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from audit.triggers import existing_triggers
from workflows.models import Subject
from workflows.store import step_model, subject_models

MESSAGE = "workflows: no state without its step"


def guards_of(model: type[Subject]) -> list[tuple[str, str]]:
    """Give (name, SQL) of a table's guards: no row is born with a state, none gets one that its step does not name."""
    table, steps = model._meta.db_table, step_model()._meta.db_table
    accounted = (
        f"EXISTS (SELECT 1 FROM {steps} s WHERE s.subject_kind = '{model.workflow.key}' AND s.subject_id = NEW.id "
        "AND s.number = NEW.step_number AND s.to_state = NEW.state)"
    )
    changed = "(OLD.state <> NEW.state OR OLD.step_number <> NEW.step_number)"
    born = "(NEW.state <> '' OR NEW.step_number <> 0)"
    needs_step, born_bare = f"{table}_state_needs_step", f"{table}_born_without_state"
    if connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        update = f"BEFORE UPDATE OF state, step_number ON {table} WHEN {changed} AND NOT {accounted}"
        return [
            (needs_step, f"CREATE TRIGGER {needs_step} {update} {refuse}"),
            (born_bare, f"CREATE TRIGGER {born_bare} BEFORE INSERT ON {table} WHEN {born} {refuse}"),
        ]
    function = f"{table}_step_append_only"
    body = (
        f"IF TG_OP = 'INSERT' THEN IF {born} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; "
        f"ELSIF {changed} AND NOT {accounted} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN NULL;"
    )
    # AFTER: a BEFORE trigger does not see the step that the same statement writes
    run = f"ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    return [
        (function, f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"),
        (needs_step, f"CREATE TRIGGER {needs_step} AFTER UPDATE OF state, step_number {run}"),
        (born_bare, f"CREATE TRIGGER {born_bare} AFTER INSERT {run}"),
    ]


def _wanted() -> list[tuple[str, str]]:
    tables = set(connection.introspection.table_names())
    if step_model()._meta.db_table not in tables:
        return []
    return [pair for model in subject_models() if model._meta.db_table in tables for pair in guards_of(model)]


def missing_triggers() -> list[str]:
    """Name the state guards that ought to stand and do not."""
    there = existing_triggers()
    return [name[:63] for name, _ in _wanted() if name[:63] not in there]


def set_triggers(**kwargs: Any) -> None:
    """Set the state guards where they are missing; runs after every migration."""
    wanted, there = _wanted(), existing_triggers()
    with connection.cursor() as cursor:
        for name, sql in wanted:
            if name[:63] not in there:
                cursor.execute(sql)
