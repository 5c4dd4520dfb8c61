"""D10: the queues that are no desk hold what they say, for those whom it concerns, and for nobody next door."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.acts import act
from casework.models import Campaign, Case, CaseShare, Contact, Elder, Hazard, Need, Obligation, PlannedVisit, Review
from casework.services.campaigns import start_campaign
from casework.services.obligations import close_periods, excuse, keep, keep_case
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, new, provider, referral, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER, holder, organisation
from workflows.rules.dates import month_of
from workflows.worklists import _custom, worklist_items, worklists_for

pytestmark = pytest.mark.django_db
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


def names(user: Account, key: str) -> list[int]:
    """Say whose matters stand in a person's queue, as a fresh request would."""
    fresh = Account.objects.get(pk=user.pk)
    counted = {one.key: one.count for one in worklists_for(fresh)}
    shown = [row.case_id for row in worklist_items(fresh, key).items]
    assert counted.get(key, 0) == len(shown), "what is counted is what is shown"
    return shown


@pytest.mark.parametrize("queue", QUEUES, ids=[queue.key for queue in QUEUES])
def test_a_queue_is_for_its_readers_and_their_place_only(office: Office, queue: Queue) -> None:
    active_case(office)  # an elder of whom nothing is to be said
    PlannedVisit.objects.update(window_to_on=TODAY() + timedelta(days=20))
    case = queue.make(office)
    assert {reader: names(getattr(office, reader), queue.key) for reader in queue.readers} == {
        reader: [case.pk] for reader in queue.readers
    }
    assert {other: names(getattr(office, other), queue.key) for other in queue.not_for} == {other: [] for other in queue.not_for}


@pytest.mark.parametrize("queue", QUEUES, ids=[queue.key for queue in QUEUES])
def test_a_queue_is_counted_in_one_query_however_long_and_shown_in_one(
    office: Office, queue: Queue, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        queue.make(office)
    user = getattr(office, queue.readers[0])
    client = Client()
    client.force_login(user)
    page = client.get("/", {"list": queue.key})
    assert page.status_code == 200
    elders = [case.elder.name for case in Case.objects.select_related("elder")]
    assert page.content.decode().count(elders[0]) >= 3
    fresh = Account.objects.get(pk=user.pk)
    list(worklists_for(fresh))  # the reach is read once a request
    with django_assert_max_num_queries(4):
        shown = [(str(row), row.case.elder.name, row.state_label, row.street.short_name) for row in worklist_items(fresh, queue.key).items]
    assert len(shown) == 3 and all(all(parts) for parts in shown)


@pytest.mark.parametrize("queue", QUEUES, ids=[queue.key for queue in QUEUES])
def test_a_queue_reads_no_whole_table(office: Office, queue: Queue) -> None:
    rows = _custom[queue.key].rows(getattr(office, queue.readers[0]), timezone.now()).order_by()
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert not [line for line in plan.splitlines() if re.search(r"SCAN (?!CONSTANT)\S+$", line)], plan


@pytest.mark.parametrize("queue", QUEUES, ids=[queue.key for queue in QUEUES])
def test_a_restricted_file_stands_in_no_list_but_the_districts(office: Office, queue: Queue) -> None:
    case = queue.make(office)
    with act(TESTER, "restrict"):
        Case.objects.filter(pk=case.pk).update(is_restricted=True)
    assert {reader: names(getattr(office, reader), queue.key) for reader in queue.readers} == {
        reader: [case.pk] if reader == "district" else [] for reader in queue.readers
    }


def test_pages_follow_one_another_by_urgency_without_gap_or_repetition(office: Office) -> None:
    case = with_hazard(office)
    with act(TESTER, "more_hazards"):
        for late in (5, 1, 3, 3, 2):
            Hazard.objects.create(case=case, kind="fire", found_on=TODAY(), action="已提醒", due_on=TODAY() - timedelta(days=late))
    seen, after = [], ""
    while True:
        page = worklist_items(office.worker, "unsafe_findings", after, limit=2)
        seen += [(row.due_at, row.pk) for row in page.items]
        after = page.after
        if not after:
            break
    assert seen == sorted(seen) and len({pk for _, pk in seen}) == 6
    told = next(one for one in worklists_for(office.worker) if one.key == "unsafe_findings")
    assert (told.count, told.overdue) == (6, 5)


def test_a_need_is_late_after_thirty_days_and_gone_when_it_is_answered(office: Office) -> None:
    fresh, old = with_need(office, found_on=TODAY() - timedelta(days=30)), with_need(office, found_on=TODAY() - timedelta(days=31))
    told = next(one for one in worklists_for(office.worker) if one.key == "needs_unanswered")
    assert (told.count, told.overdue) == (2, 1)
    assert names(office.worker, "needs_unanswered") == [old.pk, fresh.pk]
    with act(TESTER, "answer"):
        Need.objects.filter(case=old).update(answered_by="advice", answered_on=TODAY())
    assert names(office.worker, "needs_unanswered") == [fresh.pk]


def test_a_social_worker_has_the_needs_of_the_stations_own_cases_while_they_are_shared(office: Office) -> None:
    mine, _other = with_need(office), with_need(office)
    station = organisation("social_work_station", office.town.street)
    worker = holder(Role.SOCIAL_WORKER, station)
    with act(TESTER, "share"):
        share = CaseShare.objects.create(
            case=mine, organisation=station, package=CaseShare.Package.INTERVENTION, from_on=TODAY(), until_on=TODAY(), fields=[],
            reason="社工介入",
        )  # fmt: skip
    assert names(worker, "needs_unanswered") == [mine.pk]
    with act(TESTER, "end_share"):
        CaseShare.objects.filter(pk=share.pk).update(from_on=TODAY() - timedelta(days=2), until_on=TODAY() - timedelta(days=1))
    assert names(worker, "needs_unanswered") == []


def test_a_home_visit_made_is_owed_no_more_and_a_phone_call_does_not_do(office: Office) -> None:
    case = impaired_without_home_visit(office)
    valid_visit(office, case, method="phone")
    assert names(office.worker, "home_visits_owed") == [case.pk]
    valid_visit(office, case, method="home")
    assert names(office.worker, "home_visits_owed") == []


def test_a_hazard_found_safe_at_home_leaves_the_list(office: Office) -> None:
    case = active_case(office, since=TODAY() - timedelta(days=3))
    valid_visit(office, case, on=TODAY() - timedelta(days=1), gas="unsafe", safety_action="已提醒关闭阀门")
    assert names(office.grid_worker, "unsafe_findings") == [case.pk]
    valid_visit(office, case, gas="safe")
    assert names(office.grid_worker, "unsafe_findings") == []


def test_a_visit_held_for_a_doubtful_death_or_given_to_somebody_waits_for_nobody(office: Office) -> None:
    case = nobody_goes(office)
    PlannedVisit.objects.filter(case=case).update(held_because="疑似去世")
    assert names(office.worker, "visits_without_visitor") == []
    PlannedVisit.objects.filter(case=case).update(held_because="", window_to_on=TODAY() + timedelta(days=8))
    assert names(office.worker, "visits_without_visitor") == []


def test_one_month_missed_is_not_two_in_a_row_and_an_excuse_is_no_visit(office: Office) -> None:
    missed(office, 1)
    twice = missed(office, 1, 2)
    for row in Obligation.objects.filter(case=twice, status="missed"):
        excuse(actor=office.clerk, obligation=row, reason="老人外出就医")
    assert names(office.district, "missed_in_a_row") == [twice.pk]
    assert twice.pk not in names(office.clerk, "missed_to_explain")


def test_neither_age_nor_hardship_alone_puts_an_elder_on_the_districts_list(office: Office) -> None:
    active_case(office, birth_on=date(1935, 3, 2))
    young = active_case(office)
    with act(TESTER, "note_aid"):
        Elder.objects.filter(case=young).update(is_low_income=True)
    assert names(office.district, "priority_elders") == []
    impaired = active_case(office, categories=("functionally_impaired",))
    with act(TESTER, "note_aid"):
        Elder.objects.filter(case=impaired).update(is_low_income=True)
    assert names(office.district, "priority_elders") == [impaired.pk]
