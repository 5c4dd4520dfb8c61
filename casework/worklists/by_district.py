"""Conditions that depend on a figure which districts may set: each row is held to its own district's, in one query."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from workflows.policy import resolver


def by_district(condition: Callable[[str | None], Q], path: str = "district") -> Q:
    """Put a condition together from the city's figure and that of each district with standards of its own; given its code, or None."""
    own = sorted(resolver().districts)
    if not own:
        return condition(None)
    found = condition(None) & ~Q(**{f"{path}__code__in": own})
    for code in own:
        found |= condition(code) & Q(**{f"{path}__code": code})
    return found
