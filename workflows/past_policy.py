"""The policy as it was known at a past moment: what was entered later, or withdrawn later, changes nothing that was then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.models import PolicyOverlay
from workflows.overlays import as_overlay
from workflows.policy.model import Overlay
from workflows.policy.policies import Resolver, resolver


@dataclass(frozen=True)
class _Fixed:
    """Overlays that stay as they were read."""

    rows: tuple[Overlay, ...]

    def overlays(self) -> Sequence[Overlay]:
        return self.rows

    def version(self) -> object:
        return 0


def policy_known_at(moment: datetime, on: date) -> Resolver:
    """Give a resolver for one day, with the districts' standards that had been entered by the moment and held on the day."""
    rows = PolicyOverlay.objects.filter(effective_on__lte=on, created_at__lte=moment).select_related("district").order_by("pk")
    return Resolver(resolver().base, [*resolver().files, _Fixed(tuple(as_overlay(row) for row in rows))])
