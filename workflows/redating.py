"""Open papers' deadlines after the calendar has changed: those counted in working days that lie ahead are counted anew.

One that an office has moved by itself, or that has passed, stays as it is: only what the old calendar gave is replaced.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from workflows.models import Subject
from workflows.policy import Unit, deadline
from workflows.rules.calendar import WorkingCalendar
from workflows.store import subject_models, write_due

BATCH = 500


def redate(old: WorkingCalendar, new: WorkingCalendar, now: datetime | None = None) -> int:
    """Count the deadlines that lie ahead anew, inside the caller's act; gives how many moved."""
    moment = now or timezone.now()
    return sum(_redate_model(model, old, new, moment) for model in subject_models())


def _redate_model(model: type[Subject], old: WorkingCalendar, new: WorkingCalendar, now: datetime) -> int:
    if not any(field.name == "district" for field in model._meta.concrete_fields):
        return 0  # a facet lies where its owner lies, and has no clock of the policy's
    counted = model.in_states(lambda flow, name: bool(flow.states[name].due_span))
    rows = model._base_manager.filter(counted, due_at__gt=now, state_since_at__isnull=False).select_related("district")
    after, moved = 0, 0
    while True:
        batch = list(rows.filter(pk__gt=after).select_for_update(of=("self",)).order_by("pk")[:BATCH])
        if not batch:
            return moved
        for row in batch:
            moved += _redate_row(row, old, new)
        after = batch[-1].pk


def _redate_row(row: Any, old: WorkingCalendar, new: WorkingCalendar) -> bool:
    span = deadline(row.state_definition().due_span, row.district.code, variant=row.due_variant, on=timezone.localdate(row.state_since_at))
    if span.unit is not Unit.WORKING_DAYS:
        return False
    was, is_now = span.after(row.state_since_at, old), span.after(row.state_since_at, new)
    if row.due_at != was or is_now == was:
        return False
    write_due(row, is_now)
    return True
