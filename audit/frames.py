"""What an act under way holds: who acts, from where, and the rows and texts that its entry will list."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils import timezone


@dataclass(frozen=True)
class Actor:
    """Who acts, as text that outlives the account; `id` None is the system."""

    id: int | None
    name: str
    role: str = ""
    place: str = ""
    on_behalf_of: str = ""


class OutsideAct(RuntimeError):
    """A fact was about to be written outside an act; nothing was written."""


def chain_of(obj: object | None) -> str:
    """Name the chain an object belongs to; empty where it belongs to none, or is not saved yet."""
    chain = str(getattr(obj, "chain_key", "") or "")
    return "" if chain.endswith(":None") else chain


@dataclass(frozen=True)
class Client:
    """Where a request came from."""

    request_id: str = ""
    address: str = ""
    device: str = ""
    channel: str = "system"


@dataclass(frozen=True)
class InnerAct:
    """An act that joined the one under way."""

    actor: Actor
    action: str
    obj: object | None

    def chain(self) -> str:
        """Name the chain of its object, which may know its key only by now."""
        return chain_of(self.obj)


@dataclass(frozen=True)
class Undone:
    """What a joined act told before it failed: no part of the act, unless its error ends the whole act."""

    error: Exception
    inner: list[InnerAct]
    texts: list[tuple[str, str, str]]
    bases: list[str]
    touched: dict[str, None]


@dataclass
class Frame:
    """An act under way: it collects the rows written inside it and becomes an entry when it ends."""

    actor: Actor
    action: str
    obj: object | None = None
    thread: int = field(default_factory=threading.get_ident)
    started_at: datetime = field(default_factory=timezone.now)
    closed: bool = False
    is_silent: bool = False
    bases: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    touched: dict[str, None] = field(default_factory=dict)
    rows: dict[tuple[type[models.Model], int], str] = field(default_factory=dict)
    replaced: dict[tuple[type[models.Model], int], str] = field(default_factory=dict)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    inner: list[InnerAct] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)

    @property
    def default_chain(self) -> str:
        """The chain of what belongs to no case: one an account and day, so that no row is locked by everybody."""
        day = timezone.localdate(self.started_at)
        return f"account:{self.actor.id}:{day}" if self.actor.id else f"system:{day}"

    def touch(self, chain: str) -> None:
        """Add a chain whose case this act concerns, though it wrote no row there."""
        self.touched[chain] = None

    def include_row(self, row: models.Model, chain: str | None = None) -> None:
        """List a guarded row (field history, a step) in the entry; it is read back before it is digested."""
        if self.closed:
            raise OutsideAct("这次“行为”已经结束，不能再列入记录")
        self.rows[(type(row), int(row.pk))] = chain or str(getattr(row, "chain", "")) or self.default_chain

    def detail(self, name: str, value: object, chain: str = "") -> None:
        """Keep a personal text beside the chain (the object's own unless named); the entry holds only its salted digest."""
        text = "" if value is None else str(value)
        if text:
            self.texts.append((chain, name[:36], text))

    def silent(self) -> None:
        """Write no entry, unless rows were written after all: a repeated key answers what it answered before."""
        self.is_silent = True

    def chain_of_object(self) -> str:
        return chain_of(self.obj)

    def gather(self) -> None:
        """Add, at the end, the chains of the objects acted on: what the act made knows its key only now."""
        for chain in (chain_of(self.obj), *(one.chain() for one in self.inner)):
            if chain:
                self.touched[chain] = None
