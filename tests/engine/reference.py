"""A second reading of the rules of a step, written apart from the engine and only for its tests: plain data in, plain answer out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One attempt: who (roles, or the system), with what in hand, and which conditions happen to hold."""

    name: str
    roles: set[str] = field(default_factory=set)
    system: bool = False
    note: str = ""
    basis: str = ""
    reason: str = ""
    holding: set[str] = field(default_factory=set)


def answer(flow: dict[str, Any], state: str, previous: str, asked: Asked) -> tuple[str, set[str]]:
    """Give the state that follows and no codes, or the same state and the codes of everything that stands in the way."""
    move = flow["transitions"].get(asked.name)
    if move is None:
        return state, {"unknown"}
    begins = move["kind"] == "begin"
    if begins == bool(state) or (state and state not in move["from"]):
        return state, {"state"}
    if move["kind"] == "back" and previous not in flow["states"]:
        return state, {"state"}
    wrong = {name for name, _ in move["requires"] if name not in asked.holding}
    takers = set(move["by"])
    if not ("system" in takers if asked.system else takers & asked.roles):
        wrong.add("right")
    if not asked.system:
        wrong |= {"note"} if move["note_required"] and not asked.note.strip() else set()
        wrong |= {"basis"} if move["basis_required"] and not asked.basis.strip() else set()
        wrong |= {"reason"} if move["reasons"] and asked.reason not in move["reasons"] else set()
    if wrong:
        return state, wrong
    return {"back": previous, "stay": state}.get(move["kind"], move["to"]), set()
