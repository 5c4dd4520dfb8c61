"""Plone's `definition.xml` read into a definition, or refused with every reason and its line.

What points at nothing is read as it stands, as in the original; `checking` names it, and an import refuses what would fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from workflows.engine.algebra import Action, Grant, GuardRule, PermissionMap, Variable, WorklistRule
from workflows.engine.dcworkflow.grammar import DEFINITION, violations
from workflows.engine.dcworkflow.model import (
    Definition,
    Marks,
    Path,
    ScriptDefinition,
    StateDefinition,
    TransitionDefinition,
    Typed,
    VariableDefinition,
)
from workflows.engine.dcworkflow.parsing import Element, parse
from workflows.engine.dcworkflow.problems import Problem, Unreadable, refuse
from workflows.engine.dcworkflow.values import stored_default, truth, typed

T = TypeVar("T")
_BETWEEN_VALUES: Final = re.compile(r";[ ]*")
LONGEST_NAME: Final = 1000  # what is wrong with a thing names it, and a thing may have very many things wrong
_TRIGGERS: Final[Mapping[str, bool]] = {"AUTOMATIC": True, "USER": False}


def read_definition(source: bytes | str) -> Definition:
    """Read a `definition.xml`; raises Unreadable with all that is wrong with it.

    Expressions and scripts are read as text here; `expressions` says what they mean.
    """
    return definition_of(parse(source))


def definition_of(root: Element) -> Definition:
    """Make the definition of its parsed text, or raise Unreadable."""
    if root.tag != "dc-workflow":
        raise refuse(root.line, f"这不是 DCWorkflow 定义：根元素是“{root.tag}”，应为“dc-workflow”")
    if wrong := tuple(violations(root, DEFINITION)):
        raise Unreadable(wrong)
    reader = _Reader()
    definition = reader.definition(root)
    if reader.problems:
        raise Unreadable(reader.problems)
    return definition


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.lines: dict[Path, int] = {}
        self.marks: dict[Path, Marks] = {}

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append(Problem(line, sentence))

    def note(self, element: Element, *path: str) -> None:
        """Remember the line and the translation marks of what stands at the path."""
        self.lines[path] = element.line
        if element.marks:
            self.marks[path] = element.marks

    def definition(self, root: Element) -> Definition:
        self.note(root)
        creation = next(root.named("instance-creation-conditions"), None)
        given = root.attributes
        return Definition(
            name=given["workflow_id"],
            title=given["title"],
            description=given.get("description", ""),
            state_variable=self.identifier(root, "state_variable"),
            initial_state=given["initial_state"],
            manager_bypass=self.flag(root, "manager_bypass"),
            creation_guard=None if creation is None else self.guard(creation, "creation"),
            permissions=self.listed(root, "permission"),
            groups=self.listed(root, "group"),
            states=self.each(root, "state", "state_id", self.state),
            transitions=self.each(root, "transition", "transition_id", self.transition),
            variables=self.each(root, "variable", "variable_id", self.variable),
            worklists=self.each(root, "worklist", "worklist_id", self.worklist),
            scripts=self.each(root, "script", "script_id", self.script),
            marks=self.marks,
            lines=self.lines,
            cdata_lines=tuple(sorted(element.cdata_line for element in root.all() if element.cdata_line)),
        )

    def each(self, parent: Element, tag: str, attribute: str, build: Callable[[Element, str], T]) -> dict[str, T]:
        """Build every child of a kind, under its name; a name taken twice is refused."""
        built: dict[str, T] = {}
        for child in parent.named(tag):
            name = self.identifier(child, attribute)
            if name in built:
                self.wrong(child.line, f"“{tag}”的名字“{name}”重复（第一次在第{self.lines[tag, name]}行）；请改名或删去")
                continue
            self.note(child, tag, name)
            built[name] = build(child, name)
        return built

    def identifier(self, element: Element, attribute: str) -> str:
        name = element.attributes[attribute]
        if not name.strip():
            self.wrong(element.line, f"元素“{element.tag}”的“{attribute}”是空的；请写上名字")
        elif len(name) > LONGEST_NAME:
            self.wrong(element.line, f"元素“{element.tag}”的“{attribute}”超过{LONGEST_NAME}个字；这样长的名字请缩短")
        return name[:LONGEST_NAME]

    def flag(self, element: Element, attribute: str) -> bool:
        text = element.attributes.get(attribute, "")
        value = truth(text)
        if value is None:
            self.wrong(element.line, f"元素“{element.tag}”的“{attribute}”是“{text}”；只能写 True 或 False")
        return bool(value)

    def state(self, element: Element, name: str) -> StateDefinition:
        exits = []
        for child in element.named("exit-transition"):
            exits.append(self.identifier(child, "transition_id"))
            self.lines.setdefault(("state", name, "exit", exits[-1]), child.line)
        grants = {
            permission: Grant(self.flag(child, "acquired"), self.listed(child, "permission-role"))
            for child, permission in self.maps(element, "permission-map", "state", name)
        }
        groups = {group: self.listed(child, "group-role") for child, group in self.maps(element, "group-map", "state", name)}
        values = {variable: self.value(child, variable) for child, variable in self.maps(element, "assignment", "state", name)}
        description = self.description(element, "state", name)
        return StateDefinition(name, element.attributes["title"], description, tuple(exits), PermissionMap(grants), groups, values)

    def maps(self, parent: Element, tag: str, *path: str) -> Iterator[tuple[Element, str]]:
        """Yield the children of a kind that speak of something by name, each name once."""
        seen: dict[str, int] = {}
        for child in parent.named(tag):
            name = self.identifier(child, "name")
            if name in seen:
                self.wrong(child.line, f"同一处的“{tag}”对“{name}”写了两次（第一次在第{seen[name]}行）；请只留一个")
                continue
            seen[name] = self.lines[*path, tag, name] = child.line
            yield child, name

    def value(self, element: Element, variable: str) -> Typed:
        kind = element.attributes.get("type")
        if kind is None:
            self.wrong(element.line, f"状态给变量“{variable}”赋值时缺少“type”；请写明种类，例如 string")
        return self.typed(element, kind or "string", variable)

    def typed(self, element: Element, kind: str, variable: str) -> Typed:
        try:
            return typed(kind, element.text)
        except (ValueError, OverflowError):
            self.wrong(element.line, f"变量“{variable}”的值“{element.text[:40]}”不能读作“{kind}”；请改正值或种类")
            return Typed(kind, element.text)

    def transition(self, element: Element, name: str) -> TransitionDefinition:
        given = element.attributes
        if given["trigger"] not in _TRIGGERS:
            self.wrong(element.line, f"流转“{name}”的“trigger”是“{given['trigger']}”；只能是 USER 或 AUTOMATIC")
        values = {}
        for child, variable in self.maps(element, "assignment", "transition", name):
            if "type" in child.attributes:
                self.wrong(child.line, f"流转“{name}”给变量“{variable}”赋的是表达式，不能带“type”；请删去")
            values[variable] = child.text
        return TransitionDefinition(
            name,
            given["title"],
            self.description(element, "transition", name),
            given["new_state"],
            _TRIGGERS.get(given["trigger"], False),
            given["before_script"],
            given["after_script"],
            self.action(element, "transition", name),
            self.guard(element, "transition", name),
            values,
        )

    def variable(self, element: Element, name: str) -> VariableDefinition:
        default, expression = None, ""
        for holder in element.named("default"):
            for child in holder.named("value"):
                default = self.typed(child, child.attributes.get("type") or "n/a", name)
            for child in holder.named("expression"):
                expression = child.text
                self.lines["variable", name, "expression"] = child.line
        rule = Variable(
            name,
            self.description(element, "variable", name),
            stored_default(default),
            expression,
            self.flag(element, "for_catalog"),
            self.flag(element, "for_status"),
            self.flag(element, "update_always"),
            self.guard(element, "variable", name),
        )
        return VariableDefinition(rule, default)

    def worklist(self, element: Element, name: str) -> WorklistRule:
        matches = {
            variable: tuple(_BETWEEN_VALUES.split(child.attributes["values"]))
            for child, variable in self.maps(element, "match", "worklist", name)
        }
        description, action = self.description(element, "worklist", name), self.action(element, "worklist", name)
        return WorklistRule(name, element.attributes["title"], description, matches, action, self.guard(element, "worklist", name))

    def script(self, element: Element, name: str) -> ScriptDefinition:
        given = element.attributes
        return ScriptDefinition(name, given["type"], given.get("module", ""), given.get("function", ""), given.get("filename"))

    def description(self, parent: Element, *path: str) -> str:
        for child in parent.named("description"):
            self.note(child, *path, "description")
            return child.text
        return ""

    def action(self, parent: Element, *path: str) -> Action:
        for child in parent.named("action"):
            self.note(child, *path, "action")
            given = child.attributes
            return Action(child.text, given["url"], given["category"], given.get("icon", ""))
        return Action()

    def guard(self, parent: Element, *path: str) -> GuardRule:
        element = next(parent.named("guard"))
        self.lines[*path, "guard"] = element.line
        condition = ""
        for child in element.named("guard-expression"):
            condition = child.text
            self.lines[*path, "guard-expression"] = child.line
        return GuardRule(
            self.listed(element, "guard-permission", split=True),
            self.listed(element, "guard-role", split=True),
            self.listed(element, "guard-group", split=True),
            condition,
        )

    def listed(self, parent: Element, tag: str, *, split: bool = False) -> tuple[str, ...]:
        """Read names given one an element; in a guard one element may name several, parted by semicolons."""
        names = []
        for child in parent.named(tag):
            for name in child.text.split(";") if split else (child.text,):
                if name.strip():
                    names.append(name.strip() if split else name)
                else:
                    self.wrong(child.line, f"元素“{tag}”是空的；请写上名字或删去")
        return tuple(names)
