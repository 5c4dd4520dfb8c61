"""What must stand before the site starts: facts for the guards, columns for the deadlines, the database's own guards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.workflows.paper import Paper, PaperFlow
from workflows import checks, triggers
from workflows.effects import known_names
from workflows.engine.definition import State


def sentences(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(checks, "subject_models", lambda: [Paper])
    return [f"{one.code} {one.sentence}" for one in checks._unsupplied()]


def test_guards_without_a_loader_of_their_facts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sentences(monkeypatch) == []
    monkeypatch.setattr(checks, "known_names", lambda: {**known_names(), "facts": frozenset()})
    assert sentences(monkeypatch) == ["E015 “测试文书”有条件要核对，却没有登记事实的装载"]


def test_a_deadline_that_is_no_column_of_the_subject_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    states: dict[str, Any] = {**PaperFlow.states, "asleep": State("休眠", resting=True, due="@no_such", on_due="wake")}
    monkeypatch.setattr(PaperFlow, "states", states)
    assert sentences(monkeypatch) == ["E008 “测试文书”的状态“休眠”的期限“@no_such”不是事项的栏目"]


@pytest.mark.django_db
def test_a_missing_guard_of_a_state_column_is_reported_and_set_again() -> None:
    name = "casework_clue_state_needs_step"
    assert triggers.missing_triggers() == []
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON casework_clue" if connection.vendor == "postgresql" else ""))
    assert triggers.missing_triggers() == [name]
    assert [one.id for one in checks.guards_stand(None, databases=["default"])] == ["workflows.E101"]
    triggers.set_triggers()
    assert triggers.missing_triggers() == []
