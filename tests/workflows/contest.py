"""Real processes that race for one database: the suite's own PostgreSQL, or a file into which its SQLite is copied."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

RACERS_ON_POSTGRESQL, RACERS_ON_SQLITE = 8, 2
HEAD_START = 0.3  # seconds in which every racer reads its order before all begin at once


class Racer:
    """One process, asked and answered a line at a time."""

    def __init__(self, database_url: str) -> None:
        environment = {**os.environ, "CASEWORK_DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "settings.test"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workflows.racing"],
            cwd=settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, do: str, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **order}, default=str) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the racer ended with {self.process.wait()}"
        said: dict[str, Any] = json.loads(line)
        assert "crashed" not in said, said["crashed"]
        return said

    def does(self, do: str, **order: Any) -> dict[str, Any]:
        self.ask(do, **order)
        return self.answer()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


class Contest:
    """Several racers on one database, and a judge beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_postgresql = connection.vendor == "postgresql"
        self.racers: list[Racer] = []
        self.judge = self.racer()

    @property
    def size(self) -> int:
        return RACERS_ON_POSTGRESQL if self.is_postgresql else RACERS_ON_SQLITE

    @property
    def file(self) -> Path:
        return self.folder / "race.sqlite3"

    @property
    def database_url(self) -> str:
        if not self.is_postgresql:
            return f"sqlite:///{os.path.relpath(self.file, settings.BASE_DIR)}"
        found = connection.settings_dict
        login = quote(str(found["USER"])) + (f":{quote(str(found['PASSWORD']))}" if found["PASSWORD"] else "")
        return f"postgresql://{login}@127.0.0.1:{found['PORT']}/{found['NAME']}?host={quote(str(found['HOST']))}"

    def racer(self) -> Racer:
        racer = Racer(self.database_url)
        self.racers.append(racer)
        return racer

    def publish(self) -> None:
        """Let the racers see what the test has committed."""
        if not self.is_postgresql:
            connection.ensure_connection()
            with sqlite3.connect(self.file) as copy:
                connection.connection.backup(copy)
            copy.close()

    def race(self, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Let every racer carry out its order at the same moment; gives the answers in the order of the orders."""
        while len(self.racers) < len(orders) + 1:
            self.racer()
        runners = self.racers[1 : len(orders) + 1]
        for runner in runners:
            runner.ask("ready")
        for runner in runners:
            runner.answer()
        start = time.time() + HEAD_START
        for runner, order in zip(runners, orders, strict=True):
            runner.ask(**order, at=start)
        return [runner.answer() for runner in runners]

    def look(self, paper: Any) -> dict[str, Any]:
        return self.judge.does("look", paper=paper)

    def killed_at(self, module: str, function: str, *, after: int = 1, **order: Any) -> None:
        """Start an order in a process of its own and kill it where the function has just done its work, for the first or `after`th time."""
        victim = Racer(self.database_url)
        try:
            victim.does("stall", module=module, function=function, after=after)
            victim.ask(**order)
            assert victim.answer() == {"stalled": True}
        finally:
            victim.kill()

    def end(self) -> None:
        for racer in self.racers:
            racer.kill()
