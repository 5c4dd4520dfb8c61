"""`manage.py rates`: hand in, list, verify, compare; what is wrong is said and the exit code tells."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.acts import act
from audit.testing import guards_down
from casework.models import Case, RateLine, RateReport, RateSeal
from casework.queries.rates_lines import digest_of
from casework.services import rate_reports
from tests.casework.rates.conftest import HANDED_IN, Clock, October
from tests.casework.rates.test_beside_the_rate import declines
from tests.factories.permissions import TESTER

from .test_differences import annulled, moved
from .test_frozen_reports import hand_in_as, visited_late

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rates", *arguments, stdout=out)
    return out.getvalue()


def frozen(october: October, *more: str) -> str:
    return told("freeze", "--region", october.town.street.code, "--month", "2026-10", "--user", october.clerk.username, *more)


def test_freeze_prints_every_line_and_the_digest(october: October) -> None:
    printed = frozen(october)
    street = october.town.street
    assert f"{street.code}\t{street.name}\t2\t1\t1\t0\t0\t0" in printed
    assert printed.rstrip().endswith(RateReport.objects.get().seal.digest)
    with pytest.raises(CommandError, match="已由街道经办"):
        frozen(october)
    assert "第1次更正" in frozen(october, "--correct", "补录一次探访")


def test_freeze_waits_for_a_large_region(october: October, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_reports, "AT_ONCE", 0)
    assert "摘要 sha256" in frozen(october)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--region", "无"], "没有代码为"), (["--user", "无"], "没有用户名为"), (["--month", "十月"], "写法不对"),
        (["--month", "2026-11"], "还没有结束"), (["--month", "2025-03"], "不必报出"), (["--correct", "补录一次"], "还没有报出，不能更正"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(october: October, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        frozen(october, *arguments)
    assert not RateReport.objects.exists()


def test_verify_names_the_broken_report_and_fails(october: October) -> None:
    hand_in_as(october, "street")
    hand_in_as(october, "community")
    assert "核对2份月报，摘要全部相符" in told("verify")
    with guards_down(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE casework_ratereport SET by_name = '某某' WHERE region_id = {october.town.street.pk}")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="核对2份月报，1份不符"):
        call_command("rates", "verify", stdout=io.StringIO(), stderr=errors)
    assert errors.getvalue().startswith("体育中心街道2026年10月月报的内容与报出时的摘要不符")
    assert "核对1份月报" in told("verify", "--region", october.town.community.code, "--month", "2026-10")
    with pytest.raises(CommandError, match="摘要不符"):
        call_command("rates", "compare", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize("level", ["street", "city"])
def test_whatever_came_since_history_gives_what_was_handed_in(october: October, clock: Clock, level: str) -> None:
    hand_in_as(october, level)
    clock(HANDED_IN + timedelta(days=1))
    visited_late(october)
    annulled(october)
    declines(october, october.next_street)
    moved(october, october.missed, october.town.far_community, date(2026, 10, 1))
    with act(TESTER, "correct_end"):
        Case.objects.filter(pk=october.seen.pk).update(obligations_end_on=date(2026, 10, 20))
    assert "2人有差异" in told("compare"), "who declines in November was owed in October"
    assert "摘要全部相符，重新计算结果一致" in told("verify", "--recompute")


def test_figures_that_history_does_not_give_are_named_though_the_digest_agrees(october: October) -> None:
    report = hand_in_as(october, "street")
    line = report.lines.get(region=october.town.community)
    with guards_down():
        for one in (line, report.lines.get(parent=None)):
            RateLine._base_manager.filter(pk=one.pk).update(visited=2)
        RateLine._base_manager.filter(pk=line.pk).update(elders=line.elders.replace('"owed"', '"owed,visited"'))
        lines = list(RateLine.objects.filter(report=report))
        RateSeal._base_manager.filter(report=report).update(digest=digest_of(report, lines))
    assert "相符" in told("verify")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1份不符"):
        call_command("rates", "verify", "--recompute", stdout=io.StringIO(), stderr=errors)
    assert "有1人与冻结的名单不同" in errors.getvalue()


def test_compare_lists_units_then_and_now_and_names_for_who_sees_them(october: October, clock: Clock) -> None:
    hand_in_as(october, "street")
    assert "没有差异" in told("compare")
    clock(HANDED_IN + timedelta(days=1))
    visited_late(october)
    printed = told("compare", "--region", october.town.street.code)
    assert "1人有差异" in printed and "宾水社区\t已访 1 → 2，足额 1 → 2\t涉及1人" in printed
    number = october.missed.number
    assert f"    {number}\t补记了探访" in printed and "李桂英" not in printed
    assert f"{number}\t李桂英\t补记了探访" in told("compare", "--user", october.clerk.username)
    assert "李桂英" not in told("compare", "--user", october.clerk_elsewhere.username)


def test_list_says_how_each_stands(october: October) -> None:
    hand_in_as(october, "street")
    assert told("list", "--month", "2026-10") == "体育中心街道2026年10月月报\t已报\t街道经办\t2026-11-03 10:30\n"
    assert told("list", "--month", "2026-09") == ""
