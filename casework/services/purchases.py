"""Services paid with public money: recorded when the elder has confirmed them, accepted by the district, summed for payment (R70, R113)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import CareService, Purchase, Referral
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from workflows.rules.dates import month_of


@dataclass(frozen=True)
class Payable:
    """One provider's month in a district: how many services, how many of them accepted, and for how much."""

    provider_id: int
    name: str
    contract: str
    services: int
    accepted: int
    amount: Decimal


def keep_purchase(referral: Referral, care: CareService) -> Purchase | None:
    """Keep the evidence of a subsidised service that the elder has confirmed; part of the act under way, once a referral."""
    provider = referral.organisation
    if not referral.is_funded or provider is None:
        return None
    kept, _ = Purchase.objects.get_or_create(
        referral_id=referral.pk,
        defaults={
            "case_id": referral.case_id, "provider": provider, "district_id": referral.district_id, "contract": provider.contract,
            "funding_source": referral.funding_source, "care_id": care.pk, "service_on": care.care_on, "what": care.content[:300],
            "amount": referral.cost or Decimal(0), "evidence": referral.evidence,
        },
    )  # fmt: skip
    return kept  # type: ignore[no-any-return]


def accept_purchase(*, actor: Account, purchase: Purchase) -> Purchase:
    """Accept a service for payment; contract, funds and evidence must be there. Raises Refusal."""
    if Role.DISTRICT_OFFICER not in roles_at(actor, purchase.district):
        raise Refusal("购买服务由区民政验收，您不能办理", status=403, code="right")
    with act(actor, "accept_purchase", purchase):
        row: Purchase = Purchase.objects.select_for_update(of=("self",)).get(pk=purchase.pk)
        checks = (
            (row.accepted_on is not None, "这项服务已经验收"),
            (not row.contract.strip(), "服务机构没有登记购买服务合同编号"),
            (not row.funding_source.strip(), "没有登记资金来源"),
            (not row.evidence.strip(), "没有服务凭证"),
            (row.amount <= 0, "没有登记费用"),
        )
        problems = [sentence for broken, sentence in checks if broken]
        if problems:
            raise Refusal(*problems, status=422, code="rule")
        row.accepted_by, row.accepted_on = actor, timezone.localdate()
        row.save(update_fields=["accepted_by", "accepted_on"])
        return row


def payable(district: Region, month: date) -> list[Payable]:
    """Sum a district's month provider by provider, in one grouped query; what is not accepted is counted but not summed."""
    done = Q(accepted_on__isnull=False)
    rows: Any = Purchase.objects.filter(district=district, service_on__range=month_of(month)).order_by()
    summed = rows.values("provider_id", "provider__name", "contract").annotate(
        services=Count("pk"), accepted=Count("pk", filter=done), amount=Sum("amount", filter=done, default=Decimal(0))
    )
    lines = summed.order_by("provider__name", "contract")
    return [
        Payable(one["provider_id"], one["provider__name"], one["contract"], one["services"], one["accepted"], one["amount"])
        for one in lines
    ]
