"""The engine against the second reading, over definitions that nobody wrote by hand; and its bounds."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from permissions.roles import Role
from tests.engine.reference import Asked, answer
from workflows.engine.decide import Refused, decide, next_automatic, offered, takers
from workflows.engine.definition import OPEN, SYSTEM, Act, Guard, State, StateGroup, Transition, Workflow

ROLES = (Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER)
GUARDS = [
    Guard(f"g{number}", f"条件{number}不满足", f"改{number}", lambda facts, act, n=number: n in facts, f"g{number}") for number in range(4)
]


@st.composite
def flows(draw: Any) -> type[Workflow[Any]]:
    """Make a definition of up to six states and ten transitions of every kind."""
    states = [State(f"状态{number}", final=draw(st.booleans()) and number > 1) for number in range(draw(st.integers(2, 6)))]
    body: dict[str, Any] = {f"s{number}": state for number, state in enumerate(states)}
    body |= {"key": "made", "label": "造出", "begin_it": states[0].begin("开始", by=SYSTEM)}
    for number in range(draw(st.integers(1, 10))):
        system = (SYSTEM,) if draw(st.booleans()) else ()
        how = {
            "by": (*draw(st.sets(st.sampled_from(ROLES), max_size=2)), *system),
            "requires": draw(st.lists(st.sampled_from(GUARDS), max_size=3, unique_by=lambda one: one.name)),
            "note_required": draw(st.booleans()), "basis_required": draw(st.booleans()),
            "reasons": {"a": "甲"} if draw(st.booleans()) else None,
        }  # fmt: skip
        body[f"t{number}"] = _transition(draw, states, f"办理{number}", how)
    return type("Made", (Workflow,), body)


def _transition(draw: Any, states: list[State], label: str, how: dict[str, Any]) -> Transition[Any]:
    sources = tuple(draw(st.lists(st.sampled_from(states), min_size=1, max_size=3, unique=True)))
    target = draw(st.sampled_from(states))
    kind = draw(st.sampled_from(["begin", "to", "stay", "back", "open"]))
    if kind == "begin":
        return target.begin(label, **how)
    if kind == "open":
        return OPEN.to(target, label, **how)
    group = StateGroup(sources)
    return group.to(target, label, **how) if kind == "to" else getattr(group, kind)(label, **how)


@st.composite
def attempts(draw: Any) -> tuple[str, Act, set[int]]:
    act = Act(
        draw(st.sampled_from([None, 1, 2])), date(2026, 5, 6), frozenset(draw(st.sets(st.sampled_from(ROLES)))), draw(st.booleans()),
        draw(st.sampled_from(["", " ", "意见"])), draw(st.sampled_from(["", "a", "b"])), draw(st.sampled_from(["", "依据"])),
    )  # fmt: skip
    return draw(st.sampled_from(["begin_it", "none", *(f"t{number}" for number in range(10))])), act, draw(st.sets(st.integers(0, 3)))


@settings(max_examples=150, deadline=None)
@given(flows(), st.lists(attempts(), max_size=15))
def test_a_walk_goes_as_the_second_reading_says(flow: type[Workflow[Any]], walk: list[tuple[str, Act, set[int]]]) -> None:
    data, state, previous = flow.as_data(), "", ""
    for name, act, facts in walk:
        found = decide(flow, state, name, act, facts, previous_state=previous)
        holding = {f"g{number}" for number in facts}
        asked = Asked(name, {role.value for role in act.roles}, act.system, act.note, act.basis, act.reason_code, holding)
        expected, codes = answer(data, state, previous, asked)
        if isinstance(found, Refused):
            assert {one.code for one in found.reasons} == codes
            continue
        assert not codes and found.to_state == expected
        assert found.to_state in flow.states
        if found.to_state != state:
            state, previous = found.to_state, state


@settings(max_examples=60, deadline=None)
@given(flows(), st.sampled_from(ROLES))
def test_what_is_offered_is_what_a_person_of_some_role_can_take(flow: type[Workflow[Any]], role: Role) -> None:
    everything = {0, 1, 2, 3}
    for state in ("", *flow.states):
        names = {one.name for one in offered(flow, state)}
        for name, transition in flow.transitions.items():
            act = Act(1, date(2026, 5, 6), frozenset({role}), False, "意见", next(iter(transition.reasons), ""), "依据")
            if not isinstance(decide(flow, state, name, act, everything, previous_state="s0"), Refused):
                assert name in names
        assert all(takers(flow.transitions[name]) for name in names)


def test_the_first_automatic_transition_whose_conditions_hold_is_next() -> None:
    class Flow(Workflow[Any]):
        key, label = "auto", "自动"
        a, b, c = State("甲"), State("乙"), State("丙", final=True)
        begin_it = a.begin("开始", by=SYSTEM)
        first = a.to(b, "先", by=SYSTEM, automatic=True, requires=[GUARDS[1]])
        second = a.to(c, "后", by=SYSTEM, automatic=True)

    act = Act(None, date(2026, 5, 6), system=True)
    chosen = [next_automatic(Flow, "a", act, facts) for facts in ({1}, set())]
    assert [one.transition.name for one in chosen if one] == ["first", "second"]
    assert next_automatic(Flow, "b", act, {1}) is None
