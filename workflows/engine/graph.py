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
        return [(state.name, came.name) for state in one.sources for came in _came_from(flow, state)]
    return [(state.name, one.target.name if one.target else state.name) for state in one.sources]


def _came_from(flow: type[Workflow[Any]], state: State) -> list[State]:
    """List the states from which a transition leads into this one: where `back` may return to."""
    found: dict[str, State] = {}
    for one in flow.transitions.values():
        if one.kind == "to" and one.target is state:
            found.update({source.name: source for source in one.sources if source is not state})
    return list(found.values())


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
    return AccessTable(roles, tuple((state, tuple(_cell(flow, state, role) for role in roles)) for state in flow.states.values()))


def _cell(flow: type[Workflow[Any]], state: State, role: Role) -> str:
    leaving = list(flow.leaving(state.name))
    acts = role in (*state.edit, *(state.desk if state.at != OTHER else ())) or any(role in one.by and one.at != OTHER for one in leaving)
    here = "办" if acts else "阅" if role in flow.readers_in(state.name) else ""
    there = "对方办" if role in flow.other_readers_in(state.name) else ""
    return "、".join(filter(None, (here, there))) or "－"
