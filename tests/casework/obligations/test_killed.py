"""`plan` killed by the system half-way and run again leaves what one undisturbed run leaves: real processes, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from casework.models import MonthPlan, Obligation, PlannedVisit
from casework.services.obligations import plan_month
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.workflows.contest import Contest

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = f"{timezone.localdate():%Y-%m}"
LEDGERS = (
    "SELECT case_id, kind, period, required, done, status, community_id FROM casework_obligation ORDER BY 1, 2, 3",
    "SELECT case_id, period, number, window_from_on, window_to_on FROM casework_plannedvisit ORDER BY 1, 2, 3",
    "SELECT period, district_id, cases, rows, list_digest FROM casework_monthplan ORDER BY 1, 2",
)


class Stage(Contest):
    """The database in which the processes work: the suite's own PostgreSQL, or a file copied from its SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.racers = folder, []
        self.is_postgresql = connection.vendor == "postgresql"

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "CASEWORK_DATABASE_URL": self.database_url, "DJANGO_SETTINGS_MODULE": "settings.test"}
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def read(self) -> list[list[tuple[Any, ...]]]:
        """Read the ledgers as they stand in the database of the processes."""
        if self.is_postgresql:
            with connection.cursor() as cursor:
                return [_all(cursor, sql) for sql in LEDGERS]
        with sqlite3.connect(self.file) as there:
            return [_all(there.cursor(), sql) for sql in LEDGERS]


def _all(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return [tuple(map(str, row)) for row in cursor.fetchall()]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def unplanned() -> None:
    for model in (Obligation, PlannedVisit, MonthPlan):
        model._base_manager.all().delete()


@pytest.mark.parametrize(
    ("function", "number", "written"), [("keep", 2, 2), ("plan_visits", 2, 2), ("digest", 1, 5)], ids=["rows", "visits", "before its entry"]
)
def test_killed_half_way_and_run_again_it_leaves_what_an_undisturbed_run_leaves(
    stage: Stage, function: str, number: int, written: int
) -> None:
    office = Office()
    for _ in range(5):
        active_case(office)
    plan_month(actor=TESTER, month=timezone.localdate())
    stage.publish()
    undisturbed = stage.read()
    unplanned()
    stage.publish()

    victim = stage.started("-m", "tests.casework.obligations.dying", function, str(number), "2", MONTH)
    try:
        assert victim.stdout is not None and victim.stdout.readline() == "stalled\n"
    finally:
        victim.kill()
        victim.communicate()
    half = stage.read()
    assert [len(table) for table in half] == [written, written, 0]

    for _ in range(2):
        again = stage.started("manage.py", "plan", "--month", MONTH)
        out, err = again.communicate(timeout=120)
        assert again.returncode == 0, err
        assert "5位老年人，5项义务" in out and "5/5" in err
        assert stage.read() == undisturbed
