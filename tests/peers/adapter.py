"""Plays a recorded walk in our engine: translates its words to places and people and back. What is decided is decided in the engine.

`load(xml) -> definition`, `setup(definition, setup) -> (play, {path: what was created})`, `step(play, step) -> out`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # loaded by its file's path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.peers.effects import TABLE
from workflows.engine.algebra import Grant
from workflows.engine.dcworkflow.compiling import Compiled, compile_definition
from workflows.engine.dcworkflow.expressions import ExpressionFailed, Unauthorized
from workflows.engine.dcworkflow.places import Person, Place, World, said
from workflows.engine.dcworkflow.problems import Unreadable
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.semantics import Process, WorkflowError
from workflows.engine.dcworkflow.worklists import look

WITHHELD = "<withheld>"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Json = dict[str, Any]


class Play:
    """One definition at work among the people and places of a walk."""

    def __init__(self, compiled: Compiled, setup: Json) -> None:
        self.people = {
            name: Person(name, None if name == "anonymous" else name, frozenset(user["roles"]), frozenset(user["groups"]))
            for name, user in setup["users"].items()
        }
        self.permissions = sorted(setup["permissions"])
        root = self.outer("", None, setup.get("root", {}))
        site = self.outer("site", root, setup.get("site", {}))
        site.facts["flag"] = False
        self.world = World(site, setup["roles"])
        self.process = Process(compiled, self.world, lambda: NOON)

    def outer(self, path: str, parent: Place | None, given: Json) -> Place:
        grants, local_roles = _grants(given.get("permissions", {})), _local(given.get("local_roles", {}))
        return Place(path, parent, grants=grants, local_roles=local_roles, governed=False)

    def put(self, node: Json) -> Place:
        """Make a place, governed or not, and begin its history if it is."""
        path = node["path"]
        parent = self.container(path)
        place = Place(
            path,
            parent,
            facts={"flag": node.get("flag", False)},
            grants=_grants(node.get("permissions", {})),
            local_roles=_local(node.get("local_roles", {})),
            governed=node["governed"],
        )
        self.world.places[path] = place
        self.world.changed()
        if place.governed:
            self.process.create(self.people[node["creator"]], place)
        return place

    def container(self, path: str) -> Place:
        above = path.rpartition("/")[0]
        return self.world.places[above] if above else self.world.site

    def found(self, path: str) -> Place:
        return self.world.places[path] if path else self.world.site


def load(xml: str | bytes) -> Compiled:
    """Read the definition and understand it."""
    try:
        return compile_definition(read_definition(xml), TABLE)
    except Unreadable as reason:
        raise NotImplementedError(str(reason)) from reason


def setup(definition: Compiled, given: Json) -> tuple[Play, Json]:
    """Make the world of the walk; answers what each governed place was created as."""
    play = Play(definition, given)
    made = {}
    for node in given["nodes"]:
        place = play.put(node)
        if place.governed:
            made[node["path"]] = {
                "state": play.process.state_of(place),
                "history": [_shown(entry) for entry in place.history],
                "permissions": _permissions(play, place),
                "local_roles": _roles_of(place),
            }
    return play, made


def step(play: Play, request: Json) -> Json:
    """Do what the step says, and tell all that the walk records about it."""
    person = play.people[request["user"]]
    if request["op"] == "create" and not play.process.may_create(person, play.container(request["object"])):
        return {"allowed": False}
    return _OPERATIONS[request["op"]](play, person, request)


def _act(play: Play, person: Person, request: Json) -> Json:
    process, place, name = play.process, play.found(request["object"]), request["transition"]
    before = len(place.history)
    out = _standing(play, person, place) | {
        "state_before": process.state_of(place),
        "can": process.supports(person, place, name, {"comment": request["comment"]}),
        "refused": None,
    }
    try:
        process.perform(person, place, name, request["comment"])
    except (Unauthorized, WorkflowError, ExpressionFailed, ValueError) as error:
        said = _RAISED.get(type(error), type(error).__name__)
        out["refused"] = {"tool": said if out["can"] else "WorkflowException", "workflow": said}
    if place.path not in play.world.places:
        return out | {"gone": True}
    new = [_shown(entry) for entry in place.history[before:]]
    return out | {"new_history": new, "history_length": len(place.history)} | _seen(play, person, place, request)


_RAISED = {WorkflowError: "WorkflowException", ExpressionFailed: "(an expression failed)"}


def _create(play: Play, person: Person, request: Json) -> Json:
    place = play.put(request["new"])
    new = [_shown(entry) for entry in place.history]
    return {"allowed": True, "new_history": new} | _standing(play, person, place) | _seen(play, person, place, request)


def _flag(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    place.facts["flag"] = request["value"]
    return _afterwards(play, person, place, request)


def _set_local_roles(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    roles = {**place.local_roles, request["principal"]: tuple(request["roles"])}
    place.local_roles = {principal: held for principal, held in roles.items() if held}
    play.world.changed()
    return _afterwards(play, person, place, request)


def _remap(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    return {"changed": play.process.remap(place)} | _afterwards(play, person, place, request)


def _grant(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    place.grants = said({**place.grants, **_grants({request["permission"]: request["map"]})})
    play.world.changed()
    return _afterwards(play, person, place, request)


def _info(play: Play, person: Person, request: Json) -> Json:
    """Ask for one variable as the tool does it: with something to say instead, and without."""
    place, name = play.found(request["object"]), request["name"]
    try:
        told = play.process.info(person, place, name, WITHHELD)
        given: Json = {"default": told, "none": "WorkflowException" if told == WITHHELD else told}
    except WorkflowError:
        given = {"default": WITHHELD, "none": "WorkflowException"}
    return {"told": _shown(given)} | _afterwards(play, person, place, request)


def _notify(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    play.process.create(person, place)
    return {"history_length": len(place.history)} | _afterwards(play, person, place, request)


def _move(play: Play, person: Person, request: Json) -> Json:
    place = play.found(request["object"])
    play.world.move(place, play.found(request["to"]))
    play.process.index(person, place)
    return {"moved": place.path, "history_length": len(place.history)} | _afterwards(play, person, place, request)


def _remove_by_hand(play: Play, person: Person, request: Json) -> Json:
    play.world.remove(play.found(request["object"]))
    return {"gone": True}


_OPERATIONS = {
    "act": _act,
    "create": _create,
    "flag": _flag,
    "local_roles": _set_local_roles,
    "remap": _remap,
    "grant": _grant,
    "info": _info,
    "notify": _notify,
    "move": _move,
    "remove": _remove_by_hand,
}


def _afterwards(play: Play, person: Person, place: Place, request: Json) -> Json:
    standing = _standing(play, person, place) if place.governed else {}
    return standing | _seen(play, person, place, request)


def _standing(play: Play, person: Person, place: Place) -> Json:
    """Tell what the person is and may do at the place."""
    process = play.process
    return {
        "roles": sorted(play.world.roles_at(person, place)),
        "groups": sorted(person.groups),
        "listed": process.offered(person, place),
        "supported": _supported(process, person, place),
    }


def _supported(process: Process, person: Person, place: Place) -> list[str]:
    """Name all that the person could take, buttons or not."""
    return sorted(name for name in process.compiled.moves if process.supports(person, place, name))


def _seen(play: Play, person: Person, place: Place, request: Json) -> Json:
    """Tell the place's state and maps, and what others see of it."""
    probes = [play.people[name] for name in request["probes"]]
    out = {
        "permissions": _permissions(play, place),
        "local_roles": _roles_of(place),
        "effective": _effective(play, probes, place),
        "watched": _effective(play, probes, play.found(request["watch"])),
        "worklists": {one.name: _worklists(play, one) for one in {**dict.fromkeys(probes), person: None}},
    }
    if place.governed:
        process = play.process
        out["state"] = process.state_of(place)
        names = [one.name for one in process.compiled.quantities]
        out["info"] = _shown({name: process.info(person, place, name, WITHHELD) for name in names})
        out["catalog"] = _shown(process.catalogued(person, place))
        out["offers"] = {one.name: _supported(process, one, place) for one in probes}
    return out


def _worklists(play: Play, person: Person) -> Json:
    shown = {}
    for name in play.process.compiled.queues:
        listed = look(play.process, person, name)
        hits = None if listed.hits is None else sorted(place.path for place in listed.hits)
        shown[name] = {"may": listed.may, "hits": hits, "name": listed.name}
    return shown


def _effective(play: Play, people: Iterable[Person], place: Place) -> Json:
    return {permission: sorted(one.name for one in people if play.world.may(permission, one, place)) for permission in play.permissions}


def _permissions(play: Play, place: Place) -> Json:
    shown = {}
    for permission in play.permissions:
        grant = place.grants.get(permission, Grant())
        shown[permission] = [grant.acquired, sorted(grant.roles)]
    return shown


def _roles_of(place: Place) -> Json:
    return {principal: sorted(roles) for principal, roles in place.local_roles.items()}


def _grants(maps: Mapping[str, Any]) -> dict[str, Grant]:
    return {permission: Grant(acquired, tuple(roles)) for permission, (acquired, roles) in maps.items()}


def _local(roles: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {principal: tuple(held) for principal, held in roles.items()}


def _shown(values: Mapping[str, object]) -> Json:
    """Leave dates out and tell a list by its length, as the walks do."""
    plain = {name: value for name, value in values.items() if not isinstance(value, datetime)}
    return {name: {"entries": len(value)} if isinstance(value, list | tuple) else value for name, value in plain.items()}
