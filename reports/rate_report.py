"""Printing a monthly report as it was handed in: figures alone, never a name; every print is an entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from django.utils import timezone

from audit.acts import act
from casework.models import RateLine, RateReport
from casework.queries.places import BELOW
from casework.queries.rates_judged import COLUMNS
from casework.services.rate_reports import check
from permissions.models import Account
from permissions.scope import reach_of
from reports.pdf.archival import Issued
from reports.pdf.register import Column, Register, TakenOutBy, render_register
from reports.pdf.text import Align
from workflows.rules.dates import moment_in_words

TITLES = (
    Column("单位", 3.2, Align.LEFT), Column("应访"), Column("已访"), Column("未访"), Column("月探访率", 1.2), Column("足额"),
    Column("暂停"), Column("其中短期", 1.2), Column("不愿意"),
)  # fmt: skip
DEFINITION = (
    "月探访率＝当月至少完成一次探访的人数÷当月有探访义务的人数；足额＝当月到期的各项义务都完成；暂停和不愿意的不计入；"
    "其中短期＝跨月末且不足所在区规定天数的暂停。"
)


def print_report(report: RateReport, *, actor: Account, out: BinaryIO) -> Issued:
    """Print a sealed report, its digest under the last row; one that no longer agrees with it says so in print too."""
    with act(actor, "print_rate_report", chain=report.chain) as frame:
        issued = render_register(_register(report, actor), out=out)
        frame.detail("report", str(report))
        frame.detail("sha256", issued.sha256)
    return issued


def _register(report: RateReport, actor: Account) -> Register:
    at, faults = timezone.localtime(report.handed_in_at), check(report)
    remarks = [f"{report.by_office}　{report.by_name}　{moment_in_words(at)}报出"]
    if report.reason:
        remarks.append(f"更正原因：{report.reason}")
    judged = "不符，不能作为依据" if faults else "核对相符"
    notes = [DEFINITION, f"摘要 SHA-256 {report.seal.digest}（{judged}），规则{report.seal.rule_version}"]
    taken = TakenOutBy(actor.display_name, reach_of(actor).summary, timezone.localtime())
    title = f"{report.region.name}特殊困难老年人探访率{report.title}"
    return Register(title, TITLES, _rows(report), taken, tuple(remarks), (*notes, *faults))


def _rows(report: RateReport) -> Iterator[tuple[str, ...]]:
    """Give the units as a tree, each under what it lies in."""
    below: dict[tuple[str | None, int | None], list[RateLine]] = defaultdict(list)
    for line in RateLine.objects.filter(report=report).defer("elders"):
        below[line.level, line.parent_id].append(line)

    def walk(line: RateLine, depth: int) -> Iterator[tuple[str, ...]]:
        owed, visited, floor_met, *rest = (getattr(line, column) for column in COLUMNS)
        rate = f"{line.percent:.1f}%" if owed else "无应访"
        yield ("　" * depth + line.name, *map(str, (owed, visited, line.missing, rate, floor_met, *rest)))
        for one in below[BELOW.get(line.level), line.region_id]:
            yield from walk(one, depth + 1)

    top = below[report.region.level, None][0]
    return walk(top, 0)
