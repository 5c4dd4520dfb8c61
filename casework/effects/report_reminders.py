"""Reminds of monthly reports whose day has passed: once a month whoever hands them in, and the level above of how many have not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from casework.effects.duties import once
from casework.queries.reports_due import due_by, levels_below, months_over, units_within, unreported
from casework.services.rate_reports import OFFICES
from permissions.models import Region
from permissions.regions import LEVELS
from workflows.effects import sweep
from workflows.models import Outbox, TimerRun
from workflows.rules.dates import in_words, period_in_words


@sweep("remind_of_month_reports")
def remind_of_month_reports(now: datetime) -> int:
    """Tell each district, and the city, once a month who has not handed in last month's report after its day. 依据: 35号 一; G4

    What is older stays in the queues until it is handed in; it is not told again.
    """
    today = timezone.localdate(now)
    month = months_over(today, 1)[0]
    had = TimerRun.objects.filter(flow="rate_report", timer="unreported", cycle=month.toordinal()).values_list("subject_id", flat=True)
    told = 0
    for top in Region.objects.filter(level__in=("city", "district"), valid_until_on=None).exclude(pk__in=had).order_by("code"):
        due = due_by(month, top.code if top.level == Region.Level.DISTRICT else None)
        if today > due:
            told += _turn(top, month, due, now)
    return told


def _turn(top: Region, month: date, due: date, now: datetime) -> int:
    """Write a district's messages with its turn, all or none; the city's speak of the city and of its districts."""
    levels = (top.level, "district") if top.level == Region.Level.CITY else (top.level, *levels_below(top))
    with transaction.atomic():
        if not once("rate_report", top.pk, "unreported", month.toordinal(), now):
            return 0
        missing = [unit for level in levels for unit in unreported(units_within(top, level), [month], [level])]
        # a district is told of itself in its own turn, not in the city's
        own = [unit for unit in missing if top.level != Region.Level.CITY or unit.pk == top.pk]
        rows = [*_to_whoever_hands_in(own, month, due), *_to_those_above(top, missing, month, due)]
        Outbox.objects.bulk_create(
            (
                Outbox(kind="rate_report", role=role, region_id=at, body=body[:300], created_at=now, next_try_at=now)
                for role, at, body in rows
            ),
            batch_size=500,
        )
    return len(rows)


def _to_whoever_hands_in(units: Iterable[Region], month: date, due: date) -> Iterator[tuple[str, int, str]]:
    for unit in units:
        body = f"{unit.name}{_words(month)}月报应于{in_words(due)}前报出，现在还没有报出，请核对后报出"
        yield from ((role.value, unit.pk, body) for role in OFFICES[unit.level])


def _to_those_above(top: Region, missing: Iterable[Region], month: date, due: date) -> Iterator[tuple[str, int, str]]:
    """Tell each level how many of the units straight below it are missing; the queue and the month's page name them."""
    below = Counter((unit.parent_id, unit.level) for unit in missing if unit.pk != top.pk)
    for (parent_id, level), count in below.items():
        above = LEVELS[LEVELS.index(level) - 1]
        body = f"{_words(month)}月报应于{in_words(due)}前报出，辖内还有{count}个{Region.Level(level).label}没有报出，名单见“月报”"
        assert parent_id is not None
        yield from ((role.value, parent_id, body) for role in OFFICES[above])


def _words(month: date) -> str:
    return period_in_words(f"{month:%Y-%m}")
