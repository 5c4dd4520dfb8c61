"""The ledger of duty as a page: each duty with the visits that met it, why one fell short, why a month asks for nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Obligation, Suspension, Visit
from casework.queries.duty_ledger import DutyLine, duty_lines, duty_months
from casework.services.campaigns import start_campaign
from casework.services.obligations import close_periods, keep
from tests.factories.active import active_case, assistance, new, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from workflows.rules.dates import month_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST_MONTH = month_of(month_of(TODAY)[0] - timedelta(days=1))
LONG_AGO = LAST_MONTH[0] - timedelta(days=90)


def lines(office: Office, case: Case) -> dict[str, DutyLine]:
    found = duty_lines(case, list(Obligation.objects.filter(case=case)), office.worker, TODAY)
    return {line.row.kind: line for line in found}


def impaired(office: Office) -> Case:
    case = active_case(office, since=LONG_AGO, categories=("functionally_impaired",))
    keep([case], TODAY)
    return case


def fresh(case: Case) -> Case:
    return Case.objects.select_related("district").get(pk=case.pk)


def not_met(office: Office, case: Case, **columns: Any) -> Any:
    paper = new(Visit, case, visit_on=TODAY, method="home", written_by=office.worker, **columns)
    return take(paper, "note_not_met", office.worker, given={"method": "home", "result": "敲门无人应"})


class TestWhatMetADuty:
    def test_is_named_and_leads_to_the_paper(self, office: Office) -> None:
        case = impaired(office)
        call, home = valid_visit(office, case, method="phone"), valid_visit(office, case, method="home")
        help_given = assistance(office, case)
        found = lines(office, case)
        addresses = {kind: [met.url for met in line.met_by] for kind, line in found.items()}
        assert addresses == {
            "visit": [reverse("paper", args=["visit", one.pk]) for one in (call, home)],
            "home_visit": [reverse("paper", args=["visit", home.pk])],
            "assistance": [reverse("paper", args=["care", help_given.pk])],
        }
        assert not any(line.short_because for line in found.values())
        assert found["visit"].met_by[0].label == f"{TODAY.month}月{TODAY.day}日第{call.ordinal}次（电话问候）"

    def test_is_counted_once_between_a_campaign_and_the_month(self, office: Office) -> None:
        case = active_case(office)
        start_campaign(
            actor=office.district, name="寒潮", trigger="disease", region=office.town.street, from_on=TODAY, to_on=TODAY + timedelta(days=3)
        )
        visit = valid_visit(office, case)
        found = lines(office, case)
        assert [one.url for one in found["surge"].met_by] == [reverse("paper", args=["visit", visit.pk])]
        assert found["visit"].met_by == () and found["visit"].short_because == "另有1次探访计入加密探访"

    def test_is_named_by_its_day_alone_to_who_does_not_see_the_paper(self, office: Office) -> None:
        case = active_case(office)
        valid_visit(office, case)
        rows = list(Obligation.objects.filter(case=case, kind="visit"))
        (line,) = duty_lines(case, rows, office.clerk_elsewhere, TODAY)
        assert [(one.label, one.url) for one in line.met_by] == [(f"{TODAY.month}月{TODAY.day}日探访", "")]


class TestWhyADutyFellShort:
    def test_says_what_was_tried_and_what_was_no_home_visit(self, office: Office) -> None:
        case = impaired(office)
        valid_visit(office, case, method="phone")
        not_met(office, case)
        found = lines(office, case)
        assert found["home_visit"].short_because == "另有1次不是上门的探访；有1次未遇见老人"
        assert found["assistance"].short_because == "没有帮扶记录"

    def test_says_that_a_record_was_annulled(self, office: Office) -> None:
        case = active_case(office)
        take(valid_visit(office, case), "annul", office.clerk, note="走访发现未上门", reason_code="false_report")
        assert lines(office, case)["visit"].short_because == "有1次探访记录已作废"

    def test_is_kept_when_the_period_closes_and_stays_as_it_was_then(self, office: Office) -> None:
        case = active_case(office, since=LONG_AGO)
        keep([case], LAST_MONTH[1])
        close_periods(actor=TESTER, today=TODAY)
        row = Obligation.objects.get(case=case, period=f"{LAST_MONTH[0]:%Y-%m}")
        assert (row.status, row.short_because) == ("missed", "没有探访记录")
        (line,) = duty_lines(case, [row], office.worker, TODAY)
        assert line.short_because == "没有探访记录"

    def test_ends_with_the_visit_recorded_late(self, office: Office) -> None:
        case = active_case(office, since=LONG_AGO)
        keep([case], LAST_MONTH[1])
        close_periods(actor=TESTER, today=TODAY)
        valid_visit(office, case, on=LAST_MONTH[1], late_reason="补记")
        (line,) = duty_lines(case, list(Obligation.objects.filter(case=case, period=f"{LAST_MONTH[0]:%Y-%m}")), office.worker, TODAY)
        assert (line.row.status, len(line.met_by), line.short_because) == ("met", 1, "")


class TestTheMonths:
    def test_run_back_to_the_first_duty_and_no_further(self, office: Office) -> None:
        case = active_case(office, since=LONG_AGO)
        keep([case], LAST_MONTH[1])
        assert [month.first for month in duty_months(fresh(case), office.worker, TODAY)] == [month_of(TODAY)[0], LAST_MONTH[0]]

    def test_in_which_nothing_is_due_say_why(self, office: Office) -> None:
        case = active_case(office)
        end = month_of(TODAY)[1]
        paper = new(Suspension, case, reason="hospital", starts_on=TODAY, expected_end_on=end + timedelta(days=5))
        take(take(paper, "propose", office.worker), "approve", office.clerk)
        (month,) = duty_months(fresh(case), office.worker, TODAY)
        assert month.lines == () and month.nothing_because == f"期末（{end}）在中止服务期间（{TODAY}起，尚未结束）"


def test_the_page_costs_the_same_however_many_months(office: Office, client: Client, django_assert_max_num_queries: Any) -> None:
    case = impaired(office)
    client.force_login(office.worker)
    address = reverse("duties", args=[case.pk])
    with django_assert_max_num_queries(30):
        client.get(address)
    for month in range(1, 4):
        keep([fresh(case)], LAST_MONTH[1] - timedelta(days=31 * (month - 1)))
    close_periods(actor=TESTER, today=TODAY)
    for method in ("phone", "home"):
        valid_visit(office, case, method=method)
    with django_assert_max_num_queries(30):
        page = client.get(address).content.decode()
    assert page.count("漏访") >= 6 and "没有探访记录" in page


def test_the_page_of_the_elder_shows_what_met_the_duty_or_why_nothing_is_due(office: Office, client: Client) -> None:
    case = active_case(office)
    visit = valid_visit(office, case)
    client.force_login(office.worker)
    address = reverse("case-page", args=[case.pk])
    page = client.get(address).content.decode()
    assert page.count(reverse("paper", args=["visit", visit.pk])) >= 2 and reverse("duties", args=[case.pk]) in page
    end = month_of(TODAY)[1] + timedelta(days=5)
    paper = new(Suspension, case, reason="hospital", starts_on=TODAY, expected_end_on=end)
    take(take(paper, "propose", office.worker), "approve", office.clerk)
    page = client.get(address).content.decode()
    assert "本月不计探访：期末" in page


def test_the_street_finds_the_way_to_its_explanation(office: Office, client: Client) -> None:
    case = active_case(office, since=LONG_AGO)
    keep([case], LAST_MONTH[1])
    close_periods(actor=TESTER, today=TODAY)
    row = Obligation.objects.get(case=case, status="missed")
    for who, seen in ((office.clerk, True), (office.worker, False)):
        client.force_login(who)
        page = client.get(reverse("duties", args=[case.pk])).content.decode()
        assert (reverse("explain-missed", args=[row.pk]) in page) is seen
