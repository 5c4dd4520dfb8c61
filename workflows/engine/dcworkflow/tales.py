"""TALES text recognised by its shape and turned into nodes; what has no known shape has no meaning here.

Python text is parsed into a syntax tree, and only the constructions below are taken from it: there is no call, attribute or name that is
not written in these tables.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from workflows.engine.dcworkflow.combinations import Choice, FirstThatIs, Junction, Not, Operation, Text
from workflows.engine.dcworkflow.expressions import (
    Constant,
    Effect,
    Fact,
    Forbidden,
    Here,
    Length,
    Lookup,
    Named,
    Node,
    Now,
    ObjectName,
    TransitionName,
    UserId,
    WholeHistory,
)


class NotUnderstood(ValueError):
    """The expression has no named condition; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """What imported names stand for: facts an object carries, conditions by their text, effects by the name of the script."""

    facts: frozenset[str] = frozenset({"flag"})
    named: Mapping[str, Named] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)


# What a name stands for before anything is asked of it. These are not values: a condition must go on to ask for one.
_OBJECT, _CONTAINER, _USER, _STATUS, _KEYWORDS, _TRANSITION, _CHANGE, _STATE = (
    "object container user status keywords transition change state".split()
)
_NAMES: Final[Mapping[str, str]] = {
    "object": _OBJECT,
    "here": _OBJECT,
    "container": _CONTAINER,
    "folder": _CONTAINER,
    "user": _USER,
    "status": _STATUS,
    "kwargs": _KEYWORDS,
    "transition": _TRANSITION,
    "state_change": _CHANGE,
}
_PARTS: Final[Mapping[tuple[str, str], str]] = {
    (_CHANGE, "object"): _OBJECT,
    (_CHANGE, "status"): _STATUS,
    (_CHANGE, "kwargs"): _KEYWORDS,
    (_CHANGE, "transition"): _TRANSITION,
    (_CHANGE, "old_state"): _STATE,
    (_CHANGE, "new_state"): _STATE,
}
_HERE: Final[Mapping[str, Here]] = {_OBJECT: Here(0), _CONTAINER: Here(1)}
_METHODS: Final[Mapping[tuple[str, str], Node]] = {
    (_USER, "getId"): UserId(),
    (_TRANSITION, "getId"): TransitionName(),
    (_OBJECT, "getId"): ObjectName(Here(0)),
    (_CONTAINER, "getId"): ObjectName(Here(1)),
    (_CHANGE, "getHistory"): WholeHistory(),
    (_CHANGE, "getDateTime"): Now(),
}
_SOURCES: Final[Mapping[str, str]] = {_STATUS: "status", _KEYWORDS: "keywords"}

_PREFIX: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*):")
_INSERTED: Final = re.compile(r"\$(?:(\$)|\{([^}]*)\}|([A-Za-z][A-Za-z0-9_]*))")
LONGEST: Final = 2000


def understand(text: str, table: Table) -> Node:
    """Turn the text of an expression into what it means, or raise NotUnderstood."""
    if (named := table.named.get(text.strip())) is not None:
        return named
    if len(text) > LONGEST:
        raise NotUnderstood("太长")
    return _expression(text, table)


def _expression(text: str, table: Table) -> Node:
    prefix = _PREFIX.match(text)
    if prefix is None:
        return _paths(text, table)
    kind, rest = prefix.group(1), text[prefix.end() :]
    if kind == "python":
        return _Python(table).read(rest.strip())
    if kind == "not":
        return Not(_expression(rest.lstrip(), table))
    if kind == "string":
        return _string(rest, table)
    if kind == "path":
        return _paths(rest, table)
    raise NotUnderstood(f"{kind}:")


def _string(text: str, table: Table) -> Node:
    pieces: list[Node] = []
    last = 0
    for found in _INSERTED.finditer(text):
        pieces.append(Constant(text[last : found.start()]))
        dollar, braced, bare = found.groups()
        pieces.append(Constant("$") if dollar else _paths(braced or bare, table))
        last = found.end()
    pieces.append(Constant(text[last:]))
    if "$" in "".join(piece.value for piece in pieces if isinstance(piece, Constant) and piece.value != "$"):
        raise NotUnderstood("$")
    kept = tuple(piece for piece in pieces if piece != Constant(""))
    if all(isinstance(piece, Constant) for piece in kept):
        return Constant("".join(piece.value for piece in kept if isinstance(piece, Constant)))
    return Text(kept)


def _paths(text: str, table: Table) -> Node:
    paths = []
    alternatives = text.split("|")
    for position, alternative in enumerate(alternatives):
        stripped = alternative.strip()
        if position and _PREFIX.match(stripped):  # what follows a bar may be any expression, and is then the last
            paths.append(_expression("|".join(alternatives[position:]).strip(), table))
            break
        paths.append(_path(stripped, table))
    return paths[0] if len(paths) == 1 else FirstThatIs(tuple(paths))


def _path(text: str, table: Table) -> Node:
    name, *steps = text.split("/")
    if name == "nothing" and not steps:
        return Constant(None)
    what = _NAMES.get(name)
    if what is None:
        raise NotUnderstood(text)
    while steps and (what, steps[0]) in _PARTS:
        what = _PARTS[what, steps.pop(0)]
    if what == _STATE and steps:
        return Forbidden("状态定义")
    if len(steps) != 1:
        raise NotUnderstood(text)
    step = steps[0]
    if (what, step) in _METHODS:
        return _METHODS[what, step]
    if what in _HERE and step in table.facts:
        return Fact(_HERE[what], step)
    if what in _SOURCES and step.isidentifier():
        return Lookup(_SOURCES[what], step, None)
    raise NotUnderstood(text)


_COMPARISONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


class _Python:
    """Reads the syntax tree of a Python expression, construction by construction."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.constructions: Mapping[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self.constant,
            ast.Name: self.name,
            ast.Attribute: self.attribute,
            ast.Subscript: self.subscript,
            ast.Call: self.call,
            ast.BinOp: self.arithmetic,
            ast.BoolOp: self.junction,
            ast.UnaryOp: self.negation,
            ast.Compare: self.comparison,
            ast.IfExp: self.choice,
            ast.Tuple: self.several,
            ast.List: self.several,
        }

    def read(self, text: str) -> Node:
        try:
            return self.node(ast.parse(text, mode="eval").body)
        except NotUnderstood:
            raise
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise NotUnderstood("不是合格的 Python 表达式") from None

    def node(self, tree: ast.expr) -> Node:
        construction = self.constructions.get(type(tree))
        if construction is None:
            raise NotUnderstood(ast.unparse(tree))
        return construction(tree)

    def constant(self, tree: ast.Constant) -> Node:
        if not isinstance(tree.value, str | int | float | bool | None):
            raise NotUnderstood(ast.unparse(tree))
        return Constant(tree.value)

    def several(self, tree: ast.Tuple | ast.List) -> Node:
        nodes = [self.node(one) for one in tree.elts]
        if not all(isinstance(one, Constant) for one in nodes):
            raise NotUnderstood(ast.unparse(tree))
        return Constant(tuple(one.value for one in nodes if isinstance(one, Constant)))

    def name(self, tree: ast.Name) -> Node:
        if tree.id == "nothing":
            return Constant(None)
        raise NotUnderstood(tree.id)

    def thing(self, tree: ast.expr) -> str:
        """Say what the tree stands for, where it is no value but something that is asked for one."""
        if isinstance(tree, ast.Name) and tree.id in _NAMES:
            return _NAMES[tree.id]
        if isinstance(tree, ast.Attribute) and (part := _PARTS.get((self.thing(tree.value), tree.attr))):
            return part
        raise NotUnderstood(ast.unparse(tree))

    def attribute(self, tree: ast.Attribute) -> Node:
        what = self.thing(tree.value)
        if what == _STATE:
            return Forbidden("状态定义")
        if what in _HERE and tree.attr in self.table.facts:
            return Fact(_HERE[what], tree.attr)
        raise NotUnderstood(ast.unparse(tree))

    def subscript(self, tree: ast.Subscript) -> Node:
        source, name = _SOURCES.get(self.thing(tree.value)), tree.slice
        if source and isinstance(name, ast.Constant) and isinstance(name.value, str):
            return Lookup(source, name.value, None)
        raise NotUnderstood(ast.unparse(tree))

    def call(self, tree: ast.Call) -> Node:
        if not tree.keywords:
            if isinstance(tree.func, ast.Name) and tree.func.id == "len" and len(tree.args) == 1:
                return Length(self.node(tree.args[0]))
            if isinstance(tree.func, ast.Attribute):
                return self.method(tree, self.thing(tree.func.value), tree.func.attr)
        raise NotUnderstood(ast.unparse(tree))

    def method(self, tree: ast.Call, what: str, name: str) -> Node:
        if what == _STATE:
            return Forbidden("状态定义")
        if (what, name) in _METHODS and not tree.args:
            return _METHODS[what, name]
        if what in _SOURCES and name == "get" and 1 <= len(tree.args) <= 2:
            key = tree.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                return Lookup(_SOURCES[what], key.value, self.node(tree.args[1]) if tree.args[1:] else Constant(None))
        raise NotUnderstood(ast.unparse(tree))

    def arithmetic(self, tree: ast.BinOp) -> Node:
        if isinstance(tree.op, ast.Add | ast.Sub):
            return Operation(self.node(tree.left), "+" if isinstance(tree.op, ast.Add) else "-", self.node(tree.right))
        raise NotUnderstood(ast.unparse(tree))

    def junction(self, tree: ast.BoolOp) -> Node:
        return Junction(tuple(self.node(one) for one in tree.values), isinstance(tree.op, ast.And))

    def negation(self, tree: ast.UnaryOp) -> Node:
        value = self.node(tree.operand)
        if isinstance(tree.op, ast.Not):
            return Not(value)
        if isinstance(tree.op, ast.USub) and isinstance(value, Constant) and isinstance(value.value, int | float):
            return Constant(-value.value)
        raise NotUnderstood(ast.unparse(tree))

    def comparison(self, tree: ast.Compare) -> Node:
        sign = _COMPARISONS.get(type(tree.ops[0])) if len(tree.ops) == 1 else None
        if sign is None:
            raise NotUnderstood(ast.unparse(tree))
        return Operation(self.node(tree.left), sign, self.node(tree.comparators[0]))

    def choice(self, tree: ast.IfExp) -> Node:
        return Choice(self.node(tree.test), self.node(tree.body), self.node(tree.orelse))
