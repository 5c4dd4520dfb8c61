"""Take one step: lock, decide, then state, step, effects, messages and audit entry in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from audit.acts import Actor, Frame, Refusal, act, current
from permissions.masks import mask_name
from workflows import facets, overlays, store
from workflows.columns import changed_columns, clash, set_changes
from workflows.effects import UNSAVED, EffectContext, load_facts, run_effect, run_message
from workflows.engine.decide import LONGEST_CHAIN, Refused, Taken, decide, next_automatic
from workflows.engine.definition import OTHER
from workflows.models import Facet, Step, Subject
from workflows.performers import Performer, hand_of, system
from workflows.wishes import Wish, answered_before, content_digest, stored_key

STATUS = {"state": 409, "right": 403, "rule": 422, "input": 400}


@dataclass(frozen=True)
class Outcome:
    """What a step came to: the sentence is what the person reads; `repeated` where a key was answered before."""

    step: Step
    subject: Any
    sentence: str
    repeated: bool = False


def perform(
    subject: Subject,
    name: str,
    *,
    actor: Performer,
    seen: int | None = None,
    key: str = "",
    note: str = "",
    reason_code: str = "",
    basis: str = "",
    effective_on: date | None = None,
    changes: Mapping[str, object] | None = None,
    given: Mapping[str, object] | None = None,
    captured_at: datetime | None = None,
    channel: str = "web",
) -> Outcome:
    """Take one step. `seen` is the step number the person saw, `key` the form's own; raises Refusal with every reason in Chinese.

    Of an object with several processes the first that knows the name does it; the outcome's subject is that process's row.
    """
    subject = facets.doer_of(subject, name)
    wish = Wish(name, actor, seen, key, note, reason_code, basis, effective_on, changes or {}, given or {}, captured_at, channel)
    if key:
        wish = replace(wish, content=content_digest(wish, subject))
    try:
        return _framed(subject, wish)
    except _Doubled as doubled:
        return _answer_or_clash(subject, wish, doubled.error)
    except OperationalError as error:
        if current() is not None or not _is_busy(error):
            raise
        raise Refusal("此事项正由他人办理，请稍候片刻再试；填写的内容没有丢失", status=409, code="busy") from error


def _is_busy(error: OperationalError) -> bool:
    """Tell a lock that was not had in time, or a deadlock, from a database that is away."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in ("55P03", "40P01") or "database is locked" in str(error)


class _Doubled(Exception):
    """A unique column refused the row: the same key at the same moment, or something that must stand once."""

    def __init__(self, error: IntegrityError) -> None:
        super().__init__(str(error))
        self.error = error


def _framed(subject: Subject, wish: Wish) -> Outcome:
    outermost = current() is None
    overlays.keep_fresh()
    subject.begin_anew()
    with act(wish.actor, f"{subject.flow_key}.{wish.name}", subject, basis=wish.basis) as frame:
        # a step inside another act may be refused and the act still go on: it leaves nothing half done
        with _doubles_told(), nullcontext() if outermost else transaction.atomic():
            row = store.lock(subject) if subject.pk is not None else store.lock_case(_copy(subject))
            repeated = answered_before(wish, subject)
            step = repeated or _take_and_follow(row, wish, frame, outermost)
        if repeated is not None:
            if outermost:
                frame.silent()
            return _answered(subject, repeated)
        _bring_back(subject, row)
    return Outcome(step, subject, f"已{step.label}，现为“{row.state_label}”")


@contextmanager
def _doubles_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if isinstance(error, Refusal):
            raise
        raise _Doubled(error) from error


def _answer_or_clash(subject: Subject, wish: Wish, error: IntegrityError) -> Outcome:
    """Answer the twin that came first with the same key; else refuse, in an act of its own where none is under way."""
    if current() is not None:
        raise clash(subject, error) from error
    twin = answered_before(wish, subject)
    if twin is not None:
        return _answered(subject, twin)
    with act(wish.actor, f"{subject.flow_key}.{wish.name}", subject, basis=wish.basis):
        raise clash(subject, error) from error


def _answered(subject: Subject, step: Step) -> Outcome:
    found = type(subject)._base_manager.get(pk=step.subject_id)
    _bring_back(subject, found)
    return Outcome(step, subject, f"已{step.label}，现为“{step.to_label}”", repeated=True)


def _copy(subject: Subject) -> Subject:
    """Work on a copy of a new paper: what is refused leaves the caller's object as it was."""
    row = type(subject).__new__(type(subject))
    row.__dict__.update(subject.__getstate__())
    return row


def _bring_back(subject: Subject, row: Subject) -> None:
    """Let the caller's object show what the row holds now."""
    subject.__dict__.update({name: value for name, value in row.__dict__.items() if name != "_state"})
    subject._state.adding, subject._state.db = row._state.adding, row._state.db
    subject._state.fields_cache = dict(row._state.fields_cache)  # type: ignore[misc]


def _take_and_follow(row: Subject, wish: Wish, frame: Frame, outermost: bool) -> Step:
    named, frame.obj = frame.obj, row if outermost else frame.obj
    try:
        if isinstance(row, Facet) and row.pk is None and wish.name != row.beginning():
            # the object was there before this process was given to it
            _take(row, Wish(row.beginning(), system(wish.actor), channel="system"), frame)
        step = _take(row, wish, frame, outermost)
        _follow(row, wish, frame)
    except BaseException:
        frame.obj = named  # a new paper's number is gone with the transaction; the refusal names none
        raise
    return step


def _take(row: Subject, wish: Wish, frame: Frame, outermost: bool = False) -> Step:
    """Decide and write one step, then what follows from it in the same transaction."""
    now = timezone.now()
    if wish.seen is not None and row.step_number and wish.seen != row.step_number:
        raise stale(row)
    set_changes(row, wish.changes)
    taken, who, is_system, effective_on = _decided(row, wish, now)
    if outermost:
        frame.actor = who
    facets.tell_before(row, taken.transition, wish.actor)
    if wish.changes and row.pk is not None:
        row.save(update_fields=changed_columns(row, wish.changes))
    details = store.StepDetails(
        actor=who, is_system=is_system, now=now, effective_on=effective_on, reason_code=wish.reason_code, note=wish.note, basis=wish.basis,
        seen=wish.seen, key=stored_key(wish, row), key_digest=wish.content, channel=wish.channel,
        captured_at=wish.captured_at,
    )  # fmt: skip
    step = store.write(row, taken, details, frame)
    context = EffectContext(row, now, step, wish.actor, {**wish.changes, **wish.given}, _perform_as_system)
    for name in taken.transition.effects:
        run_effect(name, context)
    _settle_due(row, context)
    for name in taken.transition.messages:
        run_message(name, context)
    if taken.transition.kind == "begin":
        facets.begin_beside(row, lambda beside, name: _perform_as_system(beside, name, actor=wish.actor))
    facets.tell_after(row, taken.transition, wish.actor)
    return step


def _settle_due(row: Subject, context: EffectContext) -> None:
    """Read a deadline that is a column of the subject anew, after the effects that may have set the column."""
    state = row.state_definition()
    if state.due_column and not context.due_is_set:
        store.write_due(row, store.due_of(state, row, context.now))


def _decided(row: Subject, wish: Wish, now: datetime) -> tuple[Taken, Actor, bool, date]:
    """Load the facts after the lock and decide. Raises Refusal with every reason."""
    flow = row.flow
    transition = flow.transitions.get(wish.name)
    hand = hand_of(wish.actor, row, other=transition is not None and transition.at == OTHER)
    done = wish.act(hand, now)
    facts = None
    if transition is not None and transition.requires:
        facts = load_facts(row.flow_key, [row], done.on)[row.pk or UNSAVED]
    decision = decide(flow, row.state, wish.name, done, facts, previous_state=row.previous_state)
    if isinstance(decision, Refused):
        raise Refusal(*map(str, decision.reasons), status=STATUS[decision.kind], code=decision.kind)
    return decision, hand.acting(decision.acting_role), hand.is_system, done.on


def _follow(row: Subject, wish: Wish, frame: Frame) -> None:
    """Take the automatic transitions that lead on, as the system for the same author; bounded, whatever the definition says."""
    for _ in range(LONGEST_CHAIN):
        waiting = [one for one in row.flow.leaving(row.state) if one.automatic]
        if not waiting:
            return
        following = Wish("", system(wish.actor), channel="system")
        done = following.act(hand_of(following.actor, row, other=False), timezone.now())
        facts = load_facts(row.flow_key, [row], done.on)[row.pk] if any(one.requires for one in waiting) else None
        found = next_automatic(row.flow, row.state, done, facts, previous_state=row.previous_state)
        if found is None:
            return
        _take(row, Wish(found.transition.name, following.actor, channel="system"), frame)
    raise RuntimeError(f"流程“{row.flow.label}”的自动流转超过{LONGEST_CHAIN}步，疑似成圈")


def _perform_as_system(other: Subject, name: str, *, actor: Performer, **how: Any) -> Outcome:
    return perform(other, name, actor=system(actor), **how)


def stale(row: Subject) -> Refusal:
    """Say who came first, when, and where the paper lies now."""
    last = store.steps_of(row).first()
    if last is None:
        return Refusal(f"已被他人办理，现为“{row.state_label}”，请刷新后再办", status=409, code="stale")
    moment = timezone.localtime(last.taken_at)
    who = "系统" if last.is_system else f"{last.acting_role} {mask_name(last.actor_name)}".strip()
    when = f"{moment.month}月{moment.day}日 {moment:%H:%M}"
    return Refusal(f"已被他人（{who}）于{when}办理，现为“{row.state_label}”，请刷新后再办", status=409, code="stale")
