"""Opening a sealed value: for one person, one reason, on record, and so many times a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from audit.acts import Refusal, act
from audit.models import Entry
from permissions.access import get_visible_or_404
from permissions.fields import CannotOpen, Sealed
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import reach_of

SHORTEST_REASON = 4


def clean_reason(text: str) -> str:
    """Read a typed reason. Raises Refusal where it is too short to say anything."""
    if len(text.strip()) < SHORTEST_REASON:
        raise Refusal(f"请写明理由（至少{SHORTEST_REASON}个字）", status=400, code="reason")
    return text.strip()


def reveals_left(user: Account) -> int:
    """Count how often the person may still open a value today; the most generous of his or her offices decides."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    opened = Entry.objects.filter(actor_id=user.pk, action="reveal", at__gte=midnight, result=Entry.Result.DONE)
    # an act may stand in two chains; one opening is one moment
    return max(0, daily_limit(user) - opened.values("request_id", "at").distinct().count())


def daily_limit(user: Account) -> int:
    """Return the day's limit: CASEWORK_REVEALS_BY_ROLE names roles, CASEWORK_REVEALS_PER_DAY holds for the others."""
    general, by_role = int(getattr(settings, "CASEWORK_REVEALS_PER_DAY", 50)), dict(getattr(settings, "CASEWORK_REVEALS_BY_ROLE", {}))
    return max((int(by_role.get(role.value, general)) for role in reach_of(user).roles), default=general)


def reveal(*, user: Account, obj: Any, field: str, reason: str) -> str:
    """Open one sealed value; each opening is an entry. Raises Refusal, and Http404 for what the person may not see at all."""
    reason = clean_reason(reason)
    may = _door(user, obj)
    with act(user, "reveal", obj, reason=reason, details={"field": field}):
        # two requests at once must not both be the last of the day
        Account.objects.select_for_update().get(pk=user.pk)
        value = getattr(obj, field, None)
        if not isinstance(value, Sealed):
            raise Refusal("没有这一项敏感信息", status=404, code="field")
        if not may(user, field):
            raise Refusal("您的职务不能查看这项敏感信息；如确需查看，请联系街道经办", status=403, code="reveal")
        if not reveals_left(user):
            raise Refusal(f"今天查看敏感信息已达{daily_limit(user)}次上限，请明天再查，或请区级安全管理员处理", status=403, code="quota")
        try:
            return value.reveal()
        except CannotOpen as error:
            raise Refusal("这项信息无法解密，请联系系统管理员核对密钥", status=409, code="key") from error


def _door(user: Account, obj: Any) -> Any:
    """Find who decides over the opening: the object or its case, after it was found visible; what says nothing stays shut."""
    if isinstance(obj, Account):
        return lambda who, field: who.pk == obj.pk or Role.SECURITY_ADMIN in reach_of(who).roles
    whole = getattr(obj, "case", None) or obj
    if not hasattr(type(whole).objects, "visible_to"):
        raise Http404("没有找到")
    get_visible_or_404(type(whole), user, whole.pk)  # a fact of a case is as visible as its case
    return getattr(obj, "may_reveal", None) or getattr(whole, "may_reveal", None) or (lambda who, field: False)
