"""The frame of every act: what is written inside it is listed, by digest, in one entry of each chain it touches.

If the entry cannot be written, the act does not happen; if the act is refused, all of it is taken back and the refusal is recorded.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Protocol

from django.db import DatabaseError, transaction

from audit import chain as chains
from audit.frames import Actor, Client, Frame, InnerAct, OutsideAct, Undone, chain_of

__all__ = [
    "SYSTEM_ACTOR",
    "Actor",
    "Frame",
    "HasActor",
    "OutsideAct",
    "Refusal",
    "act",
    "acts_ended",
    "chain_of",
    "client",
    "current",
    "current_client",
    "require",
]

logger = logging.getLogger(__name__)


SYSTEM_ACTOR = Actor(None, "系统")


class HasActor(Protocol):
    """An account, or whatever else can say who acts."""

    def as_actor(self) -> Actor: ...


class Refusal(Exception):
    """Tells why something is not done: every reason a Chinese sentence; 400 input, 403 right, 404, 409 state, 422 rule."""

    def __init__(self, *reasons: str, status: int = 409, code: str = "refused") -> None:
        super().__init__("；".join(reasons))
        self.reasons, self.status, self.code = tuple(reasons), status, code


_frame: ContextVar[Frame | None] = ContextVar("act", default=None)
_client: ContextVar[Client] = ContextVar("client", default=Client())  # noqa: B039 - frozen
_counting = count(1)
_ended = 0


def current() -> Frame | None:
    """Return the act under way in this thread, if any; a frame copied into another thread does not count."""
    frame = _frame.get()
    return frame if frame is not None and not frame.closed and frame.thread == threading.get_ident() else None


def acts_ended() -> int:
    """Return a number that changes whenever an act ends in this process: facts read since then and outside an act are still as read."""
    return _ended


def require() -> Frame:
    """Return the act under way. Raises OutsideAct where there is none."""
    frame = current()
    if frame is None:
        raise OutsideAct("事实只能在一次“行为”之内写入：用 with act(...) 包起来")
    return frame


@contextmanager
def client(*, request_id: str = "", address: str = "", device: str = "", channel: str = "web") -> Iterator[None]:
    """Name the request that the acts inside come from."""
    # PostgreSQL takes no NUL, and a header may hold one: a request must not fail for its browser's name
    told = (text.replace("\0", "") for text in (request_id, address, device, channel))
    token = _client.set(Client(*told))
    try:
        yield
    finally:
        _client.reset(token)


def current_client() -> Client:
    return _client.get()


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
    who = actor if isinstance(actor, Actor) else actor.as_actor()
    outer = current()
    if outer is not None:
        with _joined(outer, InnerAct(who, action, obj)):
            _enrich(outer, obj, reason, basis, details, chain)
            yield outer
        return
    frame = Frame(who, action, obj)
    _enrich(frame, None, reason, basis, details, chain)
    frame.named.update(one for one in (chain_of(obj), chain) if one)
    try:
        with transaction.atomic():
            with _under_way(frame):
                yield frame
            if not frame.is_silent or frame.rows:
                chains.append(frame, _client.get(), refused=())
    except Refusal as refusal:
        _record_refusal(frame, refusal)
        raise
    finally:
        _note_the_end()


def _note_the_end() -> None:
    """Let what was kept from before the act be read anew, whether the act was done or taken back."""
    global _ended
    _ended = next(_counting)


@contextmanager
def _under_way(frame: Frame) -> Iterator[None]:
    token = _frame.set(frame)
    try:
        yield
    finally:
        # closed before the transaction ends: what runs on commit is no part of the act
        frame.closed = True
        _frame.reset(token)
        frame.gather()


@contextmanager
def _joined(outer: Frame, inner: InnerAct) -> Iterator[None]:
    """Note an act inside another; where its error is caught further out, nothing of what it told remains."""
    before = len(outer.inner), len(outer.texts), len(outer.bases), dict(outer.touched)
    outer.inner.append(inner)
    try:
        yield
    except Exception as error:
        outer.undone.append(Undone(error, outer.inner[before[0] :], outer.texts[before[1] :], outer.bases[before[2] :], outer.touched))
        del outer.inner[before[0] :], outer.texts[before[1] :], outer.bases[before[2] :]
        outer.touched = before[3]
        raise


def _enrich(frame: Frame, of: object | None, reason: str, basis: str, details: Mapping[str, object] | None, chain: str | None) -> None:
    if basis and basis not in frame.bases:
        frame.bases.append(basis)
    home = chain_of(of)
    frame.detail("reason", reason, home)
    for name, value in (details or {}).items():
        frame.detail(name, value, home)
    if chain:
        frame.touch(chain)


def _record_refusal(frame: Frame, refusal: Refusal) -> None:
    """Write the refusal in a transaction of its own, after all it refused was taken back."""
    frame.rows.clear()
    frame.replaced.clear()
    for one in reversed(frame.undone):
        if one.error is refusal:
            frame.inner.extend(one.inner)
            frame.texts.extend(one.texts)
            frame.bases.extend(one.bases)
            frame.touched |= one.touched
    frame.gather()
    try:
        with transaction.atomic():
            chains.append(frame, _client.get(), refused=refusal.reasons)
    except DatabaseError as error:
        # inside a transaction already broken by its caller nothing can be written; the refusal itself still stands
        logger.exception("the refusal of %s left no entry", frame.action)
        raise refusal from error
