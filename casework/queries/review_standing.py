"""半年更新 by region: how many ledgers are due, late or with the street, unit by unit, and the names behind each number (R45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from casework.models import Case, Review
from casework.queries.places import BELOW, within
from casework.services.review import LATE_STATES, overdue_reviews
from permissions.models import Account, Region
from workflows.flows.case import IN_SERVICE

WHICH = {"overdue": "逾期未更新", "coming": "30天内应更新", "waiting": "已提交待街道审核"}
AHEAD = timedelta(days=30)
UNDER_WAY = ("scheduled", "due", "in_review", "returned")


@dataclass(frozen=True)
class ReviewStanding:
    """One unit's ledgers: in service, late, due within a month, with the street for approval."""

    name: str
    code: str
    level: str
    served: int
    overdue: int
    coming: int
    waiting: int

    @property
    def percent(self) -> float:
        """The share of the ledgers in service that is not late. `依据: 35号 二(二)三`"""
        return 100 * (self.served - self.overdue) / self.served if self.served else 0.0


def standing_below(region: Region, today: date) -> list[ReviewStanding]:
    """Count unit by unit below a region; three queries however many units and ledgers there are."""
    level = BELOW.get(region.level, region.level)
    units = [region] if region.level == level else list(Region.objects.filter(parent=region, level=level).order_by("code"))
    ids = [unit.pk for unit in units]
    served = dict(_by_unit(Case.objects.filter(state__in=IN_SERVICE), level, ids).annotate(count=Count("pk")).order_by())
    counted: Any = _by_unit(Review.objects.all(), level, ids).annotate(
        overdue=Count("pk", filter=Q(state__in=LATE_STATES, due_on__lt=today)),
        coming=Count("pk", filter=Q(state__in=UNDER_WAY, due_on__range=(today, today + AHEAD))),
        waiting=Count("pk", filter=Q(state="submitted")),
    )
    rows = {pk: counts for pk, *counts in counted.filter(state__in={*LATE_STATES, *UNDER_WAY}).order_by()}
    return [
        ReviewStanding(unit.name, unit.code, unit.level, served.get(unit.pk, 0), *rows.get(unit.pk, (0, 0, 0)))
        for unit in units
        if served.get(unit.pk)
    ]


def _by_unit(rows: Any, level: str, ids: list[int]) -> Any:
    return rows.filter(**{f"{level}_id__in": ids}).values_list(f"{level}_id")


def reviews_behind(user: Account, region: Region, which: str, today: date) -> QuerySet[Review]:
    """List the reviews behind a number, as far as the person sees them."""
    if which == "overdue":
        rows = overdue_reviews(user, today)
    elif which == "coming":
        rows = Review.objects.visible_to(user).filter(state__in=UNDER_WAY, due_on__range=(today, today + AHEAD))
    else:
        rows = Review.objects.visible_to(user).filter(state="submitted")
    found: QuerySet[Review] = rows.filter(within(region)).select_related("case__elder", "community", "case__responsible").order_by("-pk")
    return found
