"""探访义务: the month's duties are what the rule says, planned twice they are the same, and the rate comes from them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.acts import Refusal
from casework.models import Campaign, Case, MonthPlan, Obligation, PlannedVisit
from casework.queries.rates import names_behind, rates_below, total
from casework.services.campaigns import start_campaign
from casework.services.obligations import close_periods, excuse, keep, month_named, plan_month
from tests.factories.active import active_case, assistance, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.refusals import refused
from workflows.rules.dates import month_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def office() -> Office:
    return Office()


def rows() -> list[tuple[Any, ...]]:
    return list(
        Obligation.objects.order_by("case_id", "kind", "period").values_list("case_id", "kind", "period", "required", "done", "status")
    )


def of(case: Case, kind: str) -> Obligation:
    return Obligation.objects.get(case=case, kind=kind)


def test_the_month_of_enrolment_is_owed_and_laid_out(office: Office) -> None:
    case = active_case(office)
    row = of(case, "visit")
    assert (row.required, row.done, row.status, row.due_by_on) == (1, 0, "open", month_of(TODAY())[1])
    assert PlannedVisit.objects.get(case=case).window_to_on == row.due_by_on


def test_impaired_elder_is_due_one_home_visit_a_month_and_assistance_a_quarter(office: Office) -> None:
    case = active_case(office, since=TODAY() - timedelta(days=40), categories=("functionally_impaired",))
    keep([case], TODAY())
    assert {row.kind for row in Obligation.objects.filter(case=case)} == {"visit", "home_visit", "assistance"}
    valid_visit(office, case, method="phone")
    assert of(case, "visit").status == "met" and of(case, "home_visit").status == "open"
    valid_visit(office, case, method="home")
    assistance(office, case)
    assert {row.status for row in Obligation.objects.filter(case=case)} == {"met"}


def test_two_phone_calls_make_an_impaired_elder_visited_but_not_floor_met(office: Office) -> None:
    case = active_case(office, since=TODAY() - timedelta(days=40), categories=("functionally_impaired",))
    keep([case], TODAY())
    valid_visit(office, case, method="phone")
    line = total(office.town.street, rates_below(office.town.street, TODAY()))
    assert (line.owed, line.visited, line.floor_met) == (1, 1, 0)
    assert list(names_behind(office.town.street, TODAY(), which="floor")) == [case]
    assert not names_behind(office.town.street, TODAY(), which="missing").exists()


def test_planning_twice_gives_the_same_rows_and_one_entry(office: Office) -> None:
    for _ in range(3):
        active_case(office)
    Obligation.objects.all().delete()
    PlannedVisit.objects.all().delete()
    first = plan_month(actor=TESTER, month=TODAY())
    planned = rows()
    second = plan_month(actor=TESTER, month=TODAY())
    assert (first.new, second.new, second.removed) == (3, 0, 0) and rows() == planned
    assert MonthPlan.objects.count() == 1


def test_killed_half_way_and_run_again_it_is_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        active_case(office)
    planned = rows()
    Obligation.objects.all().delete()
    monkeypatch.setattr("casework.services.obligations.CHUNK", 1)
    seen: list[int] = []

    def die(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_month(actor=TESTER, month=TODAY(), progress=die)
    assert 0 < Obligation.objects.count() < 4
    plan_month(actor=TESTER, month=TODAY())
    assert rows() == planned


def test_planning_costs_statements_by_the_chunk_not_by_the_elder(office: Office, django_assert_max_num_queries: Any) -> None:
    active_case(office)
    with django_assert_max_num_queries(40):
        plan_month(actor=TESTER, month=TODAY())
    for _ in range(3):
        active_case(office)
    with django_assert_max_num_queries(40):
        plan_month(actor=TESTER, month=TODAY())


def test_a_campaign_adds_its_own_duty_and_a_visit_inside_serves_it_first(office: Office) -> None:
    case = active_case(office)
    campaign = start_campaign(
        actor=office.district, name="寒潮加密探访", trigger="weather", region=office.town.street, from_on=TODAY(),
        to_on=TODAY() + timedelta(days=2), warning_kind="寒潮",
        warning_colour="橙色",
    )  # fmt: skip
    assert of(case, "surge").required == 1
    valid_visit(office, case)
    assert of(case, "surge").status == "met" and of(case, "visit").status == "open"
    valid_visit(office, case, method="phone")
    assert of(case, "visit").status == "met"
    with refused("结束日期不得早于开始日期"):
        start_campaign(
            actor=office.district,
            name="x",
            trigger="weather",
            region=office.town.street,
            from_on=TODAY(),
            to_on=TODAY() - timedelta(days=1),
        )
    assert Campaign.objects.get() == campaign


def test_a_period_that_is_over_is_missed_and_an_excuse_never_makes_it_met(office: Office) -> None:
    case = active_case(office, since=TODAY() - timedelta(days=70))
    last_month = month_of(TODAY().replace(day=1) - timedelta(days=1))[1]
    keep([case], last_month)
    close_periods(actor=TESTER, today=TODAY())
    row = Obligation.objects.get(case=case, kind="visit", period=f"{last_month:%Y-%m}")
    assert row.status == "missed"
    excuse(actor=office.clerk, obligation=row, reason="老人在外地看病")
    line = total(office.town.street, rates_below(office.town.street, last_month))
    assert (line.owed, line.visited) == (1, 0)
    keep([case], last_month)
    assert Obligation.objects.get(pk=row.pk).status == "excused"


def test_communities_sum_to_street_district_and_city(office: Office) -> None:
    cases = [active_case(office) for _ in range(3)]
    valid_visit(office, cases[0])
    town = office.town
    sums = [total(region, rates_below(region, TODAY())) for region in (town.street, town.district, town.city)]
    assert {(one.owed, one.visited, one.floor_met) for one in sums} == {(3, 1, 1)}


@pytest.mark.parametrize("text", ["2026-13", "2026/11", "", "11月"])
def test_a_month_written_wrongly_is_told_how(text: str) -> None:
    with pytest.raises(Refusal, match="应为四位年-两位月"):
        month_named(text)


def test_the_command_says_what_it_did(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    active_case(office)
    call_command("plan", month=f"{date.today():%Y-%m}")  # noqa: DTZ011
    assert "1位老年人" in capsys.readouterr().out
