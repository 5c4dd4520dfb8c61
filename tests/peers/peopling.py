"""Invents the people and places of a walk, and its steps one at a time, knowing where each object is."""

from __future__ import annotations

from typing import Any

from tests.peers.inventing import Inventor
from tests.peers.phrases import ABOVE_THE_SITE, GROUPS, ROLES, SITE_ROLES, STRANGE_ROLE, USERS

Json = dict[str, Any]
FOLDERS = {"a": True, "a/b": False, "a/b/c": True, "a/b/c/d": False, "a/b/c/d/e": True, "b": True}  # governed or not
KINDS = {"act": 78, "flag": 6, "local_roles": 6, "grant": 5, "remap": 4, "create": 6, "info": 4, "notify": 1, "move": 2, "remove": 1}


class Peopled:
    """A definition's world, and what is done in it."""

    def __init__(self, inventor: Inventor) -> None:
        self.inventor, self.random = inventor, inventor.random
        self.chance, self.some = inventor.chance, inventor.some

    def setup(self) -> Json:
        """Invent the site, its users and the first places."""
        permissions = self.inventor.permissions
        root = {name: grant for name, grant in ABOVE_THE_SITE.items() if name in permissions}
        site = {name: self.map() for name in permissions if self.chance(0.6)}
        local = {self.random.choice([*USERS, *GROUPS]): sorted(self.some([*SITE_ROLES, "Manager"], 1, 2))} if self.chance(0.5) else {}
        users: dict[str, Json] = {
            "admin": {"roles": ["Authenticated", "Manager"], "groups": []},
            "anonymous": {"roles": ["Anonymous"], "groups": []},
        }
        for user in USERS:
            roles = {"Authenticated", *self.some(["Member"], 0, 1), *self.some(SITE_ROLES, 0, 3)}
            users[user] = {"roles": sorted(roles), "groups": sorted(self.some(GROUPS, 0, 3))}
        nodes = [self.node(path, "folder", governed) for path, governed in FOLDERS.items()]
        nodes += [self.node(f"{above}/d{index}".lstrip("/"), "document", True) for index, above in enumerate(["", *FOLDERS])]
        return {
            "roles": ROLES,
            "users": users,
            "permissions": permissions,
            "root": {"permissions": root},
            "site": {"permissions": site, "local_roles": local},
            "nodes": nodes,
        }

    def map(self) -> list[Any]:
        return [self.chance(0.5), sorted(self.some([*ROLES, STRANGE_ROLE], 0 if self.chance(0.1) else 1, 4))]

    def node(self, path: str, kind: str, governed: bool, creator: str = "") -> Json:
        creator = creator or self.random.choice([*USERS, "admin"])
        local = {creator: ["Owner"]} if self.chance(0.9) else {}
        if self.chance(0.4):
            local[self.random.choice([*USERS, *GROUPS])] = sorted(self.some([*SITE_ROLES, "Owner", "Manager", STRANGE_ROLE], 1, 2))
        made = {"path": path, "kind": kind, "governed": governed, "creator": creator, "flag": self.chance(0.5), "local_roles": local}
        if not governed or self.chance(0.2):
            made["permissions"] = {name: self.map() for name in self.some(self.inventor.permissions, 0, 3)}
        return made

    def step(self, number: int, states: dict[str, str]) -> Json:
        """Invent the next step; `states` says where each governed object is now."""
        everybody = [*USERS, "admin", "anonymous"]
        request: Json = {"user": self.random.choice([*USERS, *everybody]), "probes": self.some(everybody, 3, 3)}
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0] if states else "create"
        path = self.random.choice(list(states)) if states else ""
        request |= {"op": kind, "object": path, "watch": self.random.choice(list(states)) if states else ""}
        invent = getattr(self, f"_{kind}", None)
        return request | (invent(number, path, states, request["user"]) if invent else {})

    def _act(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        exits = self.inventor.exits[states[path]]
        known = exits if exits and self.chance(0.85) else [*self.inventor.transitions, "no_such_transition"]
        comment = self.random.choice(["", "", f"c{number}", "意见：同意", " <b>&amp; "])
        return {"transition": self.random.choice(known), "comment": comment, "direct": False}

    def _flag(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        return {"value": self.chance(0.5)}

    def _local_roles(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        roles = sorted(self.some([*SITE_ROLES, "Owner", "Manager", STRANGE_ROLE], 0, 2))
        return {"object": self.anywhere(states), "principal": self.random.choice([*USERS, *GROUPS]), "roles": roles}

    def _grant(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        acquired, roles = self.map()
        return {"object": self.anywhere(states), "permission": self.random.choice(self.inventor.permissions), "map": [acquired, roles]}

    def _info(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        names = [self.inventor.state_variable, "actor", "count", "review_history", "no_such_variable", *self.inventor.variables]
        return {"name": self.random.choice(names)}

    def _move(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        documents = [one for one in states if one.rpartition("/")[2][0] in "dn" and one not in FOLDERS]
        if not documents:
            return {"op": "notify"}
        return {"object": (path := self.random.choice(documents)), "to": self.folder(path, states), "watch": ""}

    def _create(self, number: int, path: str, states: dict[str, str], user: str) -> Json:
        creator = user if user != "anonymous" or self.chance(0.5) else "u1"
        new = self.node(f"{self.folder('', states)}/n{number}".lstrip("/"), "document", True, creator)
        return {"new": new, "object": new["path"], "user": creator}

    def folder(self, path: str, states: dict[str, str]) -> str:
        """Choose a container that is still there."""
        there = [one for one in FOLDERS if one in states or not FOLDERS[one] and one.rpartition("/")[0] in ("", *states)]
        return self.random.choice(["", *(one for one in there if one != path.rpartition("/")[0])])

    def anywhere(self, states: dict[str, str]) -> str:
        """Choose any place but what lies above the site: an object, a container, the site."""
        return self.random.choice(["", *states, *(["a/b"] if "a" in states else [])])
