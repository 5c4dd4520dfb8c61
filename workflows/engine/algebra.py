"""The nouns every definition is made of, ours and Plone's alike: guards, permission maps, variables, worklists.

Pure values that decide over what the asker tells them; where roles come from, how a condition is computed and where an object lies is not
known here. `workflows.engine.definition` writes our flows with them, `workflows.engine.dcworkflow` reads Plone's into them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

Kind = Literal["permission", "role", "group", "condition"]
Scalar = str | int | float | bool | None

MANAGER: Final = "Manager"
NOBODY_SAID: Final = (MANAGER,)  # who may, where neither the object nor anything above it says


class Asker(Protocol):
    """Whoever stands before a guard, at one object."""

    def may(self, permission: str) -> bool:
        """Say whether the permission is held at the object."""
        ...

    def roles(self) -> frozenset[str]:
        """Name the roles held at the object, local ones included."""
        ...

    def groups(self) -> frozenset[str]:
        """Name the groups the asker belongs to."""
        ...

    def holds(self, condition: str) -> bool:
        """Answer the named condition."""
        ...


@dataclass(frozen=True, slots=True)
class GuardRule:
    """Admits by OR inside a kind and AND over the kinds; a kind that names nothing asks nothing.

    `condition` is the name of a condition, never text to be evaluated.
    """

    permissions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    condition: str = ""

    @property
    def asks_nothing(self) -> bool:
        """Say whether everybody passes."""
        return not (self.permissions or self.roles or self.groups or self.condition)

    def admits(self, asker: Asker, *, bypass: str = "") -> bool:
        """Decide for the asker; the holder of the `bypass` role, where one is declared, passes every kind."""
        if bypass and bypass in asker.roles():
            return True
        return (
            (not self.permissions or any(map(asker.may, self.permissions)))
            and (not self.roles or not asker.roles().isdisjoint(self.roles))
            and (not self.groups or not asker.groups().isdisjoint(self.groups))
            and (not self.condition or asker.holds(self.condition))
        )

    def failing(self, asker: Asker, *, bypass: str = "") -> tuple[Kind, ...]:
        """Name every kind that refuses, so that a refusal can say all it must."""
        kinds: dict[Kind, GuardRule] = {
            "permission": GuardRule(permissions=self.permissions),
            "role": GuardRule(roles=self.roles),
            "group": GuardRule(groups=self.groups),
            "condition": GuardRule(condition=self.condition),
        }
        return tuple(kind for kind, alone in kinds.items() if not alone.admits(asker, bypass=bypass))


@dataclass(frozen=True, slots=True)
class Grant:
    """Says which roles hold one permission at one place, and whether what lies above adds to them (acquired) or not."""

    acquired: bool = True
    roles: tuple[str, ...] = ()


UNMAPPED: Final = Grant()


@dataclass(frozen=True, slots=True)
class PermissionMap:
    """What a state says about the permissions its workflow manages; one it does not name is acquired and names no role."""

    grants: Mapping[str, Grant] = field(default_factory=dict)

    def __getitem__(self, permission: str) -> Grant:
        return self.grants.get(permission, UNMAPPED)

    def __iter__(self) -> Iterator[tuple[str, Grant]]:
        return iter(self.grants.items())

    def __bool__(self) -> bool:
        return bool(self.grants)


def acquired_roles(grants: Iterable[Grant], nobody_said: Collection[str] = NOBODY_SAID) -> frozenset[str]:
    """Fold what a place and its containers say, innermost first, into the roles that hold a permission there.

    Acquired grants add up until one that is not acquired ends the walk, which may leave nobody, not even the manager. Where no grant names
    a role and none ends the walk, `nobody_said` holds it.
    """
    roles: set[str] = set()
    for grant in grants:
        roles.update(grant.roles)
        if not grant.acquired:
            return frozenset(roles)
    return frozenset(roles or nobody_said)


@dataclass(frozen=True, slots=True)
class Variable:
    """A value recorded at every step: set by the state, else by the transition, else kept, else its default.

    `default_expression` names a computed value and wins over `default`; one that is not `for_status` is never stored but computed for its
    reader; `update_always` forgets the former value at each step; `guard` says who may read it.
    """

    name: str
    description: str = ""
    default: Scalar = ""
    default_expression: str = ""
    for_catalog: bool = False
    for_status: bool = True
    update_always: bool = False
    guard: GuardRule | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A button or an entry of a menu: what it is called, where it leads and where it is shown."""

    name: str = ""
    url: str = ""
    category: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class WorklistRule:
    """A queue the definition itself makes: the objects whose catalogued variables match, for those whom the guard admits."""

    name: str
    title: str = ""
    description: str = ""
    matches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    action: Action = Action()
    guard: GuardRule | None = None
