"""`manage.py plan` in a process that stops dead: after the N-th call of a function it says `stalled` and waits to be killed.

python -m tests.casework.obligations.dying FUNCTION NUMBER CHUNK MONTH
"""

from __future__ import annotations

import sys
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the services come after the setup

from casework.services import obligations  # noqa: E402


def stop_dead_after(function: str, number: int) -> None:
    work = getattr(obligations, function)
    calls = []

    def never_back(*args: Any, **kwargs: Any) -> Any:
        found = work(*args, **kwargs)
        calls.append(function)
        if len(calls) == number:
            sys.stdout.write("stalled\n")
            sys.stdout.flush()
            time.sleep(600)
        return found

    setattr(obligations, function, never_back)


if __name__ == "__main__":
    stop_dead_after(sys.argv[1], int(sys.argv[2]))
    vars(obligations)["CHUNK"] = int(sys.argv[3])
    call_command("plan", month=sys.argv[4])
