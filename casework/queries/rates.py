"""月探访率: visited and floor-met (requirements G4), for a region and month, from the ledger of duty, with the names behind each number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from casework.models import Case, Obligation, Suspension, Visit, WillingnessRecord
from casework.queries.obligations import PAUSING, REFUSING
from casework.queries.places import BELOW, within
from permissions.models import Region
from permissions.roles import Role
from workflows.flows.case import ENDED
from workflows.policy import number
from workflows.rules.dates import month_of

FIGURE_ROLES = frozenset(
    {Role.CITY_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.COMMUNITY_WORKER, Role.AUDITOR}
)


@dataclass(frozen=True)
class Rate:
    """One region's month: how many owed a visit, were visited, had every duty met."""

    region_id: int
    name: str
    code: str
    level: str
    owed: int
    visited: int
    floor_met: int
    suspended: int = 0
    declined: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.visited / self.owed if self.owed else 0.0

    @property
    def floor_percent(self) -> float:
        return 100 * self.floor_met / self.owed if self.owed else 0.0

    @property
    def missing(self) -> int:
        return self.owed - self.visited


def _due(month: date) -> Q:
    """The duties that end in the month: its own, the quarter's in its last month, the surges'."""
    first, last = month_of(month)
    return Q(due_by_on__range=(first, last))


def rates_below(region: Region, month: date) -> list[Rate]:
    """Give the rates one level below in one grouped query, with two for those who owe nothing; a community gives its own line."""
    column = f"{BELOW.get(region.level, 'community')}_id"
    rows = _judged(within(region), month).values(column)
    counted = rows.annotate(
        owed=Count("pk"), visited=Count("pk", filter=Q(is_visited=True)), floor_met=Count("pk", filter=Q(is_unmet=False))
    ).values_list(column, "owed", "visited", "floor_met")
    sums = {key: line for key, *line in counted.order_by()}
    paused, declined = _beside(region, month, column)
    units = (
        Region.objects.filter(pk=region.pk) if region.level == "community" else Region.objects.filter(parent=region, valid_until_on=None)
    )
    known = {unit.pk: unit for unit in units}
    found = [_rate(unit, sums.get(key, [0, 0, 0]), paused.get(key, 0), declined.get(key, 0)) for key, unit in known.items()]
    return sorted(found, key=lambda one: (one.owed == 0, one.percent, one.code))


def _judged(within: Q, month: date) -> QuerySet[Any]:
    """Judge each elder who owes the month's visit: was there any completed visit (also one that served a surge), is any duty unmet."""
    own = OuterRef("case_id")
    visits = Visit.objects.filter(case_id=own, state="valid", visit_on__range=month_of(month))
    unmet = Obligation.objects.filter(_due(month), case_id=own, done__lt=F("required"))
    rows = Obligation.objects.filter(within, kind=Obligation.Kind.VISIT, period=f"{month:%Y-%m}")
    return rows.annotate(is_visited=Exists(visits), is_unmet=Exists(unmet))


def _rate(unit: Region, line: list[int], paused: int, declined: int) -> Rate:
    return Rate(unit.pk, unit.name, unit.code, unit.level, line[0], line[1], line[2], paused, declined)


def _paused(region: Region, month: date) -> QuerySet[Suspension]:
    last = month_of(month)[1]
    running = Q(starts_on__lte=last) & (Q(ended_on=None) | Q(ended_on__gte=last))
    found: QuerySet[Suspension] = Suspension.objects.filter(running, within(region), state__in=PAUSING)
    return found


def _declined(region: Region, month: date) -> QuerySet[Case]:
    """Find those who had last said no by the month's end; an answer given later belongs to the months after it."""
    told = WillingnessRecord.objects.filter(asked_on__lte=month_of(month)[1])
    said = told.filter(case_id=OuterRef("pk")).order_by("-asked_on", "-pk").values("value")[:1]
    asked = told.filter(value__in=REFUSING).values("case_id")
    rows: QuerySet[Case] = Case.objects.filter(within(region), pk__in=asked).exclude(state__in=sorted(ENDED))
    return rows.annotate(said=Subquery(said)).filter(said__in=REFUSING)


def _beside(region: Region, month: date, column: str) -> tuple[dict[int, int], dict[int, int]]:
    """Count those who owe nothing, beside the rate and never inside it: suspended, and declined."""
    paused = _paused(region, month).order_by().values_list(column).annotate(count=Count("case_id", distinct=True))
    declined = _declined(region, month).order_by().values_list(column).annotate(count=Count("pk"))
    return dict(paused), dict(declined)


def total(region: Region, rows: Iterable[Rate]) -> Rate:
    """Sum the units below: communities to a street, streets to a district, districts to the city."""
    lines = list(rows)
    return Rate(
        region.pk, region.name, region.code, region.level, sum(one.owed for one in lines), sum(one.visited for one in lines),
        sum(one.floor_met for one in lines), sum(one.suspended for one in lines), sum(one.declined for one in lines),
    )  # fmt: skip


def names_behind(region: Region, month: date, *, which: str) -> QuerySet[Case]:
    """List the elders behind a number: `owed`, `visited`, `missing` (not visited), `floor` (some duty unmet), `suspended`, `declined`."""
    rows = _judged(within(region), month)
    behind: dict[str, Any] = {
        "owed": rows, "visited": rows.filter(is_visited=True), "missing": rows.filter(is_visited=False),
        "floor": rows.filter(is_unmet=True), "suspended": _paused(region, month),
    }  # fmt: skip
    keys: Any = _declined(region, month).values("pk") if which == "declined" else behind[which].values("case_id")
    return Case.objects.filter(pk__in=keys).select_related("elder", "street", "community", "responsible").order_by("-pk")


@dataclass(frozen=True)
class ShortSuspensions:
    """The suspensions beside a rate: those whose elders the person sees, and how many more there are; `under` in days.

    None where the districts concerned ask differently.
    """

    shown: list[Suspension]
    hidden: int
    under: int | None


def short_suspensions(region: Region, month: date, user: Any) -> ShortSuspensions:
    """List the suspensions shorter than the district's days that lie over the month's end (G16): they take a duty away.

    One still running counts by its expected end: when a month is handed in, most of those over its end have not ended. A month goes by
    the standard that held on its first day.
    """
    first, last = month_of(month)
    over = Q(ended_on__gte=last) | Q(ended_on=None, state__in=("agreed", "in_force"), expected_end_on__gte=last)
    rows = Suspension.objects.filter(over, within(region), state__in=PAUSING, starts_on__lte=last)
    columns = ("pk", "case_id", "starts_on", "ended_on", "expected_end_on", "district__code")
    found = {
        pk: (case_id, least)
        for pk, case_id, since, ended, expected, code in rows.values_list(*columns)
        if ((ended or expected) - since).days + 1 < (least := number("suspension_short_days", code, on=first))
    }
    seen = Case.objects.visible_to(user).filter(pk__in=[case_id for case_id, _ in found.values()]).values("pk")
    shown = Suspension.objects.filter(pk__in=found, case__in=seen).select_related("case__elder", "community").order_by("starts_on", "pk")
    asked = {least for _, least in found.values()}
    return ShortSuspensions(list(shown), len(found) - len(shown), asked.pop() if len(asked) == 1 else None)


def months_with_duties() -> tuple[date | None, date | None]:
    bounds = Obligation.objects.aggregate(first=Min("starts_on"), last=Max("due_by_on"))
    return bounds["first"], bounds["last"]
