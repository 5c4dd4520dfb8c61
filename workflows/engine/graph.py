"""A process as Mermaid text and as a table of who sees and does what: both written from the definition alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import OTHER, State, Transition, Workflow
from workflows.engine.picture import ANYWHERE_LABEL


def mermaid(flow: type[Workflow[Any]]) -> str:
    """Write the process as a Mermaid state diagram, in the order of the definition."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{state.label}" as {name}' for name, state in flow.states.items()]
    if any(one.every_open for one in flow.transitions.values()):
        lines.append(f'    state "{ANYWHERE_LABEL}" as anywhere_open')
    for one in flow.transitions.values():
        lines += [f"    {source} --> {target} : {one.label}" for source, target in _mermaid_ends(flow, one)]
    lines += [f"    {name} --> [*]" for name, state in flow.states.items() if state.final]
    return "\n".join(lines) + "\n"


def _mermaid_ends(flow: type[Workflow[Any]], one: Transition[Any]) -> list[tuple[str, str]]:
    if one.kind == "begin":
        return [("[*]", one.target.name)] if one.target else []
    if one.every_open and one.target is not None:
        return [("anywhere_open", one.target.name)]
    if one.kind == "back":
        return [(state.name, came.name) for state in one.sources for came in flow.states_before(state.name)]
    return [(state.name, one.target.name if one.target else state.name) for state in one.sources]


@dataclass(frozen=True)
class AccessTable:
    """States x roles: 办 acts or edits, 阅 reads, － does not see; 对方 marks what holds at the subject's second place."""

    roles: tuple[Role, ...]
    rows: tuple[tuple[State, tuple[str, ...]], ...]

    @property
    def head(self) -> tuple[str, ...]:
        return tuple(role.label for role in self.roles)


def access_table(flow: type[Workflow[Any]]) -> AccessTable:
    """Say who sees and does what in which state."""
    named = {role for name in flow.states for role in (*flow.readers_in(name), *flow.other_readers_in(name))}
    roles = tuple(role for role in Role if role in named)
    return AccessTable(roles, tuple((state, _cells(flow, state, roles)) for state in flow.states.values()))


def _cells(flow: type[Workflow[Any]], state: State, roles: tuple[Role, ...]) -> tuple[str, ...]:
    readers, others = flow.readers_in(state.name), flow.other_readers_in(state.name)
    takers = {role for one in flow.leaving(state.name) if one.at != OTHER for role in one.by}
    acting = {*state.edit, *(state.desk if state.at != OTHER else ()), *takers}
    found = ((("办" if role in acting else "阅" if role in readers else ""), "对方办" if role in others else "") for role in roles)
    return tuple("、".join(filter(None, both)) or "－" for both in found)
