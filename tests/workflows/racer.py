"""One of several real processes that act on the same paper at the same moment; started by `test_races`."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from django.db import connection

from audit.acts import Refusal
from permissions.models import Account
from tests.workflows.paper import Paper
from workflows import performing
from workflows.runner import Outcome, perform


def run() -> None:
    """Read what to do from the command line, do it when the gate opens, and say what came of it."""
    arguments: dict[str, Any] = json.loads(sys.argv[1])
    actor = Account.objects.get(pk=arguments["actor"])
    connection.ensure_connection()
    (Path(arguments["gate"]) / f"{os.getpid()}.ready").touch()
    while not (Path(arguments["gate"]) / "go").exists():
        time.sleep(0.002)
    if arguments.get("die"):
        performing.run_effect = _die  # the step is written by then, the act is not
    answers = [_attempt(arguments, actor, str(number)) for number in range(arguments.get("times", 1))]
    sys.stdout.write(json.dumps({**answers[-1], "done": sum("step" in one for one in answers)}))


def _attempt(arguments: dict[str, Any], actor: Account, note: str) -> dict[str, Any]:
    columns = arguments.get("columns")
    paper = Paper(**columns) if columns else Paper._base_manager.get(pk=arguments["paper"])
    try:
        outcome: Outcome = perform(
            paper, arguments["name"], actor=actor, seen=arguments.get("seen"), key=arguments.get("key", ""), note=note
        )
    except Refusal as refusal:
        return {"refused": refusal.status, "said": list(refusal.reasons)}
    return {"step": outcome.step.pk, "paper": outcome.subject.pk, "repeated": outcome.repeated}


def _die(name: str, context: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
