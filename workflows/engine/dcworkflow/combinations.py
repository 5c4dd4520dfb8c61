"""Meanings put together: compared, added, negated, joined, chosen between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import add, eq, ge, gt, le, lt, ne, sub
from typing import Any, Final

from workflows.engine.dcworkflow.expressions import ExpressionFailed, Moment, Node, Unauthorized

OPERATIONS: Final[Mapping[str, tuple[Callable[[Any, Any], object], str]]] = {
    "+": (add, "加"),
    "-": (sub, "减"),
    "==": (eq, "等于"),
    "!=": (ne, "不等于"),
    "<": (lt, "小于"),
    "<=": (le, "不大于"),
    ">": (gt, "大于"),
    ">=": (ge, "不小于"),
    "in": (lambda left, right: left in right, "属于"),
    "not in": (lambda left, right: left not in right, "不属于"),
    "is": (lambda left, right: left is right, "即为"),
    "is not": (lambda left, right: left is not right, "不是"),
}


LONGEST_TEXT: Final = 100_000  # a text added to itself at each step would soon fill the memory


def _kept_short(value: object) -> object:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ExpressionFailed(f"算得的文字超过{LONGEST_TEXT}字")
    return value


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values compared, added or taken apart."""

    left: Node
    sign: str
    right: Node

    def at(self, moment: Moment) -> object:
        try:
            value = OPERATIONS[self.sign][0](self.left.at(moment), self.right.at(moment))
        except TypeError:
            raise ExpressionFailed(f"不能计算“{self.says()}”") from None
        return _kept_short(value)

    def says(self) -> str:
        return f"{self.left.says()}{OPERATIONS[self.sign][1]}{self.right.says()}"


@dataclass(frozen=True, slots=True)
class Not:
    of: Node

    def at(self, moment: Moment) -> object:
        return not self.of.at(moment)

    def says(self) -> str:
        return f"没有{self.of.says()}"


@dataclass(frozen=True, slots=True)
class Junction:
    """`and` and `or` as Python has them: the value that decided is the value."""

    parts: tuple[Node, ...]
    every: bool

    def at(self, moment: Moment) -> object:
        value: object = None
        for part in self.parts:
            value = part.at(moment)
            if bool(value) is not self.every:
                return value
        return value

    def says(self) -> str:
        return ("并且" if self.every else "或者").join(part.says() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value or another, by a condition."""

    condition: Node
    then: Node
    otherwise: Node

    def at(self, moment: Moment) -> object:
        return (self.then if self.condition.at(moment) else self.otherwise).at(moment)

    def says(self) -> str:
        return f"{self.condition.says()}时为{self.then.says()}，否则为{self.otherwise.says()}"


@dataclass(frozen=True, slots=True)
class FirstThatIs:
    """The first of several paths that leads to something."""

    paths: tuple[Node, ...]

    def at(self, moment: Moment) -> object:
        for path in self.paths[:-1]:
            try:
                return path.at(moment)
            except (ExpressionFailed, Unauthorized):
                continue
        return self.paths[-1].at(moment)

    def says(self) -> str:
        return "，否则".join(path.says() for path in self.paths)


@dataclass(frozen=True, slots=True)
class Text:
    """Pieces of text put together."""

    pieces: tuple[Node, ...]

    def at(self, moment: Moment) -> object:
        return _kept_short("".join(str(piece.at(moment)) for piece in self.pieces))

    def says(self) -> str:
        return "".join(piece.says() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a path leads to something."""

    of: Node

    def at(self, moment: Moment) -> object:
        try:
            self.of.at(moment)
        except (ExpressionFailed, Unauthorized):
            return False
        return True

    def says(self) -> str:
        return f"有{self.of.says()}"
