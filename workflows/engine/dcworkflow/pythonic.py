"""Python text in an expression: parsed into a syntax tree, of which only the constructions below are taken. Nothing of it is run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from workflows.engine.dcworkflow.combinations import Choice, Junction, Not, Operation
from workflows.engine.dcworkflow.expressions import (
    Constant,
    Fact,
    Length,
    Lookup,
    Node,
)
from workflows.engine.dcworkflow.standing import HasPermission, HasRole, RolesHere
from workflows.engine.dcworkflow.vocabulary import ATTRIBUTES, METHODS, NAMES, PARTS, PLACES, SOURCES, USER, NotUnderstood, Table

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


DEEPEST: Final = 40


class PythonReader:
    """Reads the syntax tree of a Python expression, construction by construction."""

    def __init__(self, table: Table) -> None:
        self.table, self.depth = table, 0
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
        if self.depth >= DEEPEST:
            raise NotUnderstood("嵌套太深")
        self.depth += 1
        node = construction(tree)
        self.depth -= 1
        return node

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
        if isinstance(tree, ast.Name) and tree.id in NAMES:
            return NAMES[tree.id]
        if isinstance(tree, ast.Attribute) and (part := PARTS.get((self.thing(tree.value), tree.attr))):
            return part
        raise NotUnderstood(ast.unparse(tree))

    def attribute(self, tree: ast.Attribute) -> Node:
        what = self.thing(tree.value)
        if found := ATTRIBUTES.get((what, tree.attr)):
            return found
        if what in PLACES and tree.attr in self.table.facts:
            return Fact(PLACES[what], tree.attr)
        raise NotUnderstood(ast.unparse(tree))

    def subscript(self, tree: ast.Subscript) -> Node:
        source, name = SOURCES.get(self.thing(tree.value)), tree.slice
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
        if (what, name) in METHODS and not tree.args:
            return METHODS[what, name]
        if what in SOURCES and name == "get" and 1 <= len(tree.args) <= 2:
            key = tree.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                return Lookup(SOURCES[what], key.value, self.node(tree.args[1]) if tree.args[1:] else Constant(None))
        if what == USER and (found := self.standing(tree, name)) is not None:
            return found
        raise NotUnderstood(ast.unparse(tree))

    def standing(self, tree: ast.Call, name: str) -> Node | None:
        """Read what is asked of the user about an object: `has_role`, `has_permission`, `getRolesInContext`."""
        if not tree.args:
            return None
        what, *where = tree.args
        place = PLACES.get(self.thing(where[0])) if len(where) == 1 else None
        if name == "has_role" and (place is not None or not where):
            roles = self.node(what)
            named = roles.value if isinstance(roles, Constant) else None
            several = (named,) if isinstance(named, str) else named
            if isinstance(several, tuple) and all(isinstance(one, str) for one in several):
                return HasRole(several, place)
        if name == "has_permission" and place is not None and isinstance(what, ast.Constant) and isinstance(what.value, str):
            return HasPermission(what.value, place)
        if name == "getRolesInContext" and not where:
            here = PLACES.get(self.thing(what))
            return RolesHere(here) if here is not None else None
        return None

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
