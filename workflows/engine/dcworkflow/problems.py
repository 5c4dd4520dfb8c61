"""What is wrong with a definition, said with the line it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_PROBLEMS: Final = 50  # told at once; who has more begins with these


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: the line (0: the file as a whole) and a sentence that says what to do."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.sentence}" if self.line else self.sentence


class Unreadable(ValueError):
    """The definition is not taken; `problems` names every reason found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("；".join(str(one) for one in self.problems[:MOST_PROBLEMS]))


def refuse(line: int, sentence: str) -> Unreadable:
    """Make the refusal of a single problem."""
    return Unreadable((Problem(line, sentence),))
