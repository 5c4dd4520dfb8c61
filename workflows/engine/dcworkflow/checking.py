"""What is wrong with an imported definition, and what is merely worth knowing.

The format knows no desks and no ends, so an imported definition is held to what it does say: references, unreachable states, automatic
cycles and doubles.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping

from workflows.engine.dcworkflow.model import Definition, TransitionDefinition
from workflows.engine.dcworkflow.problems import Problem


def dangling(definition: Definition) -> Iterator[Problem]:
    """Name what points at nothing and would fail, or mean something else, when it is used; a definition with one is not taken."""
    if definition.initial_state not in definition.states:
        yield Problem(definition.line(), f"起始状态“{definition.initial_state}”没有定义；请在 initial_state 写一个已定义的状态")
    if definition.state_variable in definition.variables:
        line = definition.line("variable", definition.state_variable)
        yield Problem(line, f"变量“{definition.state_variable}”与保存状态的变量同名；请改名")
    for transition in definition.transitions.values():
        yield from _dangling_transition(definition, transition)
    for name, worklist in definition.worklists.items():
        for variable in worklist.matches:
            declared = definition.variables.get(variable)
            if variable != definition.state_variable and (declared is None or not declared.rule.for_catalog):
                line = definition.line("worklist", name, "match", variable)
                yield Problem(line, f"工作清单“{name}”按“{variable}”筛选，但它不是本流程编目的变量（for_catalog）")


def _dangling_transition(definition: Definition, transition: TransitionDefinition) -> Iterator[Problem]:
    line = definition.line("transition", transition.name)
    if transition.new_state and transition.new_state not in definition.states:
        yield Problem(line, f"流转“{transition.name}”的去向状态“{transition.new_state}”没有定义")
    for script in (transition.before_script, transition.after_script):
        if script and script not in definition.scripts:
            yield Problem(line, f"流转“{transition.name}”用到的脚本“{script}”没有定义")


def findings(definition: Definition) -> tuple[Problem, ...]:
    """Name what the checks refuse: states no way leads to, automatic transitions that may run in a circle, names said twice."""
    return tuple(sorted({*_unreachable(definition), *_cycles(definition), *_doubles(definition)}))


def remarks(definition: Definition) -> tuple[Problem, ...]:
    """Name what is taken but does nothing, as in the original."""
    ignored = (Problem(line, "CDATA 段已按普通文字读入；Plone 的导入器会略去它") for line in definition.cdata_lines)
    return tuple(sorted({*_idle_exits(definition), *_idle_maps(definition), *_idle_values(definition), *ignored}))


def ways_out(definition: Definition, state: str, *, automatic: bool | None = None) -> Iterator[TransitionDefinition]:
    """Yield the transitions that lead out of a state, in the order they are tried."""
    for name in definition.states[state].exits:
        transition = definition.transitions.get(name)
        if transition is not None and automatic in (None, transition.automatic):
            yield transition


def _unreachable(definition: Definition) -> Iterator[Problem]:
    reached = {definition.initial_state}
    waiting = deque(reached)
    while waiting:
        for transition in ways_out(definition, waiting.popleft()):
            if transition.new_state and transition.new_state not in reached:
                reached.add(transition.new_state)
                waiting.append(transition.new_state)
    for name in definition.states:
        if name not in reached:
            yield Problem(definition.line("state", name), f"状态“{name}”从起始状态“{definition.initial_state}”走不到")


def _cycles(definition: Definition) -> Iterator[Problem]:
    """Find the automatic transitions that lie on a circle of automatic transitions."""
    leads = {state: [one.new_state or state for one in ways_out(definition, state, automatic=True)] for state in definition.states}
    circle = _circles(leads)
    for state in definition.states:
        for transition in ways_out(definition, state, automatic=True):
            target = transition.new_state or state
            if circle[target] == circle[state]:
                line = definition.line("transition", transition.name)
                where = "留在原状态" if target == state else f"去往“{target}”"
                yield Problem(line, f"自动流转“{transition.name}”（从“{state}”{where}）可能循环不止；请打断这一循环")


def _circles(leads: Mapping[str, list[str]]) -> dict[str, int]:
    """Number the states so that two share a number just when each leads to the other (Kosaraju's two walks, without recursion)."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in leads:
        trail = [(start, iter(leads[start]))] if start not in seen else []
        seen.add(start)
        while trail:
            state, targets = trail[-1]
            target = next((one for one in targets if one not in seen), None)
            if target is None:
                finished.append(trail.pop()[0])
            else:
                seen.add(target)
                trail.append((target, iter(leads[target])))
    return _numbered(leads, finished)


def _numbered(leads: Mapping[str, list[str]], finished: list[str]) -> dict[str, int]:
    comes_from: dict[str, list[str]] = {state: [] for state in leads}
    for state, targets in leads.items():
        for target in targets:
            comes_from[target].append(state)
    number: dict[str, int] = {}
    for start in reversed(finished):
        mark = len(number)
        waiting = [start] if start not in number else []
        while waiting:
            state = waiting.pop()
            if state not in number:
                number[state] = mark
                waiting.extend(comes_from[state])
    return number


def _doubles(definition: Definition) -> Iterator[Problem]:
    for said in _twice(definition.permissions):
        yield Problem(definition.line(), f"受管权限“{said}”写了两次")
    for said in _twice(definition.groups):
        yield Problem(definition.line(), f"受管用户组“{said}”写了两次")
    for name, state in definition.states.items():
        for said in _twice(state.exits):
            yield Problem(definition.line("state", name, "exit", said), f"状态“{name}”的出口“{said}”写了两次")


def _twice(names: Iterable[str]) -> Iterator[str]:
    return (name for name, count in Counter(names).items() if count > 1)


def _idle_exits(definition: Definition) -> Iterator[Problem]:
    used = set()
    for name, state in definition.states.items():
        for exit_name in state.exits:
            used.add(exit_name)
            if exit_name not in definition.transitions:
                yield Problem(definition.line("state", name, "exit", exit_name), f"状态“{name}”的出口“{exit_name}”没有定义，不起作用")
    for name in definition.transitions:
        if name not in used:
            yield Problem(definition.line("transition", name), f"流转“{name}”不是任何状态的出口，不起作用")


def _idle_maps(definition: Definition) -> Iterator[Problem]:
    for name, state in definition.states.items():
        for permission, _ in state.permissions:
            if permission not in definition.permissions:
                line = definition.line("state", name, "permission-map", permission)
                yield Problem(line, f"状态“{name}”给出的权限“{permission}”不归本流程管理，不起作用")
        for group in state.groups:
            if group not in definition.groups:
                yield Problem(definition.line("state", name, "group-map", group), f"用户组“{group}”不归本流程管理，不起作用")


def _idle_values(definition: Definition) -> Iterator[Problem]:
    for kind, holders in (("state", definition.states), ("transition", definition.transitions)):
        for name, holder in holders.items():
            for variable in holder.values:
                if variable not in definition.variables:
                    yield Problem(definition.line(kind, name, "assignment", variable), f"变量“{variable}”没有定义，赋值不起作用")
