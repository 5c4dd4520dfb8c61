"""Accounts, grants, loans of a role, organisations: each is an act, checked inside it, so that a refusal is on record too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.auth.password_validation import validate_password
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from permissions.access import roles_at
from permissions.models import Account, Organisation, OrganisationRole, Region, RegionRole
from permissions.models.grant import in_force
from permissions.revealing import clean_reason, reveal
from permissions.roles import ADMINISTRATORS, HeldAt, Role
from permissions.scope import forget_reach, reach_of

__all__ = [
    "create_account", "create_organisation", "deactivate", "delegate", "grant", "permission_of", "reset_password", "reveal", "revoke",
    "set_service_scope",
]  # fmt: skip

Grant = RegionRole | OrganisationRole
Place = Region | Organisation
GRANTERS = frozenset({Role.SECURITY_ADMIN})
ORGANISERS = frozenset({Role.SECURITY_ADMIN, Role.DISTRICT_OFFICER, Role.DISTRICT_CONFIGURATOR})


def _person(actor: Actor | HasActor) -> Account | None:
    """Return who acts; None is the system: a command on the server, an import, a timer."""
    if isinstance(actor, Account):
        return actor
    key = (actor if isinstance(actor, Actor) else actor.as_actor()).id
    return None if key is None else Account.objects.get(pk=key)


def _need(actor: Actor | HasActor, roles: frozenset[Role], at: Place, what: str) -> None:
    person = _person(actor)
    if person is not None and not roles & roles_at(person, at):
        who = "、".join(sorted(role.label for role in roles))
        raise Refusal(f"您不能在{at}{what}，请联系该地的{who}", status=403, code="not_granter")


def create_account(
    *,
    actor: Actor | HasActor,
    username: str,
    display_name: str,
    password: str | None = None,
    password_hash: str = "",
    phone: str = "",
    is_demo: bool = False,
) -> Account:
    """Open an account; it may do nothing until a role is granted. `password_hash` is one made before, for many accounts at once."""
    with act(actor, "create_account"):
        if not username.strip() or not display_name.strip():
            raise Refusal("请填写用户名和姓名", status=400, code="name")
        if Account.objects.filter(username=username).exists():
            raise Refusal(f"用户名“{username}”已被使用，请换一个", status=409, code="taken")
        account = Account(username=username, display_name=display_name, is_demo=is_demo, phone=phone)
        if password_hash:
            account.password = password_hash
        else:
            account.set_password(password)
        account.save()
    return account


def reset_password(*, actor: Actor | HasActor, account: Account, password: str, reason: str) -> None:
    """Give a person who forgot it a first password again; he or she changes it at the next sign-in, and every open session ends."""
    with act(actor, "reset_password", account, reason=clean_reason(reason)):
        person = _person(actor)
        if person is not None and not reach_of(person).roles & (GRANTERS | {Role.SYSTEM_ADMIN}):
            raise Refusal("只有安全管理员或系统管理员可以重设密码", status=403, code="not_granter")
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Refusal(*(str(one) for one in error.messages), status=400, code="password") from error
        account.set_password(password)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])


def deactivate(*, actor: Actor | HasActor, account: Account, reason: str) -> None:
    """Close an account at once: its grants reach nothing, and what it lent to others ends."""
    with act(actor, "deactivate_account", account, reason=clean_reason(reason)):
        account.is_active = False
        account.save(update_fields=["is_active"])
        for model in (RegionRole, OrganisationRole):
            for row in model.objects.filter(user=account, loans__isnull=False).distinct():
                _end_loans(actor, row, reason)
    forget_reach(account)


def permission_of(role: Role, model: type[Region] | type[Organisation]) -> Permission:
    """Return the permission `hold_<role>` of a region or an organisation."""
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.get_or_create(codename=f"hold_{role.value}", content_type=kind, defaults={"name": f"担任{role.label}"})[0]


def grant(
    *,
    actor: Actor | HasActor,
    to: Account,
    role: Role,
    at: Place,
    from_on: date | None = None,
    until_on: date | None = None,
    reason: str = "",
) -> Grant:
    """Give a role at a place for a period. Raises Refusal where the giver may not, the role is not held there, or offices would mix."""
    with act(actor, "grant_role", to, reason=reason, details={"role": role.label, "place": str(at)}):
        _need(actor, GRANTERS, at, "授权")
        return _give(actor, to, role, at, from_on or timezone.localdate(), until_on, reason)


def _give(
    actor: Actor | HasActor, to: Account, role: Role, at: Place, begins: date, until: date | None, reason: str, lent: Grant | None = None
) -> Grant:
    """Write the grant, after all that holds for every grant; runs inside the act."""
    # of two grants at once the second sees the first
    account = Account.objects.select_for_update().get(pk=to.pk)
    _check_place(role, at)
    if until is not None and until < begins:
        raise Refusal("结束日期不得早于开始日期", status=400, code="dates")
    person = _person(actor)
    if person is not None and person.pk == account.pk:
        raise Refusal("不能给自己授权，请由另一位安全管理员办理", status=403, code="own_grant")
    if not account.is_active:
        raise Refusal(f"{account}的账号已停用，不能授权；请先启用账号", status=409, code="inactive")
    _check_separation(account, role, begins, until)
    model: type[Any] = RegionRole if isinstance(at, Region) else OrganisationRole
    permission = permission_of(role, type(at))
    if lent is None and _open(model, account, begins, until).filter(permission=permission, content_object=at, lent_from=None).exists():
        raise Refusal(f"{account}在这段时间已担任{at}的{role.label}", status=409, code="already_held")
    row: Grant = model.objects.create(
        user=account, permission=permission, content_object=at, valid_from_on=begins, valid_until_on=until,
        granted_by=person, reason=reason, on_behalf_of=lent.user if lent else None, lent_from=lent,
    )  # fmt: skip
    forget_reach(to)
    return row


def _check_place(role: Role, at: Place) -> None:
    wanted = HeldAt.REGION if isinstance(at, Region) else HeldAt.ORGANISATION
    if role.held_at != wanted:
        where = "区划" if role.held_at == HeldAt.REGION else "单位"
        raise Refusal(f"“{role.label}”须在{where}上授予", status=422, code="wrong_place")
    if isinstance(at, Organisation) and not at.is_active:
        raise Refusal(f"{at}已停用，不能授权", status=409, code="inactive")
    if isinstance(at, Region) and at.valid_until_on is not None and at.valid_until_on <= timezone.localdate():
        raise Refusal(f"{at}已撤销，请在接续的区划上授权", status=409, code="region_ended")


def _open(model: type[Any], account: Account, begins: date, until: date | None) -> Any:
    """Find a person's grants that overlap a period and were not taken back."""
    overlap = Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=begins)
    rows = model.objects.filter(overlap, user=account, revoked_at__isnull=True).select_related("permission")
    return rows if until is None else rows.filter(valid_from_on__lte=until)


def _check_separation(account: Account, role: Role, begins: date, until: date | None) -> None:
    """Keep the three administrators three persons, and none of them in an office that sees a case (GB/T 22239-2019 8.1.5)."""
    held = {row.role for model in (RegionRole, OrganisationRole) for row in _open(model, account, begins, until)}
    clash = sorted(held & ADMINISTRATORS - {role}) if role in ADMINISTRATORS else []
    if clash:
        raise Refusal(f"一个账号不能兼任{role.label}和{clash[0].label}", status=422, code="separated")
    offices = sorted(held - ADMINISTRATORS) if role in ADMINISTRATORS else sorted(held & ADMINISTRATORS)
    if offices:
        raise Refusal(f"管理员不能兼任业务职务：{account}已任{offices[0].label}，请另开账号", status=422, code="separated")


def revoke(*, actor: Actor | HasActor, row: Grant, on: date | None = None, reason: str) -> None:
    """End a grant, at once or from a coming day on; from then it reaches nothing, nor does what was lent from it. It is never deleted."""
    details = {"role": row.role.label, "place": str(row.content_object)}
    with act(actor, "revoke_role", row.user, reason=clean_reason(reason), details=details):
        person = _person(actor)
        if person is None or person.pk != row.on_behalf_of_id:
            _need(actor, GRANTERS, row.content_object, "收回授权")
        _end(actor, row, on, reason)
        _end_loans(actor, row, reason, on)
    forget_reach(row.user)


def _end(actor: Actor | HasActor, row: Grant, on: date | None, reason: str) -> None:
    today = timezone.localdate()
    if row.revoked_at is not None:
        raise Refusal("这项授权已经收回", status=409, code="revoked")
    row.revoke_reason = reason[:200]
    row.revoked_by = _person(actor)
    if on is not None and on > today:
        row.valid_until_on = min(row.valid_until_on or date.max, on - timedelta(days=1))
        row.valid_from_on = min(row.valid_from_on, row.valid_until_on)
    else:
        row.revoked_at = timezone.now()
        # one given today keeps its period; the moment alone ends it
        last = today - timedelta(days=1)
        if row.valid_from_on <= last:
            row.valid_until_on = min(row.valid_until_on or last, last)
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason", "valid_from_on", "valid_until_on"])


def _end_loans(actor: Actor | HasActor, row: Grant, reason: str, on: date | None = None) -> None:
    still_open = Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=on or timezone.localdate())
    for loan in row.loans.filter(still_open, revoked_at__isnull=True).select_related("user"):
        _end(actor, loan, on, reason)
        forget_reach(loan.user)


def delegate(*, actor: Account, to: Account, row: Grant, from_on: date, until_on: date, reason: str) -> Grant:
    """Lend one's own role to a substitute for a time; every act then names whom it stands for."""
    details = {"role": row.role.label, "place": str(row.content_object)}
    with act(actor, "delegate_role", to, reason=clean_reason(reason), details=details):
        if row.user_id != actor.pk:
            raise Refusal("只能委托自己的职务", status=403, code="not_own")
        if row.lent_from_id is not None:
            raise Refusal("受托的职务不能再委托，请由本人委托", status=422, code="lent")
        if row.role in ADMINISTRATORS:
            raise Refusal("管理员职务不能委托，请由安全管理员另行授权", status=422, code="administrator")
        inside = type(row).objects.filter(in_force(from_on), pk=row.pk).exists()
        if not inside or (row.valid_until_on is not None and until_on > row.valid_until_on):
            raise Refusal("委托期间超出本人任职期间，请缩短", status=400, code="dates")
        if from_on < timezone.localdate():
            raise Refusal("委托不能从过去的日期开始", status=400, code="dates")
        return _give(actor, to, row.role, row.content_object, from_on, until_on, reason, lent=row)


def create_organisation(
    *, actor: Actor | HasActor, kind: str, name: str, region: Region, serves: Iterable[Region] = (), **fields: Any
) -> Organisation:
    """Register a body at a region, with the places it serves."""
    with act(actor, "create_organisation", region, details={"name": name}):
        _need(actor, ORGANISERS, region, "登记单位")
        if kind not in Organisation.Kind.values:
            raise Refusal(f"没有“{kind}”这种单位", status=400, code="kind")
        if Organisation.objects.filter(region=region, name=name).exists():
            raise Refusal(f"{region}已有名为“{name}”的单位", status=409, code="taken")
        body: Organisation = Organisation.objects.create(kind=kind, name=name, region=region, **fields)
        body.serves.set(serves)
    return body


def set_service_scope(
    *, actor: Actor | HasActor, body: Organisation, serves: Iterable[Region], needs: Iterable[str], capacity: int
) -> None:
    """Say where a body works, what it does and for how many; the places stand in the act's details, since a list has no field history."""
    places = list(serves)
    with act(actor, "set_service_scope", body, details={"serves": "、".join(place.full_name for place in places)}):
        _need(actor, ORGANISERS, body.region, "设置单位服务范围")
        body.serves.set(places)
        body.needs_served, body.capacity = sorted(set(needs)), capacity
        body.save(update_fields=["needs_served", "capacity"])
