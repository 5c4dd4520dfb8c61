"""Processes of any size: a chain of states with ways back, ways to the first and ways out, and one whose steps all take themselves."""

from __future__ import annotations

from typing import Any

from permissions.roles import Role
from workflows.engine.definition import OPEN, SYSTEM, State, Workflow

TAKERS = (Role.STREET_CLERK, Role.COMMUNITY_WORKER, Role.GRID_WORKER)


def chain(states: int, version: int = 1) -> type[Workflow[Any]]:
    """Make a process in which every state leads on, most lead back, some lead out, and one step leads out of them all."""
    line = [State(f"状态{number}", desk=TAKERS[number % 3]) for number in range(states - 1)]
    end = State("终", final=True)
    body: dict[str, Any] = {"key": "chain", "label": "长链", "clause": "测试", "version": version, "readers": TAKERS[:1]}
    body |= {f"s{number}": state for number, state in enumerate(line)} | {"end": end, "begin": line[0].begin("开始", by=TAKERS[0])}
    for number, (state, onward) in enumerate(zip(line, [*line[1:], end], strict=True)):
        taker = TAKERS[number % 3]
        body[f"go{number}"] = state.to(onward, f"往{number}", by=taker)
        if number:
            body[f"back{number}"] = state.back("退回", by=taker)
        if number % 5 == 4:
            body[f"anew{number}"] = state.to(line[0], "重来", by=taker)
        if number % 3 == version % 3:
            body[f"out{number}"] = state.to(end, "撤", by=taker)
    return type("Chain", (Workflow,), {**body, "cancel": OPEN.to(end, "全撤", by=TAKERS[1])})


def automatic_chain(states: int) -> type[Workflow[Any]]:
    """Make a process that takes every step by itself, one after another."""
    line = [State(f"状态{number}", desk=TAKERS[0]) for number in range(states - 1)]
    end = State("终", final=True)
    body: dict[str, Any] = {"key": "automatic", "label": "自动长链", "clause": "测试", "readers": TAKERS[:1]}
    body |= {f"s{number}": state for number, state in enumerate(line)} | {"end": end, "begin": line[0].begin("开始", by=TAKERS[0])}
    for number, (state, onward) in enumerate(zip(line, [*line[1:], end], strict=True)):
        body[f"go{number}"] = state.to(onward, f"往{number}", by=(TAKERS[0], SYSTEM), automatic=True)
    return type("AutomaticChain", (Workflow,), body)
