"""Several processes on one object, each with a state variable of its own: what they offer together, who does what, who holds what.

As Products.CMFCore's WorkflowTool has it: the actions on offer are the union over the chain, in its order; the first process that knows an
action and lets it pass does it; each keeps a history of its own. What the tool leaves to the order of events, two processes that manage
one permission, or one name for two transitions, `check_chain` refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from permissions.roles import Role
from workflows.engine.check import Finding
from workflows.engine.decide import Reason, Refused, Taken, decide, offered
from workflows.engine.definition import HOME, Act, State, Transition, Workflow
from workflows.engine.describe import describe

Flow = type[Workflow[Any]]
States = Mapping[str, str]  # process key -> the state in which the object is for it; without an entry it is not begun there
PERMISSIONS: Mapping[str, str] = {"edit": "修改", "reveal": "查看敏感信息", "correct": "更正", "printing": "打印"}
READ = "read"


@dataclass(frozen=True)
class Chain:
    """The processes of one object in their order; the first is its main one, by which it begins."""

    flows: Sequence[Flow]

    @property
    def main(self) -> Flow:
        return self.flows[0]

    @property
    def label(self) -> str:
        return "、".join(flow.label for flow in self.flows)

    def knowing(self, name: str) -> tuple[Flow, ...]:
        """Name the processes that have a transition of this name."""
        return tuple(flow for flow in self.flows if name in flow.transitions)

    def manager(self, permission: str) -> Flow:
        """Say which process's states decide over a permission: the first that manages it; the main one where none does."""
        return next((flow for flow in self.flows if manages(flow, permission)), self.main)

    def holders(self, permission: str, states: States) -> frozenset[Role]:
        """Name who holds a permission on an object in these states; nobody where its manager has not begun with it."""
        flow = self.manager(permission)
        state = states.get(flow.key, "")
        if state not in flow.states:
            return frozenset()
        return flow.readers_in(state) if permission == READ else frozenset(getattr(flow.states[state], permission))


def manages(flow: Flow, permission: str) -> bool:
    """Say that a process's states decide over a permission: some state gives it to somebody."""
    if permission == READ:
        return bool(flow.readers) or any(state.readers is not None for state in flow.states.values())
    return any(getattr(state, permission) for state in flow.states.values())


def offered_in(chain: Chain, states: States) -> Iterator[tuple[Flow, Transition[Any]]]:
    """List what people may take on an object: the union over its processes, in the order of the chain."""
    for number, flow in enumerate(chain.flows):
        state = states.get(flow.key, "")
        if state or number == 0:  # a process beside the main one begins with the object, not by a person
            yield from ((flow, one) for one in offered(flow, state))


def decide_in(
    chain: Chain, states: States, name: str, act: Act, facts: Mapping[str, Any], *, previous: States | None = None
) -> tuple[Flow, Taken | Refused]:
    """Decide one action on an object: the first process that lets it pass does it.

    Where none does, the first that knows it from the present state says why, else the first that knows it at all.
    """
    tried: list[tuple[Flow, Taken | Refused]] = []
    for flow in chain.knowing(name):
        came_from = (previous or {}).get(flow.key, "")
        found = decide(flow, states.get(flow.key, ""), name, act, facts.get(flow.key), previous_state=came_from)
        # what the form must still hold is no guard: the process is the one that does it
        if isinstance(found, Taken) or found.kind == "input":
            return flow, found
        tried.append((flow, found))
    astray = Refused((Reason(f"“{chain.label}”都没有“{name}”这一办理事项", code="unknown", kind="state"),))
    in_place = (one for one in tried if isinstance(one[1], Refused) and one[1].kind != "state")
    return next(in_place, tried[0] if tried else (chain.main, astray))


def describe_chain(chain: Chain, words: Mapping[str, str] | None = None) -> Iterator[str]:
    """Tell several processes on one object line by line: which is the main one, who manages what, then each process by itself."""
    yield f"一件东西上的流程：{chain.label}；“{chain.main.label}”为主，其余随它开始"
    for permission, word in {READ: "查看", **PERMISSIONS}.items():
        if any(manages(flow, permission) for flow in chain.flows):
            yield f"  谁能{word}：由“{chain.manager(permission).label}”的状态决定"
        else:
            yield f"  谁能{word}：没有流程管，谁也不能"
    for flow in chain.flows:
        yield from describe(flow, words)


def check_chain(chain: Chain) -> list[Finding]:
    """List what is wrong with processes on one object, which none of them shows alone."""
    found = [*_doubles(chain), *_beginnings(chain), *_blind(chain)]
    return [Finding(code, f"“{chain.label}”{sentence}") for code, sentence in sorted(found)]


Found = Iterator[tuple[str, str]]


def _doubles(chain: Chain) -> Found:
    for key, times in Counter(flow.key for flow in chain.flows).items():
        if times > 1:
            yield "E027", f"把流程“{key}”用了{times}次，一个状态变量只能由一个流程推动"
    named = Counter(name for flow in chain.flows for name in flow.transitions)
    for name in (one for one, times in named.items() if times > 1):
        labels = "、".join(f"{flow.label}的“{flow.transitions[name].label}”" for flow in chain.knowing(name))
        yield "E024", f"有同名的办理“{name}”：{labels}；先到的流程会抢先办"
    for permission, word in {READ: "查看", **PERMISSIONS}.items():
        managing = [flow.label for flow in chain.flows if manages(flow, permission)]
        if len(managing) > 1:
            yield "E023", f"的“{word}”权限由{'、'.join(managing)}同时管理，结果取决于先后"


def _beginnings(chain: Chain) -> Found:
    for flow in chain.flows[1:]:
        own = flow.beginnings()
        if len(own) != 1 or not own[0].by_system or own[0].note_required or own[0].reasons or own[0].basis_required:
            yield "E028", f"中的“{flow.label}”须恰有一个由系统办理的开始，随主流程一起开始"


def _blind(chain: Chain) -> Found:
    """Find who is to act in a process beside the one that decides over reading, and never sees the object there."""
    reading = chain.manager(READ)
    seen = {role for name in reading.states for role in reading.readers_in(name)}
    always = frozenset.intersection(
        *(reading.readers_in(name) for name, state in reading.states.items() if not state.final) or [frozenset()]
    )
    for flow in chain.flows:
        if flow is reading:
            continue
        for name, state in flow.states.items():
            acting = _acting(flow, name, state)
            if never := [role for role in Role if role in acting - seen]:
                yield "E029", f"中“{flow.label}”的“{state.label}”由{_words(never)}办理，他们看不到“{reading.label}”"
            if partly := [role for role in Role if role in acting & seen - always]:
                yield "W005", f"中“{flow.label}”的“{state.label}”由{_words(partly)}办理，他们不是在“{reading.label}”的每个状态都能看"


def _acting(flow: Flow, name: str, state: State) -> set[Role]:
    takers = {role for one in flow.leaving(name) if one.at == HOME for role in one.by}
    return {*state.desk, *takers} if state.at == HOME else takers


def _words(roles: Sequence[Role]) -> str:
    return "、".join(role.label for role in roles)
