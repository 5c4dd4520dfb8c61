"""购买服务: the services of a month that public money pays for, for whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from casework.models import Purchase
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.rules.dates import month_of

OF_THE_DISTRICT = (Role.DISTRICT_OFFICER, Role.AUDITOR, Role.CITY_OFFICER)
READING = frozenset({*OF_THE_DISTRICT, Role.PROVIDER})


@dataclass(frozen=True)
class Summed:
    """One contract's month: what was done, what of it is accepted, and what is to be paid."""

    provider_id: int
    name: str
    district: str
    contract: str
    services: int
    accepted: int
    amount: Decimal

    @property
    def waiting(self) -> int:
        return self.services - self.accepted


def purchases_of(user: Account, month: date) -> QuerySet[Any]:
    """Narrow to a person's district, or to what one's own organisation did; a restricted elder's are the district's and the auditor's."""
    reach = reach_of(user)
    if reach.is_administrator:
        return Purchase.objects.none()
    found = Q(provider_id__in=sorted(reach.organisation_ids(Role.PROVIDER)))
    for one in reach.held:
        if one.role in OF_THE_DISTRICT and one.level in ("city", "district"):
            here = Q() if one.level == "city" else Q(district_id=one.place_id)
            found |= (Q(pk__isnull=False) & here) & (Q(case__is_restricted=False) if one.role == Role.CITY_OFFICER else Q())
    return Purchase.objects.filter(found, service_on__range=month_of(month))  # type: ignore[no-any-return]


def summed(rows: QuerySet[Any]) -> list[Summed]:
    """Sum the services contract by contract, in one grouped query; what is not accepted is counted, not paid."""
    done = Q(accepted_on__isnull=False)
    grouped = rows.order_by().values("provider_id", "provider__name", "district__name", "contract")
    lines = grouped.annotate(services=Count("pk"), accepted=Count("pk", filter=done), amount=Sum("amount", filter=done, default=Decimal(0)))
    return [Summed(*one) for one in lines.order_by("district__name", "provider__name", "contract").values_list(*_COLUMNS)]


_COLUMNS = ("provider_id", "provider__name", "district__name", "contract", "services", "accepted", "amount")


def lines_of(rows: QuerySet[Any], *, provider: str = "", waiting: bool = False) -> QuerySet[Any]:
    """List the services one by one, the newest first."""
    if provider.isdecimal() and len(provider) < 19:
        rows = rows.filter(provider_id=int(provider))
    if waiting:
        rows = rows.filter(accepted_on=None)
    return rows.select_related("provider", "district", "case__elder", "accepted_by").order_by("-pk")
