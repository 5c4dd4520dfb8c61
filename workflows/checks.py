"""The definitions are held to their rules before the site starts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.checks.registry import Tags
from django.db import DatabaseError
from django.utils import timezone

from workflows.calendar import holidays_on_file, years_to_know
from workflows.effects import known_names
from workflows.engine.check import Finding, Known, check_all
from workflows.engine.definition import Workflow
from workflows.facets import chain_findings
from workflows.flows import all_flows, is_shipped
from workflows.holidays import standing_warnings
from workflows.overlays import file_faults, keep_fresh
from workflows.policy import resolver
from workflows.store import subject_models
from workflows.triggers import missing_triggers

FINGERPRINTS = Path(settings.BASE_DIR) / "docs" / "flows" / "fingerprints.json"


def known() -> Known:
    """Gather what the rooms supply by name."""
    names = known_names()
    prints = json.loads(FINGERPRINTS.read_text(encoding="utf-8")) if FINGERPRINTS.exists() else {}
    kept = {(key, int(version)): digest for key, versions in prints.items() for version, digest in versions.items()}
    return Known(resolver().base.deadlines.keys(), names["effects"], names["messages"], names["due"], kept)


def findings() -> list[Finding]:
    """Check all definitions with what the rooms supply."""
    found = check_all(project_flows(), known())
    if _is_library():  # the offices are the city's; a project of its own need not give all of them work
        found = [one for one in found if one.code != "W001"]
    return [*found, *_unsupplied(), *chain_findings()]


def project_flows() -> list[type[Workflow[Any]]]:
    """List the definitions that this project uses: where the engine is a library, the paper processes that come with it have no models."""
    flows = list(all_flows().values())
    return [flow for flow in flows if not is_shipped(flow)] if _is_library() else flows


def _is_library() -> bool:
    shipped = {flow.key for flow in all_flows().values() if is_shipped(flow)}
    return not any(model.workflow.key in shipped for model in subject_models())


def _unsupplied() -> Iterator[Finding]:
    """Find what a definition takes for granted of its subject: facts for its guards, the columns its deadlines name."""
    loaders = known_names()["facts"]
    for model in subject_models():
        flow, columns = model.workflow, {field.name for field in model._meta.concrete_fields}
        if flow.key not in loaders and any(one.requires for version in model.versions() for one in version.transitions.values()):
            yield Finding("E015", f"“{flow.label}”有条件要核对，却没有登记事实的装载")
        named = {(state.label, state.due_column) for version in model.versions() for state in version.states.values() if state.due_column}
        for label, column in sorted(named):
            if column not in columns and not hasattr(model, column):
                yield Finding("E008", f"“{flow.label}”的状态“{label}”的期限“@{column}”不是事项的栏目")


@register()
def definitions_hold(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report what is wrong with the definitions; an error stops migrate, the server and the gate."""
    return [(Error if one.is_error else Warning)(one.sentence, hint=one.mend, id=f"workflows.{one.code}") for one in findings()]


def calendar_warnings() -> list[str]:
    """Warn in good time of a year without its days off: of what came with the release; what was entered, `/readyz` looks at."""
    return [
        f"随系统提供的节假日安排缺少{year}年：请由区配置管理员在“节假日安排”中录入国务院办公厅通知（已录入的不必理会），"
        "否则涉及该年的工作日期限按周一至周五计算"
        for year in years_to_know(timezone.localdate())
        if year not in holidays_on_file() and not _is_library()
    ]


@register(Tags.database)
def calendar_is_known(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report a year whose days off are neither on file nor entered, where the database is looked at (`migrate`, `check --database`).

    It stops nothing, and is not said on every command.
    """
    if not databases or _is_library():
        return []
    try:
        keep_fresh(now=True)
        return [Warning(sentence, id="workflows.W201") for sentence in standing_warnings(timezone.localdate())]
    except DatabaseError:
        return []


@register()
def standards_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell what of the districts' files is left out, with file, line and field; it stops nothing, the rest holds."""
    hint = "改正文件后重新启动；在此之前，这一处按下一层的标准执行"
    return [Warning(fault, hint=hint, id="workflows.W202") for fault in file_faults()]


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report subjects whose state guard is gone."""
    if not databases:
        return []
    try:
        return [
            Error(f"状态列缺少触发器：{name}", hint="运行 manage.py migrate 重新设置", id="workflows.E101") for name in missing_triggers()
        ]
    except DatabaseError:
        return []
