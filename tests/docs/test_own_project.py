"""The project of docs/own-model.md is written out, migrated and run in a folder and a process of its own: three apps and its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT

FILE = re.compile(r"(?ms)^```python file=(\S+)\n(.*?)^```")
# the house's migrations are made at the end of a day's work; a project on them needs the tables as the models stand
AS_THE_MODELS_STAND = """

class NoMigrations(dict):
    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = NoMigrations()
"""


def files() -> dict[str, str]:
    return dict(FILE.findall((ROOT / "docs" / "own-model.md").read_text("utf-8")))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lending_project")
    for name, text in files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "lending" / "__init__.py").touch()
    return folder


def run(project: Path, *arguments: str) -> str:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("CASEWORK_", "DJANGO_", "PYTEST_"))}
    environment = known | {"PYTHONPATH": f"{project}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "lending_settings"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def manage(project: Path, *arguments: str) -> str:
    return run(project, "-m", "django", *arguments)


def test_the_project_lives_from_its_first_migration_to_its_history(project: Path) -> None:
    assert "Create model Loan" in manage(project, "makemigrations", "lending", "--dry-run")
    settings = project / "lending_settings.py"
    settings.write_text(settings.read_text("utf-8") + AS_THE_MODELS_STAND, encoding="utf-8")
    manage(project, "migrate", "--run-syncdb", "--verbosity", "0")
    assert manage(project, "check", "--database", "default").startswith("System check identified no issues")
    walked = run(project, "walk.py").splitlines()
    assert walked[:2] == ["已申请借用，现为“待批”", "不能批准自己的申请（请其他经办人办理）"]
    explained = "\n".join(walked[2:-3])
    assert "【同意】条件还不具备" in explained and "现在可由街道经办（第一站）：丙" in explained and "归还：须先到“已借出”" in explained
    assert walked[-3:] == ["已同意，现为“已借出”", "True", "['1 申请借用 乙', '2 同意 丙']"]


def test_the_commands_know_the_projects_own_process_and_no_other(project: Path) -> None:
    assert manage(project, "flows", "check") == "1 个流程，没有错误，0 处提示\n"
    assert "【待批】在办，在街道经办手里" in manage(project, "flows", "describe", "lending")
    assert "<svg" in manage(project, "flows", "draw", "lending")
    told = manage(project, "flows", "explain", "lending:1", "--user", "丙")
    assert "【归还】不由其办理" in told and "现在可由社区工作者（第一站）：甲" in told
    assert "核对无误" in manage(project, "audit", "verify")


def test_history_is_kept_from_change(project: Path) -> None:
    """The steps' table is guarded in the project as in the product: a change from outside is refused by the database."""
    script = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from lending.models import Step\n"
        "try:\n"
        "    connection.cursor().execute('UPDATE lending_step SET note = 1')\n"
        "    print('changed')\n"
        "except Exception as error:\n"
        "    print('refused', Step.objects.count())\n"
    )
    assert run(project, "-c", script) == "refused 2\n"


def test_nothing_of_the_rooms_above_is_loaded(project: Path) -> None:
    script = (
        "import sys, django; django.setup(); import workflows.explaining, workflows.runner\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'casework', 'reports', 'archives', 'settings'}))"
    )
    assert run(project, "-c", script) == "[]\n"


def test_the_model_its_process_and_its_steps_are_forty_lines() -> None:
    lines = [line for line in files()["lending/models.py"].splitlines() if line.strip()]
    assert len(lines) <= 45 and len([line for line in lines if not line.startswith(("from ", "import "))]) <= 40
