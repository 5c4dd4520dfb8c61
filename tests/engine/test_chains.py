"""Several processes on one object, without a database: the union of what they offer, who does what, who holds what, and what is refused."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permissions.roles import Role
from workflows.engine.chains import Chain, check_chain, decide_in, describe_chain, offered_in
from workflows.engine.decide import Refused, Taken, decide, may_take
from workflows.engine.definition import SYSTEM, Act, Guard, State, Workflow

WORKER, CLERK, OFFICER, AUDITOR = Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.AUDITOR
DRY = Guard("dry", "还是湿的", "晾干", lambda facts, act: bool(facts), "dry")
BY_SYSTEM = "须恰有一个由系统办理的开始"


class Main(Workflow[Any]):
    key, label, readers = "main", "主流程", (WORKER, CLERK, OFFICER)
    draft = State("草拟", desk=WORKER, printing=WORKER)
    done = State("办结", final=True)
    create = draft.begin("草拟主件", by=WORKER)
    finish = draft.to(done, "办结主件", by=WORKER)


class Lock(Workflow[Any]):
    key, label = "lock", "封存"
    opened = State("未封存", resting=True, edit=(WORKER, CLERK))
    closed = State("已封存", resting=True)
    open = opened.begin("设为未封存", by=SYSTEM)
    close = opened.to(closed, "封存记录", by=CLERK, requires=[DRY], note_required=True)
    reopen = closed.to(opened, "启封", by=CLERK)


CHAIN = Chain([Main, Lock])
OPEN = {"main": "draft", "lock": "opened"}


def act(*roles: Role, note: str = "") -> Act:
    return Act(1, date(2026, 3, 2), frozenset(roles), note=note)


def names(states: dict[str, str]) -> list[str]:
    return [one.name for _, one in offered_in(CHAIN, states)]


def test_the_offers_are_the_union_in_the_order_of_the_chain() -> None:
    assert names(OPEN) == ["finish", "close"]
    assert names({"main": "done", "lock": "closed"}) == ["reopen"]
    assert names({}) == ["create"]


def test_the_process_that_knows_an_action_does_it_and_says_why_not() -> None:
    flow, found = decide_in(CHAIN, OPEN, "close", act(CLERK, note="封"), {"lock": True})
    assert flow is Lock and isinstance(found, Taken) and found.to_state == "closed"
    flow, found = decide_in(CHAIN, OPEN, "close", act(WORKER), {"lock": False})
    assert flow is Lock and isinstance(found, Refused)
    assert [one.code for one in found.reasons] == ["right", "dry", "note"]
    flow, found = decide_in(CHAIN, OPEN, "reopen", act(CLERK), {})
    assert flow is Lock and isinstance(found, Refused) and found.kind == "state"
    flow, found = decide_in(CHAIN, OPEN, "fly", act(CLERK), {})
    assert flow is Main and isinstance(found, Refused) and "主流程、封存" in found.reasons[0].sentence


def test_a_permission_comes_from_the_process_that_manages_it() -> None:
    assert CHAIN.holders("edit", OPEN) == {WORKER, CLERK}
    assert CHAIN.holders("edit", {"main": "draft", "lock": "closed"}) == frozenset() == CHAIN.holders("edit", {"main": "draft"})
    assert CHAIN.holders("printing", OPEN) == {WORKER} and CHAIN.holders("printing", {"main": "done"}) == frozenset()
    assert CHAIN.holders("read", OPEN) == Main.readers_in("draft")
    assert CHAIN.manager("correct") is Main and CHAIN.holders("correct", OPEN) == frozenset()


def test_a_chain_is_told_with_who_manages_what() -> None:
    told = list(describe_chain(CHAIN))
    assert told[0] == "一件东西上的流程：主流程、封存；“主流程”为主，其余随它开始"
    assert told[1:6] == [
        "  谁能查看：由“主流程”的状态决定", "  谁能修改：由“封存”的状态决定", "  谁能查看敏感信息：没有流程管，谁也不能",
        "  谁能更正：没有流程管，谁也不能", "  谁能打印：由“主流程”的状态决定",
    ]  # fmt: skip
    assert any(line.startswith("封存（lock") for line in told) and any("启封 → 未封存" in line for line in told)


def lock(**body: Any) -> type[Workflow[Any]]:
    return type("Other", (Lock,), {"key": "other", "label": "另一", **body})


FAULTS: dict[str, tuple[Chain, str, str]] = {
    "one process twice": (Chain([Main, Lock, type("Again", (Lock,), {"version": 2})]), "E027", "把流程“lock”用了2次"),
    "one name twice": (Chain([Main, lock(finish=Lock.opened.to(Lock.closed, "另办结", by=CLERK))]), "E024",
                       "有同名的办理“finish”：主流程的“办结主件”、另一的“另办结”"),
    "one permission twice": (Chain([Main, Lock, lock()]), "E023", "的“修改”权限由封存、另一同时管理"),
    "reading twice": (Chain([Main, lock(readers=(CLERK,))]), "E023", "的“查看”权限由主流程、另一同时管理"),
    "no beginning of the system's": (Chain([Main, lock(open=Lock.opened.begin("设为未封存", by=CLERK))]), "E028", BY_SYSTEM),
    "two beginnings": (Chain([Main, lock(start=Lock.closed.begin("一开始就封存", by=SYSTEM))]), "E028", BY_SYSTEM),
    "a beginning that asks for more": (Chain([Main, lock(open=Lock.opened.begin("设为未封存", by=SYSTEM, note_required=True))]), "E028",
                                             BY_SYSTEM),
    "who acts never sees it": (Chain([Main, lock(watch=Lock.opened.stay("巡查", by=AUDITOR))]), "E029", "由审计员办理，他们看不到“主流程”"),
    "who acts does not always see it": (
        Chain([type("Part", (Main,), {"aside": (aside := State("旁置", resting=True, readers=(WORKER,))),
                                      "put_aside": Main.draft.to(aside, "放一边", by=WORKER)}), Lock]),
        "W005", "他们不是在“主流程”的每个状态都能看",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("chain", "code", "said"), FAULTS.values(), ids=FAULTS)
def test_what_no_process_shows_alone_is_refused(chain: Chain, code: str, said: str) -> None:
    found = check_chain(chain)
    assert any(one.code == code and said in one.sentence for one in found), [str(one) for one in found]


def test_a_sound_chain_has_no_fault() -> None:
    assert check_chain(CHAIN) == [] == check_chain(Chain([Main]))


ROLES = (WORKER, CLERK, OFFICER)


def random_flow(chance: random.Random, key: str) -> type[Workflow[Any]]:
    """Make a process whose transitions share their names with those of others, which only an imported definition may."""
    states = {f"s{number}": State(f"状态{number}", resting=True) for number in range(chance.randrange(1, 4))}
    for name, state in states.items():
        state.name = name
    body: dict[str, Any] = dict(states)
    for name in chance.sample(["go", "stop", "turn", "rest"], chance.randrange(1, 4)):
        source, target = chance.choice(list(states.values())), chance.choice(list(states.values()))
        guards = [Guard("g", "不行", "", lambda facts, act: bool(facts))] if chance.random() < 0.5 else []
        body[name] = source.to(target, name, by=chance.sample(ROLES, chance.randrange(1, 3)), requires=guards)
    return type("Random", (Workflow,), {"key": key, "label": key, **body})


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_chain_behaves_as_the_workflow_tool_says(seed: int) -> None:
    """The tool in short: the first process whose state has the action and whose guard passes does it, the others stay where they are."""
    chance = random.Random(seed)
    chain = Chain([random_flow(chance, f"flow{number}") for number in range(chance.randrange(1, 4))])
    states = {flow.key: chance.choice(list(flow.states)) for flow in chain.flows}
    facts = {flow.key: chance.random() < 0.5 for flow in chain.flows}
    for _ in range(6):
        name, doing = chance.choice(["go", "stop", "turn", "rest", "fly"]), act(*chance.sample(ROLES, chance.randrange(0, 3)))
        supporting = [
            flow
            for flow in chain.flows
            if (one := flow.transitions.get(name)) is not None
            and states[flow.key] in {state.name for state in one.sources}
            and may_take(one, doing)
            and all(guard(facts[flow.key], doing) for guard in one.requires)
        ]
        doer, found = decide_in(chain, states, name, doing, facts)
        assert isinstance(found, Taken) == bool(supporting)
        if isinstance(found, Taken):
            assert doer is supporting[0] and found == decide(doer, states[doer.key], name, doing, facts[doer.key])
            states[doer.key] = found.to_state
        else:
            assert found.reasons and all(one.sentence for one in found.reasons)
    offered = [(flow.key, one.name) for flow, one in offered_in(chain, states)]
    assert offered == [(flow.key, one.name) for flow in chain.flows for one in flow.leaving(states[flow.key])]
