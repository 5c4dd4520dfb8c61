"""Grants: a role held at a region or an organisation for a period, stored by django-guardian's direct-key tables.

Read through `scope` and `access` only: guardian's own shortcuts know no dates. Written through `services`.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from audit.history import Facts, FactsManager, facts_history
from permissions.roles import Role


class Held(UserObjectPermissionBase, Facts):
    """What every grant says: who, which role (permission `hold_<role>`), from when to when, by whom and why."""

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

    objects = FactsManager()

    class Meta:
        abstract = True

    @property
    def role(self) -> Role:
        return Role(self.permission.codename.removeprefix("hold_"))

    @property
    def chain_key(self) -> str:
        return ""


def _period(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["user", "permission", "content_object", "valid_from_on"], name=f"{name}_once"),
        models.CheckConstraint(
            condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=F("valid_from_on")), name=f"{name}_in_order"
        ),
    ]


class RegionRole(Held):
    """A role held at a region: it reaches all below."""

    content_object = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="grants", verbose_name="区划")

    history = facts_history()

    class Meta:
        verbose_name = "区划职务"
        verbose_name_plural = verbose_name
        constraints = _period("region_role")


class OrganisationRole(Held):
    """A role held at an organisation: it reaches nothing by itself, only what is shared with it."""

    content_object = models.ForeignKey("permissions.Organisation", on_delete=models.PROTECT, related_name="grants", verbose_name="单位")

    history = facts_history()

    class Meta:
        verbose_name = "单位职务"
        verbose_name_plural = verbose_name
        constraints = _period("organisation_role")
