"""The words an imported expression may use, and the node each stands for; a word that is not written here has no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workflows.engine.dcworkflow.expressions import (
    Effect,
    Here,
    Named,
    Node,
    Now,
    ObjectName,
    TransitionName,
    UserGroups,
    UserId,
    UserName,
    UserRoles,
    WholeHistory,
)
from workflows.engine.dcworkflow.standing import DefinitionPart


class NotUnderstood(ValueError):
    """The expression has no named condition; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """What imported names stand for: facts an object carries, conditions by their text, effects by the name of the script."""

    facts: frozenset[str] = frozenset({"flag"})
    named: Mapping[str, Named] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)


# What a name stands for before anything is asked of it. These are not values: a condition must go on to ask for one.
_OBJECT, _CONTAINER, USER, _STATUS, _KEYWORDS, _TRANSITION, _CHANGE = "object container user status keywords transition change".split()
_OLD_STATE, _NEW_STATE, _TRANSITION_PART = "old_state new_state transition_part".split()
NAMES: Final[Mapping[str, str]] = {
    "object": _OBJECT,
    "here": _OBJECT,
    "container": _CONTAINER,
    "folder": _CONTAINER,
    "user": USER,
    "status": _STATUS,
    "kwargs": _KEYWORDS,
    "transition": _TRANSITION,
    "state_change": _CHANGE,
}
PARTS: Final[Mapping[tuple[str, str], str]] = {
    (_CHANGE, "object"): _OBJECT,
    (_CHANGE, "status"): _STATUS,
    (_CHANGE, "kwargs"): _KEYWORDS,
    (_CHANGE, "transition"): _TRANSITION_PART,
    (_CHANGE, "old_state"): _OLD_STATE,
    (_CHANGE, "new_state"): _NEW_STATE,
}
PLACES: Final[Mapping[str, Here]] = {_OBJECT: Here(0), _CONTAINER: Here(1)}
METHODS: Final[Mapping[tuple[str, str], Node]] = {
    (USER, "getId"): UserId(),
    (USER, "getUserName"): UserName(),
    (USER, "getRoles"): UserRoles(),
    (USER, "getGroups"): UserGroups(),
    (_TRANSITION, "getId"): TransitionName(),
    (_OBJECT, "getId"): ObjectName(Here(0)),
    (_CONTAINER, "getId"): ObjectName(Here(1)),
    (_CHANGE, "getHistory"): WholeHistory(),
    (_CHANGE, "getDateTime"): Now(),
    (_OLD_STATE, "getId"): DefinitionPart("old_state"),
    (_NEW_STATE, "getId"): DefinitionPart("new_state"),
    (_TRANSITION_PART, "getId"): DefinitionPart("transition"),
}
ATTRIBUTES: Final[Mapping[tuple[str, str], Node]] = {
    (_OLD_STATE, "id"): DefinitionPart("old_state"),
    (_NEW_STATE, "id"): DefinitionPart("new_state"),
    (_TRANSITION_PART, "id"): DefinitionPart("transition"),
    (_TRANSITION, "id"): DefinitionPart("transition"),
    (_OLD_STATE, "title"): DefinitionPart("old_state", title=True),
    (_NEW_STATE, "title"): DefinitionPart("new_state", title=True),
    (_TRANSITION_PART, "title"): DefinitionPart("transition", title=True),
    (_TRANSITION, "title"): DefinitionPart("transition", title=True),
}
SOURCES: Final[Mapping[str, str]] = {_STATUS: "status", _KEYWORDS: "keywords"}
