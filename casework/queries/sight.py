"""What of a file a person is shown at all, before any mask."""

from __future__ import annotations

from typing import Any

from permissions.access import roles_at
from permissions.roles import Role
from permissions.scope import reach_of

WITHOUT_NUMBERS = frozenset({Role.CITY_OFFICER})


def sees_numbers(user: Any, obj: Any) -> bool:
    """Say whether numbers are shown, masked; the city reads every file without (flows.md, legend of the maps)."""
    return bool(roles_at(user, obj) - WITHOUT_NUMBERS)


def may_search_numbers(user: Any) -> bool:
    """Say whether a person may look for a number: an answer would tell what the page does not show."""
    return bool(reach_of(user).roles - WITHOUT_NUMBERS)
