"""The processes as paper in `docs/flows/`: a page, its data and its fingerprint, so that a change of process is reviewed as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows.engine.codes import codes_page
from workflows.engine.definition import Workflow
from workflows.engine.describe import canonical_json, page
from workflows.flows import all_flows, current_flows, is_shipped

FINGERPRINTS = "fingerprints.json"


def folder() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "flows"


def product_flows() -> dict[str, type[Workflow[Any]]]:
    """Give the definitions that come with the product; those a test registers have no page."""
    return {key: flow for key, flow in sorted(current_flows().items()) if is_shipped(flow)}


def other_versions() -> dict[str, type[Workflow[Any]]]:
    """Give the product's versions that are not the city's newest, variants among them, by the name of their page."""
    newest = product_flows()
    there = [flow for flow in all_flows().values() if is_shipped(flow) and flow is not newest.get(flow.key)]
    return {f"{flow.key}-{flow.version}": flow for flow in sorted(there, key=lambda one: (one.key, one.version))}


def documented() -> dict[str, type[Workflow[Any]]]:
    """Give every version of the product's by the name of its page: `enrollment`, and `enrollment-2` for one that is not the newest."""
    return {**product_flows(), **other_versions()}


def recorded() -> dict[str, dict[str, str]]:
    """Read which fingerprint each version was recorded with."""
    file = folder() / FINGERPRINTS
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def fingerprints() -> dict[str, dict[str, str]]:
    """Give the fingerprints to record: those of versions that are gone stay."""
    found = {key: dict(versions) for key, versions in recorded().items()}
    for (key, version), flow in all_flows().items():
        if is_shipped(flow):
            found.setdefault(key, {})[str(version)] = flow.fingerprint()
    return dict(sorted(found.items()))


def changed_in_place() -> list[str]:
    """Name the versions whose definition is no longer what was recorded."""
    before = recorded()
    return [
        f"{flow.label}第{version}版"
        for (key, version), flow in all_flows().items()
        if before.get(key, {}).get(str(version), flow.fingerprint()) != flow.fingerprint()
    ]


def pages() -> Mapping[str, str]:
    """Give every file of the folder with its content."""
    found = {FINGERPRINTS: json.dumps(fingerprints(), indent=1, sort_keys=True) + "\n"}
    named = documented()
    for name, flow in named.items():
        found[f"{name}.md"] = page(flow)
        found[f"{name}.json"] = canonical_json(flow)
    listed = [
        f"- [{_title(name, flow)}]({name}.md): {len(flow.states)} states, {len(flow.transitions)} transitions"
        for name, flow in sorted(named.items())
    ]
    found["checks.md"] = codes_page()
    codes = "What `manage.py flows check` may find, and what to do: [codes of the checks](checks.md)."
    found["README.md"] = "\n".join(
        ["# Processes", "", "One page a process, written by `manage.py flows docs` from `workflows/flows/`.", "", codes, "", *listed, ""]
    )
    return found


def _title(name: str, flow: type[Workflow[Any]]) -> str:
    if name == flow.key:
        return flow.label
    return f"{flow.label}, version {flow.version}" + (f", a place's variant 「{flow.variant}」" if flow.variant else "")


def stale_pages() -> list[str]:
    """Name the files that no longer say what the definitions say."""
    wanted = pages()
    there = {file.name for file in folder().glob("*") if file.is_file()} if folder().exists() else set()
    wrong = [name for name, text in wanted.items() if name not in there or (folder() / name).read_text(encoding="utf-8") != text]
    return sorted({*wrong, *(there - set(wanted))})


def write_pages() -> int:
    """Write the folder anew; what belongs to no process any more is taken away."""
    folder().mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for file in folder().glob("*"):
        if file.is_file() and file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (folder() / name).write_text(text, encoding="utf-8")
    return len(wanted)
