"""A slip and its shares: placed, with a second place, a holder, a state, a version, a restriction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from permissions.fields import SealedField, mask_id_number
from permissions.models import Placed, Share
from permissions.roles import HeldAt, Role
from permissions.scope import AccessRules, Reach, ScopedQuerySet

HOME: Mapping[Role, frozenset[str]] = {
    Role.CITY_OFFICER: frozenset({"closed"}),
    Role.AUDITOR: frozenset({"draft", "review", "closed"}),
    Role.DISTRICT_OFFICER: frozenset({"review", "closed"}),
    Role.STREET_CLERK: frozenset({"review", "closed"}),
    Role.COMMUNITY_WORKER: frozenset({"draft", "review"}),
    Role.PROVIDER: frozenset({"review"}),
    Role.SYSTEM_ADMIN: frozenset({"draft", "review", "closed"}),  # a definition that names one by mistake opens nothing
}
OTHER: Mapping[Role, frozenset[str]] = {Role.STREET_CLERK: frozenset({"draft"}), Role.CITY_OFFICER: frozenset({"draft"})}
OLDER: Mapping[Role, frozenset[str]] = {Role.STREET_CLERK: frozenset({"draft"}), Role.AUDITOR: frozenset({"review"})}  # version 1


def _of(table: Mapping[Role, frozenset[str]], held_at: HeldAt) -> dict[Role, frozenset[str]]:
    return {role: states for role, states in table.items() if role.held_at == held_at}


class SlipQuerySet(ScopedQuerySet["Slip"]):
    """Slips narrowed to a person."""


class Slip(Placed):
    """A paper of version 2, unless it still runs under version 1."""

    state = models.CharField("状态", max_length=12)
    flow_version = models.PositiveIntegerField("流程版本", default=2)
    is_restricted = models.BooleanField("限制查阅", default=False)
    other_district = models.ForeignKey("permissions.Region", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方区")
    other_street = models.ForeignKey("permissions.Region", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方街道")
    other_community = models.ForeignKey(
        "permissions.Region", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方社区"
    )
    organisation = models.ForeignKey(
        "permissions.Organisation", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    number = models.CharField("编号", max_length=24, blank=True)
    id_number = SealedField("证件号码", mask=mask_id_number)
    chain_key: ClassVar[str] = ""

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = "测试单"

    def __str__(self) -> str:
        return f"测试单{self.pk}"

    @classmethod
    def access_rules(cls) -> AccessRules:
        older = AccessRules(states=OLDER, restricted="is_restricted")
        return AccessRules(
            states=_of(HOME, HeldAt.REGION), other=OTHER, organisation=_of(HOME, HeldAt.ORGANISATION), shares=cls.shared,
            restricted="is_restricted", older={1: older},
        )  # fmt: skip

    desk_rules = access_rules

    @classmethod
    def shared(cls, reach: Reach, on: date) -> Q:
        holder = Q(account_id=reach.account_id) | Q(organisation_id__in=sorted(reach.organisation_ids()))
        return Q(pk__in=SlipShare.objects.filter(SlipShare.live(on)).filter(holder).values("slip_id"))

    def share_roles(self, reach: Reach) -> frozenset[str]:
        on = reach.on or date.min
        holder = Q(account_id=reach.account_id) | Q(organisation_id__in=sorted(reach.organisation_ids()))
        return frozenset({"case", "visitor"}) if SlipShare.objects.filter(SlipShare.live(on), holder, slip=self).exists() else frozenset()

    def may_reveal(self, user: Any, field: str) -> bool:
        return self.state == "review"


class SlipShare(Share):
    """Opens one slip to one holder."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="slipshares", verbose_name="测试单")

    class Meta:
        verbose_name = "测试共享"
