"""The queue of wrong ability assessments that the street is asked to annul."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from casework.models import AbilityAnnulment
from casework.services.ability_annulment import STREET
from casework.worklists import lines
from casework.worklists.duties import WITH_FILE
from casework.worklists.narrowing import files_of
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.policy import deadline
from workflows.worklists import worklist


def _unanswered_too_long(today: date) -> Q:
    """Narrow to the annulments that should have been answered before today."""
    calendar = working_calendar()
    return by_district(
        lambda code: Q(proposed_at__date__lt=deadline("amendment_review", code).before(today, calendar)), "case__district"
    )  # fmt: skip


@worklist(
    "ability_annulments", "能力评估撤销待批", STREET, due="proposed_at", late=_unanswered_too_long, line=lines.of_annulment
)  # fmt: skip
def ability_annulments(user: Any, now: datetime) -> QuerySet[AbilityAnnulment]:
    """List the assessments that the street is asked to annul, but for those one asked for oneself."""
    rows = AbilityAnnulment.objects.filter(is_agreed=None, case__in=files_of(user, STREET)).exclude(proposed_by=user)
    return rows.select_related(*WITH_FILE)
