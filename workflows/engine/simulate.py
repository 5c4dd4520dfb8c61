"""Scenario tables: a process walked step by step as people would, each line with what must come of it; stored beside the definition.

A line reads `street_clerk send -> sent`, or `street_clerk send (is_funded) x is_funded`: the conditions in brackets fail, what follows
`x` is all that must be named in the refusal (`right`, `state`, `note`, `reason`, `basis`, or the conditions). `bare` fills nothing in.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from permissions.roles import Role
from workflows.engine.decide import Refused, decide
from workflows.engine.definition import Act, Guard, Workflow

LINE = re.compile(r"(?P<who>\w+) (?P<name>\w+)(?P<bare> bare)?( \((?P<failing>[\w, ]+)\))? (?P<sign>->|x) (?P<outcome>[\w, ]+)")
SYSTEM_WORD = "system"
REFUSALS = frozenset({"right", "state", "note", "reason", "basis"})
ANY_DAY = date(2026, 1, 1)  # conditions are said to hold or fail here, so that no day is looked at


@dataclass(frozen=True)
class Scenario:
    """One walk from the beginning; its title says in words what it shows, `places` where each line stands (file and line)."""

    title: str
    steps: Sequence[str]
    places: Sequence[str] = ()


@dataclass(frozen=True)
class Deviation:
    """A line that came out otherwise, how, and where it stands."""

    title: str
    line: str
    came: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}“{self.title}”：{self.line}　实际：{self.came}"


def simulate(flow: type[Workflow[Any]], scenarios: Sequence[Scenario]) -> list[Deviation]:
    """Walk every scenario; a line that cannot be read is a deviation as well."""
    return [deviation for scenario in scenarios for deviation in _walk(flow, scenario)]


def covered(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Name the transitions that some line takes."""
    found = [LINE.fullmatch(line) for scenario in scenarios for line in scenario.steps]
    return frozenset(one["name"] for one in found if one and one["sign"] == "->")


def _walk(flow: type[Workflow[Any]], scenario: Scenario) -> Iterator[Deviation]:
    state, came_from = "", [""]
    for number, line in enumerate(scenario.steps):
        place = scenario.places[number] if number < len(scenario.places) else ""
        read = LINE.fullmatch(line)
        strange = "这一行读不懂" if read is None else _strange(flow, read)
        if read is None or strange:
            yield Deviation(scenario.title, line, strange, place)
            return
        wanted = _words(read["outcome"])
        found = decide(
            _judged(flow, _words(read["failing"] or "")), state, read["name"], _act(flow, read), None, previous_state=came_from[-1]
        )
        if isinstance(found, Refused):
            codes = {one.code for one in found.reasons}
            if read["sign"] == "->" or codes != wanted:
                yield Deviation(scenario.title, line, f"不予办理：{'；'.join(map(str, found.reasons))}", place)
                if read["sign"] == "->":
                    return
            continue
        if read["sign"] == "x" or {found.to_state} != wanted:
            yield Deviation(scenario.title, line, f"现为“{flow.states[found.to_state].label}”（{found.to_state}）", place)
            return
        if found.transition.kind == "back":
            came_from.pop()
        elif found.to_state != state:
            came_from.append(state)
        state = found.to_state


def _strange(flow: type[Workflow[Any]], read: re.Match[str]) -> str:
    """Name what the process does not know: a slip would otherwise pass for a condition that holds, or for a person without an office."""
    if read["who"] != SYSTEM_WORD and read["who"] not in set(Role):
        return f"没有职务“{read['who']}”"
    transition = flow.transitions.get(read["name"])
    if transition is None:
        return f"没有办理“{read['name']}”"
    conditions = {one.name for one in transition.requires}
    unknown = _words(read["failing"] or "") - conditions
    unknown |= _words(read["outcome"]) - (set(flow.states) if read["sign"] == "->" else conditions | REFUSALS)
    return f"“{transition.label}”没有“{'”“'.join(sorted(unknown))}”" if unknown else ""


def _act(flow: type[Workflow[Any]], read: re.Match[str]) -> Act:
    transition, system = flow.transitions.get(read["name"]), read["who"] == SYSTEM_WORD
    roles = frozenset({Role(read["who"])}) if not system and read["who"] in set(Role) else frozenset[Role]()
    if read["bare"] or transition is None:
        return Act(1, ANY_DAY, roles, system)
    return Act(1, ANY_DAY, roles, system, "办理意见", next(iter(transition.reasons), ""), "办理依据")


def _judged(flow: type[Workflow[Any]], failing: frozenset[str]) -> type[Workflow[Any]]:
    """Give the process with its conditions decided by name."""
    judged: Any = type(flow.__name__, (flow,), {})
    moves = {name: copy.copy(one) for name, one in flow.transitions.items()}
    for one in moves.values():
        one.requires = tuple(_decided(each, each.name not in failing) for each in one.requires)
    judged.set_parts(flow.states, moves)
    return judged  # type: ignore[no-any-return]


def _decided(guard: Guard[Any], holds: bool) -> Guard[Any]:
    return Guard(guard.name, guard.refusal, guard.mend, lambda facts, act: holds, guard.name)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())
