"""How a process is written down: a class body that reads like the paper.

States say on whose desk the paper lies, transitions who may take them and on what condition. Geography never appears: roles are held at a
place, and the room above brings place and role together. `workflows/flows/referral.py` is the example to read first.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, ClassVar, Final, Generic, Unpack

from permissions.roles import Role
from workflows.engine.acting import HOME, OTHER, SYSTEM, Act, F, Guard, How, Roles, SystemRole, guard, named_in, roles_in, strangers_in
from workflows.engine.algebra import GuardRule, PermissionMap, Variable, WorklistRule

__all__ = ["HOME", "OPEN", "OTHER", "SYSTEM", "Act", "F", "Guard", "How", "Roles", "State", "StateGroup", "SystemRole", "Transition",
           "Workflow", "guard"]  # fmt: skip


class State:
    """Where the paper lies: open (on a desk), `resting` (no desk, may still be left) or `final`.

    `due` is a deadline key of the policy, or `"@column"`: that date column of the subject; `on_due` names a due handler or a transition
    that SYSTEM takes. `view` adds readers to the flow's own; `readers`, where given, replaces them. `edit`, `reveal`, `correct` and
    `printing` name who may change data, see sensitive fields, correct with reason, print.
    """

    name: str = ""

    def __init__(
        self,
        label: str,
        *,
        desk: Roles = None,
        edit: Roles = None,
        view: Roles = None,
        readers: Roles = None,
        reveal: Roles = None,
        correct: Roles = None,
        printing: Roles = None,
        resting: bool = False,
        final: bool = False,
        due: str | None = None,
        on_due: str | None = None,
        at: str = HOME,
        permissions: PermissionMap | None = None,
    ) -> None:
        self.label, self.resting, self.final, self.at = label, resting, final, at
        self.desk, self.edit, self.view = roles_in(desk), roles_in(edit), roles_in(view)
        self.readers = None if readers is None else roles_in(readers)
        self.reveal, self.correct, self.printing = roles_in(reveal), roles_in(correct), roles_in(printing)
        self.due, self.on_due, self.permissions = due, on_due, permissions
        self.unknown_roles = strangers_in(desk, edit, view, readers, reveal, correct, printing)

    @property
    def is_open(self) -> bool:
        return not (self.resting or self.final)

    @property
    def due_span(self) -> str:
        """Name the policy's deadline that runs here; empty where there is none, or a date of the subject's own."""
        return "" if self.due_column else self.due or ""

    @property
    def due_column(self) -> str:
        return (self.due or "")[1:] if (self.due or "").startswith("@") else ""

    def __or__(self, other: State | StateGroup) -> StateGroup:
        return StateGroup((self,)) | other

    def begin(self, label: str, **how: Unpack[How]) -> Transition[Any]:
        """Create the subject in this state."""
        return Transition(label, sources=(), target=self, kind="begin", **how)

    def to(self, target: State, label: str, **how: Unpack[How]) -> Transition[Any]:
        return StateGroup((self,)).to(target, label, **how)

    def stay(self, label: str, **how: Unpack[How]) -> Transition[Any]:
        return StateGroup((self,)).stay(label, **how)

    def back(self, label: str, **how: Unpack[How]) -> Transition[Any]:
        return StateGroup((self,)).back(label, **how)

    def __repr__(self) -> str:
        return f"<State {self.name or self.label}>"


class StateGroup:
    """Several states from which one transition leads."""

    def __init__(self, states: tuple[State, ...], *, every_open: bool = False) -> None:
        self.states, self.every_open = states, every_open

    def __or__(self, other: State | StateGroup) -> StateGroup:
        more = (other,) if isinstance(other, State) else other.states
        return StateGroup((*self.states, *more))

    def to(self, target: State, label: str, **how: Unpack[How]) -> Transition[Any]:
        return Transition(label, sources=self.states, target=target, kind="to", every_open=self.every_open, **how)

    def stay(self, label: str, **how: Unpack[How]) -> Transition[Any]:
        """Leave the subject where it is, with a step of its own."""
        return Transition(label, sources=self.states, target=None, kind="stay", every_open=self.every_open, **how)

    def back(self, label: str, **how: Unpack[How]) -> Transition[Any]:
        """Return the subject to the state it came from."""
        return Transition(label, sources=self.states, target=None, kind="back", every_open=self.every_open, **how)


OPEN: Final = StateGroup((), every_open=True)  # every state that is not final


class Transition(Generic[F]):
    """A step: `by` names who may take it, `requires` its guards, `effects` follow in the transaction, `messages` are sent later.

    `automatic` is tried by the runner after every other step on the subject; `at` says where the taker's role is held; `reasons` are the
    codes of which one must be chosen.
    """

    name: str = ""

    def __init__(
        self,
        label: str,
        *,
        sources: tuple[State, ...],
        target: State | None,
        kind: str,
        every_open: bool = False,
        by: Roles = None,
        requires: Iterable[Guard[F]] = (),
        effects: Iterable[str] = (),
        messages: Iterable[str] = (),
        note_required: bool = False,
        basis_required: bool = False,
        reasons: Mapping[str, str] | None = None,
        automatic: bool = False,
        at: str = HOME,
        hint: str = "",
        confirm: str = "",
        rule: GuardRule | None = None,
    ) -> None:
        self.label, self.target, self.kind, self.every_open = label, target, kind, every_open
        self.sources = sources
        self.by, self.by_system, self.unknown_roles = roles_in(by), SYSTEM in named_in(by), strangers_in(by)
        self.requires, self.effects, self.messages = tuple(requires), tuple(effects), tuple(messages)
        self.note_required, self.basis_required, self.reasons = note_required, basis_required, dict(reasons or {})
        self.automatic, self.at, self.hint, self.confirm, self.rule = automatic, at, hint, confirm, rule

    def __repr__(self) -> str:
        return f"<Transition {self.name or self.label}>"


class _Body(dict[str, Any]):
    """A class body that remembers which of its states and transitions were written twice: the first would be lost without a word."""

    def __init__(self) -> None:
        super().__init__()
        self.twice: list[str] = []

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(self.get(name), State | Transition):
            self.twice.append(name)
        super().__setitem__(name, value)


class _Definition(type):
    """Makes a workflow of a class body."""

    @classmethod
    def __prepare__(cls, name: str, bases: tuple[type, ...], /, **kwargs: Any) -> _Body:
        return _Body()

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], /, **kwargs: Any) -> Any:
        twice = tuple(body.twice) if isinstance(body, _Body) else ()
        return super().__new__(cls, name, bases, {**body, "written_twice": twice}, **kwargs)


class Workflow(Generic[F], metaclass=_Definition):
    """One paper process; subclass it with states and transitions as class attributes.

    `variant` names a place's own form of the process, which holds only where it is adopted; its version number is one of the process's.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    clause: ClassVar[str] = ""
    version: ClassVar[int] = 1
    variant: ClassVar[str] = ""
    readers: ClassVar[tuple[Role, ...]] = ()
    editors: ClassVar[tuple[Role, ...]] = ()
    variables: ClassVar[tuple[Variable, ...]] = ()
    worklists: ClassVar[tuple[WorklistRule, ...]] = ()

    written_twice: ClassVar[tuple[str, ...]]
    states: ClassVar[Mapping[str, State]]
    transitions: ClassVar[Mapping[str, Transition[Any]]]
    _ways: ClassVar[tuple[Mapping[State, list[Transition[Any]]], Mapping[State, dict[State, None]]]]  # out of a state, and into it

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        states, transitions = {}, {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if isinstance(value, State):
                    value.name, states[name] = value.name or name, value
                elif isinstance(value, Transition):
                    value.name, transitions[name] = value.name or name, value
        not_final = tuple(state for state in states.values() if not state.final)
        for name, transition in transitions.items():
            if transition.every_open:
                if vars(cls).get(name) is not transition:
                    # an inherited one keeps its own sources: the process it comes from goes on beside this one
                    transitions[name] = transition = copy(transition)
                    setattr(cls, name, transition)
                transition.sources = not_final
        cls.set_parts(states, transitions)

    @classmethod
    def set_parts(cls, states: Mapping[str, State], transitions: Mapping[str, Transition[Any]]) -> None:
        """Set what the process consists of, and remember of each state what leads out of it and what leads there."""
        leaving, before = defaultdict[State, list[Transition[Any]]](list), defaultdict[State, dict[State, None]](dict)
        for one in transitions.values():
            for source in dict.fromkeys(one.sources):
                leaving[source].append(one)
                if one.kind == "to" and one.target is not None and one.target is not source:
                    before[one.target][source] = None
        cls.states, cls.transitions, cls._ways = states, transitions, (dict(leaving), dict(before))

    @classmethod
    def leaving(cls, state: str) -> tuple[Transition[Any], ...]:
        """Give the transitions that lead out of a state, in the order they are written."""
        return tuple(cls._ways[0].get(cls.states[state], ()))

    @classmethod
    def states_before(cls, state: str) -> tuple[State, ...]:
        """Give the states from which a transition leads into this one: where `back` may return to."""
        return tuple(cls._ways[1].get(cls.states[state], ()))

    @classmethod
    def beginnings(cls) -> tuple[Transition[Any], ...]:
        return tuple(one for one in cls.transitions.values() if one.kind == "begin")

    @classmethod
    def readers_in(cls, state: str) -> frozenset[Role]:
        """Name who sees a subject in this state: the flow's readers (or the state's own), plus desk, editors and `view`."""
        here = cls.states[state]
        base = cls.readers if here.readers is None else here.readers
        takers = {role for one in cls.leaving(state) for role in one.by if one.at == HOME} if here.readers is None else set()
        desk = here.desk if here.at == HOME else ()
        return frozenset((*base, *desk, *here.edit, *here.view, *takers))

    @classmethod
    def other_readers_in(cls, state: str) -> frozenset[Role]:
        """Name who sees the package in this state at the subject's second place."""
        here = cls.states[state]
        return frozenset(
            (*(here.desk if here.at == OTHER else ()), *(role for one in cls.leaving(state) if one.at == OTHER for role in one.by))
        )

    @classmethod
    def as_data(cls) -> dict[str, Any]:
        """Write the definition as plain data, in the order it is read: for the fingerprint, the export, the comparison of versions."""
        return {
            "key": cls.key, "label": cls.label, "clause": cls.clause, "version": cls.version, "readers": _values(cls.readers),
            **({"variant": cls.variant} if cls.variant else {}),
            "states": {name: _state_data(state) for name, state in cls.states.items()},
            "transitions": {name: _transition_data(one) for name, one in cls.transitions.items()},
        }  # fmt: skip

    @classmethod
    def fingerprint(cls) -> str:
        """Digest the definition; a change without a new version shows."""
        return hashlib.sha256(json.dumps(cls.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _values(roles: Iterable[Role]) -> list[str]:
    return [role.value for role in roles]


def _state_data(state: State) -> dict[str, Any]:
    kind = "final" if state.final else "resting" if state.resting else "open"
    return {
        "label": state.label, "kind": kind, "at": state.at, "due": state.due, "on_due": state.on_due, "desk": _values(state.desk),
        "edit": _values(state.edit), "view": _values(state.view), "readers": None if state.readers is None else _values(state.readers),
        "reveal": _values(state.reveal), "correct": _values(state.correct), "print": _values(state.printing),
    }  # fmt: skip


def _transition_data(one: Transition[Any]) -> dict[str, Any]:
    return {
        "label": one.label, "kind": one.kind, "from": [state.name for state in one.sources], "to": one.target.name if one.target else None,
        "by": [*_values(one.by), *(["system"] if one.by_system else [])], "at": one.at,
        "requires": [[each.name, each.refusal] for each in one.requires], "effects": list(one.effects), "messages": list(one.messages),
        "note_required": one.note_required, "basis_required": one.basis_required, "reasons": dict(one.reasons), "automatic": one.automatic,
    }  # fmt: skip
