"""What every tick does for monthly reports: the next part of a large one, and what has not been compared for a day."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from casework.models import RateReport
from casework.queries.rates_lines import parts_of
from casework.queries.rates_reports import counting, last_months
from casework.services.rate_reports import compare, form_next
from permissions.models import Region
from workflows.effects import sweep

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
    since = last_months(now.date())[-1]
    looked = Coalesce("comparison__compared_at", "handed_in_at")
    rows = counting().filter(seal__isnull=False, month_on__gte=since).annotate(looked_at=looked)
    due = rows.filter(Q(looked_at__lt=now - COMPARED_EVERY) | Q(comparison__wanted_at__gt=F("looked_at")))
    begun, count = time.monotonic(), 0
    for report in due.order_by(F("comparison__wanted_at").desc(nulls_last=True), "looked_at", "pk")[:50]:
        compare(report, parts=_next_part(report, now), now=now)
        count += 1
        if time.monotonic() - begun > SECONDS_A_TICK:
            break
    return count


def _next_part(report: RateReport, now: datetime) -> list[Region]:
    """Give the part that was compared longest ago; the city goes district by district, so that no tick takes minutes."""
    row = getattr(report, "comparison", None)
    kept = row.parts if row is not None else {}
    return sorted(parts_of(report.region, report.month_on), key=lambda part: kept.get(str(part.pk), {}).get("at", ""))[:1]
