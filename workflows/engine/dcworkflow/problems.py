"""What is wrong with a definition, said with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

MOST_PROBLEMS: Final = 50  # told at once; who has more begins with these
_QUOTED: Final = re.compile(r"“([^”]{80})[^”]+”?")  # a name as long as a book is not said whole
_UNSPOKEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")  # would break the line a sentence stands on


def on_one_line(text: str) -> str:
    """Replace what would break a line, or cannot be written out at all."""
    return _UNSPOKEN.sub(" ", text)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: the line (0: the file as a whole), a sentence that says what to do, and its code (`workflows.engine.codes`)."""

    line: int
    sentence: str
    code: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", _QUOTED.sub(r"“\1…”", self.sentence))

    def __str__(self) -> str:
        sentence = on_one_line(self.sentence) + (f"［{self.code}］" if self.code else "")
        return f"第{self.line}行：{sentence}" if self.line else sentence


class Unreadable(ValueError):
    """The definition is not taken; `problems` names every reason found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("；".join(told(self.problems)))


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Say the first problems, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    return [*map(str, problems[:MOST_PROBLEMS]), *([f"另有{more}处问题没有列出；请先改正以上各处"] if more > 0 else [])]


def coded(code: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give problems a code where they have none of their own."""
    return tuple(one if one.code else replace(one, code=code) for one in problems)


def refuse(line: int, sentence: str) -> Unreadable:
    """Make the refusal of a single problem."""
    return Unreadable((Problem(line, sentence),))
