"""One process of a race: takes orders as JSON, a line each, on its standard input, and answers each with a line.

`ready` answers as soon as everything is imported; `stall` makes the next order stop dead at a place inside its transaction, so that the
process can be killed there.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the models come after the setup

from audit.acts import Refusal  # noqa: E402
from audit.verify import verify  # noqa: E402
from permissions.models import Account  # noqa: E402
from tests.workflows.paper import Paper  # noqa: E402
from tests.workflows.variants import CheckedPaperFlow, NextFlow, TwiceCheckedPaperFlow, known  # noqa: E402
from workflows import bindings, delivery, store, timers  # noqa: E402
from workflows.migrating import migrate_flow  # noqa: E402
from workflows.models import Delivery, FlowBinding, Outbox, TimerRun  # noqa: E402
from workflows.runner import perform  # noqa: E402


def take(order: dict[str, Any]) -> dict[str, Any]:
    """Take one step, or several in a row; a refusal is an answer like any other."""
    who = Account.objects.get(pk=order["actor"])
    numbers = []
    for _ in range(order.get("times", 1)):
        paper = Paper(**order["columns"]) if "columns" in order else Paper._base_manager.get(pk=order["paper"])
        try:
            outcome = perform(paper, order["name"], actor=who, **order.get("how", {}))
        except Refusal as refusal:
            return {"refused": list(refusal.reasons), "status": refusal.status}
        numbers.append(outcome.step.number)
    return {
        "step": outcome.step.pk,
        "numbers": numbers,
        "paper": outcome.subject.pk,
        "sentence": outcome.sentence,
        "repeated": outcome.repeated,
    }


def tick(order: dict[str, Any]) -> dict[str, Any]:
    """Run the papers' timers as they stand at a moment."""
    report = timers.TickReport()
    timers._run_model(Paper, datetime.fromisoformat(order["now"]), report)
    return {"run": report.run.total(), "failed": report.failed.total()}


def deliver(order: dict[str, Any]) -> dict[str, Any]:
    report = delivery.deliver(datetime.fromisoformat(order["now"]))
    return {"delivered": report.delivered, "failed": report.failed}


def look(order: dict[str, Any]) -> dict[str, Any]:
    """Tell what the database holds of a paper, and whether its chain verifies."""
    paper = Paper._base_manager.get(pk=order["paper"])
    steps = list(store.steps_of(paper).order_by("number").values_list("number", "transition", "actor_name", "to_state"))
    return {
        "state": paper.state,
        "step_number": paper.step_number,
        "steps": [list(one) for one in steps],
        "papers": Paper._base_manager.count(),
        "broken": [str(one) for one in verify(paper.chain_key)],
        "entries": list(entries_of(paper.chain_key)),
        "outbox": sorted(Outbox.objects.values_list("kind", flat=True)),
        "deliveries": Delivery.objects.count(),
        "timer_runs": TimerRun.objects.count(),
        "late_at": paper.due_at.isoformat() if paper.due_at else "",
    }


def bindings_kept(order: dict[str, Any]) -> dict[str, Any]:
    """Tell what the database holds of the bindings: each with the turns of its history, how the decisions ended, what does not verify."""
    entry: Any = importlib.import_module("audit.models").Entry
    decisions = entry.objects.filter(action__endswith="_flow_binding").exclude(action__startswith="propose")
    rows = FlowBinding.objects.order_by("pk")
    return {
        "rows": [{"status": one.status, "turns": FlowBinding.history.filter(id=one.pk).count()} for one in rows],
        "results": Counter(decisions.values_list("result", flat=True)),
        "broken": [str(one) for one in verify()],
    }


def entries_of(chain: str) -> Any:
    entry: Any = importlib.import_module("audit.models").Entry
    return entry.objects.filter(chain=chain).order_by("seq").values_list("seq", "action", "result")


def migrate(order: dict[str, Any]) -> dict[str, Any]:
    """Move the papers to their next version, which this process gets to know first."""
    with known(NextFlow), only_papers():
        report = migrate_flow(key="paper", to=NextFlow.version, mapping={"review": "countersign"}, basis="文号")
    return {"moved": report.moved, "left": list(report.left.values())}


def decide(order: dict[str, Any]) -> dict[str, Any]:
    """Adopt a proposed binding, turn it down or withdraw it: `how` names the service; the rest is what it is told."""
    row, who = FlowBinding.objects.get(pk=order["row"]), Account.objects.get(pk=order["actor"])
    told = {name: date.fromisoformat(given) if name == "ends_on" else given for name, given in order.get("told", {}).items()}
    with known(CheckedPaperFlow, TwiceCheckedPaperFlow):
        try:
            done: FlowBinding = getattr(bindings, order["how"])(actor=who, row=row, **told)
        except Refusal as refusal:
            return {"refused": list(refusal.reasons), "status": refusal.status}
    return {"row": done.pk, "status": done.status}


@contextmanager
def only_papers() -> Iterator[None]:
    """Let the rooms know the test's paper, whose app is not installed."""
    found, store.subject_models = store.subject_models, lambda: [Paper]
    try:
        yield
    finally:
        store.subject_models = found


def stall(order: dict[str, Any]) -> dict[str, Any]:
    """Let a function of a module not come back from its first call, or its `after`th: it says `stalled` when it has done its work."""
    module = importlib.import_module(order["module"])
    work: Callable[..., Any] = getattr(module, order["function"])
    calls: list[None] = []

    def never_back(*args: Any, **kwargs: Any) -> Any:
        done = work(*args, **kwargs)
        calls.append(None)
        if len(calls) < order.get("after", 1):
            return done
        answer({"stalled": True})
        time.sleep(600)

    setattr(module, order["function"], never_back)
    return {"ready": True}


ORDERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "ready": lambda order: {"ready": True},
    "take": take,
    "tick": tick,
    "deliver": deliver,
    "migrate": migrate,
    "decide": decide,
    "bindings": bindings_kept,
    "look": look,
    "stall": stall,
}


def answer(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        try:
            # whoever starts early waits for the others
            time.sleep(max(0.0, order.get("at", 0.0) - time.time()))
            answer(ORDERS[order["do"]](order))
        except Exception as error:
            answer({"crashed": f"{type(error).__name__}: {error}"})
        finally:
            connection.close()


if __name__ == "__main__":
    main()
