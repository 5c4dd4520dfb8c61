"""Nothing is offered to a district that no code reads: what waits for its work is marked, and what is read is not."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import pytest

from workflows.policy import Deadline, Figure, Overlay, PolicyError, resolver
from workflows.policy.loader import HERE
from workflows.policy.overlay import lay

ROOT, BOOK = HERE.parents[1], resolver().base
ROOMS = ("workflows", "casework", "reports", "archives")
ALL: list[Figure | Deadline] = [*BOOK.figures.values(), *BOOK.deadlines.values()]
TOLD_ONLY = {"visit_rate_target_percent", "emergency_training_required"}  # stand fixed: shown, and no setting decides by them


@lru_cache
def code() -> str:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in paths if "migrations" not in path.parts and "policy" not in path.parent.parts[-1:])


def is_read(key: str) -> bool:
    # the rules' own figures are read in workflows/policy/rules.py and instruments.py
    own = "\n".join((HERE / name).read_text("utf-8") for name in ("rules.py", "instruments.py"))
    return bool(re.search(rf"[\"']{key}[\"']", code() + own)) or key in TOLD_ONLY


def test_what_is_in_force_is_read_and_what_is_read_is_in_force() -> None:
    assert {one.key for one in ALL if one.in_force and not is_read(one.key)} == set(), "mark them in_force = false"
    assert {one.key for one in ALL if not one.in_force and is_read(one.key)} == set(), "they are read now: take in_force = false away"


@pytest.mark.parametrize("one", [one for one in ALL if not one.in_force], ids=lambda one: one.key)
def test_what_waits_for_its_work_cannot_be_set(one: Figure | Deadline) -> None:
    given = {one.key: {"amount": 1}} if isinstance(one, Deadline) else {one.key: one.value}
    tables = {"deadlines": given} if isinstance(one, Deadline) else {"figures": given}
    overlay = Overlay("120104", date(2026, 1, 1), "文", "本区", **tables)  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match="还没有启用"):
        lay(BOOK, overlay)
