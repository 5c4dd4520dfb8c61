"""One paper process a file; a changed process is a new version beside the old, and running subjects keep theirs.

A place's own variant is a version too: it bears a name, and begins papers only where a binding says so (`workflows.placing`).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import Any

from workflows.engine.definition import Workflow

_registered: dict[tuple[str, int], type[Workflow[Any]]] = {}


def register(flow: type[Workflow[Any]]) -> type[Workflow[Any]]:
    """Make a definition known under its key and version; tests register their own."""
    _registered[(flow.key, flow.version)] = flow
    _found.cache_clear()
    return flow


@lru_cache
def _found() -> dict[tuple[str, int], type[Workflow[Any]]]:
    known = dict(_registered)
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Workflow) and hasattr(value, "key"):
                if known.setdefault((value.key, value.version), value) is not value:
                    raise RuntimeError(
                        f"流程“{value.key}”有两个第{value.version}版：{value.__name__}、{known[(value.key, value.version)].__name__}"
                    )
    return known


def is_shipped(flow: type[Workflow[Any]]) -> bool:
    """Say that a definition came with the product: a project's own, or a test's, did not."""
    return flow.__module__.startswith(f"{__name__}.")


def all_flows() -> dict[tuple[str, int], type[Workflow[Any]]]:
    """Return every definition by (key, version)."""
    return _found()


def current_flows() -> dict[str, type[Workflow[Any]]]:
    """Return the newest version of every definition by key, the places' own variants left out."""
    newest: dict[str, type[Workflow[Any]]] = {}
    for (key, version), flow in _found().items():
        if not flow.variant and (key not in newest or newest[key].version < version):
            newest[key] = flow
    return newest


def versions_of(key: str) -> tuple[type[Workflow[Any]], ...]:
    """Return every version of a process, variants included, the oldest first."""
    return tuple(flow for (name, _), flow in sorted(_found().items()) if name == key)


def newest_like(flow: type[Workflow[Any]]) -> type[Workflow[Any]]:
    """Return the newest version of the same variant; the city's own versions stay what they are."""
    return max((one for one in versions_of(flow.key) if flow.variant == one.variant), key=lambda one: one.version) if flow.variant else flow


def flow_of(key: str, version: int) -> type[Workflow[Any]]:
    """Return the definition under which a subject runs. Raises LookupError where it is gone."""
    try:
        return _found()[(key, version)]
    except KeyError as error:
        raise LookupError(f"没有流程“{key}”第{version}版的定义") from error
