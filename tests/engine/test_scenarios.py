"""The scenario tables: every one comes out as written, and together they take every transition of every process."""

from __future__ import annotations

import pytest

from workflows.documentation import documented
from workflows.engine.simulate import Scenario, covered, simulate
from workflows.scenarios import scenarios_of

FLOWS = documented()


@pytest.mark.parametrize("key", FLOWS)
def test_every_scenario_comes_out_as_written(key: str) -> None:
    assert [str(one) for one in simulate(FLOWS[key], scenarios_of(key))] == []


@pytest.mark.parametrize("key", FLOWS)
def test_the_scenarios_take_every_transition(key: str) -> None:
    assert sorted(set(FLOWS[key].transitions) - covered(scenarios_of(key))) == []


def test_a_scenario_that_comes_out_otherwise_is_told_with_what_came() -> None:
    wrong = Scenario("错", ("visitor create -> checking",))
    refused = Scenario("拒", ("provider create -> received",))
    unread = Scenario("乱", ("what is this",))
    told = [str(one) for one in simulate(FLOWS["clue"], [wrong, refused, unread])]
    assert "现为“已收”" in told[0] and "您无权“登记线索”" in told[1] and "读不懂" in told[2]
