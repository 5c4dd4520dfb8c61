"""A paper that still runs under an earlier version of its process is read by the rules of that version."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.models import Enrollment, Suspension
from permissions.roles import Role
from workflows import flows
from workflows.engine.definition import State, Workflow


@pytest.fixture
def earlier() -> Iterator[type[Workflow[object]]]:
    """Register a version before the present one, in which the grid worker had the desk and the street did not read."""

    class Earlier(Workflow[object]):
        key, label, version = "suspension", "暂停", 0
        readers = (Role.AUDITOR,)
        proposed = State("待审", desk=Role.GRID_WORKER)
        kept = State("已存", resting=True)
        create = proposed.begin("提出", by=Role.GRID_WORKER)
        keep = proposed.to(kept, "存", by=Role.GRID_WORKER)

    flows.register(Earlier)
    yield Earlier
    del flows._registered[(Earlier.key, Earlier.version)]
    flows._found.cache_clear()


def test_sight_and_desk_come_from_the_version_a_paper_runs_under(earlier: type[Workflow[object]]) -> None:
    sight, desk = Suspension.access_rules(), Suspension.desk_rules()
    assert set(sight.older) == {0} == set(desk.older)
    assert sight.for_version(0).states == {Role.AUDITOR: {"proposed", "kept"}, Role.GRID_WORKER: {"proposed"}}
    assert desk.for_version(0).states == {Role.GRID_WORKER: {"proposed"}}
    assert "proposed" in sight.for_version(1).states[Role.STREET_CLERK] and sight.for_version(1) == sight
    assert sight.older[0].restricted == sight.restricted == "case__is_restricted"


def test_no_earlier_version_costs_nothing() -> None:
    assert not Suspension.access_rules().older


def test_a_version_that_says_the_same_of_the_states_they_share_is_one_with_the_newest() -> None:
    sight, desk = Enrollment.access_rules(), Enrollment.desk_rules()
    assert not sight.older and not desk.older
    assert "district_check" in sight.states[Role.AUDITOR] and "district_check" in sight.for_version(2).states[Role.AUDITOR]
    assert desk.states[Role.DISTRICT_OFFICER] == {"district_check", "district_record"}
