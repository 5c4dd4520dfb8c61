"""The scenario tables of the definitions, read from beside them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from workflows import flows
from workflows.engine.simulate import Scenario

FOLDER = Path(flows.__file__).parent / "scenarios"


def scenarios_of(key: str) -> list[Scenario]:
    """Read the scenarios of a process; none where it has no table."""
    file = FOLDER / f"{key}.toml"
    if not file.exists():
        return []
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Scenario(one["title"], tuple(one["steps"])) for one in content.get("scenario", [])]
