"""A definition made ready to decide: expressions understood, exits resolved, maps laid out. Done once, so that a decision is cheap.

What has no meaning here, an expression or a script nobody mapped, is refused by name with its line; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.engine.algebra import Action, Grant, GuardRule, PermissionMap, WorklistRule
from workflows.engine.dcworkflow.blanks import Blanks, Unfillable, blanks
from workflows.engine.dcworkflow.expressions import Constant, Effect, Node
from workflows.engine.dcworkflow.model import Definition, Path, TransitionDefinition, Value
from workflows.engine.dcworkflow.problems import Problem, Unreadable
from workflows.engine.dcworkflow.tales import understand
from workflows.engine.dcworkflow.vocabulary import NotUnderstood, Table

_NOTHING_WRITTEN: Final = Constant("")
STANDARD: Final = Table()


@dataclass(frozen=True, slots=True)
class Move:
    """A transition ready to be taken."""

    name: str
    title: str
    new_state: str
    automatic: bool
    guard: GuardRule
    action: Action
    values: Mapping[str, Node]
    before: Effect | None
    after: Effect | None


@dataclass(frozen=True, slots=True)
class Managed:
    """The permissions and groups a definition manages, each once."""

    permissions: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A state ready to be entered: what is tried by itself, what users are offered, what its maps say of all that is managed.

    What is managed is kept once for all states: many states times many permissions would be more than the file that names them.
    """

    name: str
    title: str
    exits: frozenset[str]
    automatic: tuple[Move, ...]
    by_users: tuple[Move, ...]
    managed: Managed
    permissions: PermissionMap
    mapped_groups: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Value]

    @property
    def grants(self) -> Iterator[tuple[str, Grant]]:
        return ((permission, self.permissions[permission]) for permission in self.managed.permissions)

    @property
    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((group, self.mapped_groups.get(group, ())) for group in self.managed.groups)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A variable ready to be recorded or told."""

    name: str
    for_catalog: bool
    for_status: bool
    update_always: bool
    expression: Node | None
    default: Value
    guard: GuardRule


@dataclass(frozen=True, slots=True)
class Queue:
    """A worklist ready to be searched: its values may have a blank for the asking user, what it is called one for the count too."""

    name: str
    matches: Mapping[str, tuple[Blanks, ...]]
    called: Blanks | None
    guard: GuardRule


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole definition, ready."""

    definition: Definition
    state_variable: str
    initial_state: str
    bypass: str
    creation_guard: GuardRule
    stations: Mapping[str, Station]
    moves: Mapping[str, Move]
    quantities: tuple[Quantity, ...]
    queues: Mapping[str, Queue]
    conditions: Mapping[str, Node]


def compile_definition(definition: Definition, table: Table = STANDARD) -> Compiled:
    """Make a definition ready, or raise Unreadable with everything in it that the table has no meaning for."""
    compiler = _Compiler(definition, table)
    compiled = compiler.compiled()
    if compiler.problems:
        raise Unreadable(compiler.problems)
    return compiled


class _Compiler:
    def __init__(self, definition: Definition, table: Table) -> None:
        self.definition, self.table = definition, table
        self.problems: list[Problem] = []
        self.nodes: dict[str, Node] = {}
        self.conditions: dict[str, Node] = {}

    def compiled(self) -> Compiled:
        one = self.definition
        creation = self.guard(one.creation_guard, "creation")
        moves = {name: self.move(transition) for name, transition in one.transitions.items()}
        quantities = tuple(self.quantities())
        queues = dict(self.queues())
        managed = Managed(tuple(dict.fromkeys(one.permissions)), tuple(dict.fromkeys(one.groups)))
        stations = {name: self.station(name, moves, managed) for name in one.states}
        bypass = "Manager" if one.manager_bypass else ""
        self.scripts()
        return Compiled(one, one.state_variable, one.initial_state, bypass, creation, stations, moves, quantities, queues, self.conditions)

    def node(self, text: str, *path: str) -> Node | None:
        if text not in self.nodes:
            try:
                self.nodes[text] = understand(text, self.table)
            except NotUnderstood as reason:
                sentence = f"表达式“{text}”没有对应的条件（不认识“{reason}”）；请在对照表中登记这一条件，或改写表达式"
                self.problems.append(Problem(self.definition.line(*path), sentence))
                return None
        return self.nodes[text]

    def guard(self, rule: GuardRule | None, *path: str) -> GuardRule:
        if rule is None:
            return GuardRule()
        if rule.condition and (node := self.node(rule.condition, *path, "guard-expression")):
            self.conditions[rule.condition] = node
        return rule

    def values(self, texts: Mapping[str, str], path: Path) -> dict[str, Node]:
        found = {}
        for variable, text in texts.items():
            node = self.node(text, *path, "assignment", variable) if text.strip() else _NOTHING_WRITTEN
            if node is not None:
                found[variable] = node
        return found

    def move(self, one: TransitionDefinition) -> Move:
        guard = self.guard(one.guard, "transition", one.name)
        values = self.values(one.values, ("transition", one.name))
        effects = self.table.effects
        return Move(
            one.name,
            one.title,
            one.new_state,
            one.automatic,
            guard,
            one.action,
            values,
            effects.get(one.before_script),
            effects.get(one.after_script),
        )

    def station(self, name: str, moves: Mapping[str, Move], managed: Managed) -> Station:
        state = self.definition.states[name]
        leading = tuple(moves[exit_name] for exit_name in state.exits if exit_name in moves)
        return Station(
            name,
            state.title,
            frozenset(state.exits),
            tuple(move for move in leading if move.automatic),
            tuple(move for move in leading if not move.automatic),
            managed,
            state.permissions,
            state.groups,
            {variable: value.value for variable, value in state.values.items()},
        )

    def quantities(self) -> Iterator[Quantity]:
        for name, variable in self.definition.variables.items():
            rule = variable.rule
            expression = self.node(rule.default_expression, "variable", name, "expression") if rule.default_expression else None
            guard = self.guard(rule.guard, "variable", name)
            yield Quantity(name, rule.for_catalog, rule.for_status, rule.update_always, expression, rule.default, guard)

    def queues(self) -> Iterator[tuple[str, Queue]]:
        for name, rule in self.definition.worklists.items():
            matches = {variable: tuple(self.matched(name, variable, values)) for variable, values in rule.matches.items()}
            yield name, Queue(name, matches, self.called(rule), self.guard(rule.guard, "worklist", name))

    def matched(self, worklist: str, variable: str, values: Iterable[str]) -> Iterator[Blanks]:
        for value in values:
            try:
                yield blanks(value, ("user_id",))
            except Unfillable as reason:
                sentence = f"工作清单“{worklist}”的筛选值“{value}”不认识（“{reason}”）；只能写定值，或以 %(user_id)s 代表查看的人"
                self.problems.append(Problem(self.definition.line("worklist", worklist, "match", variable), sentence))

    def called(self, rule: WorklistRule) -> Blanks | None:
        try:
            return blanks(rule.action.name, ("user_id", "count")) if rule.action.name else None
        except Unfillable as reason:
            sentence = f"工作清单“{rule.name}”的名称“{rule.action.name}”不认识（“{reason}”）；可以写 %(count)d 代表件数"
            self.problems.append(Problem(self.definition.line("worklist", rule.name, "action"), sentence))
            return None

    def scripts(self) -> None:
        for name, script in self.definition.scripts.items():
            if name not in self.table.effects:
                sentence = f"脚本“{name}”（{script.kind}）没有对应的办理动作；请在对照表中登记同名动作，脚本本身从不运行"
                self.problems.append(Problem(self.definition.line("script", name), sentence))
