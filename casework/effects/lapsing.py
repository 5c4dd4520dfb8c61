"""Visits to somebody who was never met: when the month they were for is over, the system notes that nothing came of them."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from audit.acts import Refusal
from casework.models import Visit
from workflows.effects import load_facts, sweep
from workflows.rules.dates import month_of
from workflows.runner import perform, system

log = logging.getLogger(__name__)
BATCH = 200


@sweep("lapse_visits")
def lapse_visits(now: datetime) -> int:
    """Let visits lapse whose month is over and whose days for a late report have passed; only `not_met` has it, so once is enough."""
    today, after, count = timezone.localdate(now), 0, 0
    waiting = Visit.objects.filter(state="not_met", visit_on__lt=month_of(today)[0]).order_by("pk")
    while batch := list(waiting.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        # asked beforehand: a step refused at every tick would leave an entry of refusal at every tick
        facts = load_facts("visit", batch, today)
        count += sum(_lapse(visit) for visit in batch if facts[visit.pk].window_is_over)
    return count


def _lapse(visit: Visit) -> bool:
    try:
        perform(visit, "lapse", actor=system(), note="探访期限已过，一直未遇", channel="timer")
    except Refusal as refusal:
        log.warning("visit %s did not lapse: %s", visit.pk, refusal)
        return False
    return True
