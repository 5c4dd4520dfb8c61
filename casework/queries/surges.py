"""Whom a campaign concerns, as one query: the area, who is in service and willing, and the categories it names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casework.models import Campaign, Case, CategoryPeriod, Obligation
from casework.queries.obligations import REFUSING
from casework.queries.places import within
from casework.queries.targets import EVERYBODY, Target, lasting
from permissions.models import Region

SERVED = ("active", "closing")
# how far a campaign's duties have come: owed, wholly visited, visited at all
STANDING = {"owed": Count("pk"), "met": Count("pk", filter=Q(done__gte=F("required"))), "begun": Count("pk", filter=Q(done__gte=1))}


def concerned(
    region: Region, categories: Collection[str], on: date, *, target: Target = EVERYBODY, states: Collection[str] = SERVED
) -> QuerySet[Case]:
    """List the elders of an area who are willing, where categories are named in one of them on a day, and who meet the target."""
    rows: QuerySet[Case] = Case.objects.filter(within(region), state__in=states).exclude(willingness__in=REFUSING)
    if categories:
        rows = rows.filter(Exists(CategoryPeriod.objects.filter(lasting(on), case_id=OuterRef("pk"), category__in=categories)))
    return target.narrow(rows, on)


def not_yet_owed(campaign: Campaign, on: date) -> QuerySet[Case]:
    """List the elders whom a campaign concerns and who have no duty of it."""
    owed = Obligation.objects.filter(campaign=campaign, case_id=OuterRef("pk"))
    return concerned(campaign.region, campaign.categories, on, target=Target.read(campaign.target)).filter(~Exists(owed))
