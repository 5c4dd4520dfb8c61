"""What definitions name and the rooms above supply: effects, messages, facts, due handlers; found by name, checked at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from permissions.roles import HeldAt, Role
from workflows.engine.definition import OTHER
from workflows.models import Outbox

if TYPE_CHECKING:
    from permissions.models import Account, Organisation, Region
    from workflows.models import Step, Subject

C = TypeVar("C", bound=Callable[..., Any])
_effects: dict[str, Callable[[EffectContext], None]] = {}
_messages: dict[str, Callable[[EffectContext], None]] = {}
_due_handlers: dict[str, Callable[[DueContext], Any]] = {}
_facts: dict[str, Callable[[Sequence[Any], date], Mapping[int, Any]]] = {}
UNSAVED = 0  # the key of a subject that is being begun


class UnknownName(LookupError):
    """A definition names what nobody supplies."""


@dataclass
class Context:
    """A subject under a step or a timer, and the ways to tell people."""

    subject: Any
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def message(
        self,
        kind: str,
        body: str,
        *,
        account: Account | int | None = None,
        role: Role | None = None,
        region: Region | int | None = None,
        organisation: Organisation | int | None = None,
        channel: str = "inbox",
        address: str = "",
    ) -> Outbox:
        """Leave a message for later delivery, in this transaction."""
        key = [one if isinstance(one, int | None) else one.pk for one in (account, region, organisation)]
        return Outbox.objects.create(
            kind=kind, body=body[:300], account_id=key[0], region_id=key[1], organisation_id=key[2], role=role.value if role else "",
            subject_kind=self.subject.flow_key, subject_id=self.subject.pk, created_at=self.now, next_try_at=self.now, channel=channel, address=address,
        )  # fmt: skip


@dataclass
class EffectContext(Context):
    """What an effect may use; `actor` is who took the step, `perform` acts as SYSTEM in his or her name."""

    step: Step
    actor: Any
    given: Mapping[str, object]
    performer: Callable[..., Any]

    def perform(self, other: Subject, name: str, **how: Any) -> Any:
        """Move another subject as SYSTEM for the actor, in the same transaction and act."""
        return self.performer(other, name, actor=self.actor, **how)

    def set_due(self, moment: datetime | None) -> None:
        """Give the subject another deadline than its state's."""
        self.subject.due_at = moment
        type(self.subject)._base_manager.filter(pk=self.subject.pk).update(due_at=moment)


@dataclass
class DueContext(Context):
    """What a due handler may use; it returns the next deadline, or None."""

    cycle: int = 0

    def escalate(self, role: Role | None = None) -> datetime | None:
        """Put the subject on the list of the office above and tell it; returns when to look again."""
        return _escalate(self) if role is None else escalate_to(self, role)

    def remind(self, body: str = "") -> datetime | None:
        """Tell the desk once more; returns when to look again."""
        return remind_desk(self, body)


def effect(name: str) -> Callable[[C], C]:
    return _registering(_effects, name)


def message(name: str) -> Callable[[C], C]:
    return _registering(_messages, name)


def due_handler(name: str) -> Callable[[C], C]:
    return _registering(_due_handlers, name)


def facts_loader(flow: str) -> Callable[[C], C]:
    """Register how a flow's facts are loaded: for a whole page at once, keyed by primary key, `UNSAVED` for one that is being begun."""
    return _registering(_facts, flow)


def _registering(table: dict[str, Any], name: str) -> Callable[[C], C]:
    def keep(function: C) -> C:
        known = table.get(name)
        if known is not None and known.__module__ != function.__module__:
            raise RuntimeError(f"“{name}”已由 {known.__module__} 登记")
        table[name] = function
        return function

    return keep


def run_effect(name: str, context: EffectContext) -> None:
    _found(_effects, name, "效果")(context)


def run_message(name: str, context: EffectContext) -> None:
    _found(_messages, name, "消息")(context)


def run_due(name: str, context: DueContext) -> datetime | None:
    return _found(_due_handlers, name, "到期处理")(context)  # type: ignore[no-any-return]


def load_facts(flow: str, subjects: Sequence[Any], on: date) -> Mapping[int, Any]:
    """Load the facts of subjects of one flow; a flow without a loader has none."""
    loader = _facts.get(flow)
    return {} if loader is None else loader(subjects, on)


def _found(table: Mapping[str, Callable[..., Any]], name: str, what: str) -> Callable[..., Any]:
    try:
        return table[name]
    except KeyError as error:
        raise UnknownName(f"没有名为“{name}”的{what}") from error


def known_names() -> dict[str, frozenset[str]]:
    """Return what is registered, for the checks of the definitions."""
    return {"effects": frozenset(_effects), "messages": frozenset(_messages), "due": frozenset(_due_handlers), "facts": frozenset(_facts)}


LADDER = (Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
LOOK_AGAIN = timedelta(days=3)


def escalate_to(context: DueContext, role: Role) -> datetime | None:
    """Put the subject on a role's list of late matters and tell that office; after the last rung nobody is above."""
    subject = context.subject
    type(subject)._base_manager.filter(pk=subject.pk).update(escalated_to=role.value)
    subject.escalated_to = role.value
    place = subject.district_id if role == Role.DISTRICT_OFFICER else subject.street_id
    context.message("escalation", f"{subject}在“{subject.state_label}”已超过办理期限，请督促办理", role=role, region=place)
    return None if role == LADDER[-1] else context.now + LOOK_AGAIN


def remind_desk(context: DueContext, body: str = "") -> datetime | None:
    """Tell those on whose desk the subject lies; once a look."""
    subject, state = context.subject, context.subject.state_definition()
    text = body or f"{subject}在“{state.label}”已到办理期限，请尽快办理"
    for role in state.desk:
        if role.held_at == HeldAt.REGION:
            other = state.at == OTHER
            place = (subject.other_community_id or subject.other_street_id) if other else (subject.community_id or subject.street_id)
            context.message("reminder", text, role=role, region=place)
        elif subject.organisation_id:
            context.message("reminder", text, role=role, organisation=subject.organisation_id)
    return context.now + LOOK_AGAIN


@due_handler("escalate")
def _escalate(context: DueContext) -> datetime | None:
    """One rung above the desk, then one more with each look."""
    subject = context.subject
    desk = set(subject.state_definition().desk)
    reached = Role(subject.escalated_to) if subject.escalated_to else None
    rungs = [role for role in LADDER if role not in desk or role == LADDER[-1]]
    above = rungs[0] if reached not in rungs else rungs[min(rungs.index(reached) + 1, len(rungs) - 1)]
    return escalate_to(context, above)


@due_handler("remind")
def _remind(context: DueContext) -> datetime | None:
    return remind_desk(context)


@due_handler("remind_then_escalate")
def _remind_then_escalate(context: DueContext) -> datetime | None:
    """Remind at the first look, escalate from the second on."""
    return remind_desk(context) if context.cycle == 0 else _escalate(context)
