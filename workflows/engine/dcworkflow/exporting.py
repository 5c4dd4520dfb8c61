"""Our flows said in Plone's format, as far as the format can say them; what it cannot is named, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from workflows.engine.algebra import Action, Grant, GuardRule, PermissionMap, Variable, WorklistRule
from workflows.engine.dcworkflow.model import Definition, StateDefinition, TransitionDefinition, Typed, VariableDefinition
from workflows.engine.dcworkflow.values import stored_default
from workflows.engine.dcworkflow.writing import write_definition
from workflows.engine.definition import OTHER, State, Transition, Workflow

VIEW: Final = "View"
MODIFY: Final = "Modify portal content"
SYSTEM: Final = "System"
VESTIBULE: Final = "not_begun"
STATE_VARIABLE: Final = "state"
_SAYABLE: Final = ("to", "stay")
_EVERY_STEP: Final[Mapping[str, tuple[str, str]]] = {
    "action": ("上一次流转", "transition/getId|nothing"),
    "actor": ("办理人", "user/getId"),
    "comments": ("意见", "python:state_change.kwargs.get('comment', '')"),
    "time": ("办理时间", "state_change/getDateTime"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A flow in Plone's format, and in Chinese sentences what the format has no words for."""

    definition: Definition
    unsaid: tuple[str, ...]

    @property
    def xml(self) -> str:
        return write_definition(self.definition)


def export_definition(flow: type[Workflow[Any]] | Definition) -> str:
    """Write a flow of ours, or a definition that was read, as the text of a `definition.xml`."""
    return write_definition(flow) if isinstance(flow, Definition) else exported(flow).xml


def exported(flow: type[Workflow[Any]]) -> Exported:
    """Say a flow in Plone's nouns: desks become worklists, readers and editors permission maps, takers guards."""
    beginnings = flow.beginnings()
    creators = tuple(dict.fromkeys(role for one in beginnings for role in _takers(one)))
    states = {name: _state(flow, state) for name, state in flow.states.items()}
    moves = {one.name: _transition(one) for one in _sayable(flow)}
    definition = Definition(
        name=flow.key,
        title=flow.label,
        description=flow.clause,
        state_variable=STATE_VARIABLE,
        initial_state=_initial(flow),
        creation_guard=GuardRule(roles=creators) if creators else None,
        permissions=tuple(dict.fromkeys((VIEW, MODIFY, *_own_permissions(flow)))),
        states=states if _initial(flow) in states else {VESTIBULE: _vestibule(beginnings), **states},
        transitions=moves,
        variables=dict(_variables(flow)),
        worklists=dict(_worklists(flow)),
    )
    return Exported(definition, tuple(dict.fromkeys(_unsaid(flow))))


def _initial(flow: type[Workflow[Any]]) -> str:
    """Name the one state in which the format lets an object begin: the flow's own, or one set before its several beginnings."""
    targets = {one.target.name for one in flow.beginnings() if one.target is not None}
    return targets.pop() if len(targets) == 1 else VESTIBULE


def _vestibule(beginnings: tuple[Transition[Any], ...]) -> StateDefinition:
    creators = Grant(False, tuple(dict.fromkeys(role for one in beginnings for role in _takers(one))))
    permissions = PermissionMap({VIEW: creators, MODIFY: creators})
    return StateDefinition(VESTIBULE, "待开始", exits=tuple(one.name for one in beginnings), permissions=permissions)


def _takers(one: Transition[Any]) -> tuple[str, ...]:
    """Name the roles of a transition's guard; the system takes part under a role that no person is given."""
    roles = tuple(role.value for role in one.by)
    return (*roles, SYSTEM) if one.by_system else roles


def _own_permissions(flow: type[Workflow[Any]]) -> Iterator[str]:
    for state in flow.states.values():
        for permission, _ in state.permissions or PermissionMap():
            yield permission


def _sayable(flow: type[Workflow[Any]]) -> Iterator[Transition[Any]]:
    kinds = (*_SAYABLE, "begin") if _initial(flow) == VESTIBULE else _SAYABLE
    return (one for one in flow.transitions.values() if one.kind in kinds)


def _state(flow: type[Workflow[Any]], state: State) -> StateDefinition:
    exits = tuple(one.name for one in flow.leaving(state.name) if one.kind in _SAYABLE)
    readers = Grant(False, tuple(sorted(role.value for role in flow.readers_in(state.name))))
    editors = Grant(False, tuple(sorted({role.value for role in (*flow.editors, *state.edit)})))
    own = dict(state.permissions or PermissionMap())
    return StateDefinition(state.name, state.label, exits=exits, permissions=PermissionMap({VIEW: readers, MODIFY: editors, **own}))


def _transition(one: Transition[Any]) -> TransitionDefinition:
    rule = one.rule or GuardRule()
    roles = tuple(dict.fromkeys((*_takers(one), *rule.roles)))
    action = Action() if one.automatic else Action(one.label, "%(content_url)s", "workflow")
    return TransitionDefinition(
        one.name,
        one.label,
        one.hint,
        one.target.name if one.target is not None else "",
        one.automatic,
        action=action,
        guard=GuardRule(rule.permissions, roles, rule.groups, rule.condition),
    )


def _variables(flow: type[Workflow[Any]]) -> Iterator[tuple[str, VariableDefinition]]:
    for name, (label, expression) in _EVERY_STEP.items():
        rule = Variable(name, label, "", expression, for_catalog=name == "actor", for_status=True, update_always=True, guard=GuardRule())
        yield name, VariableDefinition(rule)
    for rule in flow.variables:
        kinds = {bool: "bool", int: "int", float: "float", str: "string", type(None): "none"}
        default = Typed(kinds[type(rule.default)], "" if rule.default is None else str(rule.default), rule.default)
        yield rule.name, VariableDefinition(replace(rule, default=stored_default(default), guard=rule.guard or GuardRule()), default)


def _worklists(flow: type[Workflow[Any]]) -> Iterator[tuple[str, WorklistRule]]:
    for name, state in flow.states.items():
        if state.desk:
            action = Action(f"{state.label}（%(count)d）", f"%(portal_url)s/search?{STATE_VARIABLE}={name}", "global")
            guard = GuardRule(roles=tuple(role.value for role in state.desk))
            yield name, WorklistRule(name, state.label, matches={STATE_VARIABLE: (name,)}, action=action, guard=guard)
    for rule in flow.worklists:
        yield rule.name, replace(rule, guard=rule.guard or GuardRule())


def _unsaid(flow: type[Workflow[Any]]) -> Iterator[str]:
    if _initial(flow) == VESTIBULE:
        yield f"有不止一种起始；写成先建于“{VESTIBULE}”，再办理其中一种"
    for state in flow.states.values():
        yield from _unsaid_of_state(state)
    for one in flow.transitions.values():
        yield from _unsaid_of_transition(one)


def _unsaid_of_state(state: State) -> Iterator[str]:
    where = f"状态“{state.label}”"
    if state.due:
        yield f"{where}的时限（{state.due}）和到期后的办理（{state.on_due or '无'}）"
    if state.at == OTHER:
        yield f"{where}由另一地点的人员办理"
    for roles, what in ((state.reveal, "查看敏感信息"), (state.correct, "更正"), (state.printing, "打印")):
        if roles:
            yield f"{where}中可以{what}的角色"


def _unsaid_of_transition(one: Transition[Any]) -> Iterator[str]:
    where = f"流转“{one.label}”"
    if one.kind == "back":
        yield f"{where}回到原来的状态；没有写出"
        return
    yield from (f"{where}的条件“{guard.refusal}”" for guard in one.requires)
    yield from (f"{where}引起的“{effect}”" for effect in (*one.effects, *one.messages))
    for asked, what in ((one.note_required, "必须填写意见"), (one.basis_required, "必须填写依据"), (one.reasons, "必须选择原因")):
        if asked:
            yield f"{where}{what}"
    if one.by_system:
        yield f"{where}可由系统办理；以没有人担任的角色“{SYSTEM}”写出"
    if one.at == OTHER:
        yield f"{where}由另一地点的人员办理"
