"""Who could act on an object, and whose names one may read: the people of the place, found and judged set-based.

The rule of names: an office of a place names the people of its own line (whoever holds an office above, beside or below it there) and
those of organisations that lie in it; who belongs to an organisation names its people alone. All others are an office and a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from permissions.access import held_at, place_ids
from permissions.models import Account, Organisation, OrganisationRole, Region, RegionRole
from permissions.models.grant import in_force
from permissions.roles import HeldAt, Role
from permissions.scope import ORGANISATION, HeldRole, Reach, reach_of, reaches_of


@dataclass(frozen=True)
class HeldShare:
    """A share in force on an object: to an account or an organisation, as which role ("case" where the whole case is shared by name)."""

    account_id: int | None
    organisation_id: int | None
    role: str

    def is_of(self, reach: Reach) -> bool:
        """Say whether the share is the person's, or his or her organisation's."""
        if self.account_id is not None:
            return self.account_id == reach.account_id
        return self.organisation_id in reach.organisation_ids()


@dataclass(frozen=True)
class Colleague:
    """A person with the grants under which he or she may act on the object, at its own place and at its second one."""

    account: Account
    here: tuple[HeldRole, ...]
    there: tuple[HeldRole, ...] = ()

    def held(self, *, other: bool) -> tuple[HeldRole, ...]:
        return self.there if other else self.here

    def roles(self, *, other: bool) -> frozenset[Role]:
        return frozenset(one.role for one in self.held(other=other))


def colleagues_of(obj: Any, roles: Collection[Role]) -> list[Colleague]:
    """Find everybody who holds one of the roles over an object: by its places, its organisation or a share; five queries at most."""
    shares: tuple[HeldShare, ...] = getattr(obj, "shares_in_force", tuple)()
    today = timezone.localdate()
    ids = _candidates(obj, shares, roles)
    reaches = reaches_of(Q(user_id__in=ids), today) if ids else {}
    found = []
    for person in Account.objects.filter(pk__in=sorted(reaches), is_active=True).order_by("pk") if reaches else ():
        reach = person._reach = reaches[person.pk]
        shared = frozenset(one.role for one in shares if one.is_of(reach))
        here = held_at(person, obj, shared=shared)
        there = held_at(person, obj, other=True, shared=shared) if place_ids(obj, other=True) else ()
        if here or there:
            found.append(Colleague(person, here, there))
    return found


def _candidates(obj: Any, shares: Iterable[HeldShare], roles: Collection[Role]) -> set[int]:
    """Narrow to the people whom a grant could let act, in two queries."""
    on = timezone.localdate()
    at_regions = [f"hold_{role.value}" for role in roles if role.held_at == HeldAt.REGION]
    at_bodies = [f"hold_{role.value}" for role in roles if role.held_at == HeldAt.ORGANISATION]
    found: set[int] = set()
    if at_regions:
        places = place_ids(obj) | place_ids(obj, other=True)
        near = Q(content_object__level=Region.Level.CITY) | Q(content_object_id__in=sorted(places))
        rows = RegionRole.objects.filter(in_force(on), near, permission__codename__in=at_regions)
        found |= set(rows.values_list("user_id", flat=True))
    bodies = {one.organisation_id for one in shares} | {getattr(obj, "organisation_id", None)}
    named = {one.account_id for one in shares if one.account_id}
    if at_bodies and (named or bodies - {None}):
        whose = Q(content_object_id__in=sorted(one for one in bodies if one)) | Q(user_id__in=sorted(named))
        rows = OrganisationRole.objects.filter(in_force(on), whose, permission__codename__in=at_bodies)
        found |= set(rows.values_list("user_id", flat=True))
    return found


class NameSight:
    """What names of an object's people one asker may read; `bodies` are the organisations whose people may be asked for."""

    def __init__(self, asker: Account, obj: Any, bodies: Iterable[int] = ()) -> None:
        self.asker, self.reach, self.bodies = asker, reach_of(asker), frozenset(bodies)
        self.lines = tuple(line for line in (place_ids(obj), place_ids(obj, other=True)) if line)

    def names(self, person: Account, held: HeldRole) -> bool:
        """Say whether the asker may read the name of a person who acts under a grant."""
        if person.pk == self.asker.pk:
            return True
        if self.reach.is_administrator:
            return False
        if held.level == ORGANISATION:
            return held.place_id in self.reach.organisation_ids() or self._has_in_its_line(held.place_id)
        return any(self._on_one_line(one, held) for one in self.reach.held if one.level != ORGANISATION)

    def _on_one_line(self, mine: HeldRole, theirs: HeldRole) -> bool:
        """Both offices lie over the object's own place, or both over its second one: one stands above the other, or beside it."""
        return any(_lies_over(mine, line) and _lies_over(theirs, line) for line in self.lines)

    def _has_in_its_line(self, organisation: int) -> bool:
        mine = [one for one in self.reach.held if one.level != ORGANISATION]
        return bool(mine) and any(_lies_over(one, self._places.get(organisation, frozenset())) for one in mine)

    @cached_property
    def _places(self) -> dict[int, frozenset[int]]:
        """Where the organisations lie: one query, the first time one is asked for."""
        rows = Organisation.objects.filter(pk__in=sorted(self.bodies)).select_related("region__parent__parent__parent")
        return {one.pk: frozenset(region.pk for region in one.region.lineage) for one in rows}


def _lies_over(held: HeldRole, line: frozenset[int]) -> bool:
    return held.level == Region.Level.CITY or held.place_id in line
