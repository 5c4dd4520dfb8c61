"""I1, I3, I4: what must hold whatever people do, in any order."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.acts import Refusal
from casework.models import Case, ResponsiblePeriod, Screening, Step
from casework.queries.contact_problems import contact_facts, problems_of
from casework.queries.missing_fields import ledger_rows, missing_of
from casework.services.cases import assign_responsible
from casework.services.screening import open_screening
from permissions.roles import Role
from tests.factories.casework import Office, active_case, answer_given, facts_given, findings, ledger_given, listed, person, take
from tests.factories.permissions import holder
from tests.refusals import refused
from workflows.flows import flow_of
from workflows.flows.case import ENDED
from workflows.runner import available, system

PAPERS = ("screenings", "enrollments", "reviews")


def open_papers(case: Case) -> list[object]:
    return [paper for name in PAPERS for paper in getattr(case, name).all()]


def replayed(kind: str, pk: int) -> str:
    """Walk the steps of a paper through its definition: each begins where the one before ended."""
    state = ""
    for number, step in enumerate(Step.objects.filter(subject_kind=kind, subject_id=pk).order_by("number"), start=1):
        flow = flow_of(kind, step.flow_version)
        assert (step.number, step.from_state) == (number, state)
        assert not state or any(one.name == step.transition for one in flow.leaving(state))
        state = step.to_state
    return state


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_any_order_the_steps_replay_to_the_state(office: Office, seed: int) -> None:
    """I4: people of every office take whatever is offered, sixty times, an end more rarely; I1 holds after each step."""
    chance = random.Random(seed)
    people = [office.worker, office.grid_worker, office.recorder, office.clerk, office.officer, office.district]
    numbers = [person(office.town.community) for _ in range(2)]
    taken: Counter[str] = Counter()
    for _ in range(60):
        who = chance.choice(people)
        papers = [paper for case in Case.objects.all() for paper in open_papers(case)]
        ends = chance.random() < 0.15
        offers = [
            (paper, offer)
            for paper in papers
            for offer in available(paper, who)
            if offer.allowed and (ends or offer.transition.name not in ("annul", "withdraw"))
        ]
        try:
            if not offers or chance.random() < 0.1:
                open_screening(who, chance.choice(numbers))
                continue
            paper, offer = chance.choice(offers)
            take(
                paper,
                offer.transition.name,
                who,
                note="意见",
                reason_code=next(iter(offer.transition.reasons), ""),
                given=given_for(paper, office),
            )
            taken[offer.transition.name] += 1
        except Refusal:
            continue
        keys = Counter(Case.objects.exclude(state__in=ENDED).values_list("person_key", flat=True))
        assert not keys or max(keys.values()) == 1
    for case in Case.objects.filter(state="active"):
        assert case.number and case.grid_id and case.responsible_id and case.categories  # I2, I3
        assert not problems_of(contact_facts([case.pk])[case.pk]) and not missing_of(ledger_rows([case.pk])[case.pk])
    assert len(taken) >= 5
    for case in Case.objects.all():
        assert replayed("case", case.pk) == case.state
        for paper in open_papers(case):
            assert replayed(paper.flow_key, paper.pk) == paper.state  # type: ignore[attr-defined]


def given_for(paper: object, office: Office) -> dict[str, object]:
    now = {"tried_at": timezone.now(), "method": "door", "result": "无人", "proof": "证明", "proof_from": "本人"}
    if isinstance(paper, Screening):
        return facts_given(paper) | now
    return ledger_given(office) | answer_given() | findings(paper.case) | now  # type: ignore[attr-defined]


@pytest.mark.django_db
class TestResponsibility:
    """I3: a case in service has somebody responsible at every moment."""

    def test_the_periods_meet_without_a_gap(self, office: Office) -> None:
        case, begun = active_case(office), timezone.now()
        for step, worker in enumerate((office.grid_worker, office.worker, office.grid_worker), start=1):
            assign_responsible(office.clerk, case, worker, at=begun + timedelta(hours=step))
        periods = list(ResponsiblePeriod.objects.filter(case=case).order_by("from_at"))
        assert [one.until_at for one in periods[:-1]] == [one.from_at for one in periods[1:]]
        assert periods[-1].until_at is None and periods[-1].worker == Case.objects.get(pk=case.pk).responsible

    def test_the_same_worker_twice_is_one_period(self, office: Office) -> None:
        case = active_case(office)
        assign_responsible(office.clerk, case, office.worker)
        assert ResponsiblePeriod.objects.filter(case=case).count() == 1

    @pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.GRID_WORKER])
    def test_nobody_from_elsewhere_becomes_responsible(self, office: Office, role: Role) -> None:
        with refused("不是本社区的社区工作者或网格员", status=422):
            assign_responsible(office.clerk, active_case(office), holder(role, office.town.next_community))

    def test_a_clerk_is_no_responsible_worker(self, office: Office) -> None:
        with refused("不是本社区的社区工作者或网格员"):
            assign_responsible(office.clerk, active_case(office), office.clerk)


@pytest.mark.django_db
def test_only_the_system_moves_the_spine(office: Office) -> None:
    """I9"""
    case = Case.objects.get(pk=listed(office).case_id)
    for who in (office.worker, office.clerk, office.district):
        with refused("可由系统办理", status=403):
            take(case, "begin_screening", who)
    assert take(case, "begin_screening", system()).state == "screening"  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        case.state = "active"


@given(st.lists(st.sampled_from(["candidate", "active", "closed", "merged", "archived", "ineligible"]), max_size=6))
@settings(max_examples=30)
def test_an_ended_case_makes_room_and_no_other_does(states: list[str]) -> None:
    """I1, as the constraint says it: the condition of the unique index is exactly 'has not ended'."""
    index = next(one for one in Case._meta.constraints if one.name == "one_open_case_a_person")
    condition = dict([index.condition.children[0]])["state__in"]  # type: ignore[attr-defined]
    assert index.condition.negated and set(condition) == ENDED  # type: ignore[attr-defined]
    assert sum(state not in condition for state in states) == sum(state not in ENDED for state in states)
