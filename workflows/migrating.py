"""Moving running papers to a new version of their process: by a plan, tried dry first, one act a paper, taken up again where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Actor, HasActor, Refusal, act
from workflows import store
from workflows.engine.decide import Taken
from workflows.engine.definition import Transition, Workflow
from workflows.flows import flow_of
from workflows.models import Subject

BATCH = 200
NAME = "move_to_version"


@dataclass
class MigrationReport:
    """How many papers go from which state of which version to which state; `moved` counts those that went."""

    planned: dict[tuple[int, str, str], int] = field(default_factory=dict)
    moved: int = 0

    def sentences(self) -> list[str]:
        told = [f"第{version}版“{old}” → “{new}”：{count} 件" for (version, old, new), count in sorted(self.planned.items())]
        return [*told, f"已转 {self.moved} 件"] if self.moved or not told else told


def migrate_flow(
    *, key: str, to: int, mapping: Mapping[str, str], basis: str, actor: Actor | HasActor = SYSTEM_ACTOR, dry_run: bool = False
) -> MigrationReport:
    """Move every paper of older versions that has not ended. Raises Refusal where the plan leaves a state in use without a place.

    `mapping` names the new state for each old one whose name is gone; a state of the same name keeps it.
    """
    model, target = _model_of(key), flow_of(key, to)
    waiting = _waiting(model, to)
    report = MigrationReport(_plan(waiting, target, mapping, key))
    if not basis.strip():
        raise Refusal("请写明转版的依据", status=400, code="basis")
    while not dry_run:
        batch = list(waiting.order_by("pk")[:BATCH])
        for paper in batch:
            _move(paper, target, mapping, actor, basis)
            report.moved += 1
        if len(batch) < BATCH:
            break
    return report


def _model_of(key: str) -> type[Subject]:
    found = next((model for model in store.subject_models() if model.workflow.key == key), None)
    if found is None:
        raise Refusal(f"没有流程“{key}”的事项", status=404, code="flow")
    return found


def _waiting(model: type[Subject], to: int) -> QuerySet[Subject]:
    """Narrow to the papers that run under an older version; one that has ended stays under the rules it ended by."""
    older = model._base_manager.filter(flow_version__lt=to, step_number__gt=0)
    versions = sorted(set(older.order_by().values_list("flow_version", flat=True).distinct()))
    for version in versions:
        ended = [name for name, state in flow_of(model.workflow.key, version).states.items() if state.final]
        older = older.exclude(flow_version=version, state__in=ended)
    return older


def _plan(
    waiting: QuerySet[Subject], target: type[Workflow[object]], mapping: Mapping[str, str], key: str
) -> dict[tuple[int, str, str], int]:
    wrong = [f"新版没有状态“{name}”" for name in mapping.values() if name not in target.states]
    planned: dict[tuple[int, str, str], int] = {}
    rows = waiting.order_by().values("flow_version", "state").annotate(number=Count("pk"))
    for row in rows:
        goal = mapping.get(row["state"], row["state"])
        label = flow_of(key, row["flow_version"]).states[row["state"]].label
        if goal not in target.states:
            wrong.append(f"第{row['flow_version']}版“{label}”有{row['number']}件在办，请写明转到新版哪个状态（{row['state']}=…）")
        else:
            planned[(row["flow_version"], label, target.states[goal].label)] = row["number"]
    if wrong:
        raise Refusal(*wrong, status=422, code="mapping")
    return planned


def _move(paper: Subject, target: type[Workflow[object]], mapping: Mapping[str, str], actor: Actor | HasActor, basis: str) -> None:
    """Write the paper's step into the new version; its deadline begins anew only where its state is another."""
    with act(actor, f"{paper.flow_key}.{NAME}", paper, basis=basis) as frame:
        row = store.lock(paper)
        if row.flow_version >= target.version:
            frame.silent()
            return
        goal = mapping.get(row.state, row.state)
        came_from = mapping.get(row.previous_state, row.previous_state)
        entry: Transition[object] = Transition(f"转入第{target.version}版", sources=(), target=target.states[goal], kind="begin")
        entry.name = NAME
        row.flow_version = target.version
        now = timezone.now()
        details = store.StepDetails(
            actor=frame.actor, is_system=True, now=now, effective_on=timezone.localdate(now), basis=basis, channel="system"
        )
        store.write(row, Taken(entry, goal, None), details, frame)
        store.write_columns(row, previous_state=came_from if came_from in target.states else "")
