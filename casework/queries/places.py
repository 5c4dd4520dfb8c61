"""Rows that say where they lie, narrowed to a region; and which level a region is followed by."""

from __future__ import annotations

from django.db.models import Q

from permissions.models import Region

BELOW = {"city": "district", "district": "street", "street": "community"}


def within(region: Region) -> Q:
    """Narrow rows with level columns to a region."""
    return Q() if region.level == Region.Level.CITY else Q(**{f"{region.level}_id": region.pk})
