"""An imported definition told in Chinese, line by line: what states allow whom, what transitions ask, what is recorded and queued.

The words are the format's own: permissions, roles and groups keep the names the definition gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from workflows.engine.algebra import UNMAPPED, Grant, GuardRule
from workflows.engine.dcworkflow.expressions import Node
from workflows.engine.dcworkflow.model import Definition, StateDefinition, TransitionDefinition, VariableDefinition
from workflows.engine.dcworkflow.tales import understand
from workflows.engine.dcworkflow.vocabulary import NotUnderstood, Table

MOST_UNSAID: Final = 3  # permissions a state leaves to what lies above are named one by one up to here
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def described(definition: Definition, table: Table) -> Iterator[str]:
    """Tell the definition; an expression the table has no meaning for is quoted as it stands."""
    for line in _lines(definition, table):
        yield _BREAKS.sub(" ", line)


def _lines(definition: Definition, table: Table) -> Iterator[str]:
    teller = _Teller(definition, table)
    yield from teller.head()
    for state in definition.states.values():
        yield from teller.state(state)
    yield from teller.variables()
    yield from teller.worklists()
    for script in definition.scripts.values():
        yield f"脚本“{script.name}”（{script.kind}）：由对照表中同名的办理动作代替，脚本本身从不运行"


class _Teller:
    def __init__(self, definition: Definition, table: Table) -> None:
        self.definition, self.table = definition, table
        self.managed = {name: place for place, name in enumerate(dict.fromkeys(definition.permissions))}
        self.groups = {name: place for place, name in enumerate(definition.groups)}

    def head(self) -> Iterator[str]:
        one = self.definition
        first = one.states.get(one.initial_state)
        yield f"{one.title or one.name}（{one.name}）" + (f"：{_flat(one.description)}" if one.description else "")
        yield f"  开始于：{_named(first) if first else one.initial_state}；状态记在“{one.state_variable}”"
        if one.creation_guard is not None:
            yield f"  谁能新建：{self.guard(one.creation_guard)}（对所在容器而言）"
        if one.manager_bypass:
            yield "  Manager 不受任何条件限制"
        if one.permissions:
            yield f"  受管权限：{'、'.join(one.permissions)}"
        if one.groups:
            yield f"  受管用户组：{'、'.join(one.groups)}"

    def state(self, state: StateDefinition) -> Iterator[str]:
        one = self.definition
        yield f"【{_named(state)}】" + ("" if state.exits else "终点，没有出口　") + _flat(state.description)
        yield from self.permissions(state)
        for group in sorted(state.groups.keys() & self.groups.keys(), key=self.groups.__getitem__):
            if roles := state.groups[group]:
                yield f"    用户组“{group}”在此得到角色：{'、'.join(roles)}"
        for variable, value in state.values.items():
            if variable in one.variables:
                yield f"    记录“{variable}”为“{value.text}”" if value.text else f"    记录“{variable}”为空"
        for name in state.exits:
            if (transition := one.transitions.get(name)) is not None:
                yield from self.exit(transition)

    def permissions(self, state: StateDefinition) -> Iterator[str]:
        """Tell who holds what is managed; where the state leaves many permissions unsaid, they are told together."""
        said = sorted((name for name, _ in state.permissions if name in self.managed), key=self.managed.__getitem__)
        unsaid = len(self.managed) - len(said)
        for permission in said if unsaid > MOST_UNSAID else self.managed:
            yield f"    {permission}：{_holders(state.permissions[permission])}"
        if unsaid > MOST_UNSAID:
            yield f"    {'其余' if said else '受管的'}{unsaid}项权限：{_holders(UNMAPPED)}"

    def exit(self, one: TransitionDefinition) -> Iterator[str]:
        target = self.definition.states.get(one.new_state)
        where = "留在原状态" if not one.new_state else f"→ {_named(target) if target else one.new_state}"
        kind = "自动：" if one.automatic else ""
        yield f"    {kind}{_called(one.title, one.name)} {where}　{self.guard(one.guard)}"
        if one.description:
            yield f"        {_flat(one.description)}"
        for when, script in (("之前", one.before_script), ("之后", one.after_script)):
            if script:
                yield f"        {when}办理“{script}”"
        for variable, text in one.values.items():
            if variable in self.definition.variables:
                yield f"        记录“{variable}”为{self.meaning(text)}"

    def guard(self, rule: GuardRule) -> str:
        """Say who passes: one of each kind that is named, of every kind."""
        asked = [
            f"{what}“{'”或“'.join(names)}”"
            for what, names in (("有权限", rule.permissions), ("有角色", rule.roles), ("属于用户组", rule.groups))
            if names
        ]
        asked += [self.meaning(rule.condition)] if rule.condition else []
        return f"需{'，并且'.join(asked)}" if asked else "任何人"

    def meaning(self, text: str) -> str:
        node: Node | None = None
        try:
            node = understand(text, self.table) if text.strip() else None
        except NotUnderstood:
            return f"“{_flat(text)}”（没有对应的条件）"
        return node.says() if node is not None else "空"

    def variables(self) -> Iterator[str]:
        for one in self.definition.variables.values():
            rule = one.rule
            told = [_flat(rule.description), f"默认为{self.default(one)}"]
            told.append("每步重新计算" if rule.update_always else "没有新值时沿用上一步")
            told.append("" if rule.for_status else "不写入流转记录，查看时计算")
            told.append("可按它查找" if rule.for_catalog else "")
            if rule.guard is not None and not rule.guard.asks_nothing:
                told.append(f"查看{self.guard(rule.guard)}")
            yield f"变量“{rule.name}”：{'；'.join(filter(None, told))}"

    def default(self, one: VariableDefinition) -> str:
        if one.rule.default_expression:
            return self.meaning(one.rule.default_expression)
        return f"“{one.rule.default}”" if one.rule.default else "空"

    def worklists(self) -> Iterator[str]:
        for one in self.definition.worklists.values():
            matches = self.matches(one.matches)
            guard = self.guard(one.guard or GuardRule())
            yield f"工作清单“{_called(one.title or one.action.name, one.name)}”：{matches}　{guard}" + (
                f"　{_flat(one.description)}" if one.description else ""
            )

    def matches(self, matches: Mapping[str, tuple[str, ...]]) -> str:
        said = []
        for variable, values in matches.items():
            names = [value.replace("%(user_id)s", "〔查看的人〕") for value in values]
            if variable == self.definition.state_variable:
                states = (self.definition.states.get(value) for value in values)
                names = [_named(state) if state else name for state, name in zip(states, names, strict=True)]
                variable = "状态"
            said.append(f"{variable}为“{'”或“'.join(names)}”")
        return "，并且".join(said) or "没有筛选条件"


def _holders(grant: Grant) -> str:
    """Say which roles hold a permission in a state."""
    roles = "、".join(grant.roles)
    if grant.acquired:
        return f"{roles}，以及上级容器准许的角色" if roles else "由上级容器决定"
    return roles or "任何人都没有"


def _named(state: StateDefinition) -> str:
    return _called(state.title, state.name)


def _called(title: str, name: str) -> str:
    title = _flat(title)
    return f"{title}（{name}）" if title and title != name else name


def _flat(text: str) -> str:
    """Put text of several lines on one."""
    return " ".join(text.split())
