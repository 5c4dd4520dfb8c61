"""Campaigns as a person may see them: those of one's own area and of what lies above it, street by street, down to the names."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from casework.models import Campaign, Case, Obligation
from casework.services.campaigns import STARTING, Coverage, coverage
from permissions.models import Account, Region
from permissions.scope import ORGANISATION, HeldRole, reach_of


def _posts(user: Account) -> list[HeldRole]:
    return [one for one in reach_of(user).held if one.role in STARTING and one.level != ORGANISATION]


def _below(posts: list[HeldRole], prefix: str = "") -> Q:
    """Name the regions of one's posts and all below them, through the tree's parents."""
    ids = [one.place_id for one in posts]
    found = Q(pk__in=()) if prefix == "" else Q(**{f"{prefix}pk__in": ()})
    for steps in range(4):
        found |= Q(**{f"{prefix}{'parent__' * steps}pk__in": ids})
    return found


def regions_to_start_in(user: Account) -> QuerySet[Region]:
    """List the regions for which a person may start a campaign, the largest first."""
    posts = _posts(user)
    rows = Region.objects.filter(_below(posts), valid_until_on=None, is_habitable=True)
    if any(one.level == Region.Level.CITY for one in posts):
        rows = rows.exclude(level=Region.Level.COMMUNITY)
    return rows.select_related("parent__parent__parent").order_by("code")


def campaigns_for(user: Account) -> QuerySet[Campaign]:
    """List the campaigns that concern a person's area: within it, or of an area that holds it; the latest first."""
    posts = _posts(user)
    if not posts:
        return Campaign.objects.none()  # type: ignore[no-any-return]
    places = Region.objects.filter(pk__in=[one.place_id for one in posts]).select_related("parent__parent__parent")
    above = {region.pk for place in places for region in place.lineage}
    rows = Campaign.objects.filter(_below(posts, "region__") | Q(region_id__in=above))
    found: QuerySet[Campaign] = rows.select_related("region", "started_by").order_by("-from_on", "-pk")
    return found


def coverage_for(user: Account, campaign: Campaign) -> list[Coverage]:
    """Give a campaign's coverage, narrowed to the streets of one's own area."""
    posts = _posts(user)
    rows = coverage(campaign)
    if any(one.level == Region.Level.CITY for one in posts):
        return rows
    mine = set(Region.objects.filter(_below(posts), level=Region.Level.STREET).values_list("pk", flat=True))
    return [row for row in rows if row.region_id in mine]


def names_of(user: Account, campaign: Campaign, street: Region, *, missing: bool) -> QuerySet[Case]:
    """List the elders of a street that a campaign concerns, as far as the person sees them: all, or those not yet visited."""
    owed: Any = Obligation.objects.filter(campaign=campaign, street=street)
    if missing:
        owed = owed.filter(done__lt=F("required"))
    rows = Case.objects.visible_to(user).filter(pk__in=owed.values("case_id"))
    found: QuerySet[Case] = rows.select_related("elder", "community", "responsible").order_by("-pk")
    return found
