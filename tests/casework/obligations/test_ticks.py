"""What the worker does by itself: plan the month, open a season, close what is over, remind and ask; each once, whoever ticks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from casework.models import Campaign, Case, MonthPlan, Obligation, PlannedVisit, Supervision, Suspension
from casework.queries.obligations import missed_in_a_row, to_explain
from casework.queries.rates import names_behind, rates_below, total
from casework.services.campaigns import cancel_campaign, start_campaign
from casework.services.obligations import close_periods, excuse, keep
from tests.factories.active import active_case, assistance, new, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from tests.factories.visits import month_end
from tests.refusals import refused
from workflows.models import Outbox
from workflows.rules.dates import month_of
from workflows.runner import tick

pytestmark = pytest.mark.django_db


def noon(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def campaign(office: Office, **more: Any) -> Campaign:
    today = timezone.localdate()
    plain = {
        "name": "春节加密探访", "trigger": "festival", "region": office.town.street, "from_on": today, "to_on": today + timedelta(days=5)
    }  # fmt: skip
    return start_campaign(actor=office.district, **{**plain, **more})


class TestPlanning:
    def test_a_month_not_yet_planned_is_planned_and_not_twice(self, office: Office) -> None:
        case = active_case(office)
        Obligation.objects.all().delete()
        PlannedVisit.objects.all().delete()
        tick()
        tick()
        assert Obligation.objects.filter(case=case, kind="visit").count() == 1 and MonthPlan.objects.count() == 1
        assert Entry.objects.filter(action="plan_month").count() == 1

    def test_the_entry_says_how_many_by_which_rule_and_the_digest_of_the_list(self, office: Office) -> None:
        active_case(office)
        tick()
        plan = MonthPlan.objects.get()
        assert (plan.cases, plan.rows, plan.rule_version, len(plan.list_digest)) == (1, 1, "35号-1", 64)


class TestCampaigns:
    def test_of_a_district_is_written_by_the_next_tick_and_includes_who_comes_later(self, office: Office) -> None:
        first = active_case(office)
        season = campaign(office, region=office.town.district)
        assert not Obligation.objects.filter(campaign=season).exists()
        tick()
        assert Obligation.objects.get(campaign=season).case == first
        second = active_case(office)
        assert set(Obligation.objects.filter(campaign=season).values_list("case", flat=True)) == {first.pk, second.pk}

    def test_planned_ahead_it_opens_on_its_first_day(self, office: Office) -> None:
        active_case(office)
        tomorrow = timezone.localdate() + timedelta(days=1)
        season = campaign(office, from_on=tomorrow)
        tick()
        assert not Obligation.objects.filter(campaign=season).exists()
        tick(noon(tomorrow))
        assert Obligation.objects.filter(campaign=season).exists()

    @pytest.mark.parametrize(("categories", "owed"), [(("functionally_impaired",), 0), (("living_alone",), 1), ((), 1)])
    def test_asks_only_for_the_categories_and_the_area_it_names(self, office: Office, categories: tuple[str, ...], owed: int) -> None:
        active_case(office)
        season = campaign(office, categories=categories)
        elsewhere = campaign(office, region=office.town.next_street, name="别处")
        tick()
        assert Obligation.objects.filter(campaign=season).count() == owed
        assert not Obligation.objects.filter(campaign=elsewhere).exists()

    def test_taken_back_it_is_owed_no_more_and_its_visits_serve_the_month(self, office: Office) -> None:
        case = active_case(office)
        season = campaign(office)
        valid_visit(office, case)
        assert Obligation.objects.get(case=case, kind="visit").done == 0
        with refused("请写明取消的原因"):
            cancel_campaign(actor=office.district, campaign=season, reason="")
        with refused("不能取消", status=403):
            cancel_campaign(actor=office.clerk_elsewhere, campaign=season, reason="预警解除")
        cancel_campaign(actor=office.district, campaign=season, reason="预警解除")
        assert not Obligation.objects.filter(campaign=season).exists()
        assert Obligation.objects.get(case=case, kind="visit").done == 1
        with refused("已经结束"):
            cancel_campaign(actor=office.district, campaign=season, reason="预警解除")

    def test_who_was_visited_for_the_season_counts_as_visited_in_the_month(self, office: Office) -> None:
        """G4: a completed visit of any kind; the floor is another matter."""
        case = active_case(office)
        campaign(office)
        valid_visit(office, case)
        street, today = office.town.street, timezone.localdate()
        line = total(street, rates_below(street, today))
        assert (line.owed, line.visited, line.floor_met) == (1, 1, 0)
        assert list(names_behind(street, today, which="floor")) == [case] and not names_behind(street, today, which="missing")


class TestClosing:
    def last_month(self) -> Any:
        return month_end(month_of(timezone.localdate())[0] - timedelta(days=1))

    def test_who_was_suspended_on_the_last_day_has_missed_nothing(self, office: Office) -> None:
        last = self.last_month()
        case = active_case(office, since=last - timedelta(days=70))
        keep([case], last)
        today = timezone.localdate()
        paper = take(new(Suspension, case, reason="hospital", starts_on=today, expected_end_on=today), "propose", office.worker)
        paper = take(take(paper, "approve", office.clerk), "end", office.worker)
        Suspension._base_manager.filter(pk=paper.pk).update(starts_on=last - timedelta(days=3), ended_on=last, expected_end_on=None)
        assert close_periods(actor=TESTER, today=today) == 0
        assert not Obligation.objects.filter(case=case, period=f"{last:%Y-%m}").exists()

    def test_killed_half_way_the_rest_is_closed_by_the_next(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        last = self.last_month()
        cases = [active_case(office, since=last - timedelta(days=70)) for _ in range(3)]
        keep(cases, last)
        monkeypatch.setattr("casework.services.obligations.CHUNK", 1)
        real, calls = keep, []

        def dying(some: Any, day: Any) -> Any:
            calls.append(day)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return real(some, day)

        monkeypatch.setattr("casework.services.obligations.keep", dying)
        with pytest.raises(KeyboardInterrupt):
            close_periods(actor=TESTER, today=timezone.localdate())
        missed = Obligation.objects.filter(status="missed")
        assert missed.count() == 1
        close_periods(actor=TESTER, today=timezone.localdate())
        assert missed.count() == 3 and Entry.objects.filter(action="close_periods").count() == 3

    def test_only_the_street_explains_and_only_what_was_missed(self, office: Office) -> None:
        last = self.last_month()
        case = active_case(office, since=last - timedelta(days=70))
        keep([case], last)
        row = Obligation.objects.get(case=case, period=f"{last:%Y-%m}")
        with refused("只有漏访"):
            excuse(actor=office.clerk, obligation=row, reason="老人外出探亲")
        close_periods(actor=TESTER, today=timezone.localdate())
        row.refresh_from_db()
        assert list(to_explain(office.town.street)) == [row]
        for stranger in (office.worker, office.clerk_elsewhere):
            with refused("由街道经办说明", status=403):
                excuse(actor=stranger, obligation=row, reason="老人外出探亲")
        excuse(actor=office.clerk, obligation=row, reason="老人外出探亲")
        assert not to_explain(office.town.street)

    def test_two_months_without_a_visit_and_the_street_is_asked_once(self, office: Office) -> None:
        last = self.last_month()
        before = month_end(month_of(last)[0] - timedelta(days=1))
        lonely = active_case(office, since=before - timedelta(days=40))
        seen = active_case(office, since=before - timedelta(days=40))
        valid_visit(office, seen, on=last, late_reason="补记")
        for day in (before, last):
            keep([Case.objects.select_related("district").get(pk=one.pk) for one in (lonely, seen)], day)
        tick()
        tick()
        assert missed_in_a_row(timezone.localdate(), months=2) == [(office.town.street.pk, 1)]
        paper = Supervision.objects.get()
        assert (paper.topic, paper.state, paper.street) == ("missed_visits", "issued", office.town.street)
        assert "1位老年人连续2个月" in paper.question


class TestReminding:
    def test_a_week_before_the_end_the_community_hears_once_how_many_are_left(self, office: Office) -> None:
        case, done = active_case(office), active_case(office)
        valid_visit(office, done)
        last = month_end(timezone.localdate())
        tick(noon(last - timedelta(days=7)))
        assert not Outbox.objects.filter(kind="month_end").exists()
        for days in (6, 5, 0):
            tick(noon(last - timedelta(days=days)))
        told = Outbox.objects.filter(kind="month_end", region=office.town.community)
        assert sorted(told.values_list("role", flat=True)) == ["community_worker", "grid_worker"]
        assert all("1位老年人" in one.body for one in told) and case.elder.name not in told[0].body


def test_the_rate_of_a_region_costs_the_same_however_many_elders(office: Office, django_assert_num_queries: Any) -> None:
    street, today = office.town.street, timezone.localdate()
    case = active_case(office, since=today - timedelta(days=10), categories=("functionally_impaired",))
    keep([case], today)
    with django_assert_num_queries(4):
        rates_below(street, today)
    for _ in range(3):
        active_case(office)
    valid_visit(office, case)
    assistance(office, case)
    with django_assert_num_queries(4):
        lines = rates_below(street, today)
    line = total(street, lines)
    assert (line.owed, line.visited, line.floor_met, line.missing) == (4, 1, 1, 3)
