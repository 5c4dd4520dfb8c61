"""The tour: one elder through every flow, on a scratch database, as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the tour has a scratch database of its own: once is enough")
def test_the_tour_walks_every_flow_and_leaves_ledger_and_history(tmp_path: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.local"}
    environment.pop("CASEWORK_DATABASE_URL", None)
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "tour", "--out", str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "核对无误" in ended.stdout
    assert (tmp_path / "ledger.pdf").read_bytes().startswith(b"%PDF")
    steps = json.loads((tmp_path / "history.json").read_text(encoding="utf-8"))
    assert len(steps) > 60
    assert [step["to"] for step in steps if step["flow"] == "case"][-1] == "closed"
