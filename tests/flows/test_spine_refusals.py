"""Every condition of the four flows, one by one: what fails alone is refused with its sentence and with what mends it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from permissions.roles import Role
from tests.flows.test_spine_tables import CASE_OK, ENROLLMENT_OK, FLOWS, REVIEW_OK, SCREENING_OK, act_of
from workflows.engine.decide import Refused, decide
from workflows.engine.definition import Act, Workflow
from workflows.flows.case import CaseFlow
from workflows.flows.enrollment import CONTACT_PROBLEMS, LEDGER_FIELDS, Enrollment
from workflows.flows.review import SECTIONS, Review
from workflows.flows.screening import Screening

DOUBT = {"lone": "no", "living_alone": "to_verify"}
SOME_NO = {"lone": "no"}
# (flow, transition, guard): the facts under which this guard fails and no other
FAILING: dict[tuple[type[Workflow[Any]], str, str], Any] = {
    (CaseFlow, "register", "is_the_only_open_case"): replace(CASE_OK, has_another_open_case=True),
    (CaseFlow, "enroll", "has_number"): replace(CASE_OK, has_number=False),
    (CaseFlow, "enroll", "has_responsible"): replace(CASE_OK, has_responsible=False),
    (CaseFlow, "enroll", "has_grid"): replace(CASE_OK, has_grid=False),
    (CaseFlow, "enroll", "has_category"): replace(CASE_OK, has_category=False),
    (CaseFlow, "enroll", "is_willing"): replace(CASE_OK, is_willing=False),
    (Screening, "create", "case_may_be_screened"): replace(SCREENING_OK, case_state="active"),
    (Screening, "create", "has_no_open_screening"): replace(SCREENING_OK, has_open_screening=True),
    (Screening, "start", "is_own_task"): replace(SCREENING_OK, assigned_to=77),
    (Screening, "ask_for_proof", "something_is_to_verify"): SCREENING_OK,
    (Screening, "note_no_contact", "was_tried_often_enough"): replace(SCREENING_OK, attempt_days=2),
    (Screening, "note_no_contact", "was_tried_at_the_door"): replace(SCREENING_OK, door_attempts=0),
    (Screening, "ask_police", "was_retried"): replace(SCREENING_OK, retries=1),
    (Screening, "submit", "every_category_is_answered"): replace(SCREENING_OK, verdicts=SOME_NO),
    (Screening, "submit", "verdicts_are_current"): replace(SCREENING_OK, facts_changed_since_run=True),
    (Screening, "submit", "willingness_is_recorded"): replace(SCREENING_OK, willingness="not_asked"),
    (Screening, "submit", "household_is_recorded"): replace(SCREENING_OK, has_household=False),
    (Screening, "submit", "address_is_complete"): replace(SCREENING_OK, has_address=False),
    (Screening, "approve_eligible", "submitted_by_another"): replace(SCREENING_OK, submitted_by=2),
    (Screening, "approve_eligible", "is_eligible"): replace(SCREENING_OK, verdicts=DOUBT),
    (Screening, "approve_eligible", "does_not_refuse"): replace(SCREENING_OK, willingness="refuses"),
    (Screening, "approve_ineligible", "is_not_eligible"): SCREENING_OK,
    (Screening, "mark_declined", "refusal_has_evidence"): replace(SCREENING_OK, willingness="refuses", refusal_has_evidence=False),
    (Enrollment, "create", "case_is_pending"): replace(ENROLLMENT_OK, case_state="screening"),
    (Enrollment, "create", "has_no_other_enrollment"): replace(ENROLLMENT_OK, has_other_enrollment=True),
    (Enrollment, "submit", "elder_has_answered"): replace(ENROLLMENT_OK, elder_answer=""),
    (Enrollment, "submit", "elder_has_agreed"): replace(ENROLLMENT_OK, elder_answer="refused"),
    (Enrollment, "submit", "visitor_is_named"): replace(ENROLLMENT_OK, visitor_is_named=False),
    (Enrollment, "submit", "frequency_is_computed"): replace(ENROLLMENT_OK, frequency_is_computed=False),
    (Enrollment, "approve", "submitted_by_another"): replace(ENROLLMENT_OK, submitted_by=2),
    (Enrollment, "approve", "has_no_duplicate"): replace(ENROLLMENT_OK, has_duplicate=True),
    (Enrollment, "approve", "is_still_eligible"): replace(ENROLLMENT_OK, is_still_eligible=False),
    (Review, "create", "case_is_in_service"): replace(REVIEW_OK, case_state="closed"),
    (Review, "create", "has_no_other_review"): replace(REVIEW_OK, has_other_open_review=True),
    (Review, "submit", "family_is_verified"): replace(REVIEW_OK, family_is_verified=False),
    (Review, "submit", "contacts_are_verified"): replace(REVIEW_OK, contacts_are_verified=False),
    (Review, "submit", "ability_is_recent"): replace(REVIEW_OK, ability_is_recent_or_requested=False),
    (Review, "submit", "categories_were_run"): replace(REVIEW_OK, categories_were_run=False),
    (Review, "approve", "submitted_by_another"): replace(REVIEW_OK, submitted_by=2),
    (Review, "approve", "is_eligible"): replace(REVIEW_OK, is_eligible=False),
    (Review, "find_ineligible", "is_not_eligible"): REVIEW_OK,
    (Review, "find_ineligible", "has_no_doubt"): replace(REVIEW_OK, is_eligible=False, has_doubt=True),
}
for key in LEDGER_FIELDS:
    FAILING[Enrollment, "submit", f"{key}_is_filled"] = replace(ENROLLMENT_OK, missing=frozenset({key}))
for key in CONTACT_PROBLEMS:
    FAILING[Enrollment, "submit", f"contacts_not_{key}"] = replace(ENROLLMENT_OK, contact_problems=frozenset({key}))
for key in SECTIONS:
    FAILING[Review, "submit", f"{key}_is_confirmed"] = replace(REVIEW_OK, open_sections=frozenset({key}))
# conditions on what is given with the act, not on the facts: tried below
GIVEN_GUARDS = {"proof_is_named", "duplicate_is_named", "scopes_are_answered", "doubt_is_settled_or_reasoned"}


def taker_of(flow: type[Workflow[Any]], name: str) -> Role | None:
    """Give one who may take it, a grid worker before a community worker: some guards ask the grid worker alone."""
    by = flow.transitions[name].by
    return min(by, key=lambda role: role != Role.GRID_WORKER) if by else None


def refused(flow: type[Workflow[Any]], name: str, facts: Any, act: Act | None = None) -> list[tuple[str, str]]:
    transition = flow.transitions[name]
    state = transition.sources[0].name if transition.sources else None
    decision = decide(flow, state, name, act or act_of(taker_of(flow, name), flow, name), facts)
    return [(reason.sentence, reason.mend) for reason in decision.reasons] if isinstance(decision, Refused) else []


@pytest.mark.parametrize(("flow", "name", "guard"), FAILING, ids=lambda value: getattr(value, "key", value))
def test_one_failing_condition_is_refused_alone_with_what_mends_it(flow: type[Workflow[Any]], name: str, guard: str) -> None:
    here = next(one for one in flow.transitions[name].requires if one.name == guard)
    assert refused(flow, name, FAILING[flow, name, guard]) == [(here.refusal, here.mend)]
    assert here.refusal and here.mend


def test_no_condition_is_left_untried() -> None:
    tried = {(flow.key, guard) for flow, _, guard in FAILING}
    written = {(flow.key, one.name) for flow, _, _ in FLOWS for step in flow.transitions.values() for one in step.requires}
    assert {pair for pair in written if pair[1] not in GIVEN_GUARDS} == tried


class TestWhatTheActBrings:
    """Conditions on the form, not on the facts."""

    def test_a_proof_names_what_and_from_whom(self) -> None:
        doubtful = replace(SCREENING_OK, verdicts=DOUBT)
        assert refused(
            Screening, "ask_for_proof", doubtful, replace(act_of(Role.GRID_WORKER, Screening, "ask_for_proof"), given={"proof": "证明"})
        )
        assert refused(Screening, "ask_for_proof", doubtful) == []

    def test_a_duplicate_names_the_case_that_stays(self) -> None:
        act = replace(act_of(Role.STREET_CLERK, Screening, "annul"), given={}, reason_code="duplicate")
        assert refused(Screening, "annul", SCREENING_OK, act) == [("没有指明并入哪个个案", "填写保留的个案编号")]
        assert refused(Screening, "annul", SCREENING_OK, replace(act, reason_code="deceased")) == []

    def test_an_answer_names_every_scope(self) -> None:
        act = act_of(Role.COMMUNITY_WORKER, Enrollment, "record_answer")
        assert refused(Enrollment, "record_answer", ENROLLMENT_OK, replace(act, given={}))
        assert refused(Enrollment, "record_answer", ENROLLMENT_OK, act) == []

    def test_a_doubt_is_passed_over_with_a_reason_only(self) -> None:
        doubtful = replace(SCREENING_OK, verdicts=DOUBT)
        act = act_of(Role.STREET_CLERK, Screening, "approve_ineligible")
        assert refused(Screening, "approve_ineligible", doubtful, replace(act, note=" "))
        assert refused(Screening, "approve_ineligible", doubtful, act) == []


def test_all_failing_conditions_are_named_at_once() -> None:
    empty = replace(ENROLLMENT_OK, missing=frozenset(LEDGER_FIELDS), contact_problems=frozenset({"none"}), elder_answer="")
    assert len(refused(Enrollment, "submit", empty)) == len(LEDGER_FIELDS) + 2


def test_a_return_needs_an_opinion_and_an_annulment_a_reason() -> None:
    act = replace(act_of(Role.STREET_CLERK, Screening, "send_back"), note="")
    assert refused(Screening, "send_back", SCREENING_OK, act) == [("请填写办理意见", "")]
    act = replace(act_of(Role.STREET_CLERK, Enrollment, "withdraw"), reason_code="因为")
    assert [sentence for sentence, _ in refused(Enrollment, "withdraw", ENROLLMENT_OK, act)] == ["请选择原因"]
