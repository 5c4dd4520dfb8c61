"""Every state x role x transition of every process, through the engine and through the second reading of the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from permissions.roles import Role
from tests.engine.reference import Asked, answer
from tests.engine.walking import facts_variants
from workflows.documentation import product_flows
from workflows.engine.decide import Refused, decide
from workflows.engine.definition import Act, Workflow

FLOWS = product_flows()
TAKERS: list[Role | None] = [*Role, None]  # None: the system


@pytest.mark.parametrize("key", FLOWS)
def test_every_cell_answers_as_the_definition_says(key: str) -> None:
    flow = FLOWS[key]
    data = flow.as_data()
    cells = 0
    for facts in facts_variants(flow):
        for state in ("", *flow.states):
            for name in flow.transitions:
                for taker in TAKERS:
                    for filled in (False, True):
                        cells += _compare(flow, data, facts, state, name, taker, filled)
    assert cells == 6 * (len(flow.states) + 1) * len(flow.transitions) * len(TAKERS) * 2


def _compare(flow: type[Workflow[Any]], data: dict[str, Any], facts: Any, state: str, name: str, taker: Role | None, filled: bool) -> int:
    transition = flow.transitions[name]
    reason = next(iter(transition.reasons), "") if filled else ""
    note = "意见" if filled else " "
    roles = frozenset({taker}) if taker else frozenset[Role]()
    act = Act(1, date(2026, 5, 6), roles, taker is None, note, reason, note)
    previous = next(iter(flow.states)) if filled else ""
    found = decide(flow, state, name, act, facts, previous_state=previous)
    holding = {one.name for one in transition.requires if one.test(facts, act)}
    asked = Asked(name, {taker.value} if taker else set(), taker is None, note, note, reason, holding)
    expected, codes = answer(data, state, previous, asked)
    if isinstance(found, Refused):
        assert codes == {one.code for one in found.reasons}, (state, name, taker)
        assert all(one.sentence for one in found.reasons)
    else:
        assert (expected, codes) == (found.to_state, set()), (state, name, taker)
    return 1


@pytest.mark.parametrize("key", FLOWS)
def test_every_desk_can_move_what_lies_on_it_and_every_taker_sees_it(key: str) -> None:
    flow = FLOWS[key]
    for name, state in flow.states.items():
        takers = {role for one in flow.leaving(name) for role in one.by}
        assert not state.desk or takers & set(state.desk), f"{state.label}在{state.desk}手里却办不了"
        readers = flow.readers_in(name) | flow.other_readers_in(name)
        assert takers <= readers, f"{state.label}：{takers - readers}能办却看不到"


@pytest.mark.parametrize("key", FLOWS)
def test_no_administrator_sees_or_moves_anything(key: str) -> None:
    flow = FLOWS[key]
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    for name in flow.states:
        assert not administrators & (flow.readers_in(name) | flow.other_readers_in(name))
    assert not any(administrators & set(one.by) for one in flow.transitions.values())
