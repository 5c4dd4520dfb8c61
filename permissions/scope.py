"""What one may see: the one filter for list, detail, search, export, report and interface.

A user's grants are resolved to region ids first (one small query a request), then compared as literals with the case's own level columns:
at a million cases this stayed under 5 ms, where path comparison took up to 342 ms and rows a user and case 309 ms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from permissions.models.grant import OrganisationRole, RegionRole, in_force
from permissions.models.region import Region
from permissions.roles import ADMINISTRATORS, Role

M = TypeVar("M", bound=models.Model)
UNSEEN = Q(pk__in=())
ORGANISATION = "organisation"
SECOND = "other_"  # the columns of a subject's second place
SEES_RESTRICTED = frozenset({Role.DISTRICT_OFFICER, Role.AUDITOR})  # a restricted case blocks inheritance but for these
NEVER_CASES = ADMINISTRATORS


@dataclass(frozen=True)
class HeldRole:
    """One grant in force: the role, where, and on whose behalf."""

    role: Role
    place_id: int
    place_name: str
    level: str  # a region's level, or "organisation"
    on_behalf_of: str = ""
    grant_id: int = 0


@dataclass(frozen=True)
class Reach:
    """Where a person holds what, on a day."""

    account_id: int | None
    held: tuple[HeldRole, ...] = ()
    on: date | None = None

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(one.role for one in self.held)

    @property
    def is_administrator(self) -> bool:
        """One of the three separated administrators: sees no case, whatever else was granted or shared by mistake."""
        return bool(self.roles & NEVER_CASES)

    def region_ids(self, role: Role) -> frozenset[int]:
        return frozenset(one.place_id for one in self.held if one.role == role and one.level != ORGANISATION)

    def organisation_ids(self, role: Role | None = None) -> frozenset[int]:
        return frozenset(one.place_id for one in self.held if one.level == ORGANISATION and role in (None, one.role))

    def in_words(self, role: Role) -> HeldRole | None:
        """Return the grant under which a role is exercised."""
        return next((one for one in self.held if one.role == role), None)

    @property
    def summary(self) -> str:
        """Name the offices for a page's corner: 街道经办·体育中心街道."""
        return "；".join(dict.fromkeys(f"{one.role.label}·{one.place_name}" for one in self.held)) or "尚未授权"


def reach_of(user: Any, on: date | None = None) -> Reach:
    """Resolve a person's grants on a day (today where none is given); read once a request and kept on the user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Reach(None)
    day = on or timezone.localdate()
    kept: Reach | None = getattr(user, "_reach", None)
    if kept is not None and kept.on == day:
        return kept
    reach = reaches_of(Q(user_id=user.pk), day).get(user.pk) or Reach(user.pk, (), day)
    if day == timezone.localdate():
        user._reach = reach
    return reach


def reaches_of(whose: Q, on: date) -> dict[int, Reach]:
    """Resolve the grants of many people at once, in one query; `whose` narrows the grants."""
    at_regions = _grants(RegionRole, whose, on, F("content_object__level"))
    at_organisations = _grants(OrganisationRole, whose & Q(content_object__is_active=True), on, Value(ORGANISATION))
    found: dict[int, list[HeldRole]] = defaultdict(list)
    for account, codename, place, name, level, behalf, key in sorted(at_regions.union(at_organisations, all=True), key=_in_order):
        found[account].append(HeldRole(Role(codename.removeprefix("hold_")), place, name, level, behalf or "", key))
    return {account: Reach(account, tuple(held), on) for account, held in found.items()}


def _grants(model: Any, whose: Q, on: date, level: Any) -> models.QuerySet[Any]:
    behalf = Coalesce(NullIf(F("on_behalf_of__display_name"), Value("")), F("on_behalf_of__username"))
    rows: models.QuerySet[Any] = model.objects.filter(whose, in_force(on), user__is_active=True).order_by()
    text = models.CharField()
    named = rows.annotate(reached_level=Coalesce(level, Value(""), output_field=text), behalf=behalf)
    columns = ("user_id", "permission__codename", "content_object_id", "content_object__name", "reached_level", "behalf", "pk")
    found: models.QuerySet[Any] = named.values_list(*columns)
    return found


def _in_order(row: tuple[Any, ...]) -> tuple[bool, int]:
    """Regions before organisations, older grants before younger: the first names the place of an act."""
    return row[4] == ORGANISATION, row[6]


def forget_reach(user: Any) -> None:
    """Let the next question read the grants anew: after a grant or a revocation in the same request."""
    if getattr(user, "_reach", None) is not None:
        user._reach = None


@dataclass(frozen=True)
class AccessRules:
    """What a model allows: role -> states at its place, at its second place, and at the organisation that holds it.

    `shares` narrows to what is shared with a person; `restricted` names the column that blocks inheritance; `via` leads to the row that has
    the columns of the place, where another has them. `older` has the rules of other flow versions under which rows still run; a version
    it does not name follows this one.
    """

    states: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    other: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    organisation: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    shares: Callable[[Reach, date], Q | None] | None = None
    restricted: str | None = None
    via: str = ""
    older: Mapping[int, AccessRules] = field(default_factory=dict)

    def for_version(self, version: int | None) -> AccessRules:
        """Return the rules of the version under which a row runs."""
        return self.older.get(version, self) if version is not None else self


DeskRules = AccessRules


def _by_place(reach: Reach, states: Mapping[Role, frozenset[str]], prefix: str = "") -> Q:
    """Compare level columns with the ids where the roles are held; places of one level and the same states stand in one condition."""
    at_place: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in reach.held:
        if one.level != ORGANISATION and (allowed := states.get(one.role)):
            at_place[(one.level, 0 if one.level == Region.Level.CITY else one.place_id)].update(allowed)
    grouped: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for (level, place), allowed_here in at_place.items():
        grouped[(level, frozenset(allowed_here))].append(place)
    found = UNSEEN
    for (level, names), ids in sorted(grouped.items(), key=lambda item: item[0][0]):
        here = Q(state__in=sorted(names))
        if level != Region.Level.CITY:
            here &= Q(**{f"{prefix}{level}_id__in": sorted(ids)})
        elif prefix.endswith(SECOND):
            here &= Q(**{f"{prefix}district_id__isnull": False})  # the whole city, but only where there is a second place
        found |= here
    return found


def _home(rules: AccessRules, reach: Reach) -> Q:
    """Give the condition of the subject's own place; a restricted one is inherited by the district and the auditor only."""
    if not rules.restricted:
        return _by_place(reach, rules.states, rules.via)
    past = {role: names for role, names in rules.states.items() if role in SEES_RESTRICTED}
    barred = {role: names for role, names in rules.states.items() if role not in SEES_RESTRICTED}
    return _by_place(reach, past, rules.via) | (_by_place(reach, barred, rules.via) & Q(**{rules.restricted: False}))


def _granted(rules: AccessRules, reach: Reach) -> Q:
    found = _home(rules, reach)
    if rules.other:
        found |= _by_place(reach, rules.other, f"{rules.via}{SECOND}")
    for role, names in rules.organisation.items():
        ids = reach.organisation_ids(role)
        if ids and names:
            found |= Q(**{f"{rules.via}organisation_id__in": sorted(ids)}, state__in=sorted(names))
    return found


def condition(rules: AccessRules, reach: Reach, on: date) -> Q:
    """Build the filter that the rules and a person's reach give."""
    if reach.account_id is None or reach.is_administrator:
        return UNSEEN
    found = _granted(rules, reach)
    if rules.older:
        found &= ~Q(flow_version__in=sorted(rules.older))
        for version, older in sorted(rules.older.items()):
            found |= _granted(older, reach) & Q(flow_version=version)
    shared = rules.shares(reach, on) if rules.shares is not None else None
    return found if shared is None else found | shared


class ScopedQuerySet(models.QuerySet[M]):
    """Rows narrowed to what a person may see, or what lies on his or her desk."""

    def visible_to(self, user: Any, on: date | None = None) -> ScopedQuerySet[M]:
        """Narrow to what the person may see today, or could on a day."""
        return self._narrowed(self.model.access_rules(), user, on)  # type: ignore[attr-defined]

    def at_desk_of(self, user: Any, on: date | None = None) -> ScopedQuerySet[M]:
        """Narrow to what waits for the person."""
        return self._narrowed(self.model.desk_rules(), user, on)  # type: ignore[attr-defined]

    def _narrowed(self, rules: AccessRules, user: Any, on: date | None) -> ScopedQuerySet[M]:
        reach = reach_of(user, on)
        return self.filter(condition(rules, reach, reach.on or timezone.localdate()))
