"""Conditions and effects that a project registers by name, so that the mapping table of an imported definition can be a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from workflows.engine.dcworkflow.expressions import Change, Effect, Moment, Named

NOTHING: Final = "nothing"  # an effect that does nothing: whoever maps a script to it has decided to leave it out
_conditions: Final[dict[str, Named]] = {}
_effects: Final[dict[str, Effect]] = {NOTHING: Effect(NOTHING, lambda change: None)}

Test = Callable[[Moment], object]
Work = Callable[[Change], None]


def condition(name: str, sentence: str) -> Callable[[Test], Test]:
    """Register a function over the moment as a condition or value, with the words it is told in. Raises ValueError for a name taken."""

    def registered(function: Test) -> Test:
        _free(name, _conditions)
        _conditions[name] = Named(name, sentence, function)
        return function

    return registered


def effect(name: str) -> Callable[[Work], Work]:
    """Register a function over the change as an effect that may stand for a script. Raises ValueError for a name taken."""

    def registered(function: Work) -> Work:
        _free(name, _effects)
        _effects[name] = Effect(name, function)
        return function

    return registered


def conditions() -> Mapping[str, Named]:
    return dict(_conditions)


def effects() -> Mapping[str, Effect]:
    return dict(_effects)


def _free(name: str, taken: Mapping[str, object]) -> None:
    if name in taken:
        raise ValueError(f"the name {name!r} is registered already")
