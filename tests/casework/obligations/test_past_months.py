"""A month that is over is written by what held on its last day: where the elder lived, what he had said, how often was asked (G15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.acts import act
from audit.models import Entry
from casework.models import Case, MonthPlan, Obligation, PlannedVisit, WillingnessRecord
from casework.services.cases import settle_case
from casework.services.consent import record_willingness
from casework.services.obligations import close_periods, keep, plan_month
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from workflows.effects import sweeps
from workflows.rules.dates import month_of, months_after

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FIRST = month_of(TODAY)[0]
LAST = month_of(TODAY)[1]
NEXT = LAST + timedelta(days=1)
MISSED = month_of(NEXT)
AFTER = MISSED[1] + timedelta(days=5)
BEFORE = (month_of(FIRST - timedelta(days=1))[0], FIRST - timedelta(days=1))
Clock = Callable[[date], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Make it ten in the morning of a day, for everything in the product."""

    def set_to(day: date) -> None:
        now = datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to


def tick() -> None:
    for name in ("plan_month", "close_periods"):
        sweeps()[name](timezone.now())


def rows(period: str) -> list[tuple[object, ...]]:
    found = Obligation.objects.filter(period=period).order_by("case_id", "kind")
    return list(found.values_list("case_id", "kind", "required", "done", "status", "community_id"))


def refuse(office: Office, case: Case, on: date) -> None:
    record_willingness(
        office.worker, case, value="refuses", asked_on=on, asked_by="社区工作者", answered_by="本人", witness="邻居", evidence="谈话记录"
    )
    keep([Case.objects.select_related("district").get(pk=case.pk)], on)


def backdate_asking(case: Case, day: date) -> None:
    WillingnessRecord._base_manager.filter(case=case).update(asked_on=day)


class TestMonthsWithoutATick:
    def test_are_planned_afterwards_and_come_to_what_a_daily_tick_would_have_written(self, office: Office, clock: Clock) -> None:
        case = active_case(office, categories=("functionally_impaired",))
        tick()
        Obligation.objects.filter(case=case).exclude(kind="visit").delete()
        for day in (NEXT, AFTER):
            clock(day)
            tick()
        daily = rows(f"{NEXT:%Y-%m}")
        Obligation.objects.filter(starts_on__gte=NEXT).delete()
        MonthPlan.objects.filter(period__gt=f"{TODAY:%Y-%m}").delete()
        tick()
        assert rows(f"{NEXT:%Y-%m}") == daily != []
        assert {row[4] for row in daily} == {"missed"}
        assert sorted(MonthPlan.objects.values_list("period", flat=True)) == [f"{day:%Y-%m}" for day in (TODAY, NEXT, AFTER)]

    def test_are_caught_up_once(self, office: Office, clock: Clock) -> None:
        active_case(office)
        tick()
        clock(AFTER)
        tick()
        written, entries = rows(f"{NEXT:%Y-%m}"), Entry.objects.count()
        tick()
        assert (rows(f"{NEXT:%Y-%m}"), Entry.objects.count()) == (written, entries)
        assert len(written) == 1

    def test_ask_nobody_to_go_back_in_time(self, office: Office, clock: Clock) -> None:
        active_case(office)
        tick()
        clock(AFTER)
        tick()
        assert not PlannedVisit.objects.filter(period=f"{NEXT:%Y-%m}").exists()
        assert PlannedVisit.objects.filter(period=f"{AFTER:%Y-%m}").exists()

    def test_belong_to_the_community_that_was_responsible_on_their_last_day(self, office: Office, clock: Clock) -> None:
        case, town = active_case(office), office.town
        tick()
        clock(MISSED[1] + timedelta(days=2))
        with act(TESTER, "move"):
            settle_case(case, town.far_community, on=timezone.localdate())
        clock(AFTER)
        for _ in range(2):  # one district a tick
            tick()
        (missed,) = rows(f"{NEXT:%Y-%m}")
        (current,) = rows(f"{AFTER:%Y-%m}")
        assert (missed[5], current[5]) == (town.community.pk, town.far_community.pk)
        plan = MonthPlan.objects.get(period=f"{NEXT:%Y-%m}", district=town.district)
        assert (plan.cases, plan.rows) == (1, 1)

    def test_are_not_dug_up_from_before_the_ledger_of_duty_began(self, office: Office, clock: Clock) -> None:
        active_case(office, since=TODAY - timedelta(days=900))
        tick()
        assert set(MonthPlan.objects.values_list("period", flat=True)) == {f"{TODAY:%Y-%m}"}
        assert not Obligation.objects.filter(due_by_on__lt=FIRST).exists()

    def test_of_a_district_that_never_planned_are_counted_from_its_first_duty(self, office: Office, clock: Clock) -> None:
        active_case(office)
        assert not MonthPlan.objects.exists()
        clock(AFTER)
        tick()
        assert len(rows(f"{NEXT:%Y-%m}")) == 1


class TestWhatWasSaidAfterTheMonthsEnd:
    def test_a_refusal_takes_nothing_from_the_month_before(self, office: Office) -> None:
        case = active_case(office, since=BEFORE[0] - timedelta(days=40))
        backdate_asking(case, BEFORE[0] - timedelta(days=40))
        keep([case], BEFORE[1])
        refuse(office, case, FIRST)
        keep([Case.objects.select_related("district").get(pk=case.pk)], BEFORE[1])
        assert close_periods(actor=TESTER, today=TODAY) == 1
        assert rows(f"{BEFORE[1]:%Y-%m}")[0][4] == "missed"
        assert not Obligation.objects.filter(case=case, period=f"{TODAY:%Y-%m}").exists()

    def test_a_refusal_on_the_last_day_itself_frees_from_the_month(self, office: Office) -> None:
        case = active_case(office, since=BEFORE[0] - timedelta(days=40))
        backdate_asking(case, BEFORE[0] - timedelta(days=40))
        keep([case], BEFORE[1])
        refuse(office, case, BEFORE[1])
        assert close_periods(actor=TESTER, today=TODAY) == 0
        assert not rows(f"{BEFORE[1]:%Y-%m}")

    def test_more_visits_asked_from_today_are_not_asked_of_the_month_before(self, office: Office) -> None:
        case = active_case(office, since=BEFORE[0] - timedelta(days=40))
        keep([case], BEFORE[1])
        case.extra_visits = 2
        with act(TESTER, "raise_frequency", case):
            case.save(update_fields=["extra_visits"])
        valid_visit(office, case, on=BEFORE[1], late_reason="补记")
        assert [row[2:5] for row in rows(f"{BEFORE[1]:%Y-%m}")] == [(1, 1, "met")]
        assert Obligation.objects.get(case=case, period=f"{TODAY:%Y-%m}").required == 3


class TestAPartOfADistrict:
    def test_planned_alone_does_not_pass_for_the_whole(self, office: Office) -> None:
        first, second = active_case(office), active_case(office)
        with act(TESTER, "move"):
            settle_case(second, office.town.other_community, on=TODAY)
        Obligation.objects.all().delete()
        done = plan_month(actor=TESTER, month=TODAY, region=office.town.street)
        assert (done.cases, MonthPlan.objects.count()) == (1, 0)
        tick()
        assert {row[0] for row in rows(f"{TODAY:%Y-%m}")} == {first.pk, second.pk}
        assert MonthPlan.objects.get().cases == 2


class TestTheCommand:
    @pytest.mark.parametrize(
        ("month", "said"),
        [
            *((text, "应为四位年-两位月") for text in ("2026-13", "2026-1", "26-01", "２０２６-１１", "2026-11-01", "0000-01", "")),
            *((text, "最多提前3个月") for text in ("9999-12", f"{months_after(FIRST, 4):%Y-%m}")),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_with_a_month(self, month: str, said: str) -> None:
        with pytest.raises(CommandError, match=said):
            call_command("plan", month=month)

    def test_says_that_there_is_no_such_region(self) -> None:
        with pytest.raises(CommandError, match="没有代码为“999”的现行区划"):
            call_command("plan", month=f"{TODAY:%Y-%m}", region="999")

    def test_plans_up_to_three_months_ahead_and_a_month_before_anybody_was_enrolled(
        self, office: Office, capsys: pytest.CaptureFixture[str]
    ) -> None:
        active_case(office)
        call_command("plan", month=f"{months_after(FIRST, 3):%Y-%m}")
        assert "1位老年人，1项义务（新增1，取消0）" in capsys.readouterr().out
        call_command("plan", month="0001-01")
        assert "0位老年人" in capsys.readouterr().out
