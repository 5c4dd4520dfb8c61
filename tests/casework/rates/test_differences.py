"""What later facts change in a month that was handed in: unit by unit then and now, down to the elders; the frozen figures stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from audit.acts import act
from audit.testing import guards_down
from casework.effects.rate_reports import compare_rate_reports, form_rate_reports
from casework.models import Case, CategoryPeriod, LivingPeriod, RateComparison, RateReport, Visit
from casework.queries.rates_difference import Differences
from casework.queries.rates_reports import MonthRow, months_of
from casework.services import rate_reports
from casework.services.ability import Given, record_given
from casework.services.ability_annulment import decide_annulment, propose_annulment
from casework.services.rate_reports import compare, differences_of, hand_in, want_comparison
from permissions.models import Region
from tests.casework.rates.conftest import HANDED_IN, ZONE, Clock, October
from tests.casework.rates.test_beside_the_rate import declines, suspended
from tests.factories.active import active_case, backdate
from tests.factories.casework import take
from tests.factories.permissions import TESTER
from workflows.flows.visit import ANNULMENTS
from workflows.models import Outbox

from .test_frozen_reports import OCTOBER, hand_in_as, visited_late

pytestmark = pytest.mark.django_db


def units(found: Differences) -> dict[str, dict[str, tuple[int, int]]]:
    """Each unit's columns that differ, then and now."""
    return {unit.name: {column: (then, now) for column, then, now in unit.pairs if then != now} for unit in found.units}


def annulled(october: October) -> None:
    take(Visit.objects.get(case=october.seen), "annul", october.clerk, note="重复登记", reason_code=next(iter(ANNULMENTS)))


def enrolled_in_october(october: October) -> Case:
    case = active_case(october)
    backdate(case, date(2026, 10, 8))
    return case


def moved(october: October, case: Case, to: Region, since: date) -> None:
    """Responsibility corrected: the elder lay in the other community since a day in the past."""
    street = to.parent
    assert street is not None
    with act(TESTER, "correct_place"):
        LivingPeriod.objects.filter(case=case, until_on=None).update(community=to, street=street, district=street.parent)


class TestCompared:
    @pytest.mark.parametrize("level", ["community", "street", "district", "city"])
    def test_when_nothing_came_since_nothing_differs(self, october: October, clock: Clock, level: str) -> None:
        report = hand_in_as(october, level)
        clock(HANDED_IN + timedelta(days=20))
        found = compare(report)
        assert (found.units, found.elders) == ([], [])

    def test_what_happens_after_the_month_is_no_difference(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "city")
        clock(HANDED_IN + timedelta(days=2))
        declines(october, october.missed)
        suspended(october, october.seen, 20)
        active_case(october)
        assert compare(report).elders == []

    def test_a_late_visit_is_listed_in_every_unit_above(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "city"), october.town
        clock(HANDED_IN + timedelta(days=2))
        visited_late(october)
        found = compare(report)
        assert units(found) == {
            place.name: {"visited": (then, then + 1), "floor_met": (then, then + 1)}
            for place, then in ((town.city, 2), (town.district, 2), (town.street, 1), (town.community, 1))
        }
        assert [(one.case_id, one.then, one.now) for one in found.elders] == [
            (october.missed.pk, ("owed",), ("owed", "visited", "floor_met"))
        ]
        assert found.elders[0].cause == "补记了探访"
        assert report.lines.get(parent=None).visited == 2

    def test_an_annulled_visit(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "community")
        clock(HANDED_IN + timedelta(days=2))
        annulled(october)
        found = compare(report)
        assert units(found) == {october.town.community.name: {"visited": (1, 0), "floor_met": (1, 0)}}
        assert found.elders[0].cause == "探访被作废或更正"

    def test_one_comes_and_one_goes_the_figures_agree_and_the_elders_are_listed_all_the_same(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=2))
        visited_late(october)
        annulled(october)
        found = compare(report)
        assert units(found) == {october.town.street.name: {}, october.town.community.name: {}}
        assert {one.case_id for one in found.elders} == {october.seen.pk, october.missed.pk}

    def test_a_corrected_category_brings_a_duty_that_was_not_met(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "community")
        clock(HANDED_IN + timedelta(days=2))
        with act(TESTER, "correct_category"):
            CategoryPeriod.objects.create(
                case=october.seen, category="functionally_impaired", decided_on=date(2026, 10, 5), from_on=date(2026, 10, 6), basis="测试",
                reason="测试", rule_version="t",
            )  # fmt: skip
            Visit._base_manager.filter(case=october.seen).update(method="phone")
        found = compare(report)
        assert units(found) == {october.town.community.name: {"floor_met": (1, 0)}}
        assert found.elders[0].cause == "有义务不再算完成"

    def test_an_assessment_annulled_later_changes_no_report_but_is_listed(self, october: October, clock: Clock) -> None:
        clock(datetime(2026, 10, 6, 9, tzinfo=ZONE))
        slip = record_given(actor=october.worker, case=october.seen, given=Given("GB/T 42195-2022", 3, date(2026, 10, 6), "评估机构"))
        with act(TESTER, "change_visit"):
            Visit._base_manager.filter(case=october.seen).update(method="phone")
        clock(HANDED_IN)
        report = hand_in_as(october, "community")
        asked = propose_annulment(
            actor=october.worker, assessment=slip.assessment, reason_code="wrong_elder", reason="应登记在邻居名下"
        )  # fmt: skip
        decide_annulment(actor=october.officer, annulment=asked, agrees=True)
        clock(HANDED_IN + timedelta(days=1))
        assert units(compare(report)) == {october.town.community.name: {"floor_met": (0, 1)}}
        assert not rate_reports.check(report)

    def test_a_death_found_later_takes_the_duty_away(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "community")
        clock(HANDED_IN + timedelta(days=2))
        with act(TESTER, "correct_end"):
            Case.objects.filter(pk=october.missed.pk).update(obligations_end_on=date(2026, 10, 20))
        found = compare(report)
        assert units(found) == {october.town.community.name: {"owed": (2, 1)}}
        assert found.elders[0].cause.startswith("不再计入")

    def test_an_enrolment_dated_back_adds_an_elder(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "community")
        clock(HANDED_IN + timedelta(days=2))
        case = enrolled_in_october(october)
        found = compare(report)
        assert units(found) == {october.town.community.name: {"owed": (2, 3)}}
        assert [(one.case_id, one.then, one.cause) for one in found.elders] == [(case.pk, (), "报出后计入本区域")]

    def test_moved_responsibility_leaves_one_community_and_enters_another(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "street"), october.town
        clock(HANDED_IN + timedelta(days=2))
        moved(october, october.missed, town.next_community, OCTOBER)
        found = compare(report)
        assert units(found) == {town.street.name: {}, town.community.name: {"owed": (2, 1)}, town.next_community.name: {"owed": (0, 1)}}
        assert [(one.then_at, one.now_at, one.cause) for one in found.elders] == [(town.community.pk, town.next_community.pk, "属地有更正")]

    def test_from_one_district_to_another_an_elder_differs_once_and_the_city_not_at_all(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "city"), october.town
        clock(HANDED_IN + timedelta(days=2))
        moved(october, october.missed, town.far_community, OCTOBER)
        found = compare(report)
        assert units(found)[town.city.name] == {}
        assert units(found)[town.district.name] == {"owed": (3, 2)} and units(found)[town.next_district.name] == {"owed": (0, 1)}
        assert [(one.then_at, one.now_at) for one in found.elders] == [(town.community.pk, town.far_community.pk)]

    def test_a_unit_without_a_line_then_appears_with_nought(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "district"), october.town
        clock(HANDED_IN + timedelta(days=2))
        with act(TESTER, "create_region"):
            fresh = Region.objects.create(
                code="120104003009", name="新设社区", short_name="新设社区", level="community", parent=town.street, kind="community",
                valid_from_on=date(2026, 11, 5),
            )  # fmt: skip
        moved(october, october.missed, fresh, OCTOBER)
        assert units(compare(report))["新设社区"] == {"owed": (0, 1)}

    def test_only_the_newest_is_compared_by_the_worker_and_an_old_one_still_can_be(self, october: October, clock: Clock) -> None:
        first = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)
        second = hand_in_as(october, "street", reason="补录一次探访", corrects=1)
        clock(HANDED_IN + timedelta(days=3))
        assert compare_rate_reports(timezone.now()) == 1
        assert [one.report_id for one in RateComparison.objects.all()] == [second.pk]
        assert compare(second).elders == [] and len(compare(first).elders) == 1


def standing(october: October) -> str:
    row: MonthRow = next(row for row in months_of(october.town.street, timezone.localdate()) if row.month == OCTOBER)
    return row.standing


class TestStanding:
    def test_the_list_says_how_the_month_stands(self, october: October, clock: Clock) -> None:
        assert standing(october) == "未报"
        report = hand_in_as(october, "street")
        assert standing(october) == "已报"
        clock(HANDED_IN + timedelta(hours=3))
        visited_late(october)
        assert standing(october) == "有变动，待比对"
        compare(report)
        assert standing(october) == "有差异"
        hand_in_as(october, "street", reason="补录一次探访", corrects=1)
        assert standing(october) == "已报"

    def test_a_month_under_way_is_not_over_and_a_large_one_is_forming(self, october: October, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
        assert months_of(october.town.street, timezone.localdate())[0].standing == "月未结束"
        hand_in_as(october, "street")
        assert standing(october) == "正在形成"
        assert form_rate_reports(timezone.now()) == 1 and form_rate_reports(timezone.now()) == 0
        assert standing(october) == "已报"


class TestEveryDay:
    def test_each_report_is_compared_once_a_day(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        assert compare_rate_reports(timezone.now()) == 0, "what was just handed in agrees"
        clock(HANDED_IN + timedelta(days=1, minutes=1))
        visited_late(october)
        assert (compare_rate_reports(timezone.now()), compare_rate_reports(timezone.now())) == (1, 0)
        assert RateComparison.objects.get(report=report).elders == 1

    def test_those_who_hand_in_are_told_of_a_difference_once(self, october: October, clock: Clock) -> None:
        hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=2))
        visited_late(october)
        compare_rate_reports(timezone.now())
        told = list(Outbox.objects.filter(kind="rate_report"))
        assert {(one.role, one.region) for one in told} == {(role, october.town.street) for role in ("street_clerk", "street_officer")}
        assert told[0].body.startswith("体育中心街道2026年10月月报报出后有1人的记录变化")
        clock(HANDED_IN + timedelta(days=4))
        assert compare_rate_reports(timezone.now()) == 1 and Outbox.objects.filter(kind="rate_report").count() == 2

    def test_of_a_broken_digest_the_auditors_are_told_once(self, october: October, clock: Clock) -> None:
        hand_in_as(october, "street")
        with guards_down(), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_ratereport SET by_name = '某某'")
        for days in (2, 4):
            clock(HANDED_IN + timedelta(days=days))
            assert compare_rate_reports(timezone.now()) == 1
        told = Outbox.objects.filter(kind="rate_report", body__contains="摘要不符")
        assert sorted(told.values_list("role", "region__level")) == [
            ("audit_admin", "city"), ("auditor", "city"), ("street_clerk", "street"), ("street_officer", "street"),
        ]  # fmt: skip

    def test_what_is_asked_for_comes_first(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(hours=1))
        want_comparison(report)
        assert (compare_rate_reports(timezone.now()), compare_rate_reports(timezone.now())) == (1, 0)

    def test_the_city_is_compared_a_district_at_a_tick(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "city")
        clock(HANDED_IN + timedelta(days=2))
        visited_late(october)
        want_comparison(report)
        ticks = 0
        while compare_rate_reports(timezone.now()):
            ticks += 1
        row = RateComparison.objects.get(report=report)
        assert (ticks, row.elders, row.compared_at) == (2, 1, timezone.now())

    def test_of_a_large_region_the_page_shows_what_the_worker_found(
        self, october: October, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = hand_in_as(october, "street")
        monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
        clock(HANDED_IN + timedelta(days=2))
        visited_late(october)
        assert differences_of(report) == (None, None)
        compare_rate_reports(timezone.now())
        found, at = differences_of(RateReport.objects.get(pk=report.pk))
        assert found is not None and len(found.elders) == 1 and at == timezone.now()

    def test_a_year_later_it_is_no_longer_compared_by_itself(self, october: October, clock: Clock) -> None:
        hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=500))
        assert compare_rate_reports(timezone.now()) == 0


def test_frozen_at_one_moment_the_digest_is_the_same_at_once_and_by_the_worker(october: October, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = hand_in_as(october, "district")
    monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
    later = hand_in(actor=october.district, region=october.town.district, month=OCTOBER, reason="核对后台形成", corrects=1)
    form_rate_reports(datetime.now(tz=HANDED_IN.tzinfo))
    lines = [
        list(one.lines.order_by("pk").annotate(at=F("region")).values_list("at", "owed", "visited", "elders")) for one in (at_once, later)
    ]
    assert sorted(lines[0]) == sorted(lines[1])
