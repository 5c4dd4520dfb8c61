"""Real processes at the same moment: one winner, no gap, equal answers, and nothing half done after a kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from audit.verify import verify
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows.store import step_model, steps_of

ROOT = Path(settings.BASE_DIR)
PROCESSES = 8


@pytest.fixture
def database_address() -> str:
    """Name the test database for the processes that are started."""
    found = connection.settings_dict
    if connection.vendor == "postgresql":
        return f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    return f"sqlite:///{found['NAME']}"


def surroundings(address: str) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test", "CASEWORK_DATABASE_URL": address, "PYTHONPATH": str(ROOT)}


def race(folder: Path, address: str, runners: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Start the processes, wait until all stand at the gate, open it, and read what they say."""
    environment = surroundings(address)
    command = [sys.executable, "-c", "import django; django.setup(); from tests.workflows.racer import run; run()"]
    running = [
        subprocess.Popen([*command, json.dumps({**one, "gate": str(folder)})], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for one in runners
    ]
    patience = time.monotonic() + 120
    while len(list(folder.glob("*.ready"))) < len(runners):
        assert time.monotonic() < patience and all(one.poll() is None for one in running), "a process did not come to the gate"
        time.sleep(0.01)
    (folder / "go").touch()
    told = [one.communicate(timeout=120)[0] for one in running]
    return [json.loads(text) if text else {"died": one.returncode} for one, text in zip(running, told, strict=True)]


def columns_of(paper: Paper) -> dict[str, Any]:
    return {"title": paper.title, "district_id": paper.district_id, "street_id": paper.street_id, "community_id": paper.community_id}


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_of_eight_on_one_form_one_wins_and_seven_are_told_who(committed_desk: Desk, tmp_path: Path, database_address: str) -> None:
    paper = committed_desk.submitted()
    runner = {"actor": committed_desk.clerk.pk, "paper": paper.pk, "name": "forward", "seen": 2}
    answers = race(tmp_path, database_address, [runner] * PROCESSES)
    assert sum("step" in one for one in answers) == 1
    refused = [one for one in answers if "refused" in one]
    assert [one["refused"] for one in refused] == [409] * (PROCESSES - 1)
    assert all("王**" in one["said"][0] and "请刷新后再办" in one["said"][0] for one in refused)
    assert [one.number for one in steps_of(paper)] == [3, 2, 1]
    assert not list(verify(f"paper:{paper.pk}"))


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_the_same_key_by_eight_makes_one_step_and_eight_equal_answers(committed_desk: Desk, tmp_path: Path, database_address: str) -> None:
    paper = committed_desk.submitted()
    runner = {"actor": committed_desk.clerk.pk, "paper": paper.pk, "name": "forward", "seen": 2, "key": "once"}
    answers = race(tmp_path, database_address, [runner] * PROCESSES)
    assert len({one["step"] for one in answers}) == 1
    assert sum(not one["repeated"] for one in answers) == 1
    assert steps_of(paper).count() == 3


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_the_same_new_paper_handed_in_by_eight_is_begun_once(committed_desk: Desk, tmp_path: Path, database_address: str) -> None:
    runner = {"actor": committed_desk.worker.pk, "columns": columns_of(committed_desk.paper()), "name": "create", "key": "new"}
    answers = race(tmp_path, database_address, [runner] * PROCESSES)
    assert len({(one["step"], one["paper"]) for one in answers}) == 1
    assert (Paper._base_manager.count(), step_model()._base_manager.count()) == (1, 1)


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_many_steps_by_many_processes_leave_no_gap_and_a_whole_chain(committed_desk: Desk, tmp_path: Path, database_address: str) -> None:
    paper = committed_desk.drafted()
    runner = {"actor": committed_desk.worker.pk, "paper": paper.pk, "name": "touch", "times": 15}
    answers = race(tmp_path, database_address, [runner] * PROCESSES)
    assert [one["done"] for one in answers] == [15] * PROCESSES
    numbers = [one.number for one in steps_of(paper)]
    assert numbers == list(range(1 + 15 * PROCESSES, 0, -1))
    assert not list(verify(f"paper:{paper.pk}"))


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_nothing_and_the_next_one_goes_on(
    committed_desk: Desk, tmp_path: Path, database_address: str
) -> None:
    paper = committed_desk.drafted()
    runner = {"actor": committed_desk.worker.pk, "paper": paper.pk, "name": "submit", "seen": 1, "key": "k"}
    assert race(tmp_path, database_address, [{**runner, "die": True}]) == [{"died": -9}]
    row = Paper._base_manager.get(pk=paper.pk)
    assert (row.state, row.step_number, steps_of(paper).count()) == ("draft", 1, 1)
    again = tmp_path / "again"
    again.mkdir()
    (answer,) = race(again, database_address, [runner])
    assert not answer["repeated"]
    assert not list(verify(f"paper:{paper.pk}"))


class SqliteFile:
    """A database file of its own, made by the processes that use it: the suite's lies in memory."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "race.sqlite3"
        self.address = f"sqlite:///{self.file}"

    def run(self, code: str) -> str:
        environment = surroundings(self.address)
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


SET_UP = """
import json
import django
django.setup()
from django.conf import settings
from django.core.management import call_command

class NoMigrations(dict):
    def __contains__(self, name): return True
    def __getitem__(self, name): return None

settings.MIGRATION_MODULES = NoMigrations()
call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
from tests.workflows.conftest import Desk
from tests.workflows.paper import make_table
make_table()
desk = Desk()
print(json.dumps({"clerk": desk.clerk.pk, "paper": desk.submitted().pk}))
"""
COUNT = """
import json, django
django.setup()
from audit.verify import verify
from tests.workflows.paper import Paper
from workflows.store import steps_of
paper = Paper._base_manager.get()
broken = len(list(verify(f"paper:{paper.pk}")))
print(json.dumps({"state": paper.state, "steps": [one.number for one in steps_of(paper)], "broken": broken}))
"""


def test_two_processes_on_one_sqlite_file_have_one_winner_and_no_lock_error(tmp_path: Path) -> None:
    sqlite_file = SqliteFile(tmp_path)
    made = json.loads(sqlite_file.run(SET_UP))
    gate = tmp_path / "gate"
    gate.mkdir()
    runner = {"actor": made["clerk"], "paper": made["paper"], "name": "forward", "seen": 2}
    answers = race(gate, sqlite_file.address, [runner] * 2)
    assert sorted("step" in one for one in answers) == [False, True]
    assert [one["refused"] for one in answers if "refused" in one] == [409]
    assert json.loads(sqlite_file.run(COUNT)) == {"state": "sent", "steps": [3, 2, 1], "broken": 0}
