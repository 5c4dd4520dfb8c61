"""An imported definition in the form that the pictures are drawn from: names, exits and targets; it decides nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from workflows.engine.assembling import assembled
from workflows.engine.dcworkflow.model import Definition
from workflows.engine.definition import State, StateGroup, Transition, Workflow

BEGIN = "begin "  # a name that no transition of the format's own is mistaken for


def as_drawn(definition: Definition) -> type[Workflow[Any]]:
    """Give a flow class with the states and transitions of an imported definition, for `draw_svg` and `mermaid` alone.

    A state without exits is drawn as final; a transition without a new state stays where it is.
    """
    states = {name: State(one.title or name, resting=bool(one.exits), final=not one.exits) for name, one in definition.states.items()}
    moves: dict[str, Transition[Any]] = {}
    leading: dict[str, list[State]] = defaultdict(list)
    for state, here in definition.states.items():
        for name in dict.fromkeys(here.exits):
            leading[name].append(states[state])
    for name, one in definition.transitions.items():
        sources, target = tuple(leading[name]), states.get(one.new_state)
        if sources:
            label = f"（自动）{one.title or name}" if one.automatic else one.title or name
            moves[name] = StateGroup(sources).to(target, label) if target is not None else StateGroup(sources).stay(label)
    if definition.initial_state in states:
        moves[BEGIN] = states[definition.initial_state].begin("新建")
    said = {"key": definition.name, "label": definition.title or definition.name}
    return assembled("Imported", said, states, moves)
