"""A round of screening ends with its half-year: street and district are told once what is not finished, with the way to the names."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from casework.effects.duties import once
from casework.models import Screening
from casework.models.screening import SCREENING_OPEN
from casework.queries.unfinished import last_day_of, of_round, rounds_near
from permissions.roles import Role
from workflows.effects import sweep
from workflows.models import Outbox
from workflows.rules.dates import in_words, period_in_words

TOLD_FOR = timedelta(days=31)  # a system set up later does not report the rounds of its past


@sweep("screening_round_over")
def report_unfinished(now: datetime) -> int:
    """Tell each street and its district how many of the round that is over have no result (flows.md D1)."""
    today = timezone.localdate(now)
    name = rounds_near(today)[1]
    end = last_day_of(name)
    if today - end > TOLD_FOR:
        return 0
    told = 0
    for column, role in (("street_id", Role.STREET_CLERK), ("district_id", Role.DISTRICT_OFFICER)):
        rows = Screening.objects.filter(of_round(name), state__in=SCREENING_OPEN).order_by()
        for place, count in rows.values_list(column).annotate(count=Count("pk")).order_by(column):
            if once("region", place, f"round:{role.value}", end.toordinal(), now):
                body = f"{period_in_words(name)}摸底排查已于{in_words(end)}截止，还有{count}人没有结论，请在“摸排进度”中查看名单并办结"
                Outbox.objects.create(
                    kind="round_over", role=role.value, region_id=place, body=body, created_at=now, next_try_at=now
                )  # fmt: skip
                told += 1
    return told
