"""Every cell of state x taker x transition, through the pure engine, against the paper's tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from permissions.roles import Role
from tests.flows.spine_tables import CASE, ENROLLMENT, LETTERS, REVIEW, SCREENING
from workflows.engine.check import check
from workflows.engine.decide import Refused, Taken, decide
from workflows.engine.definition import Act, Workflow
from workflows.flows.case import CaseFacts, CaseFlow
from workflows.flows.enrollment import Enrollment, EnrollmentFacts
from workflows.flows.review import Review, ReviewFacts
from workflows.flows.screening import Screening, ScreeningFacts

# facts under which no guard stands in the way; what excludes another step is said in `FAVOURABLE`
CASE_OK = CaseFacts(True, True, True, True, True, False)
SCREENING_OK = ScreeningFacts(
    "candidate", False, {str(key): "yes" for key in range(7)}, False, "agrees", False, True, True, None, 3, 3, 1, retries=2, submitted_by=1
)
ENROLLMENT_OK = EnrollmentFacts("pending", False, frozenset(), "agreed", frozenset(), True, True, False, True, 1)
REVIEW_OK = ReviewFacts("active", False, frozenset(), True, True, True, True, True, False, 1)
REFUSES = ScreeningFacts("candidate", False, {"a": "yes"}, willingness="refuses", refusal_has_evidence=True, submitted_by=1)
FAVOURABLE: dict[tuple[str, str], Any] = {
    ("screening", "ask_for_proof"): ScreeningFacts("screening", False, {"a": "to_verify"}),
    ("screening", "approve_ineligible"): ScreeningFacts("screening", False, {"a": "no"}, submitted_by=1),
    ("screening", "mark_declined"): REFUSES,
    ("review", "find_ineligible"): ReviewFacts("active", submitted_by=1),
}
FLOWS: list[tuple[type[Workflow[Any]], dict[str, tuple[str, str, str]], Any]] = [
    (CaseFlow, CASE, CASE_OK),
    (Screening, SCREENING, SCREENING_OK),
    (Enrollment, ENROLLMENT, ENROLLMENT_OK),
    (Review, REVIEW, REVIEW_OK),
]
GIVEN = {"proof": "劳动能力证明", "proof_from": "社区", "scopes": ["visit"], "merged_into": "1"}


def act_of(taker: Role | None, flow: type[Workflow[Any]], name: str) -> Act:
    reasons = flow.transitions[name].reasons
    return Act(
        actor=2, on=date(2025, 6, 30), roles=frozenset({taker} if taker else ()), system=taker is None,
        note="意见", reason_code=next(iter(reasons), ""), given=GIVEN,
    )  # fmt: skip


def cells() -> Iterator[Any]:
    for flow, table, facts in FLOWS:
        for name, (_, _, who) in table.items():
            for taker in (*Role, None):
                for state in (None, *flow.states):
                    yield pytest.param(flow, table, facts, name, taker, state, who, id=f"{flow.key}-{state}-{name}-{taker or 'SYS'}")


@pytest.mark.parametrize("flow", [flow for flow, _, _ in FLOWS])
def test_the_definition_has_no_fault(flow: type[Workflow[Any]]) -> None:
    assert check(flow) == []


@pytest.mark.parametrize(("flow", "table"), [(flow, table) for flow, table, _ in FLOWS])
def test_the_paper_and_the_definition_name_the_same_steps(flow: type[Workflow[Any]], table: dict[str, Any]) -> None:
    assert set(flow.transitions) == set(table)


def test_every_cell_is_as_the_paper_says() -> None:
    """One test for the whole walk: some thousands of cells, each decided in microseconds."""
    wrong, count = [], 0
    for cell in cells():
        flow, table, facts, name, taker, state, who = cell.values
        sources, target, _ = table[name]
        may = (taker is None and "SYS" in who.split()) or taker in {LETTERS[letter] for letter in who.split() if letter != "SYS"}
        from_here = sources == "" if state is None else state in sources.split()
        decision = decide(flow, state, name, act_of(taker, flow, name), FAVOURABLE.get((flow.key, name), facts), previous_state="")
        count += 1
        if may and from_here:
            expected = state if target == "=" else target
            if not isinstance(decision, Taken) or decision.to_state != expected:
                wrong.append((cell.id, decision))
        elif not isinstance(decision, Refused) or decision.kind != ("right" if from_here else "state"):
            wrong.append((cell.id, decision))
    assert not wrong
    assert count > 5000
