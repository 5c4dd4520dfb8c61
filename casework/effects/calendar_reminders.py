"""A year without its days off, or with some of them: whoever may enter them is told once a month, from when the notice usually comes."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from casework.effects.duties import once
from permissions.models import Region
from permissions.roles import Role
from workflows.effects import sweep
from workflows.holidays import warnings_by_year
from workflows.models import Outbox
from workflows.overlays import keep_fresh
from workflows.rules.dates import month_of


@sweep("calendar_reminders")
def remind_of_missing_year(now: datetime) -> int:
    """Tell the configurators of every district what the calendar lacks, once a month."""
    today = timezone.localdate(now)
    keep_fresh()
    told = 0
    for year, sentence in warnings_by_year(today).items():
        if not once("calendar", year, "missing", month_of(today)[0].toordinal(), now):
            continue
        districts = Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None).values_list("pk", flat=True)
        Outbox.objects.bulk_create(
            Outbox(
                kind="calendar", role=Role.DISTRICT_CONFIGURATOR.value, region_id=pk, body=sentence[:300], created_at=now, next_try_at=now
            )
            for pk in districts
        )
        told += 1
    return told
