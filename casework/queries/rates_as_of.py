"""The monthly rate as it stood on a past day, by unit below a region; and its digest."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from audit.acts import Refusal
from casework.queries.places import BELOW
from casework.queries.rates_judged import COLUMNS, judged
from permissions.models import Region
from workflows.rules.dates import month_of

FORMAT = "月探访率/2"


@dataclass
class Line:
    """One unit's figures."""

    code: str
    name: str
    owed: int = 0
    visited: int = 0
    floor_met: int = 0
    suspended: int = 0
    short_suspensions: int = 0
    declined: int = 0

    @property
    def text(self) -> str:
        """Write the figures the one way that is digested."""
        return "|".join((self.code, *(str(getattr(self, column)) for column in COLUMNS)))


@dataclass(frozen=True)
class PastRate:
    """A region's month as known on a day: the units below, their sum, and the digest over units and elders."""

    region: Region
    month: date
    as_of: date
    lines: list[Line]
    total: Line
    digest: str


def rate_as_of(region: Region, month: date, as_of: date) -> PastRate:
    """Work out a month's rate as known at the end of a day. Raises Refusal for a day to come or before the month."""
    first, last = month_of(month)
    if as_of > timezone.localdate():
        raise Refusal(f"截至日期{as_of}还没有到", status=400, code="as_of")
    if as_of < first:
        raise Refusal(f"截至日期{as_of}早于{first:%Y-%m}月初，那时还没有这个月的探访率", status=400, code="as_of")
    moment = datetime.combine(as_of, time.max, tzinfo=timezone.get_current_timezone())
    units: dict[int | None, Line] = defaultdict(lambda: Line("", ""))
    total, elders = Line(region.code, region.name), []
    below = BELOW.get(region.level, "community")
    for one in judged(region, first, min(last, as_of), moment):
        for column in one.columns:
            for line in (units[one.place(below)], total):
                setattr(line, column, getattr(line, column) + 1)
        elders.append(f"{one.case_id}:{','.join(one.columns)}")
    for unit in Region.objects.filter(pk__in=list(units)):
        units[unit.pk].code, units[unit.pk].name = unit.code, unit.name
    lines = sorted(units.values(), key=lambda line: line.code)
    texts = [FORMAT, f"{first:%Y-%m}|{region.code}|{as_of}", *(line.text for line in lines), total.text, *elders]
    return PastRate(region, first, as_of, lines, total, hashlib.sha256("\n".join(texts).encode()).hexdigest())
