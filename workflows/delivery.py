"""Delivery of what the outbox holds: at least once, with a stable id, later and later where it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from permissions.models import OrganisationRole, Region, RegionRole
from permissions.models.grant import in_force
from permissions.roles import Role
from workflows.models import Delivery, Outbox

log = logging.getLogger(__name__)
C = TypeVar("C", bound=Callable[..., Any])
BATCH = 200
FIRST_WAIT, LONGEST_WAIT, MOST_ATTEMPTS = timedelta(minutes=1), timedelta(hours=6), 14
# where a place has nobody in an office, the office above is told
ABOVE = (Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
_carriers: dict[str, Callable[[Outbox], None]] = {}


class NotDelivered(Exception):
    """A message did not get through; the sentence says why, and it is tried again."""


@dataclass
class DeliveryReport:
    delivered: int = 0
    failed: int = 0
    given_up: int = 0

    def __str__(self) -> str:
        return (
            f"送达 {self.delivered} 条"
            + (f"，未送达 {self.failed} 条" if self.failed else "")
            + (f"，放弃 {self.given_up} 条" if self.given_up else "")
        )


def carrier(channel: str) -> Callable[[C], C]:
    """Register how messages of a channel leave the house: `f(outbox)`, which raises NotDelivered; it may be called twice with one id."""

    def keep(function: C) -> C:
        _carriers[channel] = function
        return function

    return keep


def deliver(now: datetime | None = None) -> DeliveryReport:
    """Deliver everything that waits and whose time has come."""
    moment, report = now or timezone.now(), DeliveryReport()
    tried: set[int] = set()
    while True:
        waiting = Outbox.objects.filter(delivered_at__isnull=True, is_dead=False, next_try_at__lte=moment).exclude(pk__in=tried)
        batch = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
        for pk in batch:
            tried.add(pk)
            _deliver_one(pk, moment, report)
        if len(batch) < BATCH:
            return report


def _deliver_one(pk: int, now: datetime, report: DeliveryReport) -> None:
    with transaction.atomic():
        locked = Outbox.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        row = locked.filter(pk=pk, delivered_at__isnull=True, is_dead=False).first()
        if row is None:  # another worker has it
            return
        try:
            with transaction.atomic():
                _carry(row, now)
        except Exception as error:
            if not isinstance(error, NotDelivered):
                log.exception("message %s failed", row.delivery_id)
            _count_failure(row, str(error) or type(error).__name__, now, report)
            return
        row.delivered_at, row.attempts = now, row.attempts + 1
        row.save(update_fields=["delivered_at", "attempts"])
        report.delivered += 1


def _carry(row: Outbox, now: datetime) -> None:
    if row.channel != "inbox":
        carry = _carriers.get(row.channel)
        if carry is None:
            raise NotDelivered(f"没有配置“{row.channel}”渠道")
        carry(row)
        return
    accounts = recipients(row, now)
    if not accounts:
        raise NotDelivered("没有可收件的人")
    Delivery.objects.bulk_create(
        [
            Delivery(
                delivery_id=row.delivery_id, account_id=account, kind=row.kind, subject_kind=row.subject_kind, subject_id=row.subject_id,
                body=row.body, created_at=row.created_at,
            )
            for account in accounts
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _count_failure(row: Outbox, why: str, now: datetime, report: DeliveryReport) -> None:
    row.attempts += 1
    row.last_error = why[:200]
    row.next_try_at = now + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    row.is_dead = row.attempts >= MOST_ATTEMPTS
    row.save(update_fields=["attempts", "last_error", "next_try_at", "is_dead"])
    report.given_up += row.is_dead
    report.failed += not row.is_dead


def recipients(row: Outbox, now: datetime) -> list[int]:
    """Name the accounts a message is for, by the grants in force on the day; an office without anybody hands on to the one above."""
    if row.account_id:
        return [row.account_id]
    today = timezone.localdate(now)
    held = in_force(today) & Q(user__is_active=True)
    if row.organisation_id:
        return _of_organisation(row.organisation_id, row.role, held)
    if not row.region_id or not row.role:
        return []
    lineage = [region.pk for region in Region.objects.get(pk=row.region_id).lineage]
    wanted = Role(row.role)
    above = ABOVE[ABOVE.index(wanted) + 1 :] if wanted in ABOVE else ABOVE
    for role in (wanted, *above):
        found = _holders(RegionRole, held, role, lineage)
        if found:
            return found
    return []


def _of_organisation(organisation: int, role: str, held: Q) -> list[int]:
    if role:
        return _holders(OrganisationRole, held, Role(role), [organisation])
    return sorted(set(OrganisationRole.objects.filter(held, content_object_id=organisation).values_list("user_id", flat=True)))


def _holders(model: type[Any], held: Q, role: Role, places: Iterable[Any]) -> list[int]:
    rows = model.objects.filter(held, content_object__in=list(places), permission__codename=f"hold_{role.value}")
    return sorted(set(rows.values_list("user_id", flat=True)))
