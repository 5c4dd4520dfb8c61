"""Who is where: people, the places objects lie in, and which roles hold there.

Local roles count for all that lies below; what a place and its containers say about a permission is folded by `algebra.acquired_roles`.
Answers are remembered until a place changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.engine.algebra import Grant, acquired_roles

ANONYMOUS: Final = "Anonymous"
AUTHENTICATED: Final = "Authenticated"

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with roles everywhere and groups; `id` None is whoever has not signed in."""

    name: str
    id: str | None
    roles: frozenset[str]
    groups: frozenset[str] = frozenset()

    @property
    def principals(self) -> tuple[str, ...]:
        """Name all that a local role may be given to and count for this person."""
        return (*self.groups, self.id) if self.id is not None else tuple(self.groups)


class Place:
    """An object or a container. Its grants and local roles are replaced, never changed, so that a step can be taken back."""

    __slots__ = ("facts", "governed", "grants", "history", "indexed", "local_roles", "name", "parent", "path")

    def __init__(
        self,
        path: str,
        parent: Place | None,
        *,
        facts: Mapping[str, object] | None = None,
        grants: Mapping[str, Grant] | None = None,
        local_roles: Mapping[str, tuple[str, ...]] | None = None,
        governed: bool = True,
    ) -> None:
        self.path, self.name, self.parent, self.governed = path, path.rpartition("/")[2], parent, governed
        self.facts: dict[str, object] = dict(facts or {})
        self.grants: Mapping[str, Grant] = said(grants or {})
        self.local_roles: Mapping[str, tuple[str, ...]] = dict(local_roles or {})
        self.history: tuple[Entry, ...] = ()
        self.indexed: Mapping[str, object] = {}

    def upwards(self) -> Iterator[Place]:
        """Yield the place and all that contains it."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.parent

    def __repr__(self) -> str:
        return f"<Place {self.path}>"


def said(grants: Mapping[str, Grant]) -> dict[str, Grant]:
    """Leave out the grants that say nothing: acquired, and no role named."""
    return {permission: grant for permission, grant in grants.items() if grant.roles or not grant.acquired}


class World:
    """The site, what lies in it, and the answers about it; `roles` are all the roles the site knows."""

    def __init__(self, site: Place, roles: Iterable[str]) -> None:
        self.site, self.roles = site, tuple(roles)
        self.places: dict[str, Place] = {}
        self._roles: dict[tuple[Person, Place], frozenset[str]] = {}
        self._holders: dict[tuple[str, Place], frozenset[str]] = {}
        self._may: dict[tuple[str, Person, Place], bool] = {}

    def move(self, place: Place, parent: Place) -> None:
        """Lay an object into another container, with all that lies in it; its history goes with it."""
        inside = [one for one in self.places.values() if place in one.upwards()]
        old, new = place.path, f"{parent.path}/{place.name}" if parent is not self.site else place.name
        place.parent = parent
        for one in inside:
            del self.places[one.path]
            one.path = new + one.path[len(old) :]
            self.places[one.path] = one
        self.changed()

    def remove(self, place: Place) -> None:
        """Take an object out of the site, with all that lies in it."""
        for one in [one for one in self.places.values() if place in one.upwards()]:
            del self.places[one.path]
        self.changed()

    def changed(self) -> None:
        """Forget the answers, because a grant or a local role has changed somewhere."""
        self._roles.clear()
        self._holders.clear()
        self._may.clear()

    def roles_at(self, person: Person, place: Place) -> frozenset[str]:
        """Name the person's roles at the place: everywhere, and local ones of the person and the groups here and above."""
        key = (person, place)
        roles = self._roles.get(key)
        if roles is None:
            found = set(person.roles)
            principals = person.principals
            for one in place.upwards():
                if one.local_roles:
                    for principal in principals:
                        found.update(one.local_roles.get(principal, ()))
            roles = self._roles[key] = frozenset(found)
        return roles

    def holders(self, permission: str, place: Place) -> frozenset[str]:
        """Name the roles that hold a permission at the place."""
        key = (permission, place)
        roles = self._holders.get(key)
        if roles is None:
            grants = (one.grants[permission] for one in place.upwards() if permission in one.grants)
            roles = self._holders[key] = acquired_roles(grants)
        return roles

    def may(self, permission: str, person: Person, place: Place) -> bool:
        """Say whether the person holds a permission at the place."""
        key = (permission, person, place)
        answer = self._may.get(key)
        if answer is None:
            holders = self.holders(permission, place)
            everybody = ANONYMOUS in holders or (AUTHENTICATED in holders and person.id is not None)
            answer = self._may[key] = everybody or not self.roles_at(person, place).isdisjoint(holders)
        return answer
