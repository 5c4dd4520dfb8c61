"""Campaigns as a person may see them: those of one's own area and of what lies above it, unit by unit, down to the names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from casework.models import Campaign, Case, Obligation
from casework.queries.places import BELOW, within
from casework.queries.surges import STANDING, concerned
from casework.queries.targets import EVERYBODY, Target
from casework.services.campaigns import READING, STARTING
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from permissions.scope import ORGANISATION, HeldRole, reach_of

WHICH = {"owed": "应加访", "met": "已完成加访", "missing": "尚未完成加访"}


@dataclass(frozen=True)
class Coverage:
    """How far a campaign has come in one unit: owed, wholly visited, visited at all."""

    region_id: int
    name: str
    code: str
    owed: int
    met: int
    begun: int

    @property
    def missing(self) -> int:
        return self.owed - self.met

    @property
    def percent(self) -> float:
        return 100 * self.met / self.owed if self.owed else 0.0


@dataclass(frozen=True)
class Preview:
    """What a campaign would ask for, were it begun today: how many elders in each unit, and what else asks for visits then."""

    units: list[tuple[Region, int]]
    elders: int
    suspended: int
    overlapping: list[tuple[Campaign, int]]


def _posts(user: Account, roles: Collection[Role]) -> list[HeldRole]:
    return [one for one in reach_of(user).held if one.role in roles and one.level != ORGANISATION]


def _below(posts: list[HeldRole], prefix: str = "") -> Q:
    """Name the regions of one's posts and all below them, through the tree's parents."""
    ids = [one.place_id for one in posts]
    found = Q(pk__in=()) if prefix == "" else Q(**{f"{prefix}pk__in": ()})
    for steps in range(4):
        found |= Q(**{f"{prefix}{'parent__' * steps}pk__in": ids})
    return found


def regions_to_start_in(user: Account) -> QuerySet[Region]:
    """List the regions for which a person may start a campaign, the largest first."""
    posts = _posts(user, STARTING)
    rows = Region.objects.filter(_below(posts), valid_until_on=None, is_habitable=True)
    if any(one.level == Region.Level.CITY for one in posts):
        rows = rows.exclude(level=Region.Level.COMMUNITY)
    return rows.select_related("parent__parent__parent").order_by("code")


def campaigns_for(user: Account) -> QuerySet[Campaign]:
    """List the campaigns that concern a person's area: within it, or of an area that holds it; the latest first."""
    posts = _posts(user, READING)
    if not posts:
        return Campaign.objects.none()  # type: ignore[no-any-return]
    places = Region.objects.filter(pk__in=[one.place_id for one in posts]).select_related("parent__parent__parent")
    above = {region.pk for place in places for region in place.lineage}
    rows = Campaign.objects.filter(_below(posts, "region__") | Q(region_id__in=above))
    found: QuerySet[Campaign] = rows.select_related("region__parent__parent__parent", "started_by").order_by("-from_on", "-pk")
    return found


def units_of(user: Account, campaign: Campaign, region: Region | None = None) -> list[Region]:
    """List the units in which a person follows a campaign: those below a region, or where one's own posts lie within its area."""
    place = region or campaign.region
    if not roles_at(user, place) & READING:
        posts = Region.objects.filter(pk__in=[one.place_id for one in _posts(user, READING)]).select_related("parent__parent__parent")
        return [one for one in posts.order_by("code") if campaign.region_id in {above.pk for above in one.lineage}]
    below = BELOW.get(place.level)
    return [place] if below is None else list(Region.objects.filter(parent=place, level=below).order_by("code"))


def coverage(campaign: Campaign, units: Iterable[Region]) -> list[Coverage]:
    """Count a campaign in these units of one level, those that owe something; one query however many there are."""
    found: list[Coverage] = []
    by_level: dict[str, dict[int, Region]] = defaultdict(dict)
    for unit in units:
        by_level[unit.level][unit.pk] = unit
    for level, named in by_level.items():
        rows: Any = Obligation.objects.filter(campaign=campaign, **{f"{level}_id__in": list(named)}).values_list(f"{level}_id")
        counted = rows.annotate(**STANDING)
        found += [Coverage(pk, named[pk].name, named[pk].code, owed, met, begun) for pk, owed, met, begun in counted.order_by()]
    return sorted(found, key=lambda one: one.code)


def names_of(user: Account, campaign: Campaign, place: Region, which: str) -> QuerySet[Obligation]:
    """List a campaign's duties in a place behind one of its numbers, as far as the person sees the elders."""
    rows = Obligation.objects.filter(within(place), campaign=campaign, case__in=Case.objects.visible_to(user))
    if which != "owed":
        rows = rows.filter(done__gte=F("required")) if which == "met" else rows.filter(done__lt=F("required"))
    found: QuerySet[Obligation] = rows.select_related("case__elder", "case__responsible", "community").order_by("-pk")
    return found


def preview(region: Region, categories: Collection[str], from_on: date, to_on: date, today: date, *, target: Target = EVERYBODY) -> Preview:
    """Count whom a campaign would concern today, unit by unit, and the campaigns that ask for visits in the same days."""
    rows = concerned(region, categories, today, target=target)
    level = BELOW.get(region.level, "community")
    counts: dict[int, int] = dict(rows.values_list(f"{level}_id").annotate(elders=Count("pk")).order_by())
    units = Region.objects.filter(pk__in=list(counts)).order_by("code")
    others = Campaign.objects.filter(from_on__lte=to_on, to_on__gte=from_on, cancelled_on=None).select_related(
        "region__parent__parent__parent"
    )
    line = {one.pk for one in region.lineage}
    touching = [one for one in others if one.region_id in line or region.pk in {above.pk for above in one.region.lineage}]
    overlapping = []
    for one in touching:
        smaller = one.region if region.pk in {above.pk for above in one.region.lineage} else region
        both = concerned(smaller, categories, today, target=target)
        if one.categories or one.target:
            theirs = concerned(smaller, one.categories, today, target=Target.read(one.target))
            both = both.filter(pk__in=theirs.values("pk"))
        overlapping.append((one, both.count()))
    return Preview(
        [(unit, counts[unit.pk]) for unit in units], sum(counts.values()),
        concerned(region, categories, today, target=target, states=("suspended",)).count(), [pair for pair in overlapping if pair[1]],
    )  # fmt: skip


def names_concerned(
    user: Account, region: Region, categories: Collection[str], today: date, *, target: Target = EVERYBODY
) -> QuerySet[Case]:
    """List the elders whom a campaign would concern, as far as the person sees them."""
    seen = Case.objects.visible_to(user).values("pk")
    found: QuerySet[Case] = concerned(region, categories, today, target=target).filter(pk__in=seen)
    return found.select_related("elder", "street", "community", "responsible").order_by("-pk")
