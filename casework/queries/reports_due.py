"""Which months' reports are still to be handed in, by when, and by whom: worked out from duties and reports, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField

from casework.models import Obligation, RateReport
from casework.queries.places import BELOW
from casework.queries.rates_lines import standing_on
from casework.queries.rates_reports import MONTHS_SHOWN, last_months
from permissions.models import Region
from permissions.regions import LEVELS
from workflows.calendar import working_calendar
from workflows.policy import deadline, resolver
from workflows.rules.dates import month_of


def due_by(month: date, district: str | None = None) -> date:
    """Say by which day a month's report is to be handed in: so many working days after its end. A value of our own: the plan names none."""
    return deadline("rate_report_due", district).last_day(month_of(month)[1], working_calendar())


def due_of(region: Region, month: date) -> date:
    """Say by which day a region's month is to be handed in, by the standards of its district."""
    return due_by(month, region.district_code)


def unreported(regions: QuerySet[Region], months: Iterable[date], levels: Sequence[str] = LEVELS) -> QuerySet[Region]:
    """Narrow units to those that owe a month's visits and have not handed the month in.

    Each carries `due_on`, the day by which the oldest of these months was due, and `unreported_YYYYMM` for each of them. Whoever owes no
    visit in a month has no rate to hand in.
    """
    asked = sorted(months)
    rows = regions.filter(level__in=levels).annotate(**{column(month): _is_missing(month, levels) for month in asked})
    whens = [When(Q(**{column(month): True}) & units, then=Value(day)) for month in asked for day, units in _days(month)]
    return rows.annotate(due_on=Case(*whens, output_field=DateField())).filter(due_on__isnull=False)


def column(month: date) -> str:
    """Name the mark of a month."""
    return f"unreported_{month:%Y%m}"


def missing_months(region: Any, today: date) -> list[date]:
    """Give the months that a row of `unreported` still lacks, the oldest first."""
    return [month for month in sorted(months_over(today)) if getattr(region, column(month), False)]


def months_over(today: date, count: int = MONTHS_SHOWN) -> list[date]:
    """Give the months that are over and looked at, the newest first."""
    return last_months(today, count)[1:]


def _is_missing(month: date, levels: Sequence[str]) -> ExpressionWrapper[Any]:
    period, visits = f"{month:%Y-%m}", Obligation.objects.filter(kind=Obligation.Kind.VISIT)
    owes = [
        Q(level=level) & Exists(visits.filter(period=period, **({} if level == "city" else {f"{level}_id": OuterRef("pk")})))
        for level in levels
    ]
    reported = RateReport.objects.filter(region=OuterRef("pk"), month_on=month)
    found = standing_on(month_of(month)[1]) & reduce(or_, owes) & ~Exists(reported)
    return ExpressionWrapper(found, output_field=BooleanField())


def _days(month: date) -> list[tuple[date, Q]]:
    """Pair each district's own day with its units, where it differs from the city's; that of all others last."""
    city = due_by(month)
    own = [(day, code) for code in sorted(resolver().districts) if (day := due_by(month, code)) != city]
    return [*((day, Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)) for day, code in own), (city, Q())]


def own_unreported(held: Iterable[tuple[int, str]], today: date) -> QuerySet[Region]:
    """List the units for which somebody hands in, with months that are over and not handed in."""
    places = list(held)
    levels = [level for level in LEVELS if level in {level for _, level in places}]
    if not levels:
        return Region.objects.none()  # type: ignore[no-any-return]
    return unreported(Region.objects.filter(pk__in=[pk for pk, _ in places]), months_over(today), levels)


def late_below(above: Iterable[tuple[int, str]], today: date) -> QuerySet[Region]:
    """List the units straight below some, whose day for a month has passed."""
    places = [(pk, BELOW[level]) for pk, level in above if level in BELOW]
    levels = [level for level in LEVELS if level in {level for _, level in places}]
    if not levels:
        return Region.objects.none()  # type: ignore[no-any-return]
    children = reduce(or_, (Q(parent=pk, level=level) for pk, level in places))
    return unreported(Region.objects.filter(children), months_over(today), levels).filter(Q(due_on__lt=today))


def units_within(region: Region, level: str) -> QuerySet[Region]:
    """List the units of a level within a region."""
    steps = LEVELS.index(level) - LEVELS.index(region.level)
    path = "__".join(["parent"] * steps) if steps else "pk"
    rows: QuerySet[Region] = Region.objects.filter(**{path: region.pk}, level=level, is_habitable=True)
    return rows


def levels_below(region: Region) -> tuple[str, ...]:
    return LEVELS[LEVELS.index(region.level) + 1 :]


def counts_missing(region: Region, month: date) -> list[tuple[str, str, int]]:
    """Count, level by level beneath a region, the units that have not handed a month in; each level with its word."""
    return [
        (level, Region.Level(level).label, unreported(units_within(region, level), [month], [level]).count())
        for level in levels_below(region)
    ]


def names_missing(region: Region, month: date, level: str) -> QuerySet[Region]:
    """List the units of a level that have not handed a month in."""
    return unreported(units_within(region, level), [month], [level]).select_related("parent__parent__parent")
