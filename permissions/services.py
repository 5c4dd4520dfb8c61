"""Granting, revoking, delegating, revealing: each is an act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from audit.models import Entry
from permissions.access import get_visible_or_404
from permissions.fields import CannotOpen, Sealed
from permissions.models import Account, Organisation, OrganisationRole, Region, RegionRole
from permissions.roles import ADMINISTRATORS, HeldAt, Role
from permissions.scope import forget_reach, reach_of

SHORTEST_REASON = 4


def create_account(
    *, actor: Actor | HasActor, username: str, display_name: str, password: str | None = None, phone: str = "", is_demo: bool = False
) -> Account:
    """Open an account; it may do nothing until a role is granted."""
    if Account.objects.filter(username=username).exists():
        raise Refusal(f"用户名“{username}”已被使用，请换一个", status=409, code="taken")
    with act(actor, "create_account"):
        account = Account(username=username, display_name=display_name, is_demo=is_demo, phone=phone)
        account.set_password(password)
        account.save()
    return account


def deactivate(*, actor: Actor | HasActor, account: Account, reason: str) -> None:
    """Close an account at once; its open grants stay on record and reach nothing."""
    with act(actor, "deactivate_account", account, reason=_reason(reason)):
        account.is_active = False
        account.save(update_fields=["is_active"])


def permission_of(role: Role, model: type[Region] | type[Organisation]) -> Permission:
    """Return the permission `hold_<role>` of a region or an organisation."""
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.get_or_create(codename=f"hold_{role.value}", content_type=kind, defaults={"name": f"担任{role.label}"})[0]


def grant(
    *,
    actor: Actor | HasActor,
    to: Account,
    role: Role,
    at: Region | Organisation,
    from_on: date | None = None,
    until_on: date | None = None,
    reason: str = "",
    on_behalf_of: Account | None = None,
) -> RegionRole | OrganisationRole:
    """Give a role at a place for a period. Raises Refusal where the role is not held there, or two administrators would be one person."""
    today = timezone.localdate()
    begins = from_on or today
    _check_grant(actor, to, role, at, begins, until_on)
    model: type[Any] = RegionRole if isinstance(at, Region) else OrganisationRole
    with act(actor, "grant_role", to, reason=reason, details={"role": role.label, "place": str(at)}):
        row = model.objects.create(
            user=to,
            permission=permission_of(role, type(at)),
            content_object=at,
            valid_from_on=begins,
            valid_until_on=until_on,
            granted_by_id=(actor if isinstance(actor, Actor) else actor.as_actor()).id,
            reason=reason,
            on_behalf_of=on_behalf_of,
        )
    forget_reach(to)
    return row  # type: ignore[no-any-return]


def _check_grant(actor: Actor | HasActor, to: Account, role: Role, at: Region | Organisation, begins: date, until: date | None) -> None:
    wanted = HeldAt.REGION if isinstance(at, Region) else HeldAt.ORGANISATION
    if role.held_at != wanted:
        where = "区划" if role.held_at == HeldAt.REGION else "单位"
        raise Refusal(f"“{role.label}”须在{where}上授予", status=422, code="wrong_place")
    if until is not None and until < begins:
        raise Refusal("结束日期不得早于开始日期", status=400, code="dates")
    who = (actor if isinstance(actor, Actor) else actor.as_actor()).id
    if who is not None and who == to.pk:
        raise Refusal("不能给自己授权，请由另一位安全管理员办理", status=403, code="own_grant")
    if role in ADMINISTRATORS:
        open_roles = Q(user=to) & (Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=begins))
        held = {row.role for row in RegionRole.objects.filter(open_roles).select_related("permission")}
        clash = (held & ADMINISTRATORS) - {role}
        if clash:
            raise Refusal(f"一个账号不能兼任{role.label}和{next(iter(clash)).label}", status=422, code="separated")


def revoke(*, actor: Actor | HasActor, row: RegionRole | OrganisationRole, on: date | None = None, reason: str) -> None:
    """End a grant; from the next request on it reaches nothing. A grant is never deleted."""
    last = (on or timezone.localdate()) - timedelta(days=1)
    with act(actor, "revoke_role", row.user, reason=_reason(reason), details={"role": row.role.label, "place": str(row.content_object)}):
        if last < row.valid_from_on:
            # taken back on its first day: the period stays in order, one day in the past
            row.valid_from_on = last
        row.valid_until_on = last
        row.save(update_fields=["valid_from_on", "valid_until_on"])
    forget_reach(row.user)


def delegate(
    *, actor: Account, to: Account, row: RegionRole | OrganisationRole, from_on: date, until_on: date, reason: str
) -> RegionRole | OrganisationRole:
    """Lend one's own role to a substitute for a time; every act then names whom it stands for."""
    if row.user_id != actor.pk:
        raise Refusal("只能委托自己的职务", status=403, code="not_own")
    return grant(
        actor=actor,
        to=to,
        role=row.role,
        at=row.content_object,
        from_on=from_on,
        until_on=until_on,
        reason=_reason(reason),
        on_behalf_of=actor,
    )


def reveal(*, user: Account, obj: Any, field: str, reason: str) -> str:
    """Open one sealed value for one person and one reason; each opening is an entry, and a day has a limit. Raises Refusal, Http404."""
    reason = _reason(reason)
    # a fact of a case is as visible as its case
    get_visible_or_404(type(getattr(obj, "case", None) or obj), user, (getattr(obj, "case", None) or obj).pk)
    may = getattr(obj, "may_reveal", None) or getattr(getattr(obj, "case", None), "may_reveal", None)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    used = (
        Entry.objects.filter(actor_id=user.pk, action="reveal", at__gte=midnight, result=Entry.Result.DONE)
        .values("request_id", "at")
        .distinct()
        .count()
    )
    with act(user, "reveal", obj, reason=reason, details={"field": field}):
        if may is not None and not may(user, field):
            raise Refusal("您的职务不能查看这项敏感信息；如确需查看，请联系街道经办", status=403, code="reveal")
        if used >= settings.CASEWORK_REVEALS_PER_DAY:
            raise Refusal(
                f"今天查看敏感信息已达{settings.CASEWORK_REVEALS_PER_DAY}次上限，请明天再查，或请区级安全管理员处理",
                status=403,
                code="quota",
            )
        value = getattr(obj, field, None)
        if not isinstance(value, Sealed):
            raise Refusal("没有这一项敏感信息", status=404, code="field")
        try:
            return value.reveal()
        except CannotOpen as error:
            raise Refusal("这项信息无法解密，请联系系统管理员核对密钥", status=409, code="key") from error


def _reason(text: str) -> str:
    if len(text.strip()) < SHORTEST_REASON:
        raise Refusal(f"请写明理由（至少{SHORTEST_REASON}个字）", status=400, code="reason")
    return text.strip()


def roles_in_words(user: Account) -> str:
    return reach_of(user).summary
