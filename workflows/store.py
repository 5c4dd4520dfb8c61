"""The one place that writes a step and the state that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from audit.acts import Actor, Frame, Refusal
from workflows.calendar import working_calendar
from workflows.engine.decide import Taken
from workflows.engine.definition import State
from workflows.models import STATE_COLUMNS, Facet, Step, Subject, writing
from workflows.models.state import take
from workflows.policy import deadline


@dataclass(frozen=True)
class StepDetails:
    """What a step keeps besides where it led: who, when, why, on what form."""

    actor: Actor
    is_system: bool
    now: datetime
    effective_on: date
    reason_code: str = ""
    note: str = ""
    basis: str = ""
    seen: int | None = None
    key: str = ""
    key_digest: str = ""
    channel: str = "web"
    captured_at: datetime | None = None
    attachments: Sequence[object] = field(default_factory=list)


@lru_cache
def step_model() -> type[Step]:
    """Return the concrete step, which the room above defines."""
    return next(model for model in apps.get_models() if issubclass(model, Step))


def subject_models() -> list[type[Subject]]:
    """List every concrete subject."""
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def model_of(key: str) -> type[Subject] | None:
    """Find the subject of a flow; None where the project has none."""
    return next((model for model in subject_models() if model.workflow.key == key), None)


def steps_of(subject: Subject) -> models.QuerySet[Any]:
    """Give a subject's steps, the last first."""
    return step_model()._base_manager.filter(subject_kind=subject.flow_key, subject_id=subject.pk).order_by("-number")


def lock(subject: Subject) -> Subject:
    """Lock the case row, then the subject's, and read it afresh; one order for all, so that two never wait for each other.

    A facet's object is locked before it: what several processes do to one object happens one after another.
    """
    if isinstance(subject, Facet):
        return _locked_facet(subject)
    case = _locked_case(subject)
    row: Subject | None = _locking(type(subject)).select_related("district").filter(pk=subject.pk).first()
    if row is None:
        raise Refusal("没有找到要办理的事项，可能已被处理，请刷新", status=404, code="gone")
    if case is not None and getattr(row, "case_id", None) == case.pk:
        row.case = case  # type: ignore[attr-defined]  # effects then work on the locked row, without another query
    return row


def _locked_facet(subject: Facet) -> Facet:
    owner = lock(subject.owner)
    row: Facet | None = _locking(type(subject)).filter(pk=subject.pk).first()
    if row is None:
        raise Refusal("没有找到要办理的事项，可能已被处理，请刷新", status=404, code="gone")
    row.owner = owner  # the conditions and effects work on the locked row
    return row


def lock_case(subject: Subject) -> Subject:
    """Lock the case of a paper that is being begun: its steps follow one another in one chain."""
    if isinstance(subject, Facet):
        subject.owner = lock(subject.owner)
        return subject
    case = _locked_case(subject)
    if case is not None:
        subject.case = case  # type: ignore[attr-defined]
    return subject


def _locked_case(subject: Subject) -> Any:
    case_model, case_id = _case_of(subject)
    return _locking(case_model).filter(pk=case_id).first() if case_model is not None and case_id else None


def lock_cases(case_model: type[models.Model], ids: Iterable[int]) -> list[Any]:
    """Lock several cases in the order of their ids: any other order let two acts wait for each other for ever."""
    return list(_locking(case_model).filter(pk__in=sorted(ids)).order_by("pk"))


def lock_many(subjects: Sequence[Subject]) -> list[Any]:
    """Lock many papers of one flow: first their cases, then the papers, each in the order of their ids."""
    model = type(subjects[0])
    if isinstance(subjects[0], Facet):
        return _locked_facets(model, subjects)
    case_model, _ = _case_of(subjects[0])
    cases = {case_id for one in subjects if (case_id := getattr(one, "case_id", None))} if case_model is not None else set()
    if case_model is not None and cases:
        lock_cases(case_model, cases)
    return list(_locking(model).select_related("district").filter(pk__in=[one.pk for one in subjects]).order_by("pk"))


def _locked_facets(model: type[Subject], facets: Sequence[Any]) -> list[Any]:
    owners = {owner.pk: owner for owner in lock_many([facet.owner for facet in facets])}
    rows = list(_locking(model).filter(pk__in=[one.pk for one in facets]).order_by("pk"))
    for row in rows:
        row.owner = owners[row.owner_id]
    return rows


def _locking(model: type[models.Model]) -> models.QuerySet[Any]:
    # rows that point at it may still be inserted meanwhile
    return model._base_manager.select_for_update(no_key=True, of=("self",))


def _case_of(subject: Subject) -> tuple[type[models.Model] | None, int | None]:
    found = next((one for one in subject._meta.concrete_fields if one.name == "case" and one.is_relation), None)
    return (None, None) if found is None else (found.related_model, getattr(subject, "case_id", None))  # type: ignore[return-value]


def due_of(state: State, subject: Subject, now: datetime) -> datetime | None:
    """Compute until when the subject may lie in a state: a date or moment of its own, or the policy's deadline for its district."""
    if state.due is None:
        return None
    if state.due_column:
        return at_its_start(getattr(subject, state.due_column))
    return deadline(state.due, subject.district.code, variant=subject.due_variant, on=timezone.localdate(now)).after(
        now, working_calendar()
    )


def at_its_start(value: date | datetime | None) -> datetime | None:
    """Take a day as the moment it begins in Tianjin; a moment stays itself."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time.min, tzinfo=timezone.get_default_timezone())


def write(subject: Subject, taken: Taken, details: StepDetails, frame: Frame) -> Step:
    """Write the step and the state it leads to. Raises Refusal where somebody else came first."""
    if subject.pk is None:
        subject.save(force_insert=True)  # without a state: that comes with its step
    number = subject.step_number
    step = prepared(subject, taken, details)
    step.save(force_insert=True)  # before the state: the trigger refuses a state without its step
    changed = type(subject)._base_manager.filter(pk=subject.pk, step_number=number).update(**_state_of(subject))
    if changed != 1:
        raise Refusal("已被他人办理，请刷新后再办", status=409, code="stale")
    frame.include_row(step, step.chain or None)
    return step


def prepared(subject: Subject, taken: Taken, details: StepDetails) -> Step:
    """Move a subject in memory and give the step that accounts for it, neither of them written."""
    before = subject.state
    _move(subject, taken, details.now)
    return _step(subject, taken, details, before)


def write_due(subject: Subject, moment: datetime | None) -> None:
    """Give the subject another deadline, at which its timer looks."""
    if subject.due_at != moment:
        write_columns(subject, due_at=moment, look_at=moment, due_cycle=subject.due_cycle + 1)


def write_look(subject: Subject, moment: datetime | None) -> None:
    """Say when the timer looks again; the deadline itself stands, so that what is late stays late."""
    write_columns(subject, look_at=moment, due_cycle=subject.due_cycle + 1)


def write_columns(subject: Subject, **columns: Any) -> None:
    """Write state columns other than the state itself: deadline, next look, escalation."""
    for name, value in columns.items():
        setattr(subject, name, value)
    type(subject)._base_manager.filter(pk=subject.pk).update(**columns)


def _state_of(subject: Subject) -> dict[str, Any]:
    return {name: getattr(subject, name) for name in STATE_COLUMNS}


def _move(subject: Subject, taken: Taken, now: datetime) -> None:
    """Set the state columns on the object; django_fsm's own method moves the protected column."""
    before, transition = subject.state, taken.transition
    came_from = _came_from(subject, taken.to_state) if transition.kind == "back" else before
    with writing():
        if transition.kind == "begin":
            subject.state = taken.to_state  # type: ignore[assignment]
            subject.flow_version = subject.flow.version
        else:
            take(subject, transition)
    subject.step_number += 1
    state = subject.flow.states[taken.to_state]
    if taken.to_state != before:
        subject.previous_state, subject.state_since_at = came_from, now
    if taken.to_state != before and not _clock_goes_on(subject.flow.states.get(before), state):
        subject.escalated_to, subject.due_cycle = "", subject.due_cycle + 1
        subject.due_at = subject.look_at = due_of(state, subject, now)


def _clock_goes_on(before: State | None, state: State) -> bool:
    """Say that two states are one stretch of work: the same deadline of the policy counts through both."""
    return before is not None and bool(state.due_span) and before.due == state.due


def _came_from(subject: Subject, state: str) -> str:
    """Say from where a state was last entered, so that `back` twice does not swing to and fro."""
    flow = subject.flow
    ways_back = [one.name for one in flow.transitions.values() if one.kind == "back"]
    entered = steps_of(subject).filter(to_state=state).exclude(transition__in=ways_back).exclude(from_state=state)
    return str(entered.values_list("from_state", flat=True).first() or "")


def _step(subject: Subject, taken: Taken, details: StepDetails, before: str) -> Step:
    model = step_model()
    who = details.actor
    step = model(
        subject_kind=subject.flow_key, subject_id=subject.pk, number=subject.step_number, flow_version=subject.flow_version,
        transition=taken.transition.name, label=taken.transition.label, from_state=before, to_state=taken.to_state,
        to_label=subject.flow.states[taken.to_state].label, actor_id=who.id, actor_name=who.name[:60], acting_role=who.role[:60],
        acting_place=who.place[:120], on_behalf_of=who.on_behalf_of[:60], is_system=details.is_system, taken_at=details.now,
        effective_on=details.effective_on, reason_code=details.reason_code[:40], note=details.note, basis=details.basis[:200],
        guard_results=dict(taken.guard_results), attachments=list(details.attachments), seen=details.seen, channel=details.channel[:12],
        captured_at=details.captured_at, key=details.key or None, key_digest=details.key_digest, chain=subject.chain_key,
    )  # fmt: skip
    if any(one.name == "case" for one in model._meta.concrete_fields):
        step.case_id = getattr(subject, "case_id", None)  # type: ignore[attr-defined]
    return step
