"""A month handed in is frozen: its sums, its digest, who handed it in; a correction stands beside it; what cannot be is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit.acts import act
from audit.models import Entry
from audit.testing import guards_down
from casework.models import Case, RateLine, RateReport
from casework.queries.rates import rates_below, total
from casework.queries.rates_judged import COLUMNS
from casework.queries.rates_lines import elders_of
from casework.services import rate_reports
from casework.services.cases import settle_case
from casework.services.rate_reports import check, compare, form_next, hand_in
from permissions.models import Region
from tests.casework.rates.conftest import HANDED_IN, ZONE, Clock, October
from tests.factories.active import valid_visit
from tests.factories.permissions import TESTER
from tests.pages.conftest import signed_in
from tests.refusals import refused

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


OFFICES = {
    "community": ("worker", "community"), "street": ("clerk", "street"), "signing street": ("officer", "street"),
    "district": ("district", "district"), "city": ("city_officer", "city"),
}  # fmt: skip


def hand_in_as(october: October, name: str, month: date = OCTOBER, **how: Any) -> RateReport:
    """Hand in by the one whose office it is."""
    who, where = OFFICES[name]
    return hand_in(actor=getattr(october, who), region=getattr(october.town, where), month=month, **how)


def visited_late(october: October) -> None:
    """A visit of October that is put on record in November."""
    valid_visit(october, october.missed, on=date(2026, 10, 30), late_reason="网络故障，纸质记录补录")


def figures(line: RateLine) -> dict[str, int]:
    return {column: getattr(line, column) for column in COLUMNS}


class TestFrozen:
    @pytest.mark.parametrize("level", OFFICES)
    def test_every_level_hands_in_its_own_month_and_the_page_says_the_same(self, october: October, level: str) -> None:
        report = hand_in_as(october, level)
        top = report.lines.get(parent=None)
        page = total(report.region, rates_below(report.region, OCTOBER))
        assert (top.owed, top.visited, top.floor_met) == (page.owed, page.visited, page.floor_met)
        assert top.owed == (3 if level in ("district", "city") else 2)
        assert report.handed_in_at == HANDED_IN and report.number == 1
        assert check(RateReport.objects.get(pk=report.pk)) == []

    def test_the_community_sums_to_street_district_and_city(self, october: October) -> None:
        lines = list(hand_in_as(october, "city").lines.all())
        for line in lines:
            below = [one for one in lines if one.parent_id == line.region_id]
            if below:
                summed = {column: sum(getattr(one, column) for one in below) for column in COLUMNS}
                assert figures(line) == summed, line.name
        listed = [pk for line in lines if line.level == "community" for pk in elders_of(line)]
        assert sorted(listed) == sorted(Case.objects.values_list("pk", flat=True))

    def test_a_unit_where_nobody_is_owed_anything_has_its_line_of_noughts(self, october: October) -> None:
        line = hand_in_as(october, "street").lines.get(region=october.town.next_community)
        assert figures(line) == dict.fromkeys(COLUMNS, 0)

    def test_who_handed_it_in_stays_as_text(self, october: October) -> None:
        report = hand_in_as(october, "street")
        assert report.by_name == october.clerk.display_name
        assert report.by_office == "街道经办·体育中心街道"

    def test_the_act_is_on_record_with_the_digest_of_every_row(self, october: October) -> None:
        report = hand_in_as(october, "street")
        entry = Entry.objects.get(action="hand_in_rate_report")
        assert entry.chain == f"region:{october.town.street.pk}" and entry.result == "done"
        assert entry.row_count == 1 + report.lines.count() + 1

    def test_years_later_it_reads_the_same(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "district")
        before = [figures(line) for line in report.lines.all()]
        clock(HANDED_IN + timedelta(days=800))
        again = RateReport.objects.get(pk=report.pk)
        assert [figures(line) for line in again.lines.all()] == before and check(again) == []

    def test_the_database_itself_lets_no_figure_be_changed(self, october: October) -> None:
        report = hand_in_as(october, "street")
        for table in ("ratereport", "rateline", "rateseal"):
            for statement in (f"UPDATE casework_{table} SET chain = 'x'", f"DELETE FROM casework_{table}"):
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
        assert check(report) == []


def merge(october: October) -> None:
    """The community ends on the first of November, its elders go to the next one."""
    town = october.town
    with act(TESTER, "merge"):
        Region.objects.filter(pk=town.community.pk).update(valid_until_on=NOVEMBER)
        for case in Case.objects.filter(community=town.community):
            settle_case(case, town.next_community, on=NOVEMBER)


class TestAreaReform:
    """Communities merged after the month: the month belongs to the units that stood at its end."""

    def test_the_months_lines_are_those_of_the_old_communities(self, october: October) -> None:
        merge(october)
        lines = {line.region_id: line.owed for line in hand_in_as(october, "street").lines.filter(level="community")}
        assert lines == {october.town.community.pk: 2, october.town.next_community.pk: 0}

    def test_what_was_handed_in_before_does_not_differ(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=1))
        merge(october)
        assert compare(report).elders == []

    def test_the_old_community_is_still_found_by_its_code(self, october: October) -> None:
        merge(october)
        page = signed_in(october.clerk).get(reverse("rate-months-of", args=[october.town.community.code]))
        assert page.status_code == 200 and page.context["region"] == october.town.community


class TestTampered:
    CHANGES = {
        "a figure": "UPDATE casework_rateline SET visited = owed",
        "a list": "UPDATE casework_rateline SET elders = replace(elders, 'owed,', '')",
        "a list that is no list": "UPDATE casework_rateline SET elders = '['",
        "a name": "UPDATE casework_rateline SET name = '甲社区'",
        "who": "UPDATE casework_ratereport SET by_name = '某某'",
        "when": "UPDATE casework_ratereport SET handed_in_at = '2026-11-09 00:00:00+00:00'",
        "a line taken away": "DELETE FROM casework_rateline WHERE owed = 0",
        "the digest": "UPDATE casework_rateseal SET digest = 'f00'",
    }

    @pytest.mark.parametrize("what", CHANGES)
    def test_whatever_is_changed_past_the_guards_the_digest_says_so(self, october: October, what: str) -> None:
        report = hand_in_as(october, "street")
        with guards_down(), connection.cursor() as cursor:
            cursor.execute(self.CHANGES[what])
        found = check(RateReport.objects.get(pk=report.pk))
        assert found and "摘要不符" in found[0]

    def test_a_changed_sum_is_named_by_its_unit(self, october: October) -> None:
        report = hand_in_as(october, "street")
        with guards_down(), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_rateline SET visited = visited - 1 WHERE level = 'community' AND visited > 0")
        found = check(RateReport.objects.get(pk=report.pk))
        assert [sentence for sentence in found[1:]] == [
            f"{october.town.street.name}的数字与其下合计不一致", f"{october.town.community.name}的数字与其名单不一致",
        ]  # fmt: skip


class TestCorrected:
    def test_a_correction_is_numbered_has_a_reason_and_leaves_the_first_as_it_was(self, october: October) -> None:
        first = hand_in_as(october, "street")
        before = [figures(line) for line in first.lines.all()]
        visited_late(october)
        second = hand_in_as(october, "street", reason="补录一次上门探访", corrects=1)
        assert (second.number, second.reason) == (2, "补录一次上门探访")
        assert second.title == "2026年10月月报（第1次更正）"
        assert [figures(line) for line in RateReport.objects.get(pk=first.pk).lines.all()] == before
        assert second.lines.get(parent=None).visited == first.lines.get(parent=None).visited + 1
        assert check(first) == check(second) == []

    @pytest.mark.parametrize("reason", ["", "  ", "改一下"])
    def test_without_a_reason_it_is_refused(self, october: October, reason: str) -> None:
        hand_in_as(october, "street")
        with refused("请写明更正原因（至少4个字）", status=400):
            hand_in_as(october, "street", reason=reason, corrects=1)
        assert RateReport.objects.count() == 1

    def test_one_who_has_not_seen_the_newest_corrects_nothing(self, october: October) -> None:
        hand_in_as(october, "street")
        hand_in_as(october, "street", reason="补录一次探访", corrects=1)
        with refused("第1次更正", "不是最近一次", status=409):
            hand_in_as(october, "signing street", reason="又补录一次", corrects=1)

    def test_what_was_never_handed_in_is_not_corrected(self, october: October) -> None:
        with refused("还没有报出，不能更正", status=409):
            hand_in_as(october, "street", reason="补录一次探访", corrects=1)


class TestRefused:
    def test_a_second_handing_in_says_who_was_first_and_what_to_do(self, october: October) -> None:
        hand_in_as(october, "street")
        with refused("已由街道经办于2026年11月3日 10:30报出", "作为更正再报", status=409):
            hand_in_as(october, "signing street")
        assert RateReport.objects.count() == 1

    @pytest.mark.parametrize(("month", "sentence"), [(NOVEMBER, "12月1日起才能报出"), (date(2027, 3, 1), "2027年4月1日起才能报出")])
    def test_a_month_that_is_not_over(self, october: October, month: date, sentence: str) -> None:
        with refused("还没有结束", sentence, status=409):
            hand_in_as(october, "street", month)

    def test_on_the_last_day_it_is_not_over_and_on_the_next_it_is(self, october: October, clock: Clock) -> None:
        clock(datetime(2026, 10, 31, 23, 59, tzinfo=ZONE))
        with refused("还没有结束"):
            hand_in_as(october, "street")
        clock(datetime(2026, 11, 1, 0, 0, tzinfo=ZONE))
        assert hand_in_as(october, "street").number == 1

    @pytest.mark.parametrize("level", OFFICES)
    def test_nothing_to_report(self, october: October, level: str) -> None:
        with refused("没有应探访", "不必报出", status=422):
            hand_in_as(october, level, date(2025, 3, 1))
        assert not RateLine.objects.exists() and not RateReport.objects.exists()

    @pytest.mark.parametrize(
        ("who", "where"),
        [
            ("worker", "street"), ("clerk", "community"), ("clerk", "district"), ("district", "street"), ("district", "city"),
            ("auditor", "city"), ("grid_worker", "community"), ("worker_next_door", "community"), ("clerk_elsewhere", "street"),
            ("district_elsewhere", "district"),
        ],
    )  # fmt: skip
    def test_nobody_states_figures_that_are_not_of_the_own_office(self, october: October, who: str, where: str) -> None:
        region: Region = getattr(october.town, where)
        with refused(f"{region.name}的月报由本级的", "您不能办理", status=403):
            hand_in(actor=getattr(october, who), region=region, month=OCTOBER)
        assert not RateReport.objects.exists()
        assert Entry.objects.filter(action="hand_in_rate_report", result="refused").exists()

    @pytest.mark.parametrize(("column", "day"), [("valid_from_on", NOVEMBER), ("valid_until_on", date(2026, 10, 31))])
    def test_a_unit_that_did_not_stand_at_the_months_end(
        self, october: October, monkeypatch: pytest.MonkeyPatch, column: str, day: date
    ) -> None:
        monkeypatch.setattr(october.town.street, column, day)
        with refused("不是现行区划", status=409):
            hand_in_as(october, "street")


class TestLarge:
    """A large region's month is worked out after it was handed in, as known at that moment."""

    @pytest.fixture
    def large(self, october: October, monkeypatch: pytest.MonkeyPatch) -> October:
        monkeypatch.setattr(rate_reports, "AT_ONCE", 1)
        return october

    @pytest.mark.parametrize("level", ["street", "district", "city"])
    def test_it_is_formed_part_by_part_to_the_same_digest_whatever_came_meanwhile(self, large: October, clock: Clock, level: str) -> None:
        report = hand_in_as(large, level)
        assert not report.lines.exists()
        clock(HANDED_IN + timedelta(hours=1))
        visited_late(large)
        turns = 1
        while not form_next(report):
            turns += 1
        assert turns == (2 if level == "city" else 1)
        assert report.lines.get(parent=None).visited == (1 if level == "street" else 2)
        report = RateReport.objects.get(pk=report.pk)
        assert check(report) == [] and form_next(report)

    def test_until_then_it_cannot_be_corrected(self, large: October) -> None:
        hand_in_as(large, "street")
        with refused("还在形成", status=409):
            hand_in_as(large, "street", reason="补录一次探访", corrects=1)
