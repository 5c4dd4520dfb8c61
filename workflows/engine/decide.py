"""May this step be taken, and what follows: pure, so that the whole table of state x role x transition can be walked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import Act, Transition, Workflow

LONGEST_CHAIN = 8  # automatic steps in a row before the definition is taken for a circle


@dataclass(frozen=True)
class Reason:
    """One condition that fails: the sentence, what mends it, and its code."""

    sentence: str
    mend: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}（{self.mend}）" if self.mend else self.sentence


@dataclass(frozen=True)
class Refused:
    """Why a step may not be taken: `kind` is state, right or rule; every failing condition of that kind is named."""

    kind: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Taken:
    """A step that may be taken, and where it leads."""

    transition: Transition[Any]
    to_state: str
    acting_role: Role | None
    guards: tuple[str, ...]


def decide(flow: type[Workflow[Any]], state: str | None, name: str, act: Act, facts: Any, *, previous_state: str = "") -> Taken | Refused:
    """Decide one step: the state first, then the right, then every guard; `state` None begins a subject."""
    transition = flow.transitions.get(name)
    if transition is None:
        return Refused("state", (Reason(f"“{flow.label}”没有“{name}”这一办理事项", code="unknown"),))
    if not _leads_from(transition, state):
        here = f"“{flow.states[state].label}”状态下不能“{transition.label}”" if state else f"不能以“{transition.label}”开始"
        return Refused("state", (Reason(here, "请刷新后查看现在可以办理的事项", "state"),))
    role = _taker(transition, act)
    if role is None and not (act.system and transition.by_system):
        able = "、".join(one.label for one in transition.by) or "系统"
        return Refused("right", (Reason(f"您无权“{transition.label}”", f"可由{able}办理", "right"),))
    failing = (*_missing(transition, act), *(Reason(one.refusal, one.mend, one.code) for one in transition.requires if not one(facts, act)))
    if failing:
        return Refused("rule", failing)
    return Taken(transition, _target(transition, state, previous_state), role, tuple(one.name for one in transition.requires))


def _leads_from(transition: Transition[Any], state: str | None) -> bool:
    if state is None:
        return transition.kind == "begin"
    return transition.kind != "begin" and any(source.name == state for source in transition.sources)


def _taker(transition: Transition[Any], act: Act) -> Role | None:
    return next((role for role in transition.by if role in act.roles), None)


def _missing(transition: Transition[Any], act: Act) -> Iterable[Reason]:
    """Name what the form must hold whatever the facts are; the system has no opinion to give."""
    if act.system:
        return
    if transition.note_required and not act.note.strip():
        yield Reason("请填写办理意见", code="note")
    if transition.basis_required and not act.basis.strip():
        yield Reason("请填写办理依据", code="basis")
    if transition.reasons and act.reason_code not in transition.reasons:
        yield Reason("请选择原因", "、".join(transition.reasons.values()), "reason")


def _target(transition: Transition[Any], state: str | None, previous_state: str) -> str:
    if transition.kind == "back":
        return previous_state
    return state if transition.target is None and state else transition.target.name  # type: ignore[union-attr]
