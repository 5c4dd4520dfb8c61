"""May this step be taken, and what follows: pure, so that the whole table of state x role x transition can be walked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from permissions.roles import Role
from workflows.engine.definition import Act, Transition, Workflow

LONGEST_CHAIN = 8  # automatic steps in a row before the definition is taken for a circle
Kind = Literal["state", "right", "rule", "input"]


@dataclass(frozen=True)
class Reason:
    """One condition that fails: the sentence, what mends it, its code and its kind."""

    sentence: str
    mend: str = ""
    code: str = ""
    kind: Kind = "rule"

    def __str__(self) -> str:
        return f"{self.sentence}（{self.mend}）" if self.mend else self.sentence


@dataclass(frozen=True)
class Refused:
    """Why a step may not be taken: every failing condition, the gravest kind first (state, right, rule, input)."""

    reasons: tuple[Reason, ...]

    @property
    def kind(self) -> Kind:
        return self.reasons[0].kind


@dataclass(frozen=True)
class Taken:
    """A step that may be taken, where it leads, in which office it is taken, and which conditions were found to hold."""

    transition: Transition[Any]
    to_state: str
    acting_role: Role | None
    guard_results: Mapping[str, bool] = field(default_factory=dict)


def decide(flow: type[Workflow[Any]], state: str | None, name: str, act: Act, facts: Any, *, previous_state: str = "") -> Taken | Refused:
    """Decide one step; `state` None or empty begins a subject. A wrong state is refused alone, all else is named together."""
    transition = flow.transitions.get(name)
    if transition is None:
        return Refused((Reason(f"“{flow.label}”没有“{name}”这一办理事项", code="unknown", kind="state"),))
    astray = _astray(flow, transition, state, previous_state)
    if astray is not None:
        return Refused((astray,))
    results = {one.name: bool(one(facts, act)) for one in transition.requires}
    role = next((one for one in transition.by if one in act.roles), None)
    reasons = [] if may_take(transition, act) else [_no_right(transition)]
    reasons += [Reason(one.refusal, one.mend, one.code) for one in transition.requires if not results[one.name]]
    reasons += _missing(transition, act)
    if reasons:
        return Refused(tuple(reasons))
    return Taken(transition, _target(transition, state, previous_state), role, results)


def may_take(transition: Transition[Any], act: Act) -> bool:
    """Say whether who acts holds one of the transition's roles, or is the system where the system may."""
    return (act.system and transition.by_system) or (not act.system and not act.roles.isdisjoint(transition.by))


def next_automatic(flow: type[Workflow[Any]], state: str, act: Act, facts: Any, *, previous_state: str = "") -> Taken | None:
    """Find the first automatic transition, in the order they are written, that leads on from here."""
    for one in flow.leaving(state):
        if one.automatic:
            found = decide(flow, state, one.name, act, facts, previous_state=previous_state)
            if isinstance(found, Taken):
                return found
    return None


def offered(flow: type[Workflow[Any]], state: str | None) -> Iterator[Transition[Any]]:
    """List what people may take here: what begins a subject, or what leads out of its state; the system's own left out."""
    found: Iterable[Transition[Any]] = flow.leaving(state) if state else flow.beginnings()
    return (one for one in found if one.by)


def takers(transition: Transition[Any]) -> str:
    """Name who may take a transition, for a sentence."""
    named = [role.label for role in transition.by] or (["系统"] if transition.by_system else [])
    return "、".join(dict.fromkeys(named))


def _astray(flow: type[Workflow[Any]], transition: Transition[Any], state: str | None, previous_state: str) -> Reason | None:
    """Say that the transition does not lead on from where the subject lies."""
    if not state:
        return None if transition.kind == "begin" else Reason(f"“{flow.label}”不能以“{transition.label}”开始", code="state", kind="state")
    label = flow.states[state].label if state in flow.states else state
    if transition.kind == "begin" or all(source.name != state for source in transition.sources):
        return Reason(f"“{label}”状态下不能“{transition.label}”", code="state", kind="state")
    if transition.kind == "back" and previous_state not in flow.states:
        return Reason(f"“{label}”之前没有可以回到的状态，不能“{transition.label}”", code="state", kind="state")
    return None


def _no_right(transition: Transition[Any]) -> Reason:
    able = takers(transition)
    return Reason(f"您无权“{transition.label}”", f"可由{able}办理" if able else "", "right", "right")


def _missing(transition: Transition[Any], act: Act) -> Iterator[Reason]:
    """Name what the form must hold whatever the facts are; the system has no opinion to give."""
    if act.system:
        return
    if transition.note_required and not act.note.strip():
        yield Reason("请填写办理意见", code="note", kind="input")
    if transition.basis_required and not act.basis.strip():
        yield Reason("请填写办理依据", code="basis", kind="input")
    if transition.reasons and act.reason_code not in transition.reasons:
        yield Reason("请选择原因", "、".join(transition.reasons.values()), "reason", "input")


def _target(transition: Transition[Any], state: str | None, previous_state: str) -> str:
    if transition.kind == "back":
        return previous_state
    if transition.target is not None:
        return transition.target.name
    assert state  # a transition that stays leads out of a state
    return state
