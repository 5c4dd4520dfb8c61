"""No state without its step: the database itself refuses a state column that no step accounts for."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models

from audit.triggers import existing_triggers
from workflows.models import Subject
from workflows.store import step_model

MESSAGE = "workflows: no state without its step"


def subject_models() -> list[type[Subject]]:
    """List every concrete subject."""
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def _statements(model: type[models.Model], kind: str) -> list[tuple[str, str]]:
    table, steps = model._meta.db_table, step_model()._meta.db_table
    accounted = (
        f"EXISTS (SELECT 1 FROM {steps} s WHERE s.subject_kind = '{kind}' AND s.subject_id = NEW.id "
        "AND s.number = NEW.step_number AND s.to_state = NEW.state)"
    )
    changed = "(OLD.state <> NEW.state OR OLD.step_number <> NEW.step_number)"
    name = f"{table}_state_needs_step"
    if connection.vendor == "sqlite":
        body = (
            f"BEFORE UPDATE OF state, step_number ON {table} WHEN {changed} AND NOT {accounted} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return [(name, f"CREATE TRIGGER {name} {body}")]
    function = f"{table}_step_append_only"
    # AFTER: a BEFORE trigger does not see the step that the same statement writes
    return [
        (
            function,
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {changed} AND NOT {accounted} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN NULL; END $$",
        ),
        (name, f"CREATE TRIGGER {name} AFTER UPDATE OF state, step_number ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"),
    ]


def missing_triggers() -> list[str]:
    """Name the state guards that ought to stand and do not."""
    tables, there = set(connection.introspection.table_names()), existing_triggers()
    return [
        name[:63]
        for model in subject_models()
        if model._meta.db_table in tables
        for name, _ in _statements(model, model.workflow.key)
        if name[:63] not in there
    ]


def set_triggers(**kwargs: Any) -> None:
    """Set the state guards where they are missing; runs after every migration of the room that has the steps."""
    tables, there = set(connection.introspection.table_names()), existing_triggers()
    if step_model()._meta.db_table not in tables:
        return
    with connection.cursor() as cursor:
        for model in subject_models():
            if model._meta.db_table not in tables:
                continue
            for name, sql in _statements(model, model.workflow.key):
                if name[:63] not in there:
                    cursor.execute(sql)
