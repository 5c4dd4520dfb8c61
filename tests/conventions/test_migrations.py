"""What an upgrade may do to tables of evidence: their rows' digests must read as before."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from audit.guarded import guarded_models
from tests.conventions.tree import models_of_ours

OURS = sorted({model._meta.app_label for model in models_of_ours()})
EVIDENCE = {(model._meta.app_label, str(model._meta.model_name)) for model in guarded_models()}
LOOKS_PAST = (migrations.RenameField, migrations.RemoveField)


def later_operations() -> Iterator[tuple[str, str, Operation, bool]]:
    """Give (app, migration, operation, whether its model was made by the same migration), the first migrations left out."""
    for label in OURS:
        package = importlib.import_module(f"{apps.get_app_config(label).name}.migrations")
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
            if found.name.startswith("0001_"):
                continue
            steps = importlib.import_module(f"{package.__name__}.{found.name}").Migration.operations
            made = {one.name_lower for one in steps if isinstance(one, migrations.CreateModel)}
            for step in steps:
                yield label, found.name, step, getattr(step, "model_name_lower", "") in made


def stands_empty(field: models.Field[Any, Any]) -> bool:
    return field.get_default() in (None, "", [], {}) and type(field.get_default()) is not bool


def test_a_column_added_to_evidence_is_empty_in_the_rows_that_are_there() -> None:
    assert [
        f"{label}.{name}: {step.model_name}.{step.name}"
        for label, name, step, is_new in later_operations()
        if isinstance(step, migrations.AddField) and not is_new
        if (label, step.model_name_lower) in EVIDENCE and not stands_empty(step.field)
    ] == []


def test_no_column_of_evidence_is_renamed_or_removed() -> None:
    assert [
        f"{label}.{name}: {step.model_name}"
        for label, name, step, _ in later_operations()
        if isinstance(step, LOOKS_PAST) and (label, step.model_name_lower) in EVIDENCE
    ] == []


def test_zero_and_false_are_not_empty() -> None:
    fields: list[models.Field[Any, Any]] = [
        models.IntegerField(default=0),
        models.BooleanField(default=False),
        models.CharField(default=""),
        models.DateField(null=True),
    ]
    assert [stands_empty(one) for one in fields] == [False, False, True, True]
