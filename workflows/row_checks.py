"""What the database holds is held to the definitions of this release: papers whose definition is gone, bindings that can no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.checks.registry import Tags
from django.db import DatabaseError
from django.db.models import Count
from django.utils import timezone

from permissions.models import Region
from workflows import bindings, placing
from workflows.flows import all_flows, current_flows
from workflows.placing import Bound, Place, holding
from workflows.store import subject_models


@register(Tags.database)
def rows_are_defined(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report papers that no definition knows any more, and bindings that are passed over; before the tables are there, nothing."""
    if not databases:
        return []
    try:
        return [*_undefined_papers(), *_idle_bindings()]
    except DatabaseError:
        return []


def _undefined_papers() -> Iterator[CheckMessage]:
    """Find the papers whose version, or whose state in it, this release has left out: nobody could open them."""
    for model in subject_models():
        key = model.workflow.key
        rows = model._base_manager.filter(step_number__gt=0).order_by().values_list("flow_version", "state").annotate(number=Count("pk"))
        for version, state, number in rows:
            flow = all_flows().get((key, version))
            if flow is not None and state in flow.states:
                continue
            what = f"第{version}版的定义" if flow is None else f"第{version}版的状态“{state}”"
            yield Error(
                f"“{model.workflow.label}”有{number}件按第{version}版办理，却没有{what}",
                hint="把这一版的定义放回 workflows/flows/，用 flows migrate 转走以后再删", id="workflows.E102",
            )  # fmt: skip


def _idle_bindings() -> Iterator[CheckMessage]:
    """Find the bindings in force that hold nothing: looser than what lies above by now, or of a definition or a place that is gone."""
    bindings.read()
    today = timezone.localdate()
    living = set(Region.objects.filter(valid_until_on=None).values_list("pk", flat=True))
    for key in current_flows():
        for bound in placing.kept(key):
            if bound.holds_on(today) and (why := _why_idle(bound, living)):
                yield Warning(
                    f"第{bound.number}号（{bound.region_name}施行“{key}”第{bound.version}版）不起作用：{why}",
                    hint="用 flows unbind 撤回，需要的另提一项", id="workflows.W102",
                )  # fmt: skip


def _why_idle(bound: Bound, living: set[int]) -> str:
    if bound.region not in living:
        return f"{bound.region_name}已停用"
    place = Place(bound.region) if bound.level == "district" else Place(bound.parent, bound.region) if bound.level == "street" else Place()
    passed = holding(bound.flow, place, timezone.localdate()).passed_over
    return next(("；".join(why) for one, why in passed if one.number == bound.number), "")
