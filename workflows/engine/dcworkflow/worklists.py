"""The queues a definition makes: who may see one, what lies in it, what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.engine.dcworkflow.compiling import Queue
from workflows.engine.dcworkflow.places import Person, Place
from workflows.engine.dcworkflow.semantics import Process

VIEW: Final = "View"


@dataclass(frozen=True, slots=True)
class Listed:
    """A worklist as one person sees it: `hits` None where it is not for them, no `name` where there is nothing to do."""

    may: bool
    hits: tuple[Place, ...] | None
    name: str | None


def look(process: Process, person: Person, worklist: str) -> Listed:
    """Show a worklist to a person: its guard is asked at the site, its hits are those the person may view.

    A queue that matches nothing has no count to show; like the original it raises TypeError where it has a name.
    """
    queue = process.compiled.queues[worklist]
    if not process.admits(queue.guard, person, process.world.site):
        return Listed(False, None, None)
    if not queue.matches:
        if queue.action.name:
            raise TypeError(f"工作清单“{worklist}”没有筛选条件，无从计数")
        return Listed(True, None, None)
    hits = tuple(_hits(process, person, queue))
    return Listed(True, hits, _named(queue.action.name, len(hits)) if hits and queue.action.name else None)


def _hits(process: Process, person: Person, queue: Queue) -> Iterator[Place]:
    wanted = {variable: {person.id if value is None else value for value in values} for variable, values in queue.matches.items()}
    world = process.world
    for place in world.places.values():
        if place.governed and _matches(place.indexed, wanted) and world.may(VIEW, person, place):
            yield place


def _matches(indexed: Mapping[str, object], wanted: Mapping[str, set[str | None]]) -> bool:
    """Compare what was indexed at the last step; a value of None is never found."""
    for variable, values in wanted.items():
        value = indexed.get(variable)
        if not isinstance(value, str) or value not in values:
            return False
    return True


def _named(pattern: str, count: int) -> str:
    return pattern.replace("%(count)d", str(count)).replace("%(count)s", str(count)).replace("%%", "%")
