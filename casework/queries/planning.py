"""Which cases a planning of a month takes, and which months nobody has planned."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from casework.models import LivingPeriod, MonthPlan, Obligation
from casework.queries.obligations import owing
from casework.queries.places import within
from permissions.models import Region
from workflows.rules.dates import MONTHS_A_YEAR, month_of, months_after


def owing_then(region: Region, last: date) -> Q:
    """Narrow cases to those whose duties of a period are the region's: where they lie, or where they lay on its last day. 依据: G15"""
    if last >= timezone.localdate() or region.level == Region.Level.CITY:
        return owing(last, region)
    then = LivingPeriod.objects.filter(Q(until_on=None) | Q(until_on__gte=last), case_id=OuterRef("pk"), from_on__lte=last)
    here = Exists(then.filter(within(region))) | (~Exists(then) & within(region))
    return owing(last) & here


def months_unplanned(today: date) -> list[tuple[Region, list[date]]]:
    """List, district by district, the months that nobody has planned: this one, and every one missed since its ledger of duty began."""
    current = month_of(today)[0]
    planned: dict[int, set[str]] = defaultdict(set)
    for district_id, period in MonthPlan.objects.filter(period__lte=f"{current:%Y-%m}").values_list("district_id", "period"):
        planned[district_id].add(period)
    found = []
    for district in Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None).order_by("code"):
        done = planned[district.pk]
        first = min(done) if done else _first_period(district)
        months = [month for month in _months_from(first, current) if f"{month:%Y-%m}" not in done]
        if months:
            found.append((district, months))
    return found


def _first_period(district: Region) -> str | None:
    """Find the first month for which the district kept a duty before it ever planned one."""
    rows = Obligation.objects.filter(district=district, kind=Obligation.Kind.VISIT)
    return rows.aggregate(first=Min("period"))["first"]  # type: ignore[no-any-return]


def _months_from(first: str | None, current: date) -> list[date]:
    begins = min(current, date(int(first[:4]), int(first[5:]), 1)) if first else current
    count = (current.year - begins.year) * MONTHS_A_YEAR + current.month - begins.month + 1
    return [month for month in (months_after(begins, place) for place in range(count)) if month is not None]
