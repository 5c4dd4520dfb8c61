"""Every cell of state x taker x transition of visit, care and referral, and every guard alone, through the pure engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from permissions.roles import Role
from tests.flows.service_tables import CARE, LETTERS, REFERRAL, VISIT
from workflows.engine.check import check
from workflows.engine.decide import Refused, Taken, decide
from workflows.engine.definition import Act, Workflow
from workflows.flows.care import Care, CareFacts
from workflows.flows.referral import Referral, ReferralFacts
from workflows.flows.visit import Visit, VisitFacts

ACTOR, OTHER = 2, 1
VISIT_OK = VisitFacts(
    case_is_active=True, elder_consents=True, assigned_to=frozenset({ACTOR}), visitor_is_qualified=True, not_in_future=True,
    not_before_enrolment=True, is_duplicate=False, problems=(), unsafe_without_action=(), elder_signature=True, visitor_signature=True,
    content_is_unchanged=True, attempt_is_recorded=True, window_is_over=True, late_without_reason=False, is_sampled=False,
    written_by=frozenset({OTHER}),
)  # fmt: skip
CARE_OK = CareFacts(
    case_is_active=True, elder_consents=True, problems=(), not_in_future=True, not_before_enrolment=True, server_signature=True,
    content_is_unchanged=True, is_duplicate=False, satisfaction_from_the_elder=True, written_by=frozenset({OTHER}),
)  # fmt: skip
REFERRAL_OK = ReferralFacts(
    need_is_described=True, consent_scopes=frozenset({"referral"}), provider_can_serve=True, is_funded=True, officer_has_signed=True,
    receiver_is_active=True, submitted_by=OTHER, delivered_by=OTHER, times_re_referred=1, re_referrals_allowed=2,
    satisfaction_is_recorded=True,
)  # fmt: skip
FLOWS: list[tuple[type[Workflow[Any]], dict[str, tuple[str, str, str]], Any]] = [
    (Visit, VISIT, VISIT_OK),
    (Care, CARE, CARE_OK),
    (Referral, REFERRAL, REFERRAL_OK),
]
# guard -> what breaks it and nothing else, and who it is about where that matters
BROKEN: dict[str, dict[str, Any]] = {
    "case_is_active": {"case_is_active": False},
    "elder_consents": {"elder_consents": False},
    "is_ones_own": {"assigned_to": frozenset()},
    "visitor_is_qualified": {"visitor_is_qualified": False},
    "not_in_future": {"not_in_future": False},
    "not_before_enrolment": {"not_before_enrolment": False},
    "answers_are_whole": {"problems": ("疾病状况选“严重”时须填写疾病名称",)},
    "unsafe_is_acted_on": {"unsafe_without_action": ("燃气",)},
    "is_signed": {"elder_signature": False, "server_signature": False},
    "content_is_unchanged": {"content_is_unchanged": False},
    "is_no_duplicate": {"is_duplicate": True},
    "late_is_explained": {"late_without_reason": True},
    "attempt_is_recorded": {"attempt_is_recorded": False},
    "window_is_over": {"window_is_over": False},
    "written_by_another": {"written_by": frozenset({ACTOR})},
    "a_person_looks_at_the_sample": {"is_sampled": True},
    "record_is_whole": {"problems": ("请填写关爱服务情况",)},
    "satisfaction_from_the_elder": {"satisfaction_from_the_elder": False},
    "need_is_described": {"need_is_described": False},
    "elder_has_consented": {"consent_scopes": frozenset({"visit"})},
    "submitted_by_another": {"submitted_by": ACTOR},
    "provider_can_serve": {"provider_can_serve": False},
    "funding_is_signed": {"officer_has_signed": False},
    "receiver_is_active": {"receiver_is_active": False},
    "may_be_re_referred": {"times_re_referred": 2},
    "confirmed_by_another": {"delivered_by": ACTOR},
    "satisfaction_is_recorded": {"satisfaction_is_recorded": False},
}
OF_THE_ACT = {"other_is_explained"}  # looks at what is typed, not at the paper: test_clock_and_package
BY_SYSTEM = {"window_is_over", "a_person_looks_at_the_sample"}  # a person may
BY_VISITOR = {"is_ones_own"}  # an office of the place need not be assigned


def act_of(taker: Role | None, flow: type[Workflow[Any]], name: str) -> Act:
    reason = next(iter(flow.transitions[name].reasons), "")
    roles = frozenset({taker} if taker else ())
    return Act(actor=ACTOR if taker else None, on=date(2026, 6, 30), roles=roles, system=taker is None, note="意见", reason_code=reason)


def taken(flow: type[Workflow[Any]], name: str, taker: Role | None, state: str | None, facts: Any) -> Any:
    return decide(flow, state, name, act_of(taker, flow, name), facts, previous_state="accepted" if state == "on_hold" else "")


@pytest.mark.parametrize(("flow", "table"), [(flow, table) for flow, table, _ in FLOWS])
def test_the_paper_and_the_definition_name_the_same_steps(flow: type[Workflow[Any]], table: dict[str, Any]) -> None:
    assert set(flow.transitions) == set(table) and check(flow) == []


def test_every_cell_is_as_the_paper_says() -> None:
    wrong, count = [], 0
    for flow, table, facts in FLOWS:
        for name, (sources, target, who) in table.items():
            for taker in (*Role, None):
                for state in (None, *flow.states):
                    may = (taker is None and "SYS" in who.split()) or taker in {LETTERS[one] for one in who.split() if one != "SYS"}
                    from_here = sources == "" if state is None else state in sources.split()
                    decision = taken(flow, name, taker, state, facts)
                    count += 1
                    expected = {"=": state, "back": "accepted"}.get(target, target)
                    if may and from_here:
                        right = isinstance(decision, Taken) and decision.to_state == expected
                    else:
                        right = isinstance(decision, Refused) and decision.kind == ("right" if from_here else "state")
                    if not right:
                        wrong.append((flow.key, name, taker, state, decision))
    assert not wrong
    assert count > 12000


def guarded() -> Iterator[Any]:
    for flow, table, facts in FLOWS:
        for name, (sources, _, who) in table.items():
            for guard in (one for one in flow.transitions[name].requires if one.name not in OF_THE_ACT):
                yield pytest.param(
                    flow, name, sources.split()[0] if sources else None, who, guard, facts, id=f"{flow.key}-{name}-{guard.name}"
                )


@pytest.mark.parametrize(("flow", "name", "state", "who", "guard", "facts"), list(guarded()))
def test_each_guard_alone_holds_the_step_back_with_its_sentence(
    flow: type[Workflow[Any]], name: str, state: str | None, who: str, guard: Any, facts: Any
) -> None:
    letters = [one for one in who.split() if one != "SYS"]
    taker = None if guard.name in BY_SYSTEM else Role.VISITOR if guard.name in BY_VISITOR else LETTERS[letters[0]]
    broken = {key: value for key, value in BROKEN[guard.name].items() if hasattr(facts, key)}
    assert isinstance(taken(flow, name, taker, state, facts), Taken)
    refused = taken(flow, name, taker, state, replace(facts, **broken))
    assert isinstance(refused, Refused) and refused.kind == "rule"
    assert [reason.code for reason in refused.reasons] == [guard.name]
    assert refused.reasons[0].sentence


@pytest.mark.parametrize(
    ("flow", "name"), [(flow, name) for flow, _, _ in FLOWS for name, one in flow.transitions.items() if one.note_required]
)
def test_where_a_word_is_asked_for_the_step_is_not_taken_without(flow: type[Workflow[Any]], name: str) -> None:
    table, facts = next((table, facts) for known, table, facts in FLOWS if known is flow)
    sources, _, who = table[name]
    taker = next(LETTERS[one] for one in who.split() if one != "SYS")
    silent = replace(act_of(taker, flow, name), note=" ")
    decision = decide(flow, sources.split()[0] if sources else None, name, silent, facts, previous_state="")
    assert isinstance(decision, Refused) and decision.kind == "input"


READS = {  # who reads what, by the access maps of D3, D3b and D4
    (Visit, "drafted"): {"V", "R", "M", "G", "W"},
    (Visit, "submitted"): {"V", "M", "S", "G", "W"},
    (Visit, "valid"): {"V", "M", "G", "S", "W"},
    (Care, "signed"): {"V", "M", "S", "W", "P"},
    (Referral, "draft"): {"M", "G", "S", "SL", "D", "W"},
    (Referral, "sent"): {"M", "S", "SL", "D", "W", "P"},
    (Referral, "in_service"): {"M", "S", "SL", "D", "W", "P"},
    (Referral, "delivered"): {"M", "S", "SL", "D", "W", "V"},
    (Referral, "rejected"): {"M", "S", "SL", "D", "W"},
}
NEVER = {  # who must not
    (Visit, "valid"): {"P"},
    (Visit, "drafted"): {"P"},
    (Care, "drafted"): {"G", "R"},
    (Referral, "draft"): {"P"},
    (Referral, "internal_review"): {"P", "V"},
    (Referral, "signing"): {"P", "V"},
    (Referral, "returned"): {"P"},
    (Referral, "rejected"): {"P", "V"},
    (Referral, "failed"): {"P", "V", "G"},
    (Referral, "cancelled"): {"P", "V", "G"},
}


@pytest.mark.parametrize(("place", "letters"), READS.items())
def test_the_map_lets_read_whom_the_paper_names(place: tuple[type[Workflow[Any]], str], letters: set[str]) -> None:
    flow, state = place
    assert {LETTERS[one] for one in letters} <= flow.readers_in(state)


@pytest.mark.parametrize(("place", "letters"), NEVER.items())
def test_the_map_lets_nobody_else(place: tuple[type[Workflow[Any]], str], letters: set[str]) -> None:
    flow, state = place
    assert not {LETTERS[one] for one in letters} & flow.readers_in(state)
