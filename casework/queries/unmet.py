"""Everything of a case that is still open: what a closure must settle first, name by name (D6 submit)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from casework.models import (
    Amendment,
    CareService,
    Clue,
    Enrollment,
    Hazard,
    Incident,
    Intervention,
    Referral,
    Review,
    Screening,
    Suspension,
    Visit,
)  # fmt: skip

# what the record of the closure itself ends is not asked for: the review is cancelled, a running suspension ended with it
ENDED_BY_RECORD: dict[type[Any], frozenset[str]] = {
    Review: frozenset({"scheduled", "due"}),
    Suspension: frozenset({"proposed", "agreed", "in_force"}),
    Intervention: frozenset({"closed", "follow_up"}),
}
LISTED = (Screening, Enrollment, Review, Amendment, Suspension, Visit, CareService, Referral, Intervention, Incident, Clue)


def unmet_of(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """Name the open matters of many cases, one query a kind."""
    ids, found = list(case_ids), defaultdict(list)
    for model in LISTED:
        flow = model.workflow
        is_open, ended = model.in_states(lambda version, name: version.states[name].is_open), ENDED_BY_RECORD.get(model, frozenset())
        for row in model.objects.filter(is_open, case_id__in=ids).exclude(state__in=sorted(ended)):
            found[row.case_id].append(f"{flow.label}：{row.state_label}")
    for hazard in Hazard.objects.filter(case_id__in=ids, resolved_on=None):
        found[hazard.case_id].append(f"未消除的{hazard.get_kind_display()}隐患")
    return found
