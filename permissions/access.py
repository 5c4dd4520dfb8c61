"""The only door to an object, and the answer to why it opens or does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from permissions.models import Account, Organisation, OrganisationRole, Region, RegionRole, Share
from permissions.models.grant import in_force
from permissions.roles import HeldAt, Role
from permissions.scope import NEVER_CASES, ORGANISATION, SEES_RESTRICTED, AccessRules, HeldRole, Reach, reach_of, reaches_of

M = TypeVar("M", bound=models.Model)
LEVELS = ("district", "street", "community")


def place_ids(obj: Any, *, other: bool = False) -> frozenset[int]:
    """Name the regions an object lies in: its three level columns (or those of its second place), or a region and all above."""
    if isinstance(obj, Organisation):
        obj = obj.region
    if isinstance(obj, Region):
        return frozenset(region.pk for region in obj.lineage)
    prefix = "other_" if other else ""
    return frozenset(key for level in LEVELS if (key := getattr(obj, f"{prefix}{level}_id", None)))


def _is_place(obj: Any) -> bool:
    return isinstance(obj, Region | Organisation)


def _organisation_id(obj: Any) -> int | None:
    return obj.pk if isinstance(obj, Organisation) else getattr(obj, "organisation_id", None)


def _is_restricted(obj: Any) -> bool:
    case = getattr(obj, "case", None)
    return bool(getattr(obj, "is_restricted", False) or getattr(case, "is_restricted", False))


def _inside(one: HeldRole, places: frozenset[int]) -> bool:
    return one.level != ORGANISATION and bool(places) and (one.level == Region.Level.CITY or one.place_id in places)


def held_at(
    user: Any, obj: Any, *, other: bool = False, on: date | None = None, shared: frozenset[str] | None = None
) -> tuple[HeldRole, ...]:
    """List the grants under which a person may act on an object: by its place, by the organisation that holds it, by a share.

    `shared` are the roles that shares give the person on it, where they are known already; else the object is asked.
    """
    reach = reach_of(user, on)
    if reach.is_administrator and not _is_place(obj):
        return ()
    here, organisation = place_ids(obj, other=other), _organisation_id(obj)
    found = [one for one in reach.held if _inside(one, here)]
    if shared is None:
        shared = _shared_roles(obj, reach)
    if not other and _is_restricted(obj) and "case" not in shared:
        found = [one for one in found if one.role in SEES_RESTRICTED]
    found += [one for one in reach.held if one.level == ORGANISATION and one.place_id == organisation]
    found += [one for one in reach.held if one.role.value in shared and one not in found]
    return tuple(found)


def _shared_roles(obj: Any, reach: Reach) -> frozenset[str]:
    """Ask the object which roles a share gives on it ("case" where the whole case is shared by name)."""
    asked = getattr(obj, "share_roles", None)
    return frozenset() if asked is None or not reach.account_id else frozenset(asked(reach))


def roles_at(user: Any, obj: Any, *, other: bool = False, on: date | None = None) -> frozenset[Role]:
    """Name the roles a person holds over an object or a region."""
    return frozenset(one.role for one in held_at(user, obj, other=other, on=on))


def holders(role: Role, at: int | Region | Organisation | None, *, on: date | None = None) -> models.QuerySet[Account]:
    """Find the active people who hold a role at exactly this place; nobody where none is named."""
    if at is None:
        return Account.objects.none()  # type: ignore[no-any-return]
    relation = "regionroles" if role.held_at == HeldAt.REGION else "organisationroles"
    key = at if isinstance(at, int) else at.pk
    wanted = Q(**{f"{relation}__permission__codename": f"hold_{role.value}", f"{relation}__content_object_id": key})
    found: models.QuerySet[Account] = Account.objects.filter(wanted, in_force(on or timezone.localdate(), f"{relation}__"), is_active=True)
    return found.distinct()


def get_visible_or_404(source: type[M] | models.QuerySet[M], user: Any, pk: object) -> M:
    """Return what a person may see. Raises Http404 for what is not there and for what is not to be seen, alike."""
    rows = source if isinstance(source, models.QuerySet) else source.objects  # type: ignore[attr-defined]
    try:
        found: M | None = rows.visible_to(user).filter(pk=pk).first()  # type: ignore[union-attr]
    except (ValueError, TypeError, OverflowError) as error:
        raise Http404("没有找到") from error
    if found is None:
        raise Http404("没有找到")
    return found


def is_visible(user: Any, obj: Any) -> bool:
    """Say whether the person may see this one object; the same filter that every list uses."""
    narrowed = getattr(type(obj).objects, "visible_to", None)
    return bool(narrowed is not None and obj.pk is not None and narrowed(user).filter(pk=obj.pk).exists())


@dataclass(frozen=True)
class Explanation:
    """Why a person sees an object or does not: the sentences name grant, rule and state."""

    visible: bool
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def explain(user: Account, obj: Any) -> Explanation:
    """Say which grant, which rule and which state decide."""
    visible, reach = is_visible(user, obj), reach_of(user)
    if not user.is_active:
        return Explanation(visible, ("账号已停用", _conclusion(visible)))
    decided = [_decide(one, obj) for one in reach.held]
    sentences = [sentence for _, sentence in decided] or ["没有任何在有效期内的职务"]
    if reach.is_administrator:
        sentences.append("兼有管理员职务的账号，任何个案都看不到")
    if _is_restricted(obj):
        sentences.append("该个案限制查阅：除区民政、审计员外，只有指名共享的人可以看")
    shares = list(_shares_of(obj, Q(account_id=user.pk) | Q(organisation_id__in=sorted(reach.organisation_ids()))))
    sentences += [_share_sentence(one) for one in shares]
    if visible and not shares and not any(allowed for allowed, _ in decided):
        sentences.append("由流程的专门规定打开（如结案后一年内社区仍可查看）")
    return Explanation(visible, (*sentences, _conclusion(visible)))


def _conclusion(visible: bool) -> str:
    return f"结论：{'可以' if visible else '不可以'}看"


def _decide(one: HeldRole, obj: Any) -> tuple[bool, str]:
    """Say what one grant gives over an object, and why; the same tables that the filter is built of."""
    behalf = f"，代{one.on_behalf_of}" if one.on_behalf_of else ""
    head = f"{one.role.label}（{one.place_name}，授权第{one.grant_id}号{behalf}）："
    rules: AccessRules = type(obj).access_rules().for_version(getattr(obj, "flow_version", None))
    state = f"现状态“{getattr(obj, 'state_label', obj.state)}”"
    if one.role in NEVER_CASES:
        return False, head + "管理员职务，看不到个案"
    if one.level == ORGANISATION:
        if _organisation_id(obj) != one.place_id:
            return False, head + "单位职务，只看共享给本单位的事项"
        allowed = obj.state in rules.organisation.get(one.role, frozenset())
        return allowed, head + f"事项由本单位承办，{state}{'允许' if allowed else '不允许'}查看"
    if _inside(one, place_ids(obj, other=True)) and obj.state in rules.other.get(one.role, frozenset()):
        return True, head + f"是对方所在地，{state}允许查看"
    if not _inside(one, place_ids(obj)):
        return False, head + "不在其范围内"
    if obj.state not in rules.states.get(one.role, frozenset()):
        return False, head + f"在其范围内，但{state}不允许查看"
    barred = bool(rules.restricted) and _is_restricted(obj) and one.role not in SEES_RESTRICTED
    return not barred, head + ("在其范围内，但限制查阅" if barred else f"在其范围内，{state}允许查看")


def _shares_of(obj: Any, whose: Q | None = None) -> Iterator[Any]:
    """Find the shares in force on the object's case, in whatever room above keeps them."""
    case = obj if getattr(obj, "case", None) is None else obj.case
    for relation in case._meta.related_objects:
        kept: Any = relation.related_model
        if issubclass(kept, Share):
            live = kept._base_manager.filter(Share.live(timezone.localdate()), **{relation.field.name: case})
            yield from (live if whose is None else live.filter(whose)).select_related("account", "organisation").order_by("pk")


def _share_sentence(share: Any) -> str:
    until = f"至{share.until_on.year}年{share.until_on.month}月{share.until_on.day}日" if share.until_on else "未定结束日期"
    package = getattr(share, "get_package_display", None)
    what = f"（{package()}）" if package else ""
    return f"共享第{share.pk}号{what}给{share.account or share.organisation}，{until}，理由：{share.reason}"


@dataclass(frozen=True)
class Seer:
    """A person who sees an object, the grant by which (none where a share or a rule of the flow opens it), and why."""

    account: Account
    held: HeldRole | None
    sentence: str


def who(obj: Any) -> list[Seer]:
    """List the people who see an object: by office at its place, at its second place, at the organisation that holds it, by a share."""
    today = timezone.localdate()
    shares = list(_shares_of(obj))
    candidates = _candidates(obj, shares, today)
    reaches = reaches_of(Q(user_id__in=candidates), today)
    seers: list[Seer] = []
    for person in Account.objects.filter(pk__in=candidates, is_active=True).order_by("username"):
        reach = person._reach = reaches.get(person.pk) or Reach(person.pk, (), today)
        if not is_visible(person, obj):
            continue
        decided = [(one, sentence) for one in reach.held for allowed, sentence in [_decide(one, obj)] if allowed]
        seers += [Seer(person, one, sentence) for one, sentence in decided]
        if not decided:
            theirs = [one for one in shares if one.account_id == person.pk or one.organisation_id in reach.organisation_ids()]
            seers += [Seer(person, None, _share_sentence(one)) for one in theirs] or [Seer(person, None, "由流程的专门规定打开")]
    return sorted(seers, key=lambda one: (one.held is None, one.held.role.value if one.held else "", one.account.username))


def _candidates(obj: Any, shares: list[Any], on: date) -> set[int]:
    """Narrow to the people whom a grant or a share could let in, in two queries."""
    places = place_ids(obj) | place_ids(obj, other=True)
    near = Q(content_object__level=Region.Level.CITY) | Q(content_object_id__in=places)
    found = set(RegionRole.objects.filter(in_force(on), near).values_list("user_id", flat=True))
    bodies = {one.organisation_id for one in shares if one.organisation_id} | {_organisation_id(obj)}
    at_bodies = OrganisationRole.objects.filter(in_force(on), content_object_id__in=[key for key in bodies if key])
    return found | set(at_bodies.values_list("user_id", flat=True)) | {one.account_id for one in shares if one.account_id}
