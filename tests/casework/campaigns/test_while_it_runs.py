"""While a campaign runs: its duties and visits to come, its end moved, taken back, overlapped; who comes into it and who leaves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.acts import act
from audit.models import Entry
from casework.models import Campaign, CampaignReport, Case, Obligation, PlannedVisit
from casework.services import surges
from casework.services.campaigns import cancel_campaign, change_end, phone_round_by
from casework.services.obligations import keep, keep_case
from casework.services.surges import write_surges
from tests.casework.campaigns.test_pages import TODAY, begun, signed_in
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.refusals import refused
from workflows.models import Outbox
from workflows.runner import tick

pytestmark = pytest.mark.django_db


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def duty(campaign: Campaign, case: Case) -> Obligation | None:
    return Obligation.objects.filter(campaign=campaign, case=case).first()


def to_come(campaign: Campaign) -> list[tuple[int, date, date]]:
    rows = PlannedVisit.objects.filter(campaign=campaign, done_on=None).order_by("case_id", "number")
    return [(row.number, row.window_from_on, row.window_to_on) for row in rows]


class TestVisitsToCome:
    def test_each_extra_visit_stands_among_the_visits_to_give_out(self, office: Office) -> None:
        active_case(office)
        campaign = begun(office, extra_visits=2)
        assert to_come(campaign) == [(number, campaign.from_on, campaign.to_on) for number in (1, 2)]
        assert PlannedVisit.objects.filter(campaign=None).count() == 1
        assert len(signed_in(office.worker).get("/visits/").context["page"].rows) == 3

    def test_the_workbench_says_what_each_of_them_is_for(self, office: Office) -> None:
        active_case(office)
        campaign = begun(office)
        page = signed_in(office.worker).get("/")
        assert {one.purpose for one in page.context["today"]} == {f"{TODAY().year}年{TODAY().month}月探访", campaign.name}
        assert "共列2次" in page.content.decode()

    def test_a_visit_made_takes_the_campaigns_from_the_list_and_leaves_the_months(self, office: Office) -> None:
        case = active_case(office)
        campaign = begun(office, extra_visits=2)
        valid_visit(office, case)
        assert [number for number, *_ in to_come(campaign)] == [2]
        assert PlannedVisit.objects.get(campaign=None).done_on is None
        valid_visit(office, case, method="phone")
        assert to_come(campaign) == []
        assert PlannedVisit.objects.get(campaign=None).done_on is None
        valid_visit(office, case, method="online")
        assert PlannedVisit.objects.get(campaign=None).done_on == TODAY()

    def test_a_worker_has_them_in_a_list_of_their_own(self, office: Office) -> None:
        case = active_case(office)
        campaign = begun(office)
        page = signed_in(office.worker).get("/", {"list": "surges_owed"}).content.decode()
        assert campaign.name in page and case.elder.name in page and f"/cases/{case.pk}/begin/visit/hand_in/" in page
        valid_visit(office, case)
        assert campaign.name not in signed_in(office.worker).get("/", {"list": "surges_owed"}).content.decode()


class TestItsEnd:
    def test_moved_later_duties_and_visits_last_longer_and_the_page_says_since_when(self, office: Office) -> None:
        case = active_case(office)
        campaign = begun(office)
        later = campaign.to_on + timedelta(days=4)
        answer = signed_in(office.clerk).post(
            f"/campaigns/{campaign.pk}/", {"act": "end", "end-to_on": later.isoformat(), "end-reason": "寒潮延续到周末"}
        )
        assert answer.status_code == 302
        campaign.refresh_from_db()
        row = duty(campaign, case)
        assert row is not None and (campaign.to_on, row.due_by_on, to_come(campaign)[0][2]) == (later, later, later)
        page = signed_in(office.worker).get(f"/campaigns/{campaign.pk}/").content.decode()
        assert "原定至" in page and "寒潮延续到周末" in page
        assert Entry.objects.filter(action="change_campaign_end").exists()
        assert Outbox.objects.filter(kind="campaign", region_id=office.town.community.pk, body__contains="延长至").count() == 2
        valid_visit(office, case)
        row = duty(campaign, case)
        assert row is not None and (row.status, row.due_by_on) == ("met", later)

    def test_moved_to_today_what_is_not_done_today_is_missed(self, office: Office) -> None:
        seen, unseen = active_case(office), active_case(office)
        campaign = change_end(actor=office.clerk, campaign=begun(office), to_on=TODAY(), reason="预警提前解除")
        valid_visit(office, seen)
        tick(noon(TODAY() + timedelta(days=1)))
        assert [getattr(duty(campaign, case), "status", None) for case in (seen, unseen)] == ["met", "missed"]

    @pytest.mark.parametrize(
        ("days", "reason", "sentence"),
        [
            (2, "预警提前解除", "结束日期没有变化"),
            (-1, "预警提前解除", "不得早于今天"),
            (400, "预警继续", "不能超过184天"),
            (4, "长", "至少4个字"),
        ],
    )
    def test_is_not_moved_without_reason_nor_to_where_it_cannot_be(self, office: Office, days: int, reason: str, sentence: str) -> None:
        campaign = begun(office)
        to_on = TODAY() + timedelta(days=days)
        answer = signed_in(office.clerk).post(
            f"/campaigns/{campaign.pk}/", {"act": "end", "end-to_on": to_on.isoformat(), "end-reason": reason}
        )
        assert answer.status_code == 400 and sentence in answer.content.decode() and to_on.isoformat() in answer.content.decode()
        campaign.refresh_from_db()
        assert campaign.to_on == TODAY() + timedelta(days=2)

    def test_is_not_moved_once_it_is_over(self, office: Office) -> None:
        campaign = begun(office)
        cancel_campaign(actor=office.clerk, campaign=campaign, reason="预警已经解除")
        with refused("已经结束", status=409):
            change_end(actor=office.clerk, campaign=campaign, to_on=TODAY() + timedelta(days=9), reason="预警继续有效")

    def test_of_the_districts_campaign_is_not_the_streets_to_move(self, office: Office) -> None:
        campaign = begun(office, office.town.district)
        with refused("您不能调整", status=403):
            change_end(actor=office.clerk, campaign=campaign, to_on=TODAY() + timedelta(days=9), reason="预警继续有效")


class TestTakenBack:
    def test_the_visits_made_serve_their_month_and_the_report_says_what_had_been_done(self, office: Office) -> None:
        seen, _unseen = active_case(office), active_case(office)
        campaign = begun(office)
        valid_visit(office, seen)
        assert cancel_campaign(actor=office.clerk, campaign=campaign, reason="预警已经解除") == 1
        assert not Obligation.objects.filter(campaign=campaign).exists() and to_come(campaign) == []
        assert Obligation.objects.get(case=seen, kind="visit").status == "met"
        report = CampaignReport.objects.get(campaign=campaign)
        assert report.content["total"] == {"owed": 2, "met": 1, "begun": 1, "visits": 1}
        page = signed_in(office.clerk).get(f"/campaigns/{campaign.pk}/").content.decode()
        assert "预警已经解除" in page and "查看报告" in page
        assert Outbox.objects.filter(kind="campaign", body__contains="已取消").count() == 2

    def test_of_a_district_the_worker_gives_the_visits_back(self, office: Office) -> None:
        case = active_case(office)
        campaign = begun(office, office.town.district)
        tick()
        valid_visit(office, case)
        cancel_campaign(actor=office.district, campaign=campaign, reason="预警已经解除")
        assert Obligation.objects.get(case=case, kind="visit").status == "open"
        tick()
        assert Obligation.objects.get(case=case, kind="visit").status == "met"
        assert not Obligation.objects.filter(campaign=campaign).exists()

    def test_a_name_with_braces_breaks_no_message(self, office: Office) -> None:
        active_case(office)
        campaign = begun(office, name="{0}“{owed}”寒潮")
        tick()
        cancel_campaign(actor=office.clerk, campaign=campaign, reason="误发{重来}")
        assert Outbox.objects.filter(kind="campaign").count() == 4


class TestWhoIsInIt:
    def test_an_elder_enrolled_meanwhile_is_included_and_one_who_moves_out_is_not_any_more(self, office: Office) -> None:
        campaign = begun(office, office.town.community)
        case = active_case(office)
        assert duty(campaign, case) is not None
        with act(TESTER, "move"):
            Case.objects.filter(pk=case.pk).update(community=office.town.next_community)
        keep_case(case)
        assert duty(campaign, case) is None and to_come(campaign) == []
        with act(TESTER, "move"):
            Case.objects.filter(pk=case.pk).update(community=office.town.community)
        keep_case(case)
        assert duty(campaign, case) is not None and len(to_come(campaign)) == 1

    def test_two_at_once_each_ask_for_their_own_and_a_visit_serves_one(self, office: Office) -> None:
        case = active_case(office)
        one, other = begun(office), begun(office, office.town.community, name="社区加访")
        valid_visit(office, case)
        assert [getattr(duty(campaign, case), "status", None) for campaign in (one, other)] == ["met", "open"]
        valid_visit(office, case, method="phone")
        assert [getattr(duty(campaign, case), "status", None) for campaign in (one, other)] == ["met", "met"]

    def test_begun_with_a_day_in_the_past_of_this_month_the_visits_since_count(self, office: Office) -> None:
        if TODAY().day == 1:
            pytest.skip("on the first of a month no day of it is past")
        case = active_case(office, since=TODAY() - timedelta(days=5))
        valid_visit(office, case, on=TODAY() - timedelta(days=1))
        campaign = begun(office, from_on=max(TODAY() - timedelta(days=2), TODAY().replace(day=1)))
        row = duty(campaign, case)
        assert row is not None and row.status == "met"
        assert Obligation.objects.get(case=case, kind="visit").done == 0


class TestWriting:
    def test_killed_half_way_the_next_tick_writes_the_rest_and_nobody_twice(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            active_case(office)
        tick()  # the month is planned
        campaign = begun(office, office.town.district)
        monkeypatch.setattr(surges, "CHUNK", 1)
        real, calls = keep, []

        def dying(cases: Any, day: Any) -> Any:
            calls.append(day)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return real(cases, day)

        monkeypatch.setattr(surges, "keep", dying)
        with pytest.raises(KeyboardInterrupt):
            tick()
        assert Obligation.objects.filter(campaign=campaign).count() == 1
        tick()
        assert Obligation.objects.filter(campaign=campaign).count() == 3 and len(to_come(campaign)) == 3
        assert Entry.objects.filter(action="write_surges").count() == 1
        assert Outbox.objects.filter(kind="campaign", body__contains="本社区3位").count() == 2

    def test_costs_the_same_queries_however_many_elders(self, office: Office) -> None:
        counts: list[int] = []
        for _ in range(2):
            for _ in range(3):
                active_case(office)
            Obligation.objects.all().delete()
            PlannedVisit.objects.all().delete()
            campaign = begun(office, office.town.district, name=f"第{len(counts)}次")
            with CaptureQueriesContext(connection) as seen:
                assert write_surges(campaign, TODAY()).cases == 3 * (len(counts) + 1)
            counts.append(len(seen))
            Campaign._base_manager.filter(pk=campaign.pk).update(cancelled_on=TODAY())
        assert counts[0] == counts[1] <= 40

    def test_a_second_writing_finds_nothing_to_do(self, office: Office) -> None:
        active_case(office)
        campaign = begun(office)
        assert write_surges(campaign, TODAY()).cases == 0


class TestAGraveWarning:
    def test_asks_for_a_round_of_calls_within_a_day(self, office: Office) -> None:
        case = active_case(office)
        campaign = begun(office, trigger="weather", warning_kind="寒潮", warning_colour="红色")
        round_by = phone_round_by(campaign)
        assert round_by is not None and campaign.started_at is not None and round_by - campaign.started_at == timedelta(hours=24)
        assert "应问候1位，已问候或探访0位" in signed_in(office.worker).get(f"/campaigns/{campaign.pk}/").content.decode()
        valid_visit(office, case, method="phone")
        assert "已问候或探访1位" in signed_in(office.worker).get(f"/campaigns/{campaign.pk}/").content.decode()
        tick()
        assert not Outbox.objects.filter(kind="campaign", body__contains="电话问候一轮").exists(), "nobody is left to be called"

    def test_asks_for_the_calls_before_it_is_over(self, office: Office) -> None:
        active_case(office)
        campaign = begun(office, trigger="weather", warning_kind="寒潮", warning_colour="红色", to_on=TODAY())
        assert phone_round_by(campaign) == timezone.make_aware(datetime.combine(TODAY(), time(23, 59, 59)))

    def test_a_milder_one_does_not(self, office: Office) -> None:
        assert phone_round_by(begun(office, trigger="weather", warning_kind="寒潮", warning_colour="黄色")) is None


def test_the_communities_are_told_once_what_is_asked_of_them(office: Office) -> None:
    active_case(office)
    begun(office)
    tick()
    tick()
    told = Outbox.objects.filter(kind="campaign").order_by("role")
    assert [(row.role, row.region_id) for row in told] == [
        ("community_worker", office.town.community.pk), ("grid_worker", office.town.community.pk),
    ]  # fmt: skip
    assert "本社区1位老年人" in told[0].body
