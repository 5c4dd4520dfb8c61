"""Take one step with many papers at once, set-based: one act, a step and an entry a paper, a handful of statements a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from audit.acts import Frame, Refusal, act
from workflows import store
from workflows.effects import load_facts
from workflows.engine.decide import Refused, Taken, decide
from workflows.engine.definition import OTHER, Transition
from workflows.facets import is_told
from workflows.models import STATE_COLUMNS, Step, Subject
from workflows.performers import Hand, Performer, hand_of
from workflows.performing import perform
from workflows.wishes import Wish

BATCH = 500


@dataclass
class ManyOutcome:
    """What became of each paper, by primary key: its step, or every reason why there is none."""

    steps: dict[int, Step] = field(default_factory=dict)
    refused: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"已办理 {len(self.steps)} 件" + (f"，未能办理 {len(self.refused)} 件" if self.refused else "")


def perform_many(
    subjects: Sequence[Subject],
    name: str,
    *,
    actor: Performer,
    note: str = "",
    reason_code: str = "",
    basis: str = "",
    effective_on: date | None = None,
    given: Mapping[str, object] | None = None,
    channel: str = "web",
) -> ManyOutcome:
    """Take a step with every paper that may take it, in one act; one that may not is told why and stops no other.

    The papers are of one flow and begun. Where effects, messages or automatic transitions follow, each is taken by itself in the same act.
    """
    outcome = ManyOutcome()
    if not subjects:
        return outcome
    wish = Wish(name, actor, None, "", note, reason_code, basis, effective_on, {}, given or {}, None, channel)
    with act(actor, f"{subjects[0].flow_key}.{name}.many", basis=basis) as frame:
        for start in range(0, len(subjects), BATCH):
            _take_batch(subjects[start : start + BATCH], wish, frame, outcome)
    return outcome


def _take_batch(subjects: Sequence[Subject], wish: Wish, frame: Frame, outcome: ManyOutcome) -> None:
    rows = store.lock_many(subjects)
    there = {row.pk for row in rows}
    outcome.refused.update({one.pk: ("没有找到要办理的事项，可能已被处理，请刷新",) for one in subjects if one.pk not in there})
    together = [row for row in rows if _nothing_follows(row, wish.name)]
    _take_together(together, wish, frame, outcome)
    kept = {row.pk for row in together}
    for row in rows:
        if row.pk not in kept:
            _take_alone(row, wish, outcome)


def _nothing_follows(row: Subject, name: str) -> bool:
    """Say that a step is nothing but itself: no effect, no message, no way back to be looked up, nothing automatic behind it."""
    transition = row.flow.transitions.get(name)
    if transition is None:
        return True  # refused with the others
    onward = [row.state] if transition.target is None else [transition.target.name]
    automatic = any(one.automatic for state in onward if state in row.flow.states for one in row.flow.leaving(state))
    return not (transition.effects or transition.messages or transition.kind == "back" or automatic or is_told(row))


def _take_alone(row: Subject, wish: Wish, outcome: ManyOutcome) -> None:
    try:
        taken = perform(
            row, wish.name, actor=wish.actor, note=wish.note, reason_code=wish.reason_code, basis=wish.basis,
            effective_on=wish.effective_on, given=wish.given, channel=wish.channel,
        )  # fmt: skip
    except Refusal as refusal:
        outcome.refused[row.pk] = refusal.reasons
    else:
        outcome.steps[row.pk] = taken.step


def _take_together(rows: Sequence[Subject], wish: Wish, frame: Frame, outcome: ManyOutcome) -> None:
    now = timezone.now()
    moved: list[tuple[Subject, Step]] = []
    facts = _facts_of(rows, wish, now)
    for row in rows:
        transition = row.flow.transitions.get(wish.name)
        hand = hand_of(wish.actor, row, other=transition is not None and transition.at == OTHER)
        decision = _decided(row, wish, hand, now, facts.get(row.pk))
        if isinstance(decision, Refused):
            outcome.refused[row.pk] = tuple(map(str, decision.reasons))
            continue
        moved.append((row, store.prepared(row, decision, _details(wish, hand, decision, now))))
    if not moved:
        return
    steps = store.step_model()._base_manager.bulk_create([step for _, step in moved], batch_size=BATCH)
    plain: models.QuerySet[Any] = models.QuerySet(type(rows[0]))  # past the facts' own bulk_update: a state has its step, not a history row
    plain.bulk_update([row for row, _ in moved], list(STATE_COLUMNS), batch_size=100)
    for (row, _), step in zip(moved, steps, strict=True):
        frame.include_row(step, row.chain_key or None)
        outcome.steps[row.pk] = step


def _facts_of(rows: Sequence[Subject], wish: Wish, now: datetime) -> Mapping[int, Any]:
    named: list[Transition[Any]] = [one for row in rows if (one := row.flow.transitions.get(wish.name)) is not None]
    if not any(one.requires for one in named):
        return {}
    return load_facts(rows[0].flow_key, rows, wish.effective_on or timezone.localdate(now))


def _decided(row: Subject, wish: Wish, hand: Hand, now: datetime, facts: Any) -> Taken | Refused:
    return decide(row.flow, row.state, wish.name, wish.act(hand, now), facts, previous_state=row.previous_state)


def _details(wish: Wish, hand: Hand, taken: Taken, now: datetime) -> store.StepDetails:
    return store.StepDetails(
        actor=hand.acting(taken.acting_role), is_system=hand.is_system, now=now, effective_on=wish.effective_on or timezone.localdate(now),
        reason_code=wish.reason_code, note=wish.note, basis=wish.basis, channel=wish.channel,
    )  # fmt: skip
