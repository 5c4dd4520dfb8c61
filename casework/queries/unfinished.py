"""未完成筛查: what of a round has not come to an end, unit by unit, and the names behind each number (flows.md D1, at a round's end)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from casework.models import Screening
from casework.models.screening import SCREENING_OPEN
from casework.queries.places import BELOW, within
from permissions.models import Account, Region
from workflows.flows.screening import Screening as ScreeningFlow

STATES = {name: ScreeningFlow.states[name].label for name in SCREENING_OPEN}


def last_day_of(name: str) -> date:
    """Give the last day of a round: 2026H1 ends with June."""
    year, half = int(name[:4]), name[-1]
    return date(year, 6, 30) if half == "1" else date(year, 12, 31)


def of_round(name: str) -> Q:
    """A second paper of a person in the same half-year is of the same round: 2026H2-2."""
    return Q(round=name) | Q(round__startswith=f"{name}-")


@dataclass(frozen=True)
class Unit:
    """One unit's round: how many were to be screened, how many are not, and where those stand."""

    code: str
    name: str
    total: int
    open: dict[str, int] = field(default_factory=dict)

    @property
    def unfinished(self) -> int:
        return sum(self.open.values())

    @property
    def finished(self) -> int:
        return self.total - self.unfinished

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(name, self.open.get(name, 0)) for name in STATES]


def units_below(region: Region, name: str) -> list[Unit]:
    """Count a round one level below a region, in one grouped query; annulled papers count for nothing."""
    column = f"{BELOW.get(region.level, 'community')}_id"
    rows = Screening.objects.filter(within(region), of_round(name)).exclude(state="annulled")
    counts: dict[int, dict[str, int]] = {}
    for key, state, number in rows.order_by().values_list(column, "state").annotate(number=Count("pk")):
        counts.setdefault(key, {})[state] = number
    here = Region.objects.filter(pk=region.pk) if region.level == "community" else Region.objects.filter(parent=region, valid_until_on=None)
    found = [
        Unit(one.code, one.name, sum(states.values()), {state: states[state] for state in STATES if state in states})
        for one in here
        for states in [counts.get(one.pk, {})]
        if states
    ]
    return sorted(found, key=lambda one: (-one.unfinished, one.code))


def sum_of(region: Region, units: list[Unit]) -> Unit:
    """Add the units up."""
    added = {state: sum(one.open.get(state, 0) for one in units) for state in STATES}
    return Unit(region.code, region.name, sum(one.total for one in units), added)


def unfinished_names(user: Account, region: Region, name: str, *, state: str = "") -> QuerySet[Any]:
    """List the papers that are not finished, as far as a person may see them, the newest first."""
    rows = Screening.objects.visible_to(user).filter(within(region), of_round(name))
    rows = rows.filter(state=state) if state in STATES else rows.filter(state__in=SCREENING_OPEN)
    return rows.select_related("case__elder", "district", "street", "community", "assigned_to").order_by("-pk")


def rounds_near(day: date, count: int = 4) -> list[str]:
    """Name the round of a day and those before it, the newest first."""
    half = day.year * 2 + (day.month > 6)
    return [f"{one // 2}H{one % 2 + 1}" for one in range(half, half - count, -1)]
