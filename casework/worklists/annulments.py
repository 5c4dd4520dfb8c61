"""The queue of wrong ability assessments that the street is asked to annul."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from casework.models import AbilityAnnulment
from casework.services.ability_annulment import STREET
from casework.worklists import lines
from casework.worklists.duties import WITH_FILE
from casework.worklists.narrowing import files_of
from workflows.worklists import worklist


@worklist("ability_annulments", "能力评估撤销待批", STREET, line=lines.of_annulment)
def ability_annulments(user: Any, now: datetime) -> QuerySet[AbilityAnnulment]:
    """List the assessments that the street is asked to annul, but for those one asked for oneself."""
    rows = AbilityAnnulment.objects.filter(is_agreed=None, case__in=files_of(user, STREET)).exclude(proposed_by=user)
    return rows.select_related(*WITH_FILE)
