"""The one place that writes a step and the state that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from audit.acts import Frame, Refusal
from workflows.calendar import working_calendar
from workflows.engine.decide import Taken
from workflows.engine.definition import State
from workflows.models import STATE_COLUMNS, Step, Subject, writing
from workflows.policy import deadline


@dataclass(frozen=True)
class Hand:
    """Who takes a step, as the step keeps it."""

    actor_id: int | None
    name: str
    role: str
    place: str
    on_behalf_of: str
    is_system: bool


@lru_cache
def step_model() -> type[Step]:
    """Return the concrete step, which the room above defines."""
    return next(model for model in apps.get_models() if issubclass(model, Step))


def due_of(state: State, subject: Subject, now: datetime) -> datetime | None:
    """Compute until when the subject may lie in a state: a date column of its own, or the policy's deadline for its district."""
    if state.due is None:
        return None
    if state.due.startswith("@"):
        day: date | None = getattr(subject, state.due[1:])
        return None if day is None else timezone.make_aware(datetime.combine(day, time.min))
    variant = getattr(subject, "urgency", None) or None
    return deadline(state.due, subject.district.code, variant=variant, on=timezone.localdate(now)).after(now, working_calendar())


def write(subject: Subject, taken: Taken, hand: Hand, frame: Frame, now: datetime, fields: dict[str, Any]) -> Step:
    """Write the step and the state it leads to. Raises Refusal where somebody else came first."""
    is_new = subject.pk is None
    old_number, old_state = subject.step_number, "" if is_new else subject.state
    _set_state(subject, taken, now, is_new)
    if is_new:
        subject.save(force_insert=True)
    step = step_model()(
        **fields,
        subject_kind=subject.kind,
        subject_id=subject.pk,
        number=subject.step_number,
        flow_version=subject.flow_version,
        transition=taken.transition.name,
        label=taken.transition.label,
        from_state=old_state,
        to_state=taken.to_state,
        to_label=subject.flow.states[taken.to_state].label,
        actor_id=hand.actor_id,
        actor_name=hand.name[:60],
        acting_role=hand.role[:60],
        acting_place=hand.place[:120],
        on_behalf_of=hand.on_behalf_of[:60],
        is_system=hand.is_system,
        taken_at=now,
        guards=list(taken.guards),
        chain=subject.chain_key,
        **({"case_id": getattr(subject, "case_id", None)} if any(f.name == "case" for f in step_model()._meta.fields) else {}),
    )
    step.save(force_insert=True)  # before the state: the trigger refuses a state without its step
    if not is_new:
        columns = {name: getattr(subject, name) for name in STATE_COLUMNS}
        changed = type(subject)._base_manager.filter(pk=subject.pk, step_number=old_number).update(**columns)
        if changed != 1:
            raise Refusal("已被他人办理，请刷新后再办", status=409, code="stale")
    frame.include_row(step, subject.chain_key)
    return step


def _set_state(subject: Subject, taken: Taken, now: datetime, is_new: bool) -> None:
    """Set the state columns on the object; django_fsm's own method moves the protected column."""
    stays = not is_new and taken.to_state == subject.state
    with writing():
        if is_new:
            subject.flow_version = subject.workflow.version
            subject.state, subject.previous_state = taken.to_state, ""
        else:
            before = subject.state
            getattr(subject, f"take_{taken.transition.name}")()
            if not stays:
                subject.previous_state = before
    subject.step_number += 1
    state = subject.flow.states[taken.to_state]
    if stays and not (state.due or "").startswith("@"):
        return
    subject.state_since_at = subject.state_since_at if stays else now
    subject.due_at, subject.due_cycle, subject.paused_at = due_of(state, subject, now), 0, None
    if not stays:
        subject.escalated_to = ""


def concrete_columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
