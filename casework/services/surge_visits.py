"""The visits to come that a campaign's duties ask for, beside those of the month; written set-based, never one that is done touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from casework.models import Case, Obligation, PlannedVisit


def lay_out_surges(cases: Iterable[Case], today: date) -> None:
    """Lay out the visits that these elders' running surges still ask for, beside those of the month; surplus ones go."""
    by_id = {case.pk: case for case in cases}
    wanted = _still_asked(list(by_id), today)
    there: dict[tuple[int, int], list[PlannedVisit]] = defaultdict(list)
    for one in PlannedVisit.objects.filter(case_id__in=by_id, campaign__isnull=False).order_by("number"):
        there[one.case_id, one.campaign_id or 0].append(one)
    new, surplus, moved = [], [], []
    for key in wanted.keys() | there.keys():
        row, rows = wanted.get(key), there[key]
        waiting = [one for one in rows if one.done_on is None]
        missing = max(0, row.required - row.done) if row else 0
        surplus += [one.pk for one in waiting[missing:]]
        if row is not None:
            moved += [one for one in waiting[:missing] if one.window_to_on != row.due_by_on]
            last = max((one.number for one in rows), default=0)
            new += [_planned(by_id[key[0]], row, last + step) for step in range(1, missing - len(waiting) + 1)]
    PlannedVisit.objects.filter(pk__in=surplus).delete()
    for one in moved:
        one.window_to_on = wanted[one.case_id, one.campaign_id or 0].due_by_on
    PlannedVisit.objects.bulk_update(moved, ["window_to_on"], batch_size=200)
    PlannedVisit.objects.bulk_create(new, batch_size=500)


def _still_asked(ids: list[int], today: date) -> dict[tuple[int, int], Obligation]:
    rows = Obligation.objects.filter(case_id__in=ids, kind=Obligation.Kind.SURGE, due_by_on__gte=today)
    return {(row.case_id, row.campaign_id or 0): row for row in rows}


def _planned(case: Case, row: Obligation, number: int) -> PlannedVisit:
    assert case.community_id is not None, "a case on the register lies in a community"
    return PlannedVisit(
        case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, period=f"C{row.campaign_id}",
        campaign_id=row.campaign_id, number=number, window_from_on=row.starts_on, window_to_on=row.due_by_on,
    )  # fmt: skip
