"""What the house rules are read from: the files of the project and the models of its rooms."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("audit", "permissions", "workflows", "casework", "reports", "archives")
CACHES = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"}
NOT_OURS = CACHES | {".git", ".venv", "var", "build"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def files(suffix: str = "", *, under: str = "") -> Iterator[Path]:
    """Walk over the project's own files, in order."""
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = sorted(one for one in folders if one not in NOT_OURS)
        yield from (Path(folder) / name for name in sorted(names) if name.endswith(suffix))


def here(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(*, under: str = "", migrations: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """Walk over Python files, each with its tree; generated migrations are left out."""
    for path in files(".py", under=under):
        if migrations or "migrations" not in path.parts:
            yield here(path), ast.parse(path.read_text("utf-8"))


def models_of_ours() -> list[type[models.Model]]:
    """List the concrete models of the rooms, without the tables of history, whose columns copy theirs."""
    return [one for one in apps.get_models() if one._meta.app_label in ROOMS and not one.__name__.startswith("Historical")]
