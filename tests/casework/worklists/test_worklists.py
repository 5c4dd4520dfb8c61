"""D10: the queues that are no desk hold what they say, for those whom it concerns, and for nobody next door."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.acts import act
from casework.models import Case, CaseShare, Elder, Hazard, Need, Obligation, PlannedVisit
from casework.services.obligations import excuse
from permissions.models import Account
from permissions.roles import Role
from tests.casework.worklists.queues import QUEUES, TODAY, Queue, impaired_without_home_visit, missed, nobody_goes, with_hazard, with_need
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER, holder, organisation
from workflows.worklists import _custom, worklist_items, worklists_for

pytestmark = pytest.mark.django_db


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
