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
        if queue.called:
            raise TypeError(f"工作清单“{worklist}”没有筛选条件，无从计数")
        return Listed(True, None, None)
    hits = tuple(_hits(process, person, queue))
    called = queue.called.filled({"count": len(hits), "user_id": person.id}) if hits and queue.called else None
    return Listed(True, hits, called)


def _hits(process: Process, person: Person, queue: Queue) -> Iterator[Place]:
    asking = {"user_id": person.id}
    wanted = {variable: {value.filled(asking) for value in values} for variable, values in queue.matches.items()}
    world = process.world
    for place in world.places.values():
        if place.governed and _matches(place.indexed, wanted) and world.may(VIEW, person, place):
            yield place


def _matches(indexed: Mapping[str, object], wanted: Mapping[str, set[str]]) -> bool:
    """Compare what was indexed at the last step; what is no text is never found."""
    for variable, values in wanted.items():
        value = indexed.get(variable)
        if not isinstance(value, str) or value not in values:
            return False
    return True
