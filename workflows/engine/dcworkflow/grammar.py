"""What the format allows where: one row an element, walked once before anything is built.

An element, attribute or text the format does not know is refused by name: what is not understood must not be lost in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.engine.dcworkflow.parsing import Element
from workflows.engine.dcworkflow.problems import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """`once` children may stand at most once, `must` ones exactly once, `many` any number of times."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    text: bool = False
    marks: bool = False

    @property
    def children(self) -> frozenset[str]:
        return self.many | self.once | self.must


def _row(
    required: str = "", optional: str = "", many: str = "", once: str = "", must: str = "", *, text: bool = False, marks: bool = False
) -> Row:
    return Row(_words(required), _words(optional), _words(many), _words(once), _words(must), text, marks)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


Grammar = Mapping[str, Row]
NAME: Final = _row(text=True)

DEFINITION: Final[Grammar] = {
    "dc-workflow": _row(
        "workflow_id title state_variable initial_state",
        "description manager_bypass",
        many="permission group state transition variable worklist script",
        once="instance-creation-conditions",
        marks=True,
    ),
    "instance-creation-conditions": _row(must="guard"),
    "permission": NAME,
    "group": NAME,
    "state": _row("state_id title", many="exit-transition permission-map group-map assignment", once="description", marks=True),
    "exit-transition": _row("transition_id"),
    "permission-map": _row("name", "acquired", many="permission-role"),
    "permission-role": NAME,
    "group-map": _row("name", many="group-role"),
    "group-role": NAME,
    "transition": _row(
        "transition_id title new_state trigger before_script after_script",
        many="assignment",
        once="description action",
        must="guard",
        marks=True,
    ),
    "variable": _row("variable_id", "for_catalog for_status update_always", once="description default", must="guard", marks=True),
    "default": _row(once="value expression"),
    "value": _row(optional="type", text=True),
    "expression": NAME,
    "worklist": _row("worklist_id title", many="match", once="description action", must="guard", marks=True),
    "match": _row("name values"),
    "script": _row("script_id type", "module function filename"),
    "assignment": _row("name", "type", text=True),
    "action": _row("url category", "icon", text=True, marks=True),
    "description": _row(text=True, marks=True),
    "guard": _row(many="guard-permission guard-role guard-group", once="guard-expression"),
    "guard-permission": NAME,
    "guard-role": NAME,
    "guard-group": NAME,
    "guard-expression": NAME,
}

BINDINGS: Final[Grammar] = {
    "object": _row("name meta_type", "remove", many="object property", once="bindings", marks=True),
    "property": _row("name", "type", text=True, marks=True),
    "bindings": _row(many="type", once="default"),
    "default": _row(many="bound-workflow"),
    "type": _row("type_id", "remove", many="bound-workflow"),
    "bound-workflow": _row("workflow_id"),
}


def violations(element: Element, grammar: Grammar) -> Iterator[Problem]:
    """Walk the tree and name everything the grammar does not allow, each with its line."""
    row = grammar[element.tag]
    yield from _attributes(element, row)
    if not row.text and element.text:
        yield Problem(element.line, f"元素“{element.tag}”里不应有文字“{element.text[:40]}”；请删去")
    counted = Counter(child.tag for child in element.children)
    for child in element.children:
        if child.tag not in row.children:
            yield Problem(child.line, f"元素“{element.tag}”里不认识的元素“{child.tag}”；请改正或删去")
        elif child.tag not in row.many and counted[child.tag] > 1:
            yield Problem(child.line, f"元素“{element.tag}”里“{child.tag}”只能有一个")
        else:
            yield from violations(child, grammar)
    for tag in sorted(row.must - counted.keys()):
        yield Problem(element.line, f"元素“{element.tag}”缺少必需的“{tag}”；没有条件时也请写一个空的")


def _attributes(element: Element, row: Row) -> Iterator[Problem]:
    for name in element.attributes:
        if name not in row.required and name not in row.optional:
            yield Problem(element.line, f"元素“{element.tag}”的属性“{name}”不认识；请改正或删去")
    for name in sorted(row.required - element.attributes.keys()):
        yield Problem(element.line, f"元素“{element.tag}”缺少属性“{name}”")
    if element.marks and not row.marks:
        yield Problem(element.line, f"元素“{element.tag}”不能带翻译属性“{element.marks[0][0]}”；请删去")
