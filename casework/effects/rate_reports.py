"""What every tick does for monthly reports: the next part of a large one, and what has not been compared for a day."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.models import RateComparison, RateReport
from casework.queries.rates_lines import parts_of
from casework.queries.rates_reports import counting, last_months
from casework.services.rate_reports import OFFICES, compare, form_next
from permissions.models import Region
from permissions.roles import Role
from workflows.effects import sweep
from workflows.models import Outbox

COMPARED_EVERY = timedelta(days=1)
SECONDS_A_TICK = 2.0  # incidents wait for the same tick


@sweep("form_rate_reports")
def form_rate_reports(now: datetime) -> int:
    """Work out one more part (a district at most) of the oldest report that is not sealed yet."""
    report = RateReport.objects.filter(seal=None).select_related("region").order_by("handed_in_at").first()
    if report is None:
        return 0
    form_next(report)
    return 1


@sweep("compare_rate_reports")
def compare_rate_reports(now: datetime) -> int:
    """Compare the reports of the last year with what is known since, each once a day, those asked for first; a little at a tick."""
    since = last_months(timezone.localdate(now))[-1]
    looked = Coalesce("comparison__compared_at", "handed_in_at")
    rows = counting().filter(seal__isnull=False, month_on__gte=since).annotate(looked_at=looked)
    due = rows.filter(Q(looked_at__lt=now - COMPARED_EVERY) | Q(comparison__wanted_at__gt=F("looked_at")))
    begun, count = time.monotonic(), 0
    for report in due.order_by(F("comparison__wanted_at").desc(nulls_last=True), "looked_at", "pk")[:50]:
        _compare_and_tell(report, now)
        count += 1
        if time.monotonic() - begun > SECONDS_A_TICK:
            break
    return count


def _compare_and_tell(report: RateReport, now: datetime) -> None:
    """Compare a part, and tell those who hand in for the region where another number differs; of a broken digest the auditors too."""
    before = RateComparison.objects.filter(report=report).values_list("elders", "is_intact").first() or (0, True)
    compare(report, parts=_next_part(report, now), now=now)
    after = RateComparison.objects.get(report=report)
    if after.elders and after.elders != before[0]:
        _tell(report, f"{report}报出后有{after.elders}人的记录变化，请查看差异，确需改动的作为更正再报", now)
    if before[1] and not after.is_intact:
        _tell(report, f"{report}的内容与报出时的摘要不符，不能再作为依据，请立即核查", now, Role.AUDITOR, Role.AUDIT_ADMIN)


def _tell(report: RateReport, body: str, now: datetime, *watching: Role) -> None:
    city = report.region.lineage[-1]
    told = [(role, report.region) for role in OFFICES[report.region.level]] + [(role, city) for role in watching]
    rows = [Outbox(kind="rate_report", role=role.value, region=at, body=body, created_at=now, next_try_at=now) for role, at in told]
    Outbox.objects.bulk_create(rows)


def _next_part(report: RateReport, now: datetime) -> list[Region]:
    """Give the part that was compared longest ago; the city goes district by district, so that no tick takes minutes."""
    row = getattr(report, "comparison", None)
    kept = row.parts if row is not None else {}
    return sorted(parts_of(report.region, report.month_on), key=lambda part: kept.get(str(part.pk), {}).get("at", ""))[:1]
