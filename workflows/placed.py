"""What holds at a place, whence it comes and what is to come: for the configurator's page and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from permissions.models import Region, RegionChange
from workflows import store
from workflows.bindings import place_of, settled
from workflows.flows import current_flows, flow_of, newest_like
from workflows.models import FlowBinding
from workflows.placing import Bound, Flow, Holding, Place, holding, kept
from workflows.rules.dates import in_words


@dataclass(frozen=True)
class FormLine:
    """One process at a place on a day: the form that holds, why, what was passed over, and how that changes later."""

    flow: Flow
    why: str
    bound: Bound | None
    passed_over: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        return form_label(self.flow)

    @property
    def is_own(self) -> bool:
        return self.bound is not None

    def __str__(self) -> str:
        told = f"{self.flow.label}：{self.form}，{self.why}" + (f"（{self.bound.basis}）" if self.bound else "")
        return "；".join([told, *self.coming, *self.passed_over])


@dataclass(frozen=True)
class Fate:
    """What a reform of the regions made of a binding: where it is held on to, and why it lapsed elsewhere, with what to do."""

    kept: tuple[str, ...]
    lapsed: str = ""

    def __str__(self) -> str:
        return "；".join([*self.kept, *([f"区划变更后不再适用：{self.lapsed}（flows bind）"] if self.lapsed else [])])


def form_label(flow: Flow) -> str:
    """Name a form of a process: 第2版（区级复核）."""
    return f"第{flow.version}版" + (f"（{flow.variant}）" if flow.variant else "")


def label_of(row: FlowBinding) -> str:
    """Name the form a binding brings; one whose definition is gone by its number."""
    try:
        return form_label(newest_like(flow_of(row.flow, row.flow_version)))
    except LookupError:
        return f"第{row.flow_version}版（已无定义）"


def forms_at(region: Region, on: date) -> list[FormLine]:
    """List every process as it holds at a region on a day, those with a form of their own first."""
    place = place_of(region)
    lines = [_line(key, place, region, on) for key in current_flows()]
    return sorted(lines, key=lambda one: (not one.is_own, not one.coming, one.flow.key))


def _line(key: str, place: Place, region: Region, on: date) -> FormLine:
    now = holding(key, place, on)
    passed = tuple(f"{one.region_name}第{one.number}号（第{one.version}版）不适用：{'；'.join(why)}" for one, why in now.passed_over)
    return FormLine(now.flow, now.why(region.pk), now.bound, passed, tuple(_coming(key, place, region, on, now)))


def _coming(key: str, place: Place, region: Region, on: date, now: Holding) -> Iterator[str]:
    """Tell every later day on which something else begins to hold, as it stands adopted today."""
    days = {day for one in kept(key) for day in (one.effective_on, one.ends_on) if day is not None and day > on}
    before = now
    for day in sorted(days):
        then = holding(key, place, day)
        if then.flow is not before.flow or then.bound != before.bound:
            word = "仍为" if then.flow is before.flow else "改为"
            yield f"{in_words(day)}起{word}{form_label(then.flow)}，{then.whence(region.pk)}"
        before = then


def rows_of(region: Region) -> QuerySet[Any]:
    """List what was proposed and adopted for a region, those above and below it, and those that became one of these; the newest first."""
    above = [one.pk for one in region.lineage]
    near = Q(region__in=above) | Q(region__parent=region) | Q(region__parent__parent=region)
    near |= Q(region__in=_became([*above, *Region.objects.filter(parent=region).values_list("pk", flat=True)]))
    return FlowBinding.objects.filter(near).select_related("region", "author", "decided_by", "ended_by").order_by("-pk")


def _became(regions: Iterable[int]) -> set[int]:
    """Find the units that became one of these, or became what became one of them."""
    into: dict[int, set[int]] = {}
    for old, new in RegionChange.objects.values_list("old_id", "new_id"):
        into.setdefault(new, set()).add(old)
    found, waiting = set[int](), list(regions) if into else []
    while waiting:
        more = into.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


def fates() -> dict[int, Fate]:
    """Say of each adopted binding whose place was reformed where it holds now, or why it holds no longer and what to do."""
    found = settled()
    heirs: dict[int, list[str]] = {}
    for one in found.bounds:
        if one.origin:
            heirs.setdefault(one.number, []).append(f"{in_words(one.effective_on)}起由{one.region_name}沿用")
    numbers = dict.fromkeys((*heirs, *found.lapsed))
    return {number: Fate(tuple(heirs.get(number, ())), found.lapsed.get(number, "")) for number in numbers}


def running(key: str, region: Region) -> dict[int, int]:
    """Count a process's papers that have not ended, by the version they run under, in a region."""
    model = store.model_of(key)
    if model is None:
        return {}
    here = {} if region.level == Region.Level.CITY else {f"{model.place_prefix}{region.level}_id": region.pk}
    open_ones = model._base_manager.filter(model.in_states(lambda flow, name: not flow.states[name].final), step_number__gt=0, **here)
    return dict(open_ones.order_by().values_list("flow_version").annotate(number=Count("pk")).values_list("flow_version", "number"))
