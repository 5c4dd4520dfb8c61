"""A definition made of parts instead of a class body: read from a file, or laid together to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.engine.definition import State, Transition, Workflow


def assembled(name: str, said: Mapping[str, Any], states: Mapping[str, State], moves: Mapping[str, Transition[Any]]) -> type[Workflow[Any]]:
    """Make a flow of its states and transitions by their names; what is `said` of the whole (key, label …) are its attributes.

    The parts are no attributes, so that a stranger may call a state what he likes: `label` and `leaving` are names like others here.
    """
    flow: type[Workflow[Any]] = type(name, (Workflow,), dict(said))
    for key, state in states.items():
        state.name = key
    for key, one in moves.items():
        one.name = key
    flow.set_parts(states, moves)
    return flow
