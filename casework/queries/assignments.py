"""待分派 and 待接受: the visits a person may give out, the people to give them to, and what was given to oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from casework.models import PlannedVisit, Visitor
from casework.models.visit import Planning
from casework.services.visits import ASSIGNING
from permissions.models import Account, Region
from permissions.scope import reach_of

LEVELS = ("district", "street", "community")


def to_assign(user: Account, *, unassigned: bool = True) -> QuerySet[PlannedVisit]:
    """List the visits to come where one may assign; those of a restricted elder are given out on the elder's own page only."""
    rows = PlannedVisit.objects.filter(_places(user), done_on=None, held_because="", case__is_restricted=False)
    rows = rows.filter(visitor=None) if unassigned else rows
    return rows.select_related("case__elder", "community", "visitor", "campaign").order_by("-pk")


def given_to(user: Account) -> QuerySet[PlannedVisit]:
    """List what was given to oneself and is not done, the nearest end first."""
    rows = PlannedVisit.objects.filter(
        visitor__account=user, done_on=None, held_because="", planning__in=(Planning.ASSIGNED, Planning.ACCEPTED)
    )
    return rows.select_related("case__elder", "community", "campaign").order_by("planning", "window_to_on", "pk")


def roster_for(user: Account, today: date) -> QuerySet[Any]:
    """List the fit people of one's streets, those with the most room first: `taken` visits of this month."""
    reach = reach_of(user)
    ids = {key for role in ASSIGNING for key in reach.region_ids(role)}
    streets = Region.objects.filter(Q(pk__in=ids) | Q(children__pk__in=ids) | Q(parent__in=ids), level=Region.Level.STREET).values("pk")
    month = Q(planned_visits__window_to_on__year=today.year, planned_visits__window_to_on__month=today.month)
    fit = Visitor.objects.filter(street_id__in=streets, is_active=True, trained_until_on__gte=today)
    found: QuerySet[Any] = fit.annotate(taken=Count("planned_visits", filter=month)).order_by("taken", "name", "pk")
    return found


def _places(user: Account) -> Q:
    ids = {key for role in ASSIGNING for key in reach_of(user).region_ids(role)}
    found = Q(pk__in=())
    for level in LEVELS:
        found |= Q(**{f"{level}_id__in": sorted(ids)})
    return found
