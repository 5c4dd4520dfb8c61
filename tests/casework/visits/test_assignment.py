"""派单: who may be sent, what the visitor then sees, and for how long; all of a batch or none of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import act
from audit.models import Detail, Entry
from casework.models import Case, CaseShare, PlannedVisit, Visit
from casework.services.visits import accept_visits, assign_visits, decline_visits, end_visitors_sight, plan_visit, start_visit
from permissions.models import Account
from permissions.scope import forget_reach
from tests.factories.active import active_case, answers, new
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from tests.factories.visits import month_end, planned, volunteer
from tests.refusals import refused
from workflows.models import Outbox
from workflows.runner import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def sees(account: Account, case: Case) -> bool:
    forget_reach(account)
    return Case.objects.visible_to(account).filter(pk=case.pk).exists()


class TestAssigning:
    def test_opens_the_elder_to_the_visitor_until_the_days_for_handing_in_are_over(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        row = planned(case)
        assert not sees(account, case)
        assert assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor) == 1
        row.refresh_from_db()
        share = CaseShare.objects.get(account=account)
        assert (row.planning, row.visitor) == ("assigned", visitor) and sees(account, case)
        assert share.until_on == row.window_to_on + timedelta(days=3)
        assert case.may_reveal(account, "phone") and not case.may_reveal(account, "id_number")
        assert Outbox.objects.filter(account=account, kind="assigned").count() == 1

    def test_by_a_clerk_of_another_street_is_refused(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        for stranger in (office.clerk_elsewhere, office.worker_next_door, account):
            with refused("不能派这个社区的探访", status=403):
                assign_visits(actor=stranger, planned=[planned(case).pk], visitor=visitor)
        assert planned(case).visitor is None and not CaseShare.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"trained_until_on": timezone.localdate() - timedelta(days=1)}, "应急培训确认已过期"),
            ({"trained_until_on": None}, "还没有完成应急处置流程学习"),
            ({"on_leave_until_on": timezone.localdate() + timedelta(days=60)}, "请假至"),
            ({"capacity": 0}, "每月可探访0人次"),
            ({"is_active": False}, "已不在名册中"),
        ],
    )
    def test_of_somebody_who_cannot_go_is_refused_with_the_reason(
        self, office: Office, case: Case, fields: dict[str, Any], said: str
    ) -> None:
        visitor, _ = volunteer(office, **fields)
        with refused(said):
            assign_visits(actor=office.worker, planned=[planned(case).pk], visitor=visitor)
        fit, _ = volunteer(office)
        assert assign_visits(actor=office.worker, planned=[planned(case).pk], visitor=fit) == 1

    def test_one_visit_that_cannot_be_given_holds_all_back(self, office: Office, case: Case) -> None:
        visitor, _ = volunteer(office)
        other = active_case(office)
        held = planned(other, held_because="疑似去世，待核实")
        with refused("疑似去世"):
            assign_visits(actor=office.worker, planned=[planned(case).pk, held.pk], visitor=visitor)
        assert not PlannedVisit.objects.exclude(visitor=None).exists()

    def test_ends_with_the_case_and_with_a_move(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        assign_visits(actor=office.worker, planned=[planned(case).pk], visitor=visitor)
        with act(TESTER, "move"):
            assert end_visitors_sight(case.pk, timezone.localdate()) == 1
        assert not sees(account, case)

    def test_costs_as_many_statements_for_twenty_as_for_one(self, office: Office, case: Case, django_assert_max_num_queries: Any) -> None:
        visitor, _ = volunteer(office)
        one = planned(case)
        for number in range(2, 21):
            one.pk, one.number, one._state.adding = None, number, True
            one.save()
        ids = list(PlannedVisit.objects.values_list("pk", flat=True))
        with django_assert_max_num_queries(40):
            assert assign_visits(actor=office.worker, planned=ids, visitor=visitor) == 20

    def test_to_another_ends_the_sight_of_the_first_and_keeps_the_trail(self, office: Office, case: Case) -> None:
        first, account = volunteer(office)
        second, other = volunteer(office)
        row = planned(case)
        assign_visits(actor=office.worker, planned=[row.pk], visitor=first)
        assign_visits(actor=office.clerk, planned=[row.pk], visitor=second)
        assert not sees(account, case) and sees(other, case)
        entries = Entry.objects.filter(chain=case.chain_key, action="assign_visits")
        told = " ".join(Detail.objects.filter(chain=case.chain_key).values_list("text", flat=True))
        assert entries.count() == 2 and f"无人 → {first}" in told and f"{first} → {second}" in told


class TestAnswering:
    def test_accepted_and_begun_by_the_visitor_alone(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        _, stranger = volunteer(office)
        row = planned(case, window_from_on=timezone.localdate())
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        with refused("没有派给您", status=403):
            accept_visits(actor=stranger, planned=[row.pk])
        accept_visits(actor=account, planned=[row.pk])
        with refused("没有派给您"):
            start_visit(actor=stranger, planned=row.pk)
        assert start_visit(actor=account, planned=row.pk).started_at is not None

    def test_declined_with_a_reason_it_lies_with_the_community_again(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        row = planned(case)
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        with refused("请写明不接受的原因"):
            decline_visits(actor=account, planned=[row.pk], reason=" ")
        decline_visits(actor=account, planned=[row.pk], reason="本周值班")
        row.refresh_from_db()
        assert (row.planning, row.visitor, row.decline_reason) == ("planned", None, "本周值班") and not sees(account, case)
        assert Outbox.objects.filter(kind="declined", region=office.town.community).exists()

    def test_unanswered_for_three_days_the_community_is_told_once(self, office: Office, case: Case) -> None:
        visitor, _ = volunteer(office)
        row = planned(case)
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        now = timezone.now()
        tick(now + timedelta(days=2))
        assert not Outbox.objects.filter(kind="unanswered").exists()
        tick(now + timedelta(days=3))
        tick(now + timedelta(days=4))
        assert Outbox.objects.filter(kind="unanswered", region=office.town.community).count() == 1

    def test_a_captured_start_of_the_future_or_outside_the_days_is_refused(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        row = planned(case, window_from_on=timezone.localdate())
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        with refused("不能晚于现在"):
            start_visit(actor=account, planned=row.pk, at=timezone.now() + timedelta(hours=1))
        with refused("不在这次探访的期限内"):
            start_visit(actor=account, planned=row.pk, at=timezone.now() - timedelta(days=1))


class TestTheVisit:
    def test_a_visitor_hands_in_only_what_was_given_to_him(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        other = active_case(office)
        row = planned(case, window_from_on=timezone.localdate())
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        with refused("您无权"):
            take(new(Visit, other, visit_on=timezone.localdate(), method="home"), "hand_in", account, changes=answers())
        paper = new(Visit, case, visit_on=timezone.localdate(), method="home", visitor=visitor)
        paper = take(paper, "hand_in", account, changes=answers(written_by=account))
        if paper.state == "submitted":
            paper = take(paper, "examine", office.worker)
        row.refresh_from_db()
        assert (row.visit_id, row.done_on) == (paper.pk, timezone.localdate())

    def test_outside_the_days_given_it_is_not_his(self, office: Office, case: Case) -> None:
        visitor, account = volunteer(office)
        row = planned(case)
        assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
        PlannedVisit.objects.filter(pk=row.pk).update(window_from_on=timezone.localdate() + timedelta(days=1))
        with refused("没有派给您"):
            take(new(Visit, case, visit_on=timezone.localdate(), method="home"), "hand_in", account, changes=answers())

    def test_one_more_may_be_planned_within_a_month_and_the_duty_does_not_take_it_away(self, office: Office, case: Case) -> None:
        today = timezone.localdate()
        with refused("同一个月内"):
            plan_visit(actor=office.worker, case=case, from_on=today, to_on=month_end(today) + timedelta(days=1))
        with refused("不能为这位老年人安排"):
            plan_visit(actor=office.worker_next_door, case=case, from_on=today, to_on=today)
        extra = plan_visit(actor=office.worker, case=case, from_on=today, to_on=today)
        tick()
        assert PlannedVisit.objects.filter(pk=extra.pk).exists()
