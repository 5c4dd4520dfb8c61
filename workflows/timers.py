"""Timers: what is due is looked at once a cycle, however many workers tick and however long nobody did."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Refusal, act
from workflows import overlays, store
from workflows.effects import DueContext, run_due, sweeps
from workflows.flows import versions_of
from workflows.models import Subject, TimerRun
from workflows.performers import system
from workflows.performing import perform
from workflows.telling import LOOK_AGAIN, remind_desk

log = logging.getLogger(__name__)
BATCH = 200
RETRY_AFTER_FAILURE = timedelta(minutes=10)


@dataclass
class TickReport:
    """What a tick did: timers run by flow, those that a guard held back, those that failed, and the sweeps."""

    run: Counter[str] = field(default_factory=Counter)
    held_back: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    swept: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"到期处理 {self.run.total()} 件"]
        parts += [f"条件不满足 {self.held_back.total()} 件"] if self.held_back else []
        parts += [f"出错 {self.failed.total()} 件"] if self.failed else []
        parts += [f"{name} {number}" for name, number in self.swept.items() if number]
        return "，".join(parts)


def tick(now: datetime | None = None) -> TickReport:
    """Run every timer that is due, and the registered sweeps; may be called at any time, by any number of workers."""
    moment, report = now or timezone.now(), TickReport()
    overlays.keep_fresh()
    for model in store.subject_models():
        _run_model(model, moment, report)
    for name, sweep in sweeps().items():
        try:
            report.swept[name] = sweep(moment)
        except Exception:
            # one schedule that fails must not hold up the others; it is tried again at the next tick
            log.exception("sweep %s failed", name)
            report.failed[name] += 1
    return report


def timed_states(key: str) -> list[str]:
    """Name the states of a flow, in any of its versions, that a timer looks at."""
    return sorted({name for flow in versions_of(key) for name, state in flow.states.items() if state.on_due})


def due_rows(model: type[Subject], now: datetime) -> QuerySet[Any]:
    """Narrow to the subjects whose timer is to look now."""
    return model._base_manager.filter(look_at__lte=now, state__in=timed_states(model.workflow.key)).order_by("look_at", "pk")


def _run_model(model: type[Subject], now: datetime, report: TickReport) -> None:
    key = model.workflow.key
    passed = Q()
    while True:
        # onward from the last one: a paper looked at in vain (its own version has no timer there) must not come again for ever
        batch = list(due_rows(model, now).filter(passed).values_list("look_at", "pk")[:BATCH])
        for look_at, pk in batch:
            passed = Q(look_at__gt=look_at) | Q(look_at=look_at, pk__gt=pk)
            try:
                outcome = run_timer(model, pk, now)
            except Exception:
                log.exception("timer of %s %s failed", key, pk)
                report.failed[key] += 1
                _put_off(model, pk, now + RETRY_AFTER_FAILURE)
                continue
            if outcome:
                getattr(report, outcome)[key] += 1
        if len(batch) < BATCH:
            return


def run_timer(model: type[Subject], pk: int, now: datetime) -> str:
    """Look at one subject in an act of its own; empty where another worker was first."""
    stub = model._base_manager.get(pk=pk)
    with act(SYSTEM_ACTOR, f"{stub.flow_key}.due", stub) as frame:
        row = store.lock(stub)
        state = row.state_definition()
        if row.look_at is None or row.look_at > now or state.on_due is None:
            frame.silent()
            return ""
        timer = f"{row.state}:{state.on_due}"[:60]
        run = {"flow": row.flow_key, "subject_id": row.pk, "timer": timer}
        looks = TimerRun.objects.filter(**run, ran_at__gte=row.state_since_at).count() if row.state_since_at else 0
        try:
            with transaction.atomic():
                TimerRun.objects.create(**run, cycle=row.due_cycle, ran_at=now)
        except IntegrityError:
            frame.silent()
            store.write_look(row, None)
            return ""
        return _look(row, state.on_due, DueContext(row, now, row.due_cycle, looks))


def _look(row: Subject, on_due: str, context: DueContext) -> str:
    """Take the transition or run the handler that the state names."""
    transition = row.flow.transitions.get(on_due)
    if transition is None or not transition.by_system:
        store.write_look(row, run_due(on_due, context))
        return "run"
    try:
        perform(row, on_due, actor=system(), note="到期由系统办理", channel="timer")
    except Refusal as refusal:
        # what the system may not do is the desk's to settle
        desk = row.state_definition().desk
        remind = remind_desk(context, f"{row}到期未能“{transition.label}”：{'；'.join(refusal.reasons)}"[:300]) if desk else None
        store.write_look(row, remind or context.now + LOOK_AGAIN)
        return "held_back"
    return "run"


def _put_off(model: type[Subject], pk: int, until: datetime) -> None:
    """Look again later at one whose timer failed, so that it does not fail every half minute."""
    model._base_manager.filter(pk=pk).update(look_at=until)
