"""Grants: a role held at a region or an organisation for a period, stored by django-guardian's direct-key tables.

Read through `scope` and `access` only: guardian's own shortcuts know no dates. Written through `services`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from audit.history import Facts, FactsManager, facts_history
from permissions.roles import Role


def in_force(on: date, prefix: str = "") -> Q:
    """Narrow to the grants that hold on a day; one taken back counts no more from the moment it was taken back."""
    day_is_over = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    begun = Q(**{f"{prefix}valid_from_on__lte": on})
    not_over = Q(**{f"{prefix}valid_until_on__isnull": True}) | Q(**{f"{prefix}valid_until_on__gte": on})
    not_taken_back = Q(**{f"{prefix}revoked_at__isnull": True}) | Q(**{f"{prefix}revoked_at__gte": day_is_over})
    return begun & not_over & not_taken_back


class Held(UserObjectPermissionBase, Facts):
    """What every grant says: who, which role (permission `hold_<role>`), from when to when, by whom and why; it is never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="账号")
    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, related_name="+", verbose_name="职务")
    valid_from_on = models.DateField("开始日期")
    valid_until_on = models.DateField("结束日期（含）", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="授权人"
    )
    reason = models.CharField("授权理由", max_length=200, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="代何人"
    )
    lent_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="loans", verbose_name="委托自")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收回人"
    )
    revoke_reason = models.CharField("收回理由", max_length=200, blank=True)

    objects: ClassVar[Any] = FactsManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.role.label}·{self.content_object}"

    @property
    def role(self) -> Role:
        return Role(self.permission.codename.removeprefix("hold_"))

    @property
    def chain_key(self) -> str:
        return ""


def _period(name: str) -> list[models.BaseConstraint]:
    return [
        # not for one taken back, so that the role can be given again on the same day; two periods of one role may stand side by side
        models.UniqueConstraint(
            fields=["user", "permission", "content_object", "valid_from_on"], condition=Q(revoked_at__isnull=True), name=f"{name}_once"
        ),
        models.CheckConstraint(
            condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=F("valid_from_on")), name=f"{name}_in_order"
        ),
        models.CheckConstraint(condition=Q(lent_from__isnull=True) | Q(on_behalf_of__isnull=False), name=f"{name}_lent_by_someone"),
    ]


class RegionRole(Held):
    """A role held at a region: it reaches all below."""

    content_object = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="grants", verbose_name="区划")

    history = facts_history()

    class Meta:
        verbose_name = "区划职务"
        verbose_name_plural = verbose_name
        constraints = _period("region_role")
        indexes = [models.Index(fields=["content_object", "permission"], name="region_role_holders")]


class OrganisationRole(Held):
    """A role held at an organisation: it reaches nothing by itself, only what is shared with it."""

    content_object = models.ForeignKey("permissions.Organisation", on_delete=models.PROTECT, related_name="grants", verbose_name="单位")

    history = facts_history()

    class Meta:
        verbose_name = "单位职务"
        verbose_name_plural = verbose_name
        constraints = _period("organisation_role")
        indexes = [models.Index(fields=["content_object", "permission"], name="organisation_role_holders")]
