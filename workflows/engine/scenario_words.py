"""A scenario's line in the words of the office: one row of a table that who runs the process can read, write and run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from permissions.roles import Role
from workflows.engine.definition import Transition, Workflow
from workflows.engine.simulate import LINE, SYSTEM_WORD

COLUMNS: Final = ("情景", "谁", "办理", "不具备的条件", "不填写", "应当", "结果")
DONE, NOT_DONE, BARE = "办成", "不办", "是"
REASONS: Final = {"right": "无权办理", "state": "状态不对", "note": "缺办理意见", "reason": "缺原因", "basis": "缺办理依据"}
SYSTEM_LABEL = "系统"
BETWEEN = "；"
MOST_NAMED = 12


class Misread(ValueError):
    """A cell that says nothing the process knows: its column, and a sentence that says what may stand there."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(f"“{column}”：{sentence}")
        self.column, self.sentence = column, sentence


@dataclass(frozen=True)
class Row:
    """One row: who does what, which conditions are not given, and what must come of it."""

    title: str
    who: str
    name: str
    failing: str = ""
    bare: str = ""
    wanted: str = DONE
    outcome: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.title, self.who, self.name, self.failing, self.bare, self.wanted, self.outcome


def row_of(flow: type[Workflow[Any]], title: str, line: str) -> Row:
    """Say a line of a scenario in words; a name the process does not know stays as it is, a line that cannot be read stands whole."""
    read = LINE.fullmatch(line)
    if read is None:
        return Row(title, "", line)
    transition = flow.transitions.get(read["name"])
    conditions = _conditions(transition)
    who = SYSTEM_LABEL if read["who"] == SYSTEM_WORD else Role(read["who"]).label if read["who"] in set(Role) else read["who"]
    said = [one for one in re.split(r"[, ]+", read["outcome"]) if one]
    refused = read["sign"] == "x"
    outcome = [
        REASONS.get(one) or conditions.get(one, one) if refused else flow.states[one].label if one in flow.states else one for one in said
    ]
    failing = [conditions.get(one, one) for one in re.split(r"[, ]+", read["failing"] or "") if one]
    return Row(
        title, who, transition.label if transition else read["name"], BETWEEN.join(failing), BARE if read["bare"] else "",
        NOT_DONE if refused else DONE, BETWEEN.join(outcome),
    )  # fmt: skip


def line_of(flow: type[Workflow[Any]], row: Row) -> str:
    """Read a row as a line of a scenario. Raises Misread at the first cell that cannot be read."""
    who = SYSTEM_WORD if row.who == SYSTEM_LABEL else _found(row.who, {role.value: role.label for role in _offices(flow)}, "谁", "职务")
    name = _found(row.name, {key: one.label for key, one in flow.transitions.items()}, "办理", "办理")
    conditions = _conditions(flow.transitions[name])
    failing = [_found(one, conditions, "不具备的条件", f"“{row.name}”的条件") for one in _parts(row.failing)]
    if row.bare not in ("", BARE):
        raise Misread("不填写", f"“{row.bare}”读不懂；什么都不填时写“{BARE}”，否则空着")
    if row.wanted not in (DONE, NOT_DONE):
        raise Misread("应当", f"“{row.wanted}”读不懂；写“{DONE}”或“{NOT_DONE}”")
    if not row.outcome:
        raise Misread("结果", "空着；办成的写到哪个状态，不办的写为什么")
    if row.wanted == DONE:
        outcome = [_found(row.outcome, {key: one.label for key, one in flow.states.items()}, "结果", "状态")]
    else:
        outcome = [_found(one, {**conditions, **REASONS}, "结果", f"“{row.name}”不办的理由") for one in _parts(row.outcome)]
    middle = (" bare" if row.bare else "") + (f" ({', '.join(failing)})" if failing else "")
    return f"{who} {name}{middle} {'->' if row.wanted == DONE else 'x'} {', '.join(outcome)}"


def _offices(flow: type[Workflow[Any]]) -> Iterable[Role]:
    """Give the process's own offices first, so that they are the ones named to who wrote another."""
    own = {role for one in flow.transitions.values() for role in one.by}
    return sorted(Role, key=lambda role: (role not in own, list(Role).index(role)))


def _conditions(transition: Transition[Any] | None) -> dict[str, str]:
    return {one.name: one.refusal for one in transition.requires} if transition else {}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[；;\n]", text) if part.strip()]


def _found(text: str, known: Mapping[str, str], column: str, kind: str) -> str:
    """Find a name by its label, or by itself. Raises Misread with what may be written."""
    wanted = text.strip()
    for name, label in known.items():
        if wanted in (label, name):
            return name
    may = "、".join(f"“{label}”" for label in list(known.values())[:MOST_NAMED]) or "（没有）"
    what = f"没有{kind}“{wanted}”" if wanted else f"空着，应写{kind}"
    raise Misread(column, f"{what}；可写：{may}" + ("等" if len(known) > MOST_NAMED else ""))
