"""Names of tables and columns, and the methods a state column brings."""

from __future__ import annotations

import pytest
from django.db import models

from tests.conventions.tree import CHINESE, models_of_ours
from workflows.models import Subject

# Django's own columns of an account, and the moment of an entry, which its canonical text names
KEPT_NAMES = {("Account", "last_login"), ("Account", "date_joined"), ("Entry", "at")}
SUBJECTS = [one for one in models_of_ours() if issubclass(one, Subject)]


def columns() -> list[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    return [(model, field) for model in models_of_ours() for field in model._meta.local_fields]


def test_moments_end_in_at_and_days_in_on() -> None:
    wrong = []
    for model, field in columns():
        if not isinstance(field, models.DateField) or (model.__name__, field.name) in KEPT_NAMES:
            continue  # a DateTimeField is a DateField too
        ending = "_at" if isinstance(field, models.DateTimeField) else "_on"
        if not field.name.endswith(ending):
            wrong.append(f"{model.__name__}.{field.name} should end in {ending}")
    assert wrong == []


def test_no_other_column_is_called_like_a_moment() -> None:
    assert [
        f"{model.__name__}.{field.name}"
        for model, field in columns()
        if field.name.endswith(("_at", "_on")) and not isinstance(field, models.DateField)
    ] == []


def test_every_table_and_column_has_a_chinese_name() -> None:
    nameless = [model.__name__ for model in models_of_ours() if not CHINESE.search(str(model._meta.verbose_name))]
    nameless += [
        f"{model.__name__}.{field.name}"
        for model, field in columns()
        if not field.auto_created and not CHINESE.search(str(field.verbose_name))
    ]
    assert nameless == []


def test_no_two_tables_have_one_name() -> None:
    named: dict[str, list[str]] = {}
    for model in models_of_ours():
        named.setdefault(str(model._meta.verbose_name), []).append(model.__name__)
    assert {name: which for name, which in named.items() if len(which) > 1} == {}


@pytest.mark.parametrize("model", SUBJECTS, ids=lambda one: one.__name__)
def test_a_subject_has_a_method_a_transition_and_django_fsm_lists_what_leads_on(model: type[Subject]) -> None:
    flow = model.workflow
    assert [
        name for name, one in flow.transitions.items() if one.kind != "begin" and not callable(getattr(model, f"take_{name}", None))
    ] == []
    for name in flow.states:
        paper = model(state=name, step_number=1, flow_version=flow.version)
        listed = {one.custom["name"] for one in paper.get_available_state_transitions()}  # type: ignore[attr-defined]
        assert listed == {one.name for one in flow.leaving(name)}
