"""The codes of the districts that papers lie in, which is how the policy is asked; one query however many papers."""

from __future__ import annotations

from collections.abc import Iterable

from permissions.models import Region
from workflows.models import Subject


def district_codes(papers: Iterable[Subject]) -> dict[int, str]:
    """Give the code of each district by its id."""
    return dict(Region.objects.filter(pk__in={one.district_id for one in papers}).values_list("pk", "code"))
