"""Moving running papers to another version of their process: by a plan, tried dry, one act a paper, taken up again where it stopped.

A paper is moved only to what new papers of its place begin under today (`workflows.placing`): to a new version of the city's, to
the variant a district has adopted, or back to the city's where a district has withdrawn its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Actor, HasActor, Refusal, act
from permissions.models import Region
from workflows import bindings, store
from workflows.engine.decide import Taken
from workflows.engine.definition import Transition, Workflow
from workflows.flows import flow_of, versions_of
from workflows.models import Subject
from workflows.placing import Place, holding, kept

BATCH = 200
NAME = "move_to_version"
Mover = Actor | HasActor


@dataclass
class MigrationReport:
    """How many papers go from which state of which version to which; `moved` counts those that went, `left` tells why others did not."""

    planned: dict[tuple[int, str, str], int] = field(default_factory=dict)
    moved: int = 0
    left: dict[int, str] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        told = [f"第{version}版“{old}” → “{new}”：{count} 件" for (version, old, new), count in sorted(self.planned.items())]
        told += [f"第{pk}号未转：{why}" for pk, why in sorted(self.left.items())]
        return [*told, f"已转 {self.moved} 件"] if self.moved or not told else told


def migrate_flow(
    *,
    key: str,
    to: int,
    mapping: Mapping[str, str],
    basis: str,
    actor: Mover = SYSTEM_ACTOR,
    region: Region | None = None,
    dry_run: bool = False,
) -> MigrationReport:
    """Move the papers of other versions that have not ended. Raises Refusal where the plan leaves a state in use without a place.

    `mapping` names the new state for each old one whose name is gone; a state of the same name keeps it. `region` narrows to its papers.
    """
    model, target = _model_of(key), _version_of(key, to)
    bindings.read()
    if not _holds_somewhere(target):
        raise Refusal(f"第{to}版今天没有地方施行，不能转到它；先用 flows bind 提出、采用，到生效日期再转", status=409, code="holds_nowhere")
    waiting = _waiting(model, target, region)
    report = MigrationReport(_plan(waiting, target, mapping))
    if not basis.strip():
        raise Refusal("请写明转版的依据", status=400, code="basis")
    if dry_run or not report.planned:
        return report
    _announce(report, target, actor, basis, region)
    last = 0
    while batch := list(waiting.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for paper in batch:
            try:
                report.moved += _move(paper, target, mapping, actor, basis)
            except Refusal as refusal:
                # one that cannot be moved holds up no other; it waits for the next run
                report.left[paper.pk] = "；".join(refusal.reasons)
        last = batch[-1].pk
    return report


def _announce(report: MigrationReport, target: type[Workflow[object]], actor: Mover, basis: str, region: Region | None) -> None:
    """Put the plan itself on record, before the papers' own entries."""
    told = {"to_version": target.version, "papers": sum(report.planned.values()), "plan": report.sentences()}
    with act(actor, f"{target.key}.migrate", region, basis=basis, details=told):
        pass


def _model_of(key: str) -> type[Subject]:
    found = store.model_of(key)
    if found is None:
        raise Refusal(f"没有流程“{key}”的事项", status=404, code="flow")
    return found


def _version_of(key: str, to: int) -> type[Workflow[object]]:
    known = {flow.version: flow for flow in versions_of(key)}
    if to not in known:
        raise Refusal(f"“{key}”没有第{to}版；可选：{'、'.join(f'第{one}版' for one in known)}", status=404, code="version")
    return known[to]


def _waiting(model: type[Subject], target: type[Workflow[object]], region: Region | None) -> QuerySet[Subject]:
    """Narrow to the papers that run under another version where this one holds; one that has ended stays under the rules it ended by."""
    here = {} if region is None or region.level == Region.Level.CITY else {f"{model.place_prefix}{region.level}_id": region.pk}
    others = model._base_manager.filter(step_number__gt=0, **here).exclude(flow_version=target.version)
    versions = sorted(set(others.order_by().values_list("flow_version", flat=True).distinct()))
    for version in versions:
        ended = [name for name, state in flow_of(model.workflow.key, version).states.items() if state.final]
        others = others.exclude(flow_version=version, state__in=ended)
    return others.filter(_where_it_holds(target, model.place_prefix))


def _where_it_holds(target: type[Workflow[object]], via: str) -> Q:
    """Narrow to the places whose new papers begin under a version today: the bound streets, else their bound districts, else the city."""
    key, today = target.key, timezone.localdate()
    districts, streets = _bound_regions(key)
    under = {region: holding(key, Place(region), today).flow is target for region in districts}
    below = {region: holding(key, Place(district, region), today).flow is target for region, district in streets.items()}
    city = holding(key, Place(), today).flow is target
    district, street = f"{via}district_id__in", f"{via}street_id__in"
    rest = Q(**{district: _that_do(under)}) | ((~Q(**{district: sorted(under)})) if city else Q(pk__in=()))
    return Q(**{street: _that_do(below)}) | (~Q(**{street: sorted(below)}) & rest)


def _holds_somewhere(target: type[Workflow[object]]) -> bool:
    """Say that new papers of some place begin under a version today."""
    districts, streets = _bound_regions(target.key)
    places = [Place(), *(Place(one) for one in districts), *(Place(above, one) for one, above in streets.items())]
    return any(holding(target.key, place, timezone.localdate()).flow is target for place in places)


def _bound_regions(key: str) -> tuple[set[int], dict[int, int | None]]:
    rows = list(kept(key))
    return {one.region for one in rows if one.level == "district"}, {one.region: one.parent for one in rows if one.level == "street"}


def _that_do(found: Mapping[int, bool]) -> list[int]:
    return sorted(region for region, does in found.items() if does)


def _plan(waiting: QuerySet[Subject], target: type[Workflow[object]], mapping: Mapping[str, str]) -> dict[tuple[int, str, str], int]:
    rows = list(waiting.order_by().values("flow_version", "state").annotate(number=Count("pk")))
    wrong = list(_wrong_in(mapping, target))
    planned: dict[tuple[int, str, str], int] = {}
    for row in rows:
        goal = mapping.get(row["state"], row["state"])
        label = flow_of(target.key, row["flow_version"]).states[row["state"]].label
        if goal in target.states:
            planned[(row["flow_version"], label, target.states[goal].label)] = row["number"]
        elif row["state"] not in mapping:
            wrong.append(f"第{row['flow_version']}版“{label}”有{row['number']}件在办，请写明转到新版哪个状态（{row['state']}=…）")
    if wrong:
        raise Refusal(*wrong, status=422, code="mapping")
    return planned


def _wrong_in(mapping: Mapping[str, str], target: type[Workflow[object]]) -> Iterable[str]:
    """Name what a mapping says in vain, or would end papers by."""
    known = {name for flow in versions_of(target.key) for name in flow.states}
    yield from (f"没有状态“{name}”可转" for name in mapping if name not in known)
    for name in mapping.values():
        if name not in target.states:
            yield f"新版没有状态“{name}”"
        elif target.states[name].final:
            yield f"不能转到终结状态“{target.states[name].label}”：办结须经办理"


def _move(paper: Subject, target: type[Workflow[object]], mapping: Mapping[str, str], actor: Mover, basis: str) -> bool:
    """Write the paper's step into the other version; its deadline begins anew only where its state, or its state's deadline, is another."""
    with act(actor, f"{paper.flow_key}.{NAME}", paper, basis=basis) as frame:
        row = store.lock(paper)
        before = row.flow.states[row.state]
        if row.flow_version == target.version or before.final:
            frame.silent()
            return False
        goal = mapping.get(row.state, row.state)
        if goal not in target.states:
            raise Refusal(f"转版中办到了“{before.label}”，请写明转到新版哪个状态（{row.state}=…）", status=409, code="mapping")
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
        if goal == before.name and before.due != target.states[goal].due:
            store.write_due(row, store.due_of(target.states[goal], row, now))
    return True
