"""A definition as Plone's `definition.xml` says it, and its bindings as `workflows.xml` says them: values, no behaviour.

The nouns of the algebra carry what decides; what stands beside them here is what the format alone knows (kinds of values, scripts,
translation marks), so that nothing read is lost when it is written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.engine.algebra import Action, GuardRule, PermissionMap, Variable, WorklistRule

Marks = tuple[tuple[str, str], ...]
Path = tuple[str, ...]  # of a thing in the definition: ("state", "pending", "description"); () is the workflow itself
Value = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with the kind the format names it by (`int`, `bool`, `none` …), and its text as written."""

    kind: str
    text: str
    value: Value = field(compare=False, default=None)


@dataclass(frozen=True, slots=True)
class StateDefinition:
    """Where an object rests: the transitions that lead out, in the order they are tried, and what holds while it is there."""

    name: str
    title: str = ""
    description: str = ""
    exits: tuple[str, ...] = ()
    permissions: PermissionMap = PermissionMap()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TransitionDefinition:
    """A way from state to state; no `new_state` means it stays. `values` are expressions by the variable they set."""

    name: str
    title: str = ""
    description: str = ""
    new_state: str = ""
    automatic: bool = False
    before_script: str = ""
    after_script: str = ""
    action: Action = Action()
    guard: GuardRule = GuardRule()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """A variable's rule with its default as written; `default` None: no value element."""

    rule: Variable
    default: Typed | None = None

    @property
    def name(self) -> str:
        return self.rule.name


@dataclass(frozen=True, slots=True)
class ScriptDefinition:
    """A script the definition names: its kind and where its code lies. The code itself is never run here."""

    name: str
    kind: str
    module: str = ""
    function: str = ""
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One workflow. `marks` and `lines` go by the path of what they belong to."""

    name: str
    title: str = ""
    description: str = ""
    state_variable: str = "state"
    initial_state: str = ""
    manager_bypass: bool = False
    creation_guard: GuardRule | None = None
    permissions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    states: Mapping[str, StateDefinition] = field(default_factory=dict)
    transitions: Mapping[str, TransitionDefinition] = field(default_factory=dict)
    variables: Mapping[str, VariableDefinition] = field(default_factory=dict)
    worklists: Mapping[str, WorklistRule] = field(default_factory=dict)
    scripts: Mapping[str, ScriptDefinition] = field(default_factory=dict)
    marks: Mapping[Path, Marks] = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False, repr=False)
    cdata_lines: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def expressions(self) -> Iterator[str]:
        """Yield every expression as it is written: of guards, of values, of defaults."""
        rules = [self.creation_guard, *(one.guard for one in self.transitions.values()), *(one.guard for one in self.worklists.values())]
        rules += [one.rule.guard for one in self.variables.values()]
        yield from (rule.condition for rule in rules if rule is not None and rule.condition)
        yield from (one.rule.default_expression for one in self.variables.values() if one.rule.default_expression)
        yield from (text for one in self.transitions.values() for text in one.values.values())

    def line(self, *path: str) -> int:
        """The line where the thing stood; that of the nearest thing around it, where it has none of its own."""
        while path:
            if found := self.lines.get(path):
                return found
            path = path[:-1]
        return self.lines.get((), 0)


@dataclass(frozen=True, slots=True)
class Binding:
    """Which workflows a type of content has; `removed` takes an earlier binding back, so that the default ones apply."""

    workflows: tuple[str, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Bindings:
    """The workflow tool: its workflows by name and kind, those it gives up, and which types are bound to which, `default` to all others.

    `lines` tells where a bound workflow is first named.
    """

    name: str = "portal_workflow"
    kind: str = "Plone Workflow Tool"
    properties: Mapping[str, str] = field(default_factory=dict)
    workflows: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    default: tuple[str, ...] | None = None
    types: Mapping[str, Binding] = field(default_factory=dict)
    marks: Mapping[Path, Marks] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def elsewhere(self) -> Iterator[tuple[str, int]]:
        """Yield the bound workflows that the tool itself does not hold, with the line that first names them."""
        return ((name, line) for name, line in self.lines.items() if name not in self.workflows)

    def chain_of(self, type_name: str) -> tuple[str, ...]:
        """Name the workflows of a type, its own or the default ones."""
        binding = self.types.get(type_name)
        if binding is None or binding.removed:
            return self.default or ()
        return binding.workflows
