"""A definition written as Plone's `definition.xml`, so that reading it again gives the same definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from workflows.engine.algebra import Action, GuardRule, WorklistRule
from workflows.engine.dcworkflow.model import Definition, Marks, StateDefinition, TransitionDefinition, VariableDefinition
from workflows.engine.dcworkflow.parsing import I18N

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}
_IN_TEXT: Final = str.maketrans(_ESCAPES)
_IN_ATTRIBUTE: Final = str.maketrans({**_ESCAPES, "\n": "&#10;", "\t": "&#9;"})
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = Iterable[tuple[str, str]]


class Unwritable(ValueError):
    """A text holds a character that XML cannot hold."""


def write_definition(definition: Definition) -> str:
    """Write the definition as the text of a `definition.xml`."""
    writer = _Writer(definition.marks)
    writer.definition(definition)
    return writer.text()


def _checked(text: str) -> str:
    if found := _UNWRITABLE.search(text):
        raise Unwritable(f"文字“{text[:40]}”含有 XML 不能保存的字符 U+{ord(found.group()):04X}；请删去")
    return text


class XmlWriter:
    """Lines of XML, indented by what is open; `marks` are added to the element at their path."""

    def __init__(self, marks: Mapping[tuple[str, ...], Marks]) -> None:
        self.marks = marks
        self.lines: list[str] = []
        self.depth = 0

    def leaf(self, tag: str, text: str = "", attributes: Attributes = (), *path: str) -> None:
        opening = self.opening(tag, attributes, path or None)
        if text:
            self.lines.append(f"{opening}>{_checked(text).translate(_IN_TEXT)}</{tag}>")
        else:
            self.lines.append(f"{opening}/>")

    def opening(self, tag: str, attributes: Attributes, path: tuple[str, ...] | None) -> str:
        marks = self.marks.get(path, ()) if path is not None else ()
        written = "".join(f' {name}="{_checked(value).translate(_IN_ATTRIBUTE)}"' for name, value in (*attributes, *marks))
        return f"{' ' * self.depth}<{tag}{written}"

    def inside(self, tag: str, attributes: Attributes = (), path: tuple[str, ...] | None = None) -> _Inside:
        return _Inside(self, tag, self.opening(tag, attributes, path))

    def names(self, tag: str, names: Iterable[str]) -> None:
        for name in names:
            self.lines.append(f"{' ' * self.depth}<{tag}>{_checked(name).translate(_IN_TEXT)}</{tag}>")

    def text(self) -> str:
        return '<?xml version="1.0" encoding="utf-8"?>\n' + "\n".join(self.lines) + "\n"


class _Writer(XmlWriter):
    def definition(self, one: Definition) -> None:
        attributes = [
            ("workflow_id", one.name),
            ("title", one.title),
            ("description", one.description),
            ("state_variable", one.state_variable),
            ("initial_state", one.initial_state),
            ("manager_bypass", str(one.manager_bypass)),
        ]
        if self.marks:
            attributes.insert(0, ("xmlns:i18n", I18N))
        with self.inside("dc-workflow", attributes, ()):
            if one.creation_guard is not None:
                with self.inside("instance-creation-conditions"):
                    self.guard(one.creation_guard)
            self.names("group", one.groups)
            self.names("permission", one.permissions)
            for state in one.states.values():
                self.state(state)
            for transition in one.transitions.values():
                self.transition(transition)
            for worklist in one.worklists.values():
                self.worklist(worklist)
            for variable in one.variables.values():
                self.variable(variable)
            for script in one.scripts.values():
                given = [("script_id", script.name), ("type", script.kind), ("module", script.module), ("function", script.function)]
                if script.filename is not None:
                    given.append(("filename", script.filename))
                self.leaf("script", "", given)

    def state(self, state: StateDefinition) -> None:
        path = ("state", state.name)
        with self.inside("state", [("state_id", state.name), ("title", state.title)], path):
            self.description(state.description, *path)
            for name in state.exits:
                self.leaf("exit-transition", "", [("transition_id", name)])
            for permission, grant in state.permissions:
                with self.inside("permission-map", [("name", permission), ("acquired", str(grant.acquired))]):
                    self.names("permission-role", grant.roles)
            for group, roles in state.groups.items():
                with self.inside("group-map", [("name", group)]):
                    self.names("group-role", roles)
            for variable, value in state.values.items():
                self.leaf("assignment", value.text, [("name", variable), ("type", value.kind)])

    def transition(self, one: TransitionDefinition) -> None:
        attributes = [
            ("transition_id", one.name),
            ("title", one.title),
            ("new_state", one.new_state),
            ("trigger", "AUTOMATIC" if one.automatic else "USER"),
            ("before_script", one.before_script),
            ("after_script", one.after_script),
        ]
        path = ("transition", one.name)
        with self.inside("transition", attributes, path):
            self.description(one.description, *path)
            self.action(one.action, *path)
            self.guard(one.guard)
            for variable, expression in one.values.items():
                self.leaf("assignment", expression, [("name", variable)])

    def worklist(self, one: WorklistRule) -> None:
        path = ("worklist", one.name)
        with self.inside("worklist", [("worklist_id", one.name), ("title", one.title)], path):
            self.description(one.description, *path)
            self.action(one.action, *path)
            self.guard(one.guard or GuardRule())
            for variable, values in one.matches.items():
                self.leaf("match", "", [("name", variable), ("values", "; ".join(values))])

    def variable(self, one: VariableDefinition) -> None:
        rule = one.rule
        flags = [(flag, str(getattr(rule, flag))) for flag in ("for_catalog", "for_status", "update_always")]
        path = ("variable", one.name)
        with self.inside("variable", [("variable_id", one.name), *flags], path):
            self.description(rule.description, *path)
            with self.inside("default"):
                if one.default is not None:
                    self.leaf("value", one.default.text, [("type", one.default.kind)])
                if rule.default_expression:
                    self.leaf("expression", rule.default_expression)
            self.guard(rule.guard or GuardRule())

    def description(self, text: str, *path: str) -> None:
        path = (*path, "description")
        if text or path in self.marks:
            self.leaf("description", text, (), *path)

    def action(self, action: Action, *path: str) -> None:
        path = (*path, "action")
        if action != Action() or path in self.marks:
            attributes = [("url", action.url), ("category", action.category), ("icon", action.icon)]
            self.leaf("action", action.name, attributes, *path)

    def guard(self, guard: GuardRule) -> None:
        with self.inside("guard"):
            self.names("guard-permission", guard.permissions)
            self.names("guard-role", guard.roles)
            self.names("guard-group", guard.groups)
            if guard.condition:
                self.leaf("guard-expression", guard.condition)


class _Inside:
    """An element with children, open while they are written."""

    def __init__(self, writer: XmlWriter, tag: str, opening: str) -> None:
        self.writer, self.tag, self.opening = writer, tag, opening

    def __enter__(self) -> None:
        self.writer.lines.append(self.opening + ">")
        self.writer.depth += 1

    def __exit__(self, *_: object) -> None:
        self.writer.depth -= 1
        self.writer.lines.append(f"{' ' * self.writer.depth}</{self.tag}>")
