"""A definition read back from its plain data, to be drawn, described and compared; its conditions are words only and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from permissions.roles import Role
from workflows.engine.acting import SYSTEM
from workflows.engine.assembling import assembled
from workflows.engine.definition import Guard, State, Transition, Workflow


def restored(data: Mapping[str, Any]) -> type[Workflow[Any]]:
    """Make a definition of what `Workflow.as_data` wrote. Raises KeyError or ValueError where it is not such data."""
    states = {name: _state(one) for name, one in data["states"].items()}
    not_final = {name for name, state in states.items() if not state.final}
    moves = {name: _transition(one, states) for name, one in data["transitions"].items()}
    for name, one in moves.items():
        one.every_open = len(not_final) > 1 and set(data["transitions"][name]["from"]) == not_final  # the data say it state by state
    said = {
        "key": data["key"], "label": data["label"], "clause": data["clause"], "version": data["version"],
        "variant": data.get("variant", ""), "readers": _roles(data["readers"]),
    }  # fmt: skip
    return assembled("Restored", said, states, moves)


def _state(one: Mapping[str, Any]) -> State:
    kind = one["kind"]
    return State(
        one["label"], desk=_roles(one["desk"]), edit=_roles(one["edit"]), view=_roles(one["view"]),
        readers=None if one["readers"] is None else _roles(one["readers"]), reveal=_roles(one["reveal"]),
        correct=_roles(one["correct"]), printing=_roles(one["print"]), resting=kind == "resting", final=kind == "final",
        due=one["due"], on_due=one["on_due"], at=one["at"],
    )  # fmt: skip


def _transition(one: Mapping[str, Any], states: Mapping[str, State]) -> Transition[Any]:
    made: Transition[Any] = Transition(
        one["label"], sources=tuple(states[state] for state in one["from"]), target=states[one["to"]] if one["to"] else None,
        kind=one["kind"], by=[SYSTEM if role == "system" else Role(role) for role in one["by"]],
        requires=[Guard(code, refusal, "", _undecided, code) for code, refusal in one["requires"]], effects=one["effects"],
        messages=one["messages"], note_required=one["note_required"], basis_required=one["basis_required"], reasons=one["reasons"],
        automatic=one["automatic"], at=one["at"],
    )  # fmt: skip
    return made


def _undecided(facts: Any, act: Any) -> NoReturn:
    raise TypeError("a definition read back from its data cannot decide")


def _roles(names: list[str]) -> tuple[Role, ...]:
    return tuple(Role(name) for name in names)
