"""Conditions that depend on a figure which districts may set: each row is held to its own district's, in one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q

from workflows.policy import resolver

Condition = Callable[[str | None], Q]
Within = Callable[[Sequence[str]], Q]


def by_district(condition: Condition, path: str = "district", *, within: Within | None = None) -> Q:
    """Put a condition together from the city's figure and that of each district whose own differs; given its code, or None.

    `path` leads to a row's district; `within` says otherwise which rows lie in some districts, as where a join would cost an index.
    """
    lies_in: Within = within or (lambda codes: Q(**{f"{path}__code__in": list(codes)}))
    city = condition(None)
    own = {code: found for code in sorted(resolver().districts) if (found := condition(code)) != city}
    if not own:
        return city
    found = city & ~lies_in(list(own))
    for code, theirs in own.items():
        found |= theirs & lies_in([code])
    return found
