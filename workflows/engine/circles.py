"""Which states of a process lie on one circle."""

from __future__ import annotations

from collections.abc import Mapping


def circles(leads: Mapping[str, list[str]]) -> dict[str, int]:
    """Number the states so that two share a number just when each leads to the other (Kosaraju's two walks, without recursion)."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in leads:
        trail = [(start, iter(leads[start]))] if start not in seen else []
        seen.add(start)
        while trail:
            state, targets = trail[-1]
            target = next((one for one in targets if one not in seen), None)
            if target is None:
                finished.append(trail.pop()[0])
            else:
                seen.add(target)
                trail.append((target, iter(leads[target])))
    return _numbered(leads, finished)


def _numbered(leads: Mapping[str, list[str]], finished: list[str]) -> dict[str, int]:
    comes_from: dict[str, list[str]] = {state: [] for state in leads}
    for state, targets in leads.items():
        for target in targets:
            comes_from[target].append(state)
    number: dict[str, int] = {}
    for start in reversed(finished):
        mark = len(number)
        waiting = [start] if start not in number else []
        while waiting:
            state = waiting.pop()
            if state not in number:
                number[state] = mark
                waiting.extend(comes_from[state])
    return number
