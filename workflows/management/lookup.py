"""What the flows command is told by name: a process, a version of it, a file, an account, a paper. Each refusal is a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from workflows import store
from workflows.checks import project_flows
from workflows.documentation import documented, folder
from workflows.engine.dcworkflow.compiling import STANDARD
from workflows.engine.dcworkflow.drawing import as_drawn
from workflows.engine.dcworkflow.importing import import_definition
from workflows.engine.dcworkflow.model import Definition
from workflows.engine.dcworkflow.problems import Unreadable, told
from workflows.engine.dcworkflow.table_file import TableFile, read_table
from workflows.engine.dcworkflow.vocabulary import Table
from workflows.engine.definition import Workflow
from workflows.engine.restoring import restored
from workflows.flows import all_flows, current_flows
from workflows.models import Subject

Flow = type[Workflow[Any]]


def flow_named(key: str) -> Flow:
    """Find a process of the product's by the name of its page, or one of a project's own by its key."""
    used = {flow.key for flow in project_flows()}
    known = {name: flow for name, flow in {**current_flows(), **documented()}.items() if flow.key in used}
    if key not in known:
        raise CommandError(f"没有流程“{key}”；可选：{'、'.join(known)}")
    return known[key]


def flow_from(text: str, table: Table = STANDARD) -> Flow:
    """Find a process by its name, or read it from a file: Plone's definition.xml, or what `export --format json` wrote."""
    if text.endswith(".xml"):
        return as_drawn(imported(text, table))
    return flow_kept_in(Path(text)) if text.endswith(".json") else flow_named(text)


def table_named(path: str | None) -> TableFile:
    """Read the mapping table of a definition of Plone's, if one is named. Raises CommandError with every line that is wrong."""
    if path is None:
        return TableFile(STANDARD, {})
    try:
        return read_table(path)
    except Unreadable as refused:
        raise CommandError(
            "\n".join([f"{Path(path).name}：对照表有{len(refused.problems)}处问题，未采用", *told(refused.problems)])
        ) from None


def imported(path: str, table: Table = STANDARD) -> Definition:
    """Read a definition of Plone's. Raises CommandError with what refuses it."""
    report = import_definition(path, table)
    if report.definition is None or not report.taken:
        raise CommandError("\n".join(report.sentences()))
    return report.definition


def flow_kept_in(file: Path) -> Flow:
    """Read a process that was kept as data."""
    try:
        return restored(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"文件“{file}”打不开：请检查路径和权限") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"文件“{file}”不是导出的流程定义（flows export --format json）：{error}") from error


def version_before(flow: Flow, version: int | None) -> Flow:
    """Find what a process is compared with: the version named, or what the documentation recorded of it."""
    if version is not None:
        earlier = all_flows().get((flow.key, version))
        if earlier is None:
            raise CommandError(f"“{flow.label}”没有第{version}版")
        return earlier
    name = next((name for name, one in documented().items() if one is flow), flow.key)
    return flow_kept_in(folder() / f"{name}.json")


def subject_named(text: str) -> Subject | None:
    """Find a begun paper by its process and number."""
    key, colon, number = text.partition(":")
    if not colon or not number.isdecimal() or len(number) > 18:
        raise CommandError("事项应写作 流程代码:编号，如 referral:12")
    model = store.model_of(key)
    if model is None:
        raise CommandError(f"没有流程“{key}”；可选：{'、'.join(sorted(one.workflow.key for one in store.subject_models()))}")
    found: Subject | None = model._base_manager.filter(pk=int(number), step_number__gt=0).first()
    return found
