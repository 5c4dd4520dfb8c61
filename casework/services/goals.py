"""The goals of a social-work plan: written while planning, rated while the work goes on, each in an act of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Goal, Intervention
from permissions.access import roles_at
from permissions.models import Account
from permissions.roles import Role
from workflows import store

PLANNED_IN = frozenset({"planning"})
RATED_IN = frozenset({"intervening", "reviewing", "evaluating", "crisis"})
WHO = frozenset({Role.SOCIAL_WORKER})


@dataclass(frozen=True)
class GoalLine:
    """One goal as typed; without `pk` it is new."""

    text: str
    indicator: str
    baseline: str
    target: str
    due_on: date
    task: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Rating:
    """How far a goal has come, 0 to 10, and whether its task is done."""

    pk: int
    progress: int | None
    task_done_on: date | None = None


def save_goals(actor: Account, *, paper: Intervention, lines: Sequence[GoalLine]) -> list[Goal]:
    """Write the plan's goals as they are now; one that is no longer named is taken out. Raises Refusal."""
    with act(actor, "intervention.save_goals", paper):
        row = _own(actor, paper, PLANNED_IN, "计划阶段才能修改目标；要改已批准的计划，请先办理“阶段评估”和“修改计划”")
        kept = {goal.pk: goal for goal in Goal.objects.filter(intervention=row, plan_version=row.plan_version)}
        saved = []
        for line in lines:
            goal = kept.pop(line.pk, None) if line.pk else None
            goal = goal or Goal(case_id=row.case_id, intervention=row, plan_version=row.plan_version)
            for name in ("text", "indicator", "baseline", "target", "due_on", "task"):
                setattr(goal, name, getattr(line, name))
            goal.save()
            saved.append(goal)
        for gone in kept.values():
            gone.delete()
        return saved


def rate_goals(actor: Account, *, paper: Intervention, ratings: Sequence[Rating]) -> None:
    """Note the progress of the plan's goals and the tasks that are done; what is as before stays. Raises Refusal."""
    with act(actor, "intervention.rate_goals", paper):
        row = _own(actor, paper, RATED_IN, "计划批准以后才能评分")
        goals = {goal.pk: goal for goal in Goal.objects.filter(intervention=row, plan_version=row.plan_version)}
        for rating in ratings:
            goal = goals.get(rating.pk)
            if goal is None:
                raise Refusal("目标不属于现在的计划，请刷新后重新评分", status=409, code="stale")
            if (goal.progress, goal.task_done_on) == (rating.progress, rating.task_done_on):
                continue
            if goal.progress != rating.progress:
                goal.rated_on = timezone.localdate() if rating.progress is not None else None
            goal.progress, goal.task_done_on = rating.progress, rating.task_done_on
            goal.save()


def _own(actor: Account, paper: Intervention, states: frozenset[str], otherwise: str) -> Intervention:
    """Lock the paper and say whether it is this worker's to write, now. Raises Refusal."""
    row = store.lock(paper)
    assert isinstance(row, Intervention)
    if not roles_at(actor, row) & WHO or row.owner_id not in (None, actor.pk):
        raise Refusal("目标由负责本案的社工填写", status=403, code="right")
    if row.state not in states:
        raise Refusal(f"{otherwise}（现为“{row.state_label}”）", status=409, code="state")
    return row
