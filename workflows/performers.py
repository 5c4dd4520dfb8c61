"""Who takes a step: a person by grants, the system for an author, or a person without an account by a signed link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.acts import SYSTEM_ACTOR, Actor
from permissions.access import held_at
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import HeldRole
from workflows.models import Subject


@dataclass(frozen=True)
class System:
    """Acts as SYSTEM; the person in whose step it acts stays the author."""

    author: Actor | None = None

    def as_actor(self) -> Actor:
        return self.author or SYSTEM_ACTOR

    @property
    def pk(self) -> int | None:
        return self.author.id if self.author else None


@dataclass(frozen=True)
class Bearer:
    """Acts by a link that somebody signed for one paper and one day: exactly these roles, in the bearer's own name."""

    name: str
    roles: frozenset[Role]
    issued_by: Actor

    def as_actor(self) -> Actor:
        label = "、".join(sorted(role.label for role in self.roles))
        return Actor(None, self.name, label, self.issued_by.place, f"链接签发人 {self.issued_by.name}")

    @property
    def pk(self) -> None:
        return None


Performer = Account | System | Bearer


def system(for_actor: Performer | Actor | None = None) -> System:
    """Act as SYSTEM, for an author where there is one."""
    if isinstance(for_actor, System):
        return for_actor
    if isinstance(for_actor, Actor):
        return System(for_actor)
    return System(for_actor.as_actor() if for_actor is not None else None)


@dataclass(frozen=True)
class Hand:
    """What who acts holds over a subject at the place where a transition is taken."""

    roles: frozenset[Role]
    is_system: bool
    actor: Actor
    places: dict[Role, tuple[str, str]]  # role -> place, on whose behalf

    def acting(self, role: Role | None) -> Actor:
        """Say who acts, in which office, where and for whom, as the step and the entry keep it."""
        if role is None or role not in self.places:
            return self.actor
        place, behalf = self.places[role]
        return replace(self.actor, role=role.label, place=place, on_behalf_of=behalf)


def hand_of(actor: Performer, subject: Subject, *, other: bool) -> Hand:
    """Ask which roles are held over a subject, at its own place or at its second one."""
    if isinstance(actor, System):
        return Hand(frozenset(), True, actor.as_actor(), {})
    if isinstance(actor, Bearer):
        return Hand(actor.roles, False, actor.as_actor(), {})
    return hand_under(actor, held_at(actor, subject, other=other))


def hand_under(actor: Account, held: Iterable[HeldRole]) -> Hand:
    """Say what a person's grants over a subject put into his or her hand."""
    # the first grant in force names the place; a substitute's own office goes before a borrowed one
    places = {one.role: (one.place_name, one.on_behalf_of) for one in sorted(held, key=lambda one: not one.on_behalf_of)}
    return Hand(frozenset(places), False, actor.as_actor(), places)
