"""The only door to an object, and the answer to why it opens or does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from permissions.models.account import Account
from permissions.models.grant import OrganisationRole, RegionRole
from permissions.models.region import Region
from permissions.roles import Role
from permissions.scope import NEVER_CASES, SEES_RESTRICTED, HeldRole, Reach, reach_of

M = TypeVar("M", bound=models.Model)


def place_ids(obj: Any, *, other: bool = False) -> frozenset[int]:
    """Name the regions an object lies in: its community, street and district (or those of its second place), or a region and all above."""
    if isinstance(obj, Region):
        return frozenset(region.pk for region in obj.lineage)
    prefix = "other_" if other else ""
    return frozenset(key for level in ("district", "street", "community") if (key := getattr(obj, f"{prefix}{level}_id", None)))


def _is_restricted(obj: Any) -> bool:
    case = getattr(obj, "case", None)
    return bool(getattr(obj, "is_restricted", False) or getattr(case, "is_restricted", False))


def held_at(user: Any, obj: Any, *, other: bool = False, on: date | None = None) -> tuple[HeldRole, ...]:
    """List the grants under which a person may act on an object: by its place, by the organisation that holds it, by a share."""
    reach = reach_of(user, on)
    here = place_ids(obj, other=other)
    found = [
        one
        for one in reach.held
        if one.role not in NEVER_CASES and one.level != "organisation" and (one.level == Region.Level.CITY or one.place_id in here)
    ]
    organisation = getattr(obj, "organisation_id", None)
    found += [one for one in reach.held if one.level == "organisation" and one.place_id == organisation]
    shared = _shared_roles(obj, reach)
    if not other and _is_restricted(obj) and "case" not in shared:
        found = [one for one in found if one.role in SEES_RESTRICTED or one.level == "organisation"]
    found += [one for one in reach.held if one.role.value in shared and one not in found]
    return tuple(found)


def _shared_roles(obj: Any, reach: Reach) -> frozenset[str]:
    """Ask the object which roles a share gives on it ("case" where the whole case is shared by name)."""
    asked = getattr(obj, "share_roles", None)
    return frozenset() if asked is None else frozenset(asked(reach))


def roles_at(user: Any, obj: Any, *, other: bool = False, on: date | None = None) -> frozenset[Role]:
    """Name the roles a person holds over an object or a region."""
    return frozenset(one.role for one in held_at(user, obj, other=other, on=on))


def get_visible_or_404(source: type[M] | models.QuerySet[M], user: Any, pk: object) -> M:
    """Return what a person may see. Raises Http404 for what is not there and for what is not to be seen, alike."""
    rows = source if isinstance(source, models.QuerySet) else source.objects  # type: ignore[attr-defined]
    try:
        found: M | None = rows.visible_to(user).filter(pk=pk).first()  # type: ignore[union-attr]
    except (ValueError, TypeError) as error:
        raise Http404("没有找到") from error
    if found is None:
        raise Http404("没有找到")
    return found


@dataclass(frozen=True)
class Explanation:
    """Why a person sees an object or does not: the sentences name grant, rule and state."""

    visible: bool
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def explain(user: Account, obj: Any) -> Explanation:
    """Say which grant, which rule and which state decide."""
    model = type(obj)
    visible = model.objects.visible_to(user).filter(pk=obj.pk).exists()
    reach = reach_of(user)
    rules, sentences = model.access_rules(), []
    state = f"现状态“{getattr(obj, 'state_label', getattr(obj, 'state', ''))}”"
    if not reach.held:
        sentences.append("没有任何在有效期内的职务")
    for one in reach.held:
        sentences.append(_sentence(one, obj, rules, state))
    if _is_restricted(obj):
        sentences.append("该个案限制查阅：除区民政、审计外，只有指名共享的人可以看")
    if _shared_roles(obj, reach):
        sentences.append("有一项在有效期内的共享指向此人或其单位")
    sentences.append(f"结论：{'可以' if visible else '不可以'}看")
    return Explanation(visible, tuple(sentences))


def _sentence(one: HeldRole, obj: Any, rules: Any, state: str) -> str:
    head = f"{one.role.label}（{one.place_name}，授权第{one.grant_id}号）："
    if one.role in NEVER_CASES:
        return head + "管理员职务，看不到个案"
    if one.level == "organisation":
        allowed = rules.organisation.get(one.role, frozenset())
        if getattr(obj, "organisation_id", None) != one.place_id:
            return head + "单位职务，只看共享给本单位的事项"
        return head + (f"{state}允许查看" if obj.state in allowed else f"{state}不允许查看")
    for prefix, table in (("", rules.states), ("other_", rules.other)):
        inside = one.level == Region.Level.CITY or one.place_id in place_ids(obj, other=bool(prefix))
        if inside and obj.state in table.get(one.role, frozenset()):
            return head + f"在其范围内，{state}允许查看"
    inside = one.level == Region.Level.CITY or one.place_id in place_ids(obj)
    return head + (f"在其范围内，但{state}不允许查看" if inside else "不在其范围内")


def who(obj: Any) -> list[tuple[Account, HeldRole]]:
    """List the people who see an object through a role at its place or its organisation, with the grant."""
    today = timezone.localdate()
    in_force = Q(valid_from_on__lte=today) & (Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=today)) & Q(user__is_active=True)
    city = Q(content_object__level=Region.Level.CITY)
    places = place_ids(obj) | place_ids(obj, other=True)
    rows: list[Any] = list(
        RegionRole.objects.filter(in_force).filter(city | Q(content_object_id__in=places)).select_related("user", "permission")
    )
    if getattr(obj, "organisation_id", None):
        rows += OrganisationRole.objects.filter(in_force, content_object_id=obj.organisation_id).select_related("user", "permission")
    seen: list[tuple[Account, HeldRole]] = []
    for person in {row.user for row in rows}:
        if type(obj).objects.visible_to(person).filter(pk=obj.pk).exists():
            seen += [(person, one) for one in held_at(person, obj) or held_at(person, obj, other=True)]
    return sorted(seen, key=lambda pair: (pair[1].role.value, pair[0].username))
