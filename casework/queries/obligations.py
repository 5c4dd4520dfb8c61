"""Who can owe a visit, what was missed, and the words that the loading of the facts shares with what was known on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from casework.models import Campaign, Obligation
from casework.models.choices import Willingness
from casework.queries.places import within
from permissions.models import Region
from workflows.rules.dates import month_of, quarter_of

REFUSING = (Willingness.REFUSES, Willingness.WITHDRAWN)
PAUSING = ("agreed", "in_force", "ended")  # an agreed suspension counts from its first day
CHUNK = 1000


@dataclass(frozen=True)
class Spell:
    """A category's time: the first day that counts (the day after a gain, or the day of enrolment), and the day it was found lost."""

    category: str
    counts_from: date
    lost_on: date | None

    def counts_in(self, period: tuple[date, date], on: date) -> bool:
        """A gain counts from its day, a loss from the next period."""
        return self.counts_from <= on and (self.lost_on is None or self.lost_on >= period[0])

    def lasts_on(self, day: date) -> bool:
        """Say whether the elder was in the category at the end of a day, whatever counts for its period."""
        return self.lost_on is None or self.lost_on > day


def window(as_of: date) -> tuple[date, date]:
    """The days whose visits can matter: from the quarter's first day (or the month's) to its last."""
    return min(quarter_of(as_of)[0], month_of(as_of)[0]), max(quarter_of(as_of)[1], month_of(as_of)[1])


def campaigns_on(day: date) -> list[Campaign]:
    """List the campaigns under way on a day."""
    return list(Campaign.objects.filter(from_on__lte=day, to_on__gte=day, cancelled_on=None).order_by("from_on", "pk"))


def owing(period_last: date, region: Region | None = None) -> Q:
    """Narrow cases to those that can owe anything in a period: enrolled by its end, not closed before it began."""
    first = month_of(period_last)[0]
    found = Q(enrolled_on__lte=period_last) & (Q(closed_on=None) | Q(closed_on__gt=first))
    return found if region is None else found & within(region)


def missed_in_a_row(month: date, *, months: int) -> list[tuple[int, int]]:
    """Count, street by street, the elders whose monthly visit was missed in each of the months before this one; an excuse is no visit."""
    periods, first = [], month_of(month)[0]
    for _ in range(months):
        first = month_of(first - timedelta(days=1))[0]
        periods.append(f"{first:%Y-%m}")
    concluded = (Obligation.Status.MISSED, Obligation.Status.EXCUSED)
    rows = Obligation.objects.filter(kind=Obligation.Kind.VISIT, period__in=periods, status__in=concluded)
    every = rows.values("case_id").annotate(missed=Count("pk")).filter(missed=months).values("case_id")
    last = rows.filter(period=periods[0], case_id__in=every).values_list("street_id")
    return list(last.annotate(elders=Count("case_id")).order_by("street_id").values_list("street_id", "elders"))


def to_explain(region: Region) -> QuerySet[Obligation]:
    """List the missed duties of a region that nobody has explained, the oldest first."""
    rows = Obligation.objects.filter(within(region), status=Obligation.Status.MISSED).select_related("case__elder", "community")
    return rows.order_by("due_by_on", "pk")
