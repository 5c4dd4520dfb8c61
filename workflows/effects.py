"""What definitions name and the rooms above supply: effects, messages, facts, due handlers; found by name, checked at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from permissions.roles import Role
from workflows import store, telling
from workflows.models import Outbox

if TYPE_CHECKING:
    from permissions.models import Account, Organisation, Region
    from workflows.models import Step, Subject

C = TypeVar("C", bound=Callable[..., Any])
_effects: dict[str, Callable[[EffectContext], None]] = {}
_messages: dict[str, Callable[[EffectContext], None]] = {}
_due_handlers: dict[str, Callable[[DueContext], Any]] = {}
_sweeps: dict[str, Callable[[datetime], int]] = {}
_facts: dict[str, Callable[[Sequence[Any], date], Mapping[int, Any]]] = {}
DEFAULTS = "workflows.defaults"
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
            subject_kind=self.subject.flow_key, subject_id=self.subject.pk, created_at=self.now, next_try_at=self.now, channel=channel,
            address=address,
        )  # fmt: skip


@dataclass
class EffectContext(Context):
    """What an effect may use; `actor` is who took the step, `perform` acts as SYSTEM in his or her name."""

    step: Step
    actor: Any
    given: Mapping[str, object]
    performer: Callable[..., Any]
    due_is_set: bool = False

    def perform(self, other: Subject, name: str, **how: Any) -> Any:
        """Move another subject as SYSTEM for the actor, in the same transaction and act."""
        return self.performer(other, name, actor=self.actor, **how)

    def day_given(self, name: str) -> date:
        """Read a day that was given with the act; today where none was."""
        value = self.given.get(name)
        return value if isinstance(value, date) else self.today

    def set_due(self, moment: datetime | None) -> None:
        """Give the subject another deadline than its state's."""
        self.due_is_set = True
        store.write_due(self.subject, moment)


@dataclass
class DueContext(Context):
    """What a due handler may use; it returns the next deadline, or None."""

    cycle: int = 0
    looks: int = 0  # how often a timer has run since the subject came into its state

    def escalate(self, role: Role | None = None) -> datetime | None:
        """Put the subject on the list of the office above (or of the one named) and tell it; returns when to look again."""
        return telling.escalate(self) if role is None else telling.escalate_to(self, role)

    def remind(self, body: str = "") -> datetime | None:
        """Tell the desk once more; returns when to look again."""
        return telling.remind_desk(self, body)


def effect(name: str) -> Callable[[C], C]:
    return _registering(_effects, name)


def message(name: str) -> Callable[[C], C]:
    return _registering(_messages, name)


def due_handler(name: str) -> Callable[[C], C]:
    return _registering(_due_handlers, name)


def facts_loader(flow: str) -> Callable[[C], C]:
    """Register how a flow's facts are loaded: for a whole page at once, keyed by primary key, `UNSAVED` for one that is being begun."""
    return _registering(_facts, flow)


def sweep(name: str) -> Callable[[C], C]:
    """Register what every tick looks at besides the papers' own timers (a month to plan, a season to open): `f(now) -> int` things done."""
    return _registering(_sweeps, name)


def sweeps() -> Mapping[str, Callable[[datetime], int]]:
    """Give the registered sweeps."""
    return dict(_sweeps)


def _registering(table: dict[str, Any], name: str) -> Callable[[C], C]:
    def keep(function: C) -> C:
        known = table.get(name)
        # this room's own way of telling or being late is a default, which a room above may put its own in place of
        if known is not None and known.__module__ not in (function.__module__, DEFAULTS):
            raise RuntimeError(f"“{name}”已由 {known.__module__} 登记")
        if known is None or function.__module__ != DEFAULTS:
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
    """Load the facts of subjects of one flow. Raises UnknownName where the flow has no loader."""
    return _found(_facts, flow, "事实装载")(subjects, on)  # type: ignore[no-any-return]


def _found(table: Mapping[str, Callable[..., Any]], name: str, what: str) -> Callable[..., Any]:
    try:
        return table[name]
    except KeyError as error:
        raise UnknownName(f"没有名为“{name}”的{what}") from error


def known_names() -> dict[str, frozenset[str]]:
    """Return what is registered, for the checks of the definitions."""
    return {"effects": frozenset(_effects), "messages": frozenset(_messages), "due": frozenset(_due_handlers), "facts": frozenset(_facts)}
