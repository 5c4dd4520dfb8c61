"""What is wrong with a definition, as sentences; E stops start-up, W is worth a look."""

from __future__ import annotations

import keyword
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from permissions.roles import Role
from workflows.engine.circles import circles
from workflows.engine.codes import CODES
from workflows.engine.definition import OTHER, State, Workflow
from workflows.engine.variants import loosened

DESK_WORDS = frozenset({"check", "review", "answer", "receipt", "record", "correction", "signature"})  # what a desk's deadline is called
LONGEST_LABEL = 14  # what a form's box and a button hold


@dataclass(frozen=True)
class Finding:
    """One thing found: its code, and a sentence that names the place; what to do goes with the code."""

    code: str
    sentence: str

    @property
    def is_error(self) -> bool:
        return self.code.startswith("E")

    @property
    def mend(self) -> str:
        return CODES[self.code].mend

    def __str__(self) -> str:
        return f"{self.code} {self.sentence}。怎样改：{self.mend}"


@dataclass(frozen=True)
class Known:
    """What the rooms around supply by name; None leaves a kind unchecked."""

    deadlines: Collection[str] | None = None
    effects: Collection[str] | None = None
    messages: Collection[str] | None = None
    due_handlers: Collection[str] | None = None
    fingerprints: dict[tuple[str, int], str] = field(default_factory=dict)


def check(flow: type[Workflow[Any]], known: Known | None = None) -> list[Finding]:
    """List what is wrong with one definition, in the order of the codes."""
    given = known or Known()
    found = [Finding(code, f"“{flow.label}”{sentence}") for rule in RULES for code, sentence in rule(flow)]
    found += [Finding(code, f"“{flow.label}”{sentence}") for code, sentence in _names(flow, given)]
    return sorted(found, key=lambda one: one.code)


Found = Iterator[tuple[str, str]]


def _begins(flow: type[Workflow[Any]]) -> Found:
    if not flow.beginnings():
        yield "E001", "没有任何办理能开始它"


def _reachable(flow: type[Workflow[Any]]) -> Found:
    reached = {one.target.name for one in flow.beginnings() if one.target}
    waiting = list(reached)
    while waiting:
        for one in flow.leaving(waiting.pop()):
            if one.target is not None and one.target.name in flow.states and one.target.name not in reached:
                reached.add(one.target.name)
                waiting.append(one.target.name)
    for name, state in flow.states.items():
        if name not in reached:
            yield "E002", f"的状态“{state.label}”到达不了"


def _ends(flow: type[Workflow[Any]]) -> Found:
    able = {name for name, state in flow.states.items() if state.final or state.resting}
    comes_from = defaultdict[str, list[str]](list)
    for name in flow.states:
        onward = {one.target.name for one in flow.leaving(name) if one.target is not None}
        if any(one.kind == "back" for one in flow.leaving(name)):
            onward |= {state.name for state in flow.states_before(name)}
        for target in onward:
            comes_from[target].append(name)
    waiting = list(able)
    while waiting:
        new = [name for name in comes_from[waiting.pop()] if name not in able]
        able.update(new)
        waiting.extend(new)
    for name, state in flow.states.items():
        if state.final and flow.leaving(name):
            yield "E003", f"的终结状态“{state.label}”还有出路"
        if name not in able:
            yield "E004", f"的状态“{state.label}”到不了终结或静止状态"
        if state.resting and not flow.leaving(name):
            yield "W004", f"的静止状态“{state.label}”哪里也去不了"


def _labels(flow: type[Workflow[Any]]) -> Found:
    named = {name: state.label for name, state in flow.states.items()} | {name: one.label for name, one in flow.transitions.items()}
    for name, label in named.items():
        if not label.strip():
            yield "E005", f"的“{name}”没有名称"
        elif len(label) > LONGEST_LABEL:
            yield "E018", f"的名称“{label}”超过{LONGEST_LABEL}个字"
    for label, times in Counter(state.label for state in flow.states.values()).items():
        if times > 1:
            yield "E016", f"有{times}个状态同名“{label}”"


def _desks(flow: type[Workflow[Any]]) -> Found:
    for name, state in flow.states.items():
        if state.is_open and not state.desk:
            yield "E006", f"的在办状态“{state.label}”不在任何人手里"
        if not state.is_open and state.desk:
            yield "E006", f"的状态“{state.label}”已静止或终结，却还在某人手里"
        takers = {role for one in flow.leaving(name) for role in one.by if one.at == state.at or state.at != OTHER}
        if state.is_open and state.desk and not takers & set(state.desk):
            yield "E007", f"的状态“{state.label}”在{_words(state.desk)}手里，却没有他们能办的"


def _words(roles: Collection[Role]) -> str:
    return "、".join(role.label for role in roles)


def _roles(flow: type[Workflow[Any]]) -> Found:
    named = {role for state in flow.states.values() for role in (*state.desk, *state.edit, *state.view, *(state.readers or ()))}
    named |= {role for one in flow.transitions.values() for role in one.by} | set(flow.readers)
    unknown = [str(role) for role in named if not isinstance(role, Role)]
    unknown += [role for state in flow.states.values() for role in state.unknown_roles]
    unknown += [role for one in flow.transitions.values() for role in one.unknown_roles]
    for role in dict.fromkeys(unknown):
        yield "E009", f"用了不认识的职务“{role}”"
    if not flow.readers and not any(state.readers for state in flow.states.values()):
        yield "W003", "没有写明各状态都能看的人"


def _seen(flow: type[Workflow[Any]]) -> Found:
    for name, state in flow.states.items():
        readers, others = flow.readers_in(name), flow.other_readers_in(name)
        if not readers and not others:
            yield "E010", f"的状态“{state.label}”没有人能看"
        for one in flow.leaving(name):
            blind = [role for role in one.by if role not in (others if one.at == OTHER else readers)]
            if blind:
                yield "E013", f"的“{one.label}”可由{_words(blind)}在“{state.label}”办理，他们却看不到"


def _transitions(flow: type[Workflow[Any]]) -> Found:
    own = set(flow.states.values())
    for one in flow.transitions.values():
        if not one.by and not one.by_system:
            yield "E011", f"的“{one.label}”没有人能办"
        elif one.automatic and not one.by_system:
            yield "E025", f"的“{one.label}”写作自动，却不由系统办理"
        strangers = [state for state in (*one.sources, *((one.target,) if one.target else ())) if state not in own]
        if strangers:
            yield "E012", f"的“{one.label}”用了别的流程的状态“{strangers[0].label}”"
        for guard in one.requires:
            if not guard.refusal.strip():
                yield "E014", f"的条件“{guard.name}”没有写明不满足时的说明"


def _conditions(flow: type[Workflow[Any]]) -> Found:
    """Find two conditions of one name on a transition: a step's record keeps the results by name."""
    for one in flow.transitions.values():
        for name, times in Counter(each.name for each in dict.fromkeys(one.requires)).items():
            if times > 1:
                yield "E026", f"的“{one.label}”有{times}个条件都叫“{name}”"


def _verbs(flow: type[Workflow[Any]]) -> Found:
    for name in dict.fromkeys(flow.written_twice):
        yield "E019", f"的“{name}”写了两次，前一次不起作用"
    for name, one in flow.transitions.items():
        if one.name != name:
            yield "E019", f"的办理“{one.label}”有两个名字：“{one.name}”和“{name}”"
        if keyword.iskeyword(name) or name in flow.states:
            yield "E019", f"的办理“{one.label}”取名“{name}”，与保留字或状态同名"
        if one.kind == "back":
            lost = [state.label for state in one.sources if not flow.states_before(state.name)]
            if lost:
                yield "E020", f"的“{one.label}”从“{lost[0]}”退不回任何状态"


def _circles(flow: type[Workflow[Any]]) -> Found:
    onward = {
        name: [one.target.name for one in flow.leaving(name) if one.automatic and one.target and one.target.name in flow.states]
        for name in flow.states
    }
    circle = circles(onward)
    for name, targets in onward.items():
        if any(circle[target] == circle[name] for target in targets):
            yield "E021", f"的自动流转从“{flow.states[name].label}”出发又回到原处"
    if any(one.automatic and one.kind == "stay" for one in flow.transitions.values()):
        yield "E021", "有停在原处的自动流转"


RULES: tuple[Callable[[type[Workflow[Any]]], Found], ...] = (
    _begins, _reachable, _ends, _labels, _desks, _roles, _seen, _transitions, _conditions, _verbs, _circles,
)  # fmt: skip


def _names(flow: type[Workflow[Any]], known: Known) -> Found:
    system_steps = {one.name for one in flow.transitions.values() if one.by_system}
    for state in flow.states.values():
        yield from _deadline(state, known, system_steps)
    for one in flow.transitions.values():
        for name in one.effects:
            if known.effects is not None and name not in known.effects:
                yield "E015", f"的“{one.label}”用了没有登记的效果“{name}”"
        for name in one.messages:
            if known.messages is not None and name not in known.messages:
                yield "E015", f"的“{one.label}”用了没有登记的消息“{name}”"
    from_before = known.fingerprints.get((flow.key, flow.version))
    if from_before is not None and from_before != flow.fingerprint():
        yield "E017", f"第{flow.version}版的定义已改动，须另立新版（version = {flow.version + 1}）"


def _deadline(state: State, known: Known, system_steps: Collection[str]) -> Found:
    if state.due_span and known.deadlines is not None and state.due_span not in known.deadlines:
        yield "E008", f"的状态“{state.label}”的期限“{state.due}”不在标准里"
    if state.on_due and state.on_due not in system_steps and known.due_handlers is not None and state.on_due not in known.due_handlers:
        yield "E015", f"的状态“{state.label}”用了没有登记的到期处理“{state.on_due}”"
    if state.on_due and not state.due:
        yield "E008", f"的状态“{state.label}”写了到期处理，却没有期限"


def check_all(flows: Collection[type[Workflow[Any]]], known: Known) -> list[Finding]:
    """Check every definition, and what only all of them together show: roles and deadlines that none uses."""
    found = [finding for flow in flows for finding in check(flow, known)] + list(_variants(flows))
    used = {role for flow in flows for name in flow.states for role in flow.readers_in(name)}
    exempt = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DISTRICT_CONFIGURATOR}
    found += [Finding("W001", f"职务“{role.label}”没有出现在任何流程里") for role in Role if role not in used | exempt]
    named = {state.due for flow in flows for state in flow.states.values() if state.due}
    families = {flow.key for flow in flows}
    for key in sorted(set(known.deadlines or ()) - named):
        # a deadline that a service counts by is no state's; one named after a process's desk should be
        if key.partition("_")[0] in families and key.rpartition("_")[2] in DESK_WORDS:
            found.append(Finding("W002", f"标准里的期限“{key}”没有任何流程使用"))
    return found


def _variants(flows: Collection[type[Workflow[Any]]]) -> Iterator[Finding]:
    """Hold the newest version of every place's variant to the city's newest: it may only demand more."""
    newest: dict[tuple[str, str], type[Workflow[Any]]] = {}
    for flow in sorted(flows, key=lambda one: one.version):
        newest[(flow.key, flow.variant)] = flow
    for (key, name), flow in newest.items():
        city = newest.get((key, ""))
        if name and city is None:
            yield Finding("E022", f"“{flow.label}”的变体“{name}”没有全市的流程可依")
        elif name and city is not None:
            said = f"“{flow.label}”的变体“{name}”宽于全市第{city.version}版"
            yield from (Finding("E022", f"{said}：{one}") for one in loosened(city, flow))
