"""The frame of every act: what is written inside it is listed, by digest, in one entry of each chain it touches.

If the entry cannot be written, the act does not happen; if the act is refused, all of it is taken back and the refusal is recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from audit import chain as chains


@dataclass(frozen=True)
class Actor:
    """Who acts, as text that outlives the account; `id` None is the system."""

    id: int | None
    name: str
    role: str = ""
    place: str = ""
    on_behalf_of: str = ""


SYSTEM_ACTOR = Actor(None, "系统")


class HasActor(Protocol):
    """An account, or whatever else can say who acts."""

    def as_actor(self) -> Actor: ...


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """Tells why something is not done: every reason a Chinese sentence; 400 input, 403 right, 404, 409 state, 422 rule."""

    def __init__(self, *reasons: str, status: int = 409, code: str = "refused") -> None:
        super().__init__("；".join(reasons))
        self.reasons, self.status, self.code = tuple(reasons), status, code


class OutsideAct(RuntimeError):
    """A fact was about to be written outside an act; nothing was written."""


@dataclass(frozen=True)
class Client:
    """Where a request came from."""

    request_id: str = ""
    address: str = ""
    device: str = ""
    channel: str = "system"


@dataclass
class Frame:
    """An act under way: it collects the rows written inside it and becomes an entry when it ends."""

    actor: Actor
    action: str
    obj: object | None = None
    basis: str = ""
    thread: int = field(default_factory=threading.get_ident)
    started_at: datetime = field(default_factory=timezone.now)
    closed: bool = False
    is_silent: bool = False
    own_chain: str = ""
    chains: dict[str, None] = field(default_factory=dict)
    rows: dict[tuple[type[models.Model], int], str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)

    @property
    def default_chain(self) -> str:
        """The chain of what belongs to no case: one an account and day."""
        if not self.own_chain:
            day = timezone.localdate(self.started_at)
            self.own_chain = f"account:{self.actor.id}:{day}" if self.actor.id else f"system:{day}"
        return self.own_chain

    def touch(self, chain: str) -> None:
        """Add a chain whose case this act concerns, though it wrote no row there."""
        self.chains[chain] = None

    def include_row(self, row: models.Model, chain: str | None = None) -> None:
        """List a guarded row (field history, a step) in the entry; it is read back before it is digested."""
        self.rows[(type(row), int(row.pk))] = chain or str(getattr(row, "chain", "")) or self.default_chain

    def detail(self, name: str, text: str) -> None:
        """Keep a personal text beside the chain; the entry holds only its salted digest."""
        if text:
            self.details[name] = text

    def silent(self) -> None:
        """Write no entry: a repeated key answers what it answered before."""
        self.is_silent = True


_frame: ContextVar[Frame | None] = ContextVar("act", default=None)
_client: ContextVar[Client] = ContextVar("client", default=Client())  # noqa: B039 - frozen


def current() -> Frame | None:
    """Return the act under way in this thread, if any; a frame copied into another thread does not count."""
    frame = _frame.get()
    return frame if frame is not None and not frame.closed and frame.thread == threading.get_ident() else None


def require() -> Frame:
    """Return the act under way. Raises OutsideAct where there is none."""
    frame = current()
    if frame is None:
        raise OutsideAct("事实只能在一次“行为”之内写入：用 with act(...) 包起来")
    return frame


@contextmanager
def client(*, request_id: str = "", address: str = "", device: str = "", channel: str = "web") -> Iterator[None]:
    """Name the request that the acts inside come from."""
    token = _client.set(Client(request_id, address, device, channel))
    try:
        yield
    finally:
        _client.reset(token)


def current_client() -> Client:
    return _client.get()


def chain_of(obj: object | None) -> str:
    """Name the chain an object belongs to; empty where it belongs to none."""
    return str(getattr(obj, "chain_key", "") or "")


@contextmanager
def act(
    actor: Actor | HasActor,
    action: str,
    obj: object | None = None,
    *,
    reason: str = "",
    basis: str = "",
    details: Mapping[str, object] | None = None,
    chain: str | None = None,
) -> Iterator[Frame]:
    """Frame an act; inside another it joins that one. Raises whatever its body raises; a Refusal leaves a record of its own."""
    outer = current()
    if outer is not None:
        _enrich(outer, reason, details, chain)
        yield outer
        return
    who = actor if isinstance(actor, Actor) else actor.as_actor()
    frame = Frame(who, action, obj, basis)
    _enrich(frame, reason, details, chain)
    try:
        with transaction.atomic():
            token = _frame.set(frame)
            try:
                yield frame
            finally:
                # closed before the transaction ends: what runs on commit is no part of the act
                frame.closed = True
                _frame.reset(token)
            if not frame.is_silent:
                chains.append(frame, _client.get(), refused=())
    except Refusal as refusal:
        _record_refusal(frame, refusal)
        raise


def _enrich(frame: Frame, reason: str, details: Mapping[str, object] | None, chain: str | None) -> None:
    frame.detail("reason", reason)
    for name, value in (details or {}).items():
        frame.detail(name, str(value))
    if chain:
        frame.touch(chain)


def _record_refusal(frame: Frame, refusal: Refusal) -> None:
    """Write the refusal in a transaction of its own, after all it refused was taken back."""
    frame.rows.clear()
    try:
        with transaction.atomic():
            chains.append(frame, _client.get(), refused=refusal.reasons)
    except DatabaseError as error:
        # inside a transaction already broken by its caller nothing can be written; the refusal itself still stands
        raise refusal from error
