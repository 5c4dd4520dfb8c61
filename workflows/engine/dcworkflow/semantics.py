"""How an imported definition behaves: what may be done, what a step writes, what is shown.

Behaviour follows Products.DCWorkflow, observed step by step (`tests/peers`); nothing of it is run here. Two things are ours: automatic
transitions are braked, and a step that fails half-way leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from workflows.engine.algebra import UNMAPPED, Grant, GuardRule
from workflows.engine.dcworkflow.compiling import Compiled, Move, Quantity, Station
from workflows.engine.dcworkflow.expressions import Change, Gone, Moment, Unauthorized
from workflows.engine.dcworkflow.places import Entry, Person, Place, World

MOST_AUTOMATIC: Final = 200  # steps that may follow one act by themselves; the original has no limit
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
MANAGE: Final = "Manage portal"
_MANAGER_ACQUIRED: Final = Grant(True, ("Manager",))


class WorkflowError(Exception):
    """The step is not possible at all: an unknown or automatic transition, an undefined state, a circle without end."""


@dataclass(slots=True)
class Standing:
    """A person before one object, as the guards ask about it."""

    process: Process
    person: Person
    place: Place
    keywords: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    def may(self, permission: str) -> bool:
        return self.process.world.may(permission, self.person, self.place)

    def roles(self) -> frozenset[str]:
        return self.process.world.roles_at(self.person, self.place)

    def groups(self) -> frozenset[str]:
        return self.person.groups

    def holds(self, condition: str) -> bool:
        node = self.process.compiled.conditions[condition]
        return bool(node.at(self.process.moment(self.person, self.place, keywords=self.keywords)))


class Process:
    """One definition at work in a world; `now` is the clock it is given."""

    def __init__(self, compiled: Compiled, world: World, now: Callable[[], datetime]) -> None:
        self.compiled, self.world, self.now = compiled, world, now

    # -- where an object is, and what may be asked there

    def status(self, place: Place) -> Entry:
        """Give the last entry of the object's history."""
        return place.history[-1] if place.history else NOTHING

    def state_of(self, place: Place) -> str:
        """Name the object's state; one that has none yet is in the initial one."""
        state = self.status(place).get(self.compiled.state_variable)
        return self.compiled.initial_state if state is None else str(state)

    def station(self, place: Place) -> Station | None:
        return self.compiled.stations.get(self.state_of(place))

    def title(self, state: str) -> str:
        station = self.compiled.stations.get(state)
        return station.title if station else ""

    def moment(
        self,
        person: Person,
        place: Place,
        *,
        status: Entry | None = None,
        keywords: Mapping[str, object] = NOTHING,
    ) -> Moment:
        former = self.status(place) if status is None else status
        return Moment(place, person, former, keywords, lambda: place.history, self.now, self.world)

    def admits(self, guard: GuardRule, person: Person, place: Place, keywords: Mapping[str, object] = NOTHING) -> bool:
        """Ask a guard; the manager's bypass, where the definition declares it, counts in every guard."""
        return guard.admits(Standing(self, person, place, keywords), bypass=self.compiled.bypass)

    def may_create(self, person: Person, container: Place) -> bool:
        """Say whether the person may create an object in the container: the creation guard looks at the container."""
        return self.admits(self.compiled.creation_guard, person, container)

    def offered(self, person: Person, place: Place) -> list[str]:
        """Name the transitions shown to the person: those with a button, by name. Guards see no comment yet."""
        station = self.station(place)
        moves = station.by_users if station else ()
        return sorted(move.name for move in moves if move.action.name and self.admits(move.guard, person, place))

    def supports(self, person: Person, place: Place, name: str, keywords: Mapping[str, object] = NOTHING) -> bool:
        """Say whether the person may take the transition now, with what is handed in."""
        station, move = self.station(place), self.compiled.moves.get(name)
        if station is None or move is None or name not in station.exits or move.automatic:
            return False
        return self.admits(move.guard, person, place, keywords)

    # -- taking a step

    def create(self, person: Person, place: Place) -> None:
        """Begin the object's history, and take the automatic transitions that follow; one that has begun is not begun again."""
        if place.history:
            self.index(person, place)
            return
        with self.whole(place):
            self.run(person, place, None, NOTHING)

    def perform(self, person: Person, place: Place, name: str, comment: str = "", **more: object) -> tuple[Entry, ...]:
        """Take a transition and those that follow by themselves; returns the new entries of the history.

        Raises Unauthorized where the state has no such exit or its guard refuses, WorkflowError where no user can ever take it.
        """
        keywords = {**more, "comment": comment}
        station = self.station(place)
        if station is None:
            raise WorkflowError(f"“{place.name}”所在的状态“{self.state_of(place)}”没有定义")
        if name not in station.exits:
            raise Unauthorized(f"在状态“{station.name}”不能办理“{name}”")
        move = self.compiled.moves.get(name)
        if move is None or move.automatic:
            raise WorkflowError(f"流转“{name}”不由用户办理")
        if not self.admits(move.guard, person, place, keywords):
            raise Unauthorized("；".join(self.reasons(move.guard, person, place, keywords)))
        before = len(place.history)
        with self.whole(place):
            self.run(person, place, move, keywords)
        return place.history[before:]

    def reasons(self, guard: GuardRule, person: Person, place: Place, keywords: Mapping[str, object] = NOTHING) -> list[str]:
        """Say in Chinese everything that a guard refuses for, empty where it admits."""
        failing = guard.failing(Standing(self, person, place, keywords), bypass=self.compiled.bypass)
        condition = self.compiled.conditions.get(guard.condition)
        sentences = {
            "permission": f"需要下列权限之一：{'、'.join(guard.permissions)}",
            "role": f"需要下列角色之一：{'、'.join(guard.roles)}",
            "group": f"需要属于下列用户组之一：{'、'.join(guard.groups)}",
            "condition": f"不符合条件：{condition.says() if condition else guard.condition}",
        }
        return [sentences[kind] for kind in failing]

    @contextmanager
    def whole(self, place: Place) -> Iterator[None]:
        """Let a step and all that follows from it happen wholly or not at all; an object that is taken away stays so."""
        kept = (place.history, place.grants, place.local_roles, place.indexed, dict(place.facts))
        try:
            yield
        except Gone:
            self.world.remove(place)
        except BaseException:
            place.history, place.grants, place.local_roles, place.indexed, place.facts = kept
            self.world.changed()
            raise

    def run(self, person: Person, place: Place, move: Move | None, keywords: Mapping[str, object]) -> None:
        for _ in range(MOST_AUTOMATIC + 1):
            station = self.enter(person, place, move, keywords)
            following = (one for one in station.automatic if self.admits(one.guard, person, place))
            move = next(following, None)
            if move is None:
                self.index(person, place)
                return
        raise WorkflowError(f"自动流转超过{MOST_AUTOMATIC}步仍未停止；请检查定义中的循环")

    def enter(self, person: Person, place: Place, move: Move | None, keywords: Mapping[str, object]) -> Station:
        """Write one step: the values, the history entry, the maps of the state that is entered or kept."""
        old_state = self.state_of(place)
        name = self.compiled.initial_state if move is None else move.new_state or old_state
        station = self.compiled.stations.get(name)
        if station is None:
            raise WorkflowError(f"去向状态“{name}”没有定义")
        former = NOTHING if move is None else self.status(place)
        moment = self.moment(person, place, status=former, keywords=keywords)
        moment.manages = lambda: self.world.may(MANAGE, person, self.world.site)
        moment.parts = {"old_state": (old_state, self.title(old_state)), "new_state": (name, station.title)}
        if move:
            moment.transition = move.name
            moment.parts["transition"] = (move.name, move.title)
        if move and move.before:
            move.before.function(Change(moment, old_state, name))
        entry = {one.name: self.value(one, station, move, former, moment) for one in self.compiled.quantities if one.for_status}
        entry[self.compiled.state_variable] = name
        place.history = (*place.history, entry)
        self.lay_maps(place, station)
        if move and move.after:
            move.after.function(Change(replace(moment, status=entry), old_state, name))
        return station

    def value(self, one: Quantity, station: Station, move: Move | None, former: Entry, moment: Moment) -> object:
        """Find a variable's new value: the state's, the transition's, the former one, its default."""
        if one.name in station.values:
            return station.values[one.name]
        if move and one.name in move.values:
            return move.values[one.name].at(moment)
        if not one.update_always and one.name in former:
            return former[one.name]
        return one.default if one.expression is None else one.expression.at(moment)

    # -- maps

    def remap(self, place: Place) -> bool:
        """Write the maps of the object's state anew, for a definition that has changed; says whether anything did."""
        station = self.station(place)
        return station is not None and self.lay_maps(place, station)

    def lay_maps(self, place: Place, station: Station) -> bool:
        grants = self.granted(place, station)
        local_roles = self.assigned(place, station)
        if grants is None and local_roles is None:
            return False
        place.grants = place.grants if grants is None else grants
        place.local_roles = place.local_roles if local_roles is None else local_roles
        self.world.changed()
        return True

    def granted(self, place: Place, station: Station) -> dict[str, Grant] | None:
        """Lay the state's permission map over the object's; None where all stays as it is.

        An unwritten permission counts as given to the manager by acquisition, so that such a map is not written over none.
        """
        new: dict[str, Grant] | None = None
        for permission, grant in station.grants:
            if place.grants.get(permission, _MANAGER_ACQUIRED) != grant:
                new = dict(place.grants) if new is None else new
                if grant == UNMAPPED:
                    new.pop(permission, None)
                else:
                    new[permission] = grant
        return new

    def assigned(self, place: Place, station: Station) -> dict[str, tuple[str, ...]] | None:
        """Set every managed group's local roles to what the state says; None where all stays as it is.

        A group without any gets them as they are written; of one that has some, only roles the site knows are set or taken.
        """
        new: dict[str, tuple[str, ...]] = {}
        for group, wanted in station.groups:
            held = place.local_roles.get(group, ())
            if not held:
                roles = wanted
            else:
                kept = tuple(role for role in held if role in wanted or role not in self.world.roles)
                roles = (*kept, *(role for role in self.world.roles if role in wanted and role not in held))
            if roles != held:
                new[group] = roles
        if not new:
            return None
        return {principal: roles for principal, roles in {**place.local_roles, **new}.items() if roles}

    # -- what is told

    def info(self, person: Person, place: Place, name: str, default: object = None) -> object:
        """Tell a variable to the person, or the caller's default where its guard refuses; the state is told to everybody."""
        if name == self.compiled.state_variable:
            return self.state_of(place)
        one = next((one for one in self.compiled.quantities if one.name == name), None)
        if one is None:
            raise WorkflowError(f"没有变量“{name}”")
        return self.told(one, person, place) if self.admits(one.guard, person, place) else default

    def told(self, one: Quantity, person: Person, place: Place) -> object:
        status = self.status(place)
        if one.name in status:
            return status[one.name]
        return one.default if one.expression is None else one.expression.at(self.moment(person, place))

    def index(self, person: Person, place: Place) -> None:
        """Remember the values by which worklists find the object."""
        place.indexed = self.catalogued(person, place)

    def catalogued(self, person: Person, place: Place) -> dict[str, object]:
        """Give the values by which the object is found, as they are for the person who asks."""
        values = {one.name: self.told(one, person, place) for one in self.compiled.quantities if one.for_catalog}
        values[self.compiled.state_variable] = self.state_of(place)
        return values
