"""已办 and 我发起的: the steps a person took and the papers a person began, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from casework.models import Case, Step
from permissions.models import Account
from workflows.flows import current_flows
from workflows.store import subject_models


@dataclass(frozen=True)
class Line:
    """One step on the page: with its paper and its elder where the person may still see them."""

    step: Step
    paper: Any = None
    case: Case | None = None

    @property
    def flow_label(self) -> str:
        flow = current_flows().get(self.step.subject_kind)
        return flow.label if flow else self.step.subject_kind


def taken_by(user: Account) -> QuerySet[Step]:
    """List the steps a person took, the newest first; what the system did for him or her is the system's."""
    return Step.objects.filter(actor_id=user.pk, is_system=False).order_by("-pk")


def begun_by(user: Account) -> QuerySet[Step]:
    """List the first steps of the papers a person began, the newest first."""
    return taken_by(user).filter(number=1)


def papers_seen(user: Account, wanted: Mapping[str, Iterable[int]]) -> dict[tuple[str, int], Any]:
    """Find those of the papers that a person may still see, one query a flow; a kind that is no flow has none."""
    papers: dict[tuple[str, int], Any] = {}
    for model in subject_models():
        key = model.workflow.key
        if key in wanted:
            papers |= {(key, paper.pk): paper for paper in model.objects.visible_to(user).filter(pk__in=list(wanted[key]))}
    return papers


def with_papers(user: Account, steps: Iterable[Step]) -> list[Line]:
    """Add paper and elder to the steps of a page, one query a flow on it; what is no longer to be seen stays without."""
    rows = list(steps)
    wanted: dict[str, set[int]] = defaultdict(set)
    for step in rows:
        wanted[step.subject_kind].add(step.subject_id)
    papers = papers_seen(user, wanted)
    cases = Case.objects.visible_to(user).select_related("elder").in_bulk({step.case_id for step in rows if step.case_id})
    return [Line(step, papers.get((step.subject_kind, step.subject_id)), cases.get(step.case_id or 0)) for step in rows]
