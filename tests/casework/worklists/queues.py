"""The queues that are no desk, each with the matter that makes it and those for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import act
from casework.models import Campaign, Case, Contact, Elder, Need, PlannedVisit, Review
from casework.services.campaigns import start_campaign
from casework.services.obligations import close_periods, keep, keep_case
from tests.factories.active import active_case, new, provider, referral, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from workflows.rules.dates import month_of

TODAY = timezone.localdate


def months_ago(count: int) -> date:
    """The last day of an earlier month."""
    day = month_of(TODAY())[1]
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
    return day


def impaired_without_home_visit(office: Office) -> Case:
    case = active_case(office, since=TODAY() - timedelta(days=40), categories=("functionally_impaired",))
    keep([case], TODAY())
    return case


def missed(office: Office, *months: int) -> Case:
    """An elder whose visit was missed in earlier months, counted back from this one."""
    case = active_case(office, since=months_ago(max(months)).replace(day=1))
    for back in months:
        keep([case], months_ago(back))
    close_periods(actor=TESTER, today=TODAY())
    return case


def with_hazard(office: Office) -> Case:
    case = active_case(office)
    valid_visit(office, case, gas="unsafe", safety_action="已提醒关闭阀门，联系燃气公司")
    return case


def with_need(office: Office, **fields: Any) -> Case:
    case = active_case(office)
    with act(TESTER, "note_need"):
        Need.objects.create(**{"case": case, "kind": "life_care", "text": "需要助餐", "found_on": TODAY()} | fields)
    return case


def with_failed_contact(office: Office) -> Case:
    case = active_case(office)
    with act(TESTER, "contact_fails"):
        Contact.objects.filter(case=case).update(is_failed=True, failed_on=TODAY())
    return case


def nobody_goes(office: Office) -> Case:
    case = active_case(office)
    PlannedVisit.objects.filter(case=case).update(visitor=None, window_to_on=TODAY() + timedelta(days=3))
    return case


def review_late_by(office: Office, days: int) -> Case:
    case = active_case(office)
    review = take(Review.objects.get(case=case), "call_up", office.worker)
    with act(TESTER, "let_time_pass"):
        Review.objects.filter(pk=review.pk).update(due_on=TODAY() - timedelta(days=days))
    return case


def ending_pause(office: Office) -> Case:
    case = active_case(office)
    Suspension: Any = case.suspensions.model
    paper = new(
        Suspension, case, reason="hospital", starts_on=TODAY(), expected_end_on=TODAY() + timedelta(days=5), submitted_by=office.worker
    )
    take(take(paper, "propose", office.worker), "approve", office.clerk)
    return case


def very_old_and_poor(office: Office) -> Case:
    case = active_case(office, birth_on=date(1935, 3, 2))
    with act(TESTER, "note_aid"):
        Elder.objects.filter(case=case).update(aid_status="minimum_living_allowance")
    return case


def of_nobody(office: Office) -> Case:
    case = active_case(office)
    with act(TESTER, "forget_responsible"):
        Case.objects.filter(pk=case.pk).update(responsible=None)
    return case


def referred_in_vain(office: Office) -> Case:
    case = with_need(office, unmet_count=2)
    body, _ = provider(office)
    paper = referral(office, case, body, need=Need.objects.get(case=case))
    take(paper, "give_up", office.clerk, reason_code="no_resource", note="本街道没有此类服务")
    return case


def categories_turned(office: Office) -> Case:
    case = active_case(office)
    with act(TESTER, "foresee"):
        Case.objects.filter(pk=case.pk).update(foreseen_on=TODAY(), foreseen=f"{TODAY()} 起属空巢")
    return case


def in_a_campaign(office: Office) -> Case:
    """An elder whom the street's one campaign concerns, as it concerns no other."""
    case = active_case(office, categories=("functionally_impaired",))
    if Campaign.objects.exists():
        keep_case(case)
    else:
        start_campaign(
            actor=office.clerk, name="失能老年人加访", trigger="disease", region=office.town.street, from_on=TODAY(), to_on=TODAY(),
            categories=("functionally_impaired",),
        )  # fmt: skip
    return case


@dataclass(frozen=True)
class Queue:
    key: str
    make: Callable[[Office], Case]
    readers: tuple[str, ...]
    not_for: tuple[str, ...]


FIELD, ABOVE = ("worker", "grid_worker"), ("clerk", "officer", "district")
QUEUES = [
    Queue("home_visits_owed", impaired_without_home_visit, FIELD, ("worker_next_door", *ABOVE)),
    Queue("surges_owed", in_a_campaign, FIELD, ("worker_next_door", *ABOVE)),
    Queue("unsafe_findings", with_hazard, FIELD, ("worker_next_door", *ABOVE)),
    Queue("contacts_failed", with_failed_contact, ("worker",), ("worker_next_door", "grid_worker", *ABOVE)),
    Queue("needs_unanswered", with_need, ("worker",), ("worker_next_door", "grid_worker", *ABOVE)),
    Queue("visits_without_visitor", nobody_goes, ("worker",), ("worker_next_door", "grid_worker", *ABOVE)),
    Queue(
        "review_overdue", lambda office: review_late_by(office, 1), ("worker", "clerk"), ("worker_next_door", "clerk_elsewhere", "officer")
    ),
    Queue("review_overdue_street", lambda office: review_late_by(office, 15), ("officer",), ("worker", "clerk", "district")),
    Queue("review_overdue_district", lambda office: review_late_by(office, 30), ("district",), ("district_elsewhere", "officer")),
    Queue("suspension_ending", ending_pause, ("worker",), ("worker_next_door", *ABOVE)),
    Queue("missed_to_explain", lambda office: missed(office, 1), ("clerk", "second_clerk"), ("clerk_elsewhere", "worker", "district")),
    Queue("missed_in_a_row", lambda office: missed(office, 1, 2), ("district",), ("district_elsewhere", "clerk", "worker")),
    Queue("priority_elders", very_old_and_poor, ("district",), ("district_elsewhere", "clerk")),
    Queue("referred_in_vain", referred_in_vain, ("district",), ("district_elsewhere", "clerk")),
    Queue("categories_changing", categories_turned, ("worker",), ("worker_next_door", "grid_worker", *ABOVE)),
    Queue("case_without_responsible", of_nobody, ("clerk",), ("clerk_elsewhere", "worker", "district")),
]
