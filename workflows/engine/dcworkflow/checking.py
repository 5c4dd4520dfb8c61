"""What is wrong with an imported definition, and what is merely worth knowing.

The format knows no desks and no ends, so an imported definition is held to what it does say. What would fail, or mean something else than
it says, when it is used is refused; what the original lives with is told.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator

from workflows.engine.circles import circles
from workflows.engine.dcworkflow.model import Definition, TransitionDefinition
from workflows.engine.dcworkflow.problems import Problem, coded


def _dangling(definition: Definition) -> Iterator[Problem]:
    """Name what points at nothing and would fail when it is used."""
    if definition.initial_state not in definition.states:
        yield Problem(definition.line(), f"起始状态“{definition.initial_state}”没有定义；请在 initial_state 写一个已定义的状态", "E030")
    if definition.state_variable in definition.variables:
        line = definition.line("variable", definition.state_variable)
        yield Problem(line, f"变量“{definition.state_variable}”与保存状态的变量同名；请改名", "E031")
    for transition in definition.transitions.values():
        yield from _dangling_transition(definition, transition)
    for name, worklist in definition.worklists.items():
        for variable in worklist.matches:
            declared = definition.variables.get(variable)
            if variable != definition.state_variable and (declared is None or not declared.rule.for_catalog):
                line = definition.line("worklist", name, "match", variable)
                yield Problem(line, f"工作清单“{name}”按“{variable}”筛选，但它不是本流程编目的变量（for_catalog）；请改正", "E034")


def _dangling_transition(definition: Definition, transition: TransitionDefinition) -> Iterator[Problem]:
    line = definition.line("transition", transition.name)
    if transition.new_state and transition.new_state not in definition.states:
        yield Problem(line, f"流转“{transition.name}”的去向状态“{transition.new_state}”没有定义；请改正或补上", "E032")
    for script in (transition.before_script, transition.after_script):
        if script and script not in definition.scripts:
            yield Problem(line, f"流转“{transition.name}”用到的脚本“{script}”没有定义；请改正或补上", "E033")


def findings(definition: Definition) -> tuple[Problem, ...]:
    """Name what the checks refuse: what points at nothing, automatic transitions that never come to rest, exits said twice."""
    return tuple(sorted({*_dangling(definition), *coded("E021", _endless(definition)), *coded("E035", _double_exits(definition))}))


def remarks(definition: Definition) -> tuple[Problem, ...]:
    """Name what is taken as the original takes it, though it does nothing or may not be meant."""
    ignored = (Problem(line, "CDATA 段已按普通文字读入；Plone 的导入器会略去它") for line in definition.cdata_lines)
    found = {
        "W006": _unreachable(definition), "W007": _circling(definition), "W008": _idle_exits(definition), "W009": _idle_maps(definition),
        "W010": _idle_values(definition), "W011": _doubles(definition), "W012": ignored,
    }  # fmt: skip
    return tuple(sorted({one for code, problems in found.items() for one in coded(code, problems)}))


def ways_out(definition: Definition, state: str, *, automatic: bool | None = None) -> Iterator[TransitionDefinition]:
    """Yield the transitions that lead out of a state, in the order they are tried."""
    for name in definition.states[state].exits:
        transition = definition.transitions.get(name)
        if transition is not None and automatic in (None, transition.automatic):
            yield transition


def _unreachable(definition: Definition) -> Iterator[Problem]:
    if definition.initial_state not in definition.states:
        return  # that is said once, and not of every state
    reached = {definition.initial_state}
    waiting = deque(reached)
    while waiting:
        for transition in ways_out(definition, waiting.popleft()):
            if transition.new_state in definition.states and transition.new_state not in reached:
                reached.add(transition.new_state)
                waiting.append(transition.new_state)
    for name in definition.states:
        if name not in reached:
            yield Problem(definition.line("state", name), f"状态“{name}”从起始状态“{definition.initial_state}”走不到；请确认不是写错了流转")


def _endless(definition: Definition) -> Iterator[Problem]:
    """Find the automatic transitions that go round for ever: each is the first its state tries, and nothing guards it."""
    for state, transition in _on_circles(definition, certain=True):
        yield _said_of_circle(definition, state, transition, "会循环不止；请打断这一循环或加上条件")


def _circling(definition: Definition) -> Iterator[Problem]:
    """Find those that go round until a guard ends it; the brake stops them where none does."""
    endless = {(state, one.name) for state, one in _on_circles(definition, certain=True)}
    for state, transition in _on_circles(definition, certain=False):
        if (state, transition.name) not in endless:
            yield _said_of_circle(definition, state, transition, "可能循环；请确认它的条件会让循环停下")


def _said_of_circle(definition: Definition, state: str, transition: TransitionDefinition, what: str) -> Problem:
    where = "留在原状态" if (transition.new_state or state) == state else f"去往“{transition.new_state}”"
    return Problem(definition.line("transition", transition.name), f"自动流转“{transition.name}”（从“{state}”{where}）{what}")


def _on_circles(definition: Definition, *, certain: bool) -> Iterator[tuple[str, TransitionDefinition]]:
    """Yield the automatic transitions that lie on a circle of automatic transitions, all of them or those that are taken for certain."""
    ways = {state: list(ways_out(definition, state, automatic=True)) for state in definition.states}
    if certain:
        ways = {state: [one for one in out[:1] if one.guard.asks_nothing] for state, out in ways.items()}
    circle = circles({state: [one.new_state or state for one in out if _target(definition, one)] for state, out in ways.items()})
    for state, out in ways.items():
        for transition in out:
            if _target(definition, transition) and circle[transition.new_state or state] == circle[state]:
                yield state, transition


def _target(definition: Definition, transition: TransitionDefinition) -> bool:
    return not transition.new_state or transition.new_state in definition.states


def _doubles(definition: Definition) -> Iterator[Problem]:
    for said in _twice(definition.permissions):
        yield Problem(definition.line(), f"受管权限“{said}”写了两次，只算一次")
    for said in _twice(definition.groups):
        yield Problem(definition.line(), f"受管用户组“{said}”写了两次，只算一次")


def _double_exits(definition: Definition) -> Iterator[Problem]:
    """Find exits said twice, at which the original fails when it lists what may be done."""
    for name, state in definition.states.items():
        for said in _twice(state.exits):
            yield Problem(definition.line("state", name, "exit", said), f"状态“{name}”的出口“{said}”写了两次；请只留一个")


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
    permissions, groups = frozenset(definition.permissions), frozenset(definition.groups)
    for name, state in definition.states.items():
        for permission, _ in state.permissions:
            if permission not in permissions:
                line = definition.line("state", name, "permission-map", permission)
                yield Problem(line, f"状态“{name}”给出的权限“{permission}”不归本流程管理，不起作用")
        for group in state.groups:
            if group not in groups:
                yield Problem(definition.line("state", name, "group-map", group), f"用户组“{group}”不归本流程管理，不起作用")


def _idle_values(definition: Definition) -> Iterator[Problem]:
    for kind, holders in (("state", definition.states), ("transition", definition.transitions)):
        for name, holder in holders.items():
            for variable in holder.values:
                if variable not in definition.variables:
                    yield Problem(definition.line(kind, name, "assignment", variable), f"变量“{variable}”没有定义，赋值不起作用")
