"""月报 as pages: who finds them, what they say, where a number leads, and what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from audit.testing import guards_down
from casework.models import Case, RateComparison, RateLine, RateReport
from casework.services import rate_reports
from casework.services.rate_reports import compare
from permissions.models import Region
from tests.casework.rates.conftest import HANDED_IN, Clock, October
from tests.factories.active import active_case
from tests.pages.conftest import signed_in
from tests.reports.reading import pdf_text

from .test_differences import moved
from .test_frozen_reports import OCTOBER, hand_in_as, visited_late

pytestmark = pytest.mark.django_db


def text(october: October, who: str, path: str, **query: Any) -> str:
    answer = signed_in(getattr(october, who)).get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def month(region: Region) -> str:
    return reverse("rate-month", args=[region.code, "2026-10"])


def line_of(report: RateReport, region: Region) -> RateLine:
    found: RateLine = report.lines.get(region=region)
    return found


class TestHandingIn:
    def test_the_clerk_goes_from_progress_to_the_month_and_hands_it_in(self, october: October) -> None:
        street = october.town.street
        client = signed_in(october.clerk)
        assert month(street) in client.get(f"/regions/{street.code}/", {"month": "2026-10"}).content.decode()
        page = client.get(month(street)).content.decode()
        assert "未报" in page and "报出10月月报" in page and "50.0%" in page
        answer = client.post(month(street))
        report = RateReport.objects.get()
        assert answer.status_code == 302 and answer.headers["Location"] == reverse("rate-report", args=[report.pk])
        told = client.get(answer.headers["Location"]).content.decode()
        assert "已报出体育中心街道2026年10月月报" in told and report.seal.digest in told and "核对相符" in told

    def test_a_second_press_says_who_was_first_and_keeps_the_first(self, october: October) -> None:
        hand_in_as(october, "street")
        answer = signed_in(october.officer).post(month(october.town.street))
        assert answer.status_code == 409 and "已由街道经办于2026年11月3日 10:30报出" in answer.content.decode()
        assert RateReport.objects.count() == 1

    def test_a_correction_without_a_reason_is_refused_beside_its_field(self, october: October) -> None:
        hand_in_as(october, "street")
        client = signed_in(october.clerk)
        assert "更正再报" in client.get(month(october.town.street)).content.decode()
        answer = client.post(month(october.town.street), {"corrects": 1, "reason": "补"})
        assert answer.status_code == 400 and answer.context["form"].errors["reason"] == ["请写明更正原因（至少4个字）"]
        assert 'value="1"' in answer.content.decode() and "补</textarea>" in answer.content.decode()
        assert client.post(month(october.town.street), {"corrects": 1, "reason": "补录一次探访"}).status_code == 302
        page = text(october, "clerk", reverse("rate-report", args=[RateReport.objects.get(number=1).pk]))
        assert "这份月报已有更正" in page and "补录一次探访" in page

    @pytest.mark.parametrize("wrong", ["-1", "一", "99999999999999999999"])
    def test_a_number_that_is_none_is_refused_and_nothing_breaks(self, october: October, wrong: str) -> None:
        hand_in_as(october, "street")
        answer = signed_in(october.clerk).post(month(october.town.street), {"corrects": wrong, "reason": "补录一次探访"})
        assert answer.status_code == 400 and "没有报出" in answer.content.decode()

    def test_who_only_reads_is_offered_nothing_to_press_and_refused_if_pressed(self, october: October) -> None:
        for who in ("district", "auditor"):
            page = text(october, who, month(october.town.street))
            assert "报出10月月报" not in page and "由本级的街道经办或街道负责人报出" in page
            assert signed_in(getattr(october, who)).post(month(october.town.street)).status_code == 403

    @pytest.mark.parametrize(("asked", "status"), [("2026-11", 409), ("2026-12", 409), ("2026-13", 400), ("十月", 400), ("2026-1-1", 400)])
    def test_a_month_that_is_not_over_or_none(self, october: October, asked: str, status: int) -> None:
        path = reverse("rate-month", args=[october.town.street.code, asked])
        assert signed_in(october.clerk).post(path).status_code == status

    def test_a_month_of_nobody_says_there_is_nothing_to_report(self, october: October) -> None:
        answer = signed_in(october.clerk).post(reverse("rate-month", args=[october.town.street.code, "2025-03"]))
        assert answer.status_code == 422 and "不必报出" in answer.content.decode()


class TestList:
    def test_the_months_and_how_they_stand(self, october: October, clock: Clock) -> None:
        path = reverse("rate-months-of", args=[october.town.street.code])
        assert "核对并报出" in text(october, "clerk", path) and "核对并报出" not in text(october, "auditor", path)
        report = hand_in_as(october, "street")
        hand_in_as(october, "community")
        page = signed_in(october.clerk).get(path)
        rows = {row.month: (row.standing, done) for row, done in page.context["rows"]}
        assert rows[OCTOBER] == ("已报", 1) and len(rows) == 13
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)
        assert "有变动，待比对" in text(october, "clerk", path)
        compare(report)
        told = text(october, "clerk", path)
        assert "有差异" in told and reverse("rate-differences", args=[report.pk]) in told

    def test_the_street_sees_which_of_its_communities_have_handed_in(self, october: October) -> None:
        hand_in_as(october, "community")
        page = signed_in(october.clerk).get(month(october.town.street))
        assert [(unit.name, standing) for unit, _, standing in page.context["units"]] == [("宾水社区", "已报"), ("时代社区", "无应访")]

    def test_without_a_place_named_one_finds_the_own(self, october: October) -> None:
        for who, name in (("worker", "宾水社区"), ("clerk", "体育中心街道"), ("district", "南开区"), ("city_officer", "天津市")):
            assert f"{name}探访率月报" in text(october, who, "/rates/")


class TestReading:
    def test_from_the_city_down_to_the_names(self, october: October) -> None:
        report, town = hand_in_as(october, "city"), october.town
        path = reverse("rate-report", args=[report.pk])
        assert "南开区" in text(october, "auditor", path)
        assert "体育中心街道" in text(october, "auditor", path, unit=line_of(report, town.district).pk)
        street = text(october, "auditor", path, unit=line_of(report, town.street).pk)
        names = reverse("rate-names", args=[report.pk, line_of(report, town.community).pk, "missing"])
        assert "宾水社区" in street and names in street
        listed = text(october, "auditor", names)
        assert "李桂英" in listed and "张秀兰" not in listed

    @pytest.mark.parametrize(
        ("which", "named"),
        [
            ("owed", {"张秀兰", "李桂英"}), ("visited", {"张秀兰"}), ("missing", {"李桂英"}), ("floor_met", {"张秀兰"}),
            ("unmet", {"李桂英"}), ("suspended", set()),
        ],
    )  # fmt: skip
    def test_every_number_leads_to_those_it_counted(self, october: October, clock: Clock, which: str, named: set[str]) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)  # the list is the one of then
        page = text(october, "clerk", reverse("rate-names", args=[report.pk, line_of(report, october.town.street).pk, which]))
        assert {name for name in ("张秀兰", "李桂英", "王淑珍") if name in page} == named

    def test_a_restricted_elder_is_counted_but_not_named(self, october: October) -> None:
        report = hand_in_as(october, "street")
        Case._base_manager.filter(pk=october.missed.pk).update(is_restricted=True)
        path = reverse("rate-names", args=[report.pk, line_of(report, october.town.street).pk, "missing"])
        page = text(october, "clerk", path)
        assert "李桂英" not in page and "1人不在您可查看的范围内" in page
        assert "李桂英" in text(october, "district", path)

    @pytest.mark.parametrize("unit", ["9" * 30, "x", "-1"])
    def test_a_unit_that_is_none_breaks_nothing(self, october: October, unit: str) -> None:
        report = hand_in_as(october, "street")
        answer = signed_in(october.clerk).get(reverse("rate-report", args=[report.pk]), {"unit": unit})
        assert answer.status_code in (200, 404)

    def test_a_broken_digest_is_said_aloud_on_every_page_of_it(self, october: October) -> None:
        report = hand_in_as(october, "street")
        with guards_down(), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_rateline SET visited = owed WHERE level = 'community'")
        for name in ("rate-report", "rate-differences"):
            page = text(october, "clerk", reverse(name, args=[report.pk]))
            assert 'role="alert"' in page and "摘要不符，这份月报不能再作为依据" in page and "核对相符" not in page
        compare(report)
        assert "摘要不符" in text(october, "clerk", reverse("rate-months-of", args=[october.town.street.code]))

    def test_a_large_report_says_that_it_is_being_formed(self, october: October, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
        report = hand_in_as(october, "street")
        assert "正在按报出时" in text(october, "clerk", reverse("rate-report", args=[report.pk]))
        for name in ("rate-differences", "rate-report-pdf"):
            assert signed_in(october.clerk).get(reverse(name, args=[report.pk])).status_code == 404

    def test_printed_it_holds_figures_and_digest_and_no_name_of_an_elder(self, october: October) -> None:
        report = hand_in_as(october, "street")
        answer = signed_in(october.clerk).get(reverse("rate-report-pdf", args=[report.pk]))
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
        printed = pdf_text(answer.content)
        assert "体育中心街道特殊困难老年人探访率2026年10月月报" in printed and "宾水社区" in printed and "50.0%" in printed
        assert report.seal.digest in printed.replace("\n", "") and "李桂英" not in printed
        assert Entry.objects.filter(action="print_rate_report", chain=report.chain).count() == 1


class TestDifferences:
    def test_then_and_now_down_to_the_names_and_the_cause(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "street"), october.town
        path = reverse("rate-differences", args=[report.pk])
        assert "与报出时一致" in text(october, "clerk", path)
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)
        page = text(october, "clerk", path)
        assert "已访 1 → <b>2</b>" in page and "1人" in page
        names = reverse("rate-differing-names", args=[report.pk, "community", town.community.pk])
        assert names in page
        listed = text(october, "clerk", names)
        assert "李桂英" in listed and "补记了探访" in listed and "宾水社区：应访、已访、足额" in listed and "张秀兰" not in listed

    def test_moved_responsibility_is_listed_in_both_communities(self, october: October, clock: Clock) -> None:
        report, town = hand_in_as(october, "street"), october.town
        clock(HANDED_IN + timedelta(days=1))
        moved(october, october.missed, town.next_community, OCTOBER)
        for place in (town.community, town.next_community, town.street):
            page = text(october, "clerk", reverse("rate-differing-names", args=[report.pk, place.level, place.pk]))
            assert "李桂英" in page and "属地有更正" in page and "宾水社区：应访" in page and "时代社区：应访" in page

    def test_who_may_not_see_the_elder_sees_that_there_is_one(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)
        Case._base_manager.filter(pk=october.missed.pk).update(is_restricted=True)
        page = text(october, "clerk", reverse("rate-differing-names", args=[report.pk, "street", october.town.street.pk]))
        assert "李桂英" not in page and "1人不在您可查看的范围内" in page

    def test_compared_again_at_the_press_of_a_button(self, october: October, clock: Clock) -> None:
        report = hand_in_as(october, "street")
        clock(HANDED_IN + timedelta(days=1))
        visited_late(october)
        client, path = signed_in(october.clerk), reverse("rate-compare", args=[report.pk])
        assert client.get(path).status_code == 405
        assert "1人有差异" in client.post(path, follow=True).content.decode()
        assert RateComparison.objects.get(report=report).elders == 1

    def test_of_a_large_region_the_worker_is_asked(self, october: October, monkeypatch: pytest.MonkeyPatch) -> None:
        report = hand_in_as(october, "street")
        monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
        client = signed_in(october.clerk)
        assert "还没有比对过" in client.get(reverse("rate-differences", args=[report.pk])).content.decode()
        assert "已交后台比对" in client.post(reverse("rate-compare", args=[report.pk]), follow=True).content.decode()
        assert RateComparison.objects.get(report=report).wanted_at == timezone.now()


class TestSight:
    SEES = {
        "community": {"worker", "clerk", "officer", "district", "city_officer", "auditor"},
        "street": {"clerk", "officer", "district", "city_officer", "auditor"},
        "district": {"district", "city_officer", "auditor"},
        "city": {"city_officer", "auditor"},
    }  # fmt: skip
    EVERYBODY = (
        "worker", "grid_worker", "recorder", "clerk", "officer", "district", "city_officer", "auditor", "archivist", "worker_next_door",
        "clerk_elsewhere", "district_elsewhere",
    )  # fmt: skip

    @pytest.mark.parametrize("level", SEES)
    def test_a_report_is_seen_from_its_place_and_above_and_from_nowhere_else(self, october: October, level: str) -> None:
        report = hand_in_as(october, level)
        line = report.lines.get(parent=None)
        paths = [
            *(reverse(name, args=[report.pk]) for name in ("rate-report", "rate-differences", "rate-report-pdf")),
            month(report.region), reverse("rate-months-of", args=[report.region.code]),
        ]  # fmt: skip
        paths += [reverse("rate-names", args=[report.pk, line.pk, "owed"])] if level in ("community", "street") else []
        for who in self.EVERYBODY:
            client, status = signed_in(getattr(october, who)), 200 if who in self.SEES[level] else 404
            assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, status), who
            answer = client.post(reverse("rate-compare", args=[report.pk])).status_code
            assert answer == (302 if status == 200 else 404)


class TestCosts:
    def test_no_page_asks_more_where_more_elders_are(self, october: October) -> None:
        report = hand_in_as(october, "street")
        line = line_of(report, october.town.street)
        paths = {
            "/rates/": 25, month(october.town.street): 30, reverse("rate-report", args=[report.pk]): 25,
            reverse("rate-differences", args=[report.pk]): 40, reverse("rate-names", args=[report.pk, line.pk, "owed"]): 20,
        }  # fmt: skip
        few = {path: self._queries(october, path) for path in paths}
        for _ in range(3):
            active_case(october)
        hand_in_as(october, "community")
        many = {path: self._queries(october, path) for path in paths}
        assert many == few
        assert {path: count for path, count in many.items() if count > paths[path]} == {}

    @staticmethod
    def _queries(october: October, path: str) -> int:
        client = signed_in(october.clerk)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)
