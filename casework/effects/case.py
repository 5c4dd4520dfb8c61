"""The case a paper belongs to, as it stands after what the step has changed."""

from __future__ import annotations

from casework.models import Case
from workflows.effects import EffectContext


def case_of(ctx: EffectContext) -> Case:
    found: Case = Case.objects.select_related("district", "street", "community", "elder").get(pk=ctx.subject.case_id)
    return found
