"""The one writer of state: lock, decide, then state, step, effects, messages and audit entry in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Actor, Frame, Refusal, act, current
from audit.canonical import digest, text_of
from permissions.access import held_at
from permissions.masks import mask_name
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import HeldRole
from workflows import store
from workflows.effects import UNSAVED, EffectContext, load_facts, run_effect, run_message
from workflows.engine.decide import LONGEST_CHAIN, Reason, Refused, Taken, decide
from workflows.engine.definition import OTHER, Act, Transition
from workflows.models import STATE_COLUMNS, Step, Subject
from workflows.store import step_model

STATUS = {"state": 409, "right": 403, "rule": 422}


@dataclass(frozen=True)
class System:
    """Acts as SYSTEM; an effect's author stays named."""

    author: Actor | None = None

    def as_actor(self) -> Actor:
        return self.author or SYSTEM_ACTOR

    @property
    def pk(self) -> int | None:
        return self.author.id if self.author else None


@dataclass(frozen=True)
class Outcome:
    """What a step came to: the sentence is what the person reads."""

    step: Step
    subject: Any
    sentence: str
    repeated: bool = False


@dataclass(frozen=True)
class Offer:
    """A transition that leads on from here: whether the person may take it now, and if not, why, what mends it and who can."""

    transition: Transition[Any]
    allowed: bool
    kind: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def who_can(self) -> str:
        return "、".join(role.label for role in self.transition.by) or "系统"


@dataclass
class _Wish:
    """What is asked of one step."""

    name: str
    actor: Account | System
    now: datetime
    seen: int | None = None
    key: str = ""
    note: str = ""
    reason_code: str = ""
    basis: str = ""
    effective_on: date | None = None
    changes: Mapping[str, object] | None = None
    given: Mapping[str, object] | None = None
    captured_at: datetime | None = None
    channel: str = "web"

    @property
    def content(self) -> str:
        """Digest what was sent with the key, so that the same key with another content is noticed."""
        sent = {"name": self.name, "note": self.note, "reason": self.reason_code, "basis": self.basis, "changes": str(self.changes), "given": str(self.given)}
        return digest(text_of(sent))


def system(for_actor: Account | System | Actor | None = None) -> System:
    """Act as SYSTEM, for an author where there is one."""
    if isinstance(for_actor, System):
        return for_actor
    if isinstance(for_actor, Actor):
        return System(for_actor)
    return System(for_actor.as_actor() if for_actor is not None else None)


def perform(
    subject: Subject,
    name: str,
    *,
    actor: Account | System,
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
    """Take one step. `seen` is the step number the person saw, `key` the form's own; raises Refusal with every reason in Chinese."""
    wish = _Wish(
        name, actor, timezone.now(), seen, key, note, reason_code, basis, effective_on, changes, given, captured_at, channel
    )  # fmt: skip
    outermost = current() is None
    try:
        with act(actor, f"{subject.flow_key}.{name}", subject, basis=basis) as frame:
            repeated = _answered_before(subject, wish)
            if repeated is not None:
                if outermost:
                    frame.silent()
                return repeated
            row = subject if subject.pk is None else _locked(subject)
            step = _take(row, wish, frame)
            _follow(row, frame, wish)
    except IntegrityError as error:
        raise Refusal(f"与已有的{subject._meta.verbose_name}重复，请刷新后查看是否已经登记", status=409, code="duplicate") from error
    if row is not subject:
        subject.__dict__.update({name: value for name, value in row.__dict__.items() if name != "_state"})
    return Outcome(step, subject, f"已{step.label}，现为“{row.state_label}”")


def _take(row: Subject, wish: _Wish, frame: Frame) -> Step:
    """Decide and write one step, then what follows from it in the same transaction."""
    kept = dict(row.__dict__)
    try:
        taken, held = _decided(row, wish)
        hand = _hand(wish.actor, held)
        fields = {
            "effective_on": wish.effective_on or timezone.localdate(wish.now), "reason_code": wish.reason_code, "note": wish.note, "basis": wish.basis[:200],
            "key": wish.key, "key_digest": wish.content if wish.key else "", "captured_at": wish.captured_at, "channel": wish.channel,
        }  # fmt: skip
        step = store.write(row, taken, hand, frame, wish.now, fields)
        context = EffectContext(row, wish.now, step, wish.actor, dict(wish.given or {}), _perform_as_system)
        for name in taken.transition.effects:
            run_effect(name, context)
        for name in taken.transition.messages:
            run_message(name, context)
    except BaseException:
        # what the object held before: the database takes everything back by itself
        row.__dict__.clear()
        row.__dict__.update(kept)
        row._state.adding = row.pk is None
        raise
    return step


def _follow(row: Subject, frame: Frame, wish: _Wish) -> None:
    """Take the automatic transitions that lead on, as the system for the same author."""
    for _ in range(LONGEST_CHAIN):
        waiting = [one for one in row.flow.leaving(row.state) if one.automatic]
        for one in waiting:
            following = _Wish(one.name, system(wish.actor), wish.now, channel=wish.channel)
            if isinstance(_decision(row, following)[0], Taken):
                _take(row, following, frame)
                break
        else:
            return
    raise RuntimeError(f"流程“{row.flow.label}”的自动流转成圈")


def _perform_as_system(other: Subject, name: str, *, actor: Account | System, **how: Any) -> Outcome:
    return perform(other, name, actor=system(actor), **how)


def _locked(subject: Subject) -> Subject:
    """Lock the case row, then the subject's, and read it afresh; one order for all, so that two never wait for each other."""
    case_id = getattr(subject, "case_id", None)
    case_field = next((field for field in subject._meta.fields if field.name == "case"), None)
    if case_id and case_field is not None and connection.features.has_select_for_update:
        case_field.related_model._base_manager.select_for_update().filter(pk=case_id).values_list("pk").first()  # type: ignore[union-attr]
    row: Subject | None = type(subject)._base_manager.select_for_update(of=("self",)).select_related("district").filter(pk=subject.pk).first()
    if row is None:
        raise Refusal("没有找到要办理的事项，可能已被处理，请刷新", status=404, code="gone")
    return row


def _answered_before(subject: Subject, wish: _Wish) -> Outcome | None:
    """Answer a repeated key with what it answered; the same key with another content is a mistake of the caller."""
    if not wish.key:
        return None
    earlier = step_model()._base_manager.filter(key=wish.key, subject_kind=subject.flow_key)
    if subject.pk is not None:
        earlier = earlier.filter(subject_id=subject.pk)
    step = earlier.filter(actor_id=wish.actor.pk).order_by("pk").first()
    if step is None:
        return None
    if step.key_digest != wish.content:
        raise Refusal("这张表已经用别的内容提交过，请刷新后重新填写", status=422, code="key")
    found = type(subject)._base_manager.get(pk=step.subject_id)
    return Outcome(step, found, f"已{step.label}，现为“{step.to_label}”", repeated=True)


def _decided(row: Subject, wish: _Wish) -> tuple[Taken, HeldRole | None]:
    """Check what the person saw, set the changes, load the facts after the lock, and decide. Raises Refusal."""
    if wish.seen is not None and row.pk is not None and wish.seen != row.step_number:
        raise _stale(row)
    _set_changes(row, wish.changes)
    decision, held = _decision(row, wish)
    if isinstance(decision, Refused):
        raise Refusal(*(str(reason) for reason in decision.reasons), status=STATUS[decision.kind], code=decision.kind)
    if wish.changes and row.pk is not None:
        row.save(update_fields=[name for name in wish.changes if name not in STATE_COLUMNS])
    return decision, held


def _decision(row: Subject, wish: _Wish, facts: Any = None) -> tuple[Taken | Refused, HeldRole | None]:
    flow = row.flow if row.pk is not None else row.workflow
    transition = flow.transitions.get(wish.name)
    held = () if isinstance(wish.actor, System) or transition is None else held_at(wish.actor, row, other=transition.at == OTHER)
    done = Act(
        wish.actor.pk, wish.effective_on or timezone.localdate(wish.now), frozenset(one.role for one in held), isinstance(wish.actor, System),
        wish.note, wish.reason_code, wish.basis, {**(wish.changes or {}), **(wish.given or {})},
    )  # fmt: skip
    if facts is None:
        facts = load_facts(row.flow_key, [row], done.on).get(row.pk or UNSAVED)
    decision = decide(flow, row.state if row.pk is not None else None, wish.name, done, facts, previous_state=row.previous_state)
    role: Role | None = decision.acting_role if isinstance(decision, Taken) else None
    return decision, next((one for one in held if one.role == role), None)


def _set_changes(row: Subject, changes: Mapping[str, object] | None) -> None:
    """Set the subject's own columns and check them; a bad value is refused with the field's Chinese name."""
    for name, value in (changes or {}).items():
        if name in STATE_COLUMNS:
            raise AttributeError(f"{name} is written by the runner alone")
        setattr(row, name, value)
    names = set(changes or {})
    checked = {field.name for field in row._meta.fields if field.name in names or (row.pk is None and not field.is_relation)}
    left_out = {field.name for field in row._meta.fields if field.name not in checked} | set(STATE_COLUMNS)
    try:
        row.clean_fields(exclude=left_out)
    except ValidationError as error:
        labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
        told = [f"{labels.get(name, name)}：{'；'.join(texts)}" for name, texts in error.message_dict.items()]
        raise Refusal(*told, status=400, code="input") from error


def _stale(row: Subject) -> Refusal:
    last = step_model()._base_manager.filter(subject_kind=row.flow_key, subject_id=row.pk).order_by("-number").first()
    who = when = ""
    if last is not None:
        moment = timezone.localtime(last.taken_at)
        who = f"{last.acting_role or '系统'} {mask_name(last.actor_name)}" if not last.is_system else "系统"
        when = f"于{moment.month}月{moment.day}日 {moment:%H:%M}"
    return Refusal(f"已被他人（{who}）{when}办理，现为“{row.state_label}”，请刷新后再办", status=409, code="stale")


def _hand(actor: Account | System, held: HeldRole | None) -> store.Hand:
    who = actor.as_actor()
    if isinstance(actor, System):
        return store.Hand(who.id, who.name, who.role, who.place, who.on_behalf_of, True)
    role, place, behalf = (held.role.label, held.place_name, held.on_behalf_of) if held else ("", "", "")
    return store.Hand(who.id, who.name, role, place, behalf, False)


def available(subject: Subject, actor: Account) -> list[Offer]:
    """List what leads on from here for a person, each with all that stands in its way."""
    return available_many([subject], actor).get(subject.pk, [])


def available_many(subjects: Sequence[Subject], actor: Account) -> dict[int, list[Offer]]:
    """List the offers of subjects of any flows with one loading of facts a flow; only what the person's roles could take is listed."""
    now, offers = timezone.now(), {}
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.flow_key, []).append(subject)
    for kind, group in by_kind.items():
        facts = load_facts(kind, group, timezone.localdate(now))
        for subject in group:
            offers[subject.pk] = [offer for one in subject.flow.leaving(subject.state) if (offer := _offer(subject, one, actor, now, facts)) is not None]
    return offers


def _offer(subject: Subject, transition: Transition[Any], actor: Account, now: datetime, facts: Mapping[int, Any]) -> Offer | None:
    if not transition.by:
        return None
    decision, _ = _decision(subject, _Wish(transition.name, actor, now), facts.get(subject.pk))
    if isinstance(decision, Taken):
        return Offer(transition, True)
    # what the form will still ask for is no obstacle to opening it
    left = tuple(reason for reason in decision.reasons if reason.code not in {"note", "reason", "basis"})
    return Offer(transition, decision.kind == "rule" and not left, decision.kind, left)
