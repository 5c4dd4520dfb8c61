"""Which months of a region were handed in, how they stand, and what beneath it was; a list costs the same whatever lies behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from casework.models import Obligation, RateReport
from casework.queries.places import BELOW
from casework.queries.rates import FIGURE_ROLES
from casework.queries.rates_lines import standing_on
from permissions.access import roles_at
from permissions.models import Region
from workflows.rules.dates import month_of, months_before

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class MonthRow:
    """One month of a region on the list: the report that counts, if any, and whether later facts changed it."""

    month: date
    report: RateReport | None
    is_over: bool
    is_stirred: bool

    @property
    def standing(self) -> str:
        """Say how the month stands: 未报, 已报, 有差异 and what lies between."""
        if not self.is_over:
            return "月未结束"
        if self.report is None:
            return "未报"
        return standing_of(self.report, is_stirred=self.is_stirred)


def standing_of(report: RateReport, *, is_stirred: bool = False) -> str:
    """Say how a report stands."""
    if getattr(report, "seal", None) is None:
        return "正在形成"
    compared = getattr(report, "comparison", None)
    if compared is not None and not compared.is_intact:
        return "摘要不符"
    if compared is not None and compared.elders:
        return "有差异"
    return "有变动，待比对" if is_stirred else "已报"


def counting() -> QuerySet[RateReport]:
    """Give the reports that no later correction replaces."""
    later = RateReport.objects.filter(region=OuterRef("region"), month_on=OuterRef("month_on"), number__gt=OuterRef("number"))
    rows: QuerySet[RateReport] = RateReport.objects.filter(~Exists(later)).select_related("region", "seal", "comparison")
    return rows


def report_for(user: Any, pk: int) -> RateReport | None:
    """Find a report that a person may see: of a region within the person's own; what is not there and what is not seen alike."""
    rows = RateReport.objects.select_related("region__parent__parent__parent", "seal", "comparison")
    report: RateReport | None = rows.filter(pk=pk).first()
    return report if report is not None and roles_at(user, report.region) & FIGURE_ROLES else None


def latest(region: Region, month: date) -> RateReport | None:
    """Find the report that counts for a region's month."""
    found: RateReport | None = counting().filter(region=region, month_on=month).first()
    return found


def versions(report: RateReport) -> list[RateReport]:
    """List every handing-in of the same region and month, the first one first."""
    rows = RateReport.objects.filter(region=report.region_id, month_on=report.month_on).select_related("seal")
    return list(rows.order_by("number"))


def last_months(today: date, count: int = MONTHS_SHOWN) -> list[date]:
    """Give the month under way and those before it, the newest first."""
    first = month_of(today)[0]
    return [day for back in range(count + 1) if (day := months_before(first, back)) is not None]


def months_of(region: Region, today: date) -> list[MonthRow]:
    """List a region's months in three queries."""
    months = last_months(today)
    reports = {one.month_on: one for one in counting().filter(region=region, month_on__in=months)}
    stirred = _stirred(region, {month: _looked_at(one) for month, one in reports.items()})
    return [MonthRow(month, reports.get(month), month_of(month)[1] < today, month in stirred) for month in months]


def _looked_at(report: RateReport) -> datetime:
    compared = getattr(report, "comparison", None)
    moment: datetime = compared.compared_at if compared is not None and compared.compared_at else report.handed_in_at
    return moment


def _stirred(region: Region, since: dict[date, datetime]) -> set[date]:
    """Find the months whose ledger of duty has changed since a moment: a late visit shows before anything is compared.

    For a street or a community only: a district's year is a million rows, and is compared every day.
    """
    if region.level not in (Region.Level.STREET, Region.Level.COMMUNITY):
        return set()
    periods = {f"{month:%Y-%m}": month for month in since}
    rows: Any = Obligation.objects.filter(**{f"{region.level}_id": region.pk}, period__in=list(periods)).order_by()
    newest = rows.values_list("period").annotate(at=Max("computed_at"))
    return {periods[period] for period, at in newest if at > since[periods[period]]}


def beneath(region: Region, month: date) -> list[tuple[Region, RateReport | None]]:
    """List the units below a region that stood in the month, with the report of each."""
    below = BELOW.get(region.level)
    if below is None:
        return []
    units = list(Region.objects.filter(standing_on(month_of(month)[1]), parent=region, level=below, is_habitable=True).order_by("code"))
    reports = {one.region_id: one for one in counting().filter(region__in=units, month_on=month)}
    return [(unit, reports.get(unit.pk)) for unit in units]


def handed_in_beneath(region: Region, months: Sequence[date]) -> dict[date, int]:
    """Count, month by month, the units below a region that have handed in."""
    below = BELOW.get(region.level)
    rows: Any = RateReport.objects.filter(region__parent=region, region__level=below, month_on__in=months, number=1).order_by()
    return dict(rows.values_list("month_on").annotate(units=Count("pk")))
