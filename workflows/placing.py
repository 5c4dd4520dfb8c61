"""Which form of a process holds at a place on a day: the city's, unless a binding nearer to the place says otherwise.

Kept in memory for the process, since a paper asks for its flow often; `workflows.bindings` reads the rows and puts them here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from workflows.engine.definition import Workflow
from workflows.engine.variants import loosened
from workflows.flows import all_flows, current_flows, newest_like
from workflows.rules.dates import in_words

Flow = type[Workflow[Any]]
LEVELS = ("city", "district", "street")  # from the widest to the nearest; a community has no process of its own


@dataclass(frozen=True)
class Place:
    """Where a paper lies, as far as bindings go."""

    district: int | None = None
    street: int | None = None


@dataclass(frozen=True)
class Bound:
    """A binding that was adopted, as it stands in memory."""

    number: int
    flow: str
    version: int
    region: int
    level: str
    region_name: str
    effective_on: date
    ends_on: date | None
    basis: str
    parent: int | None = None
    origin: str = ""  # the unit that is no more, where the binding was inherited

    @property
    def order(self) -> tuple[date, bool, int]:
        """Sort by what holds over what: the later begun, then what a place said itself over what it inherited, then the later said."""
        return self.effective_on, not self.origin, self.number

    def holds_on(self, day: date) -> bool:
        return self.effective_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Holding:
    """What holds at a place on a day, by which binding (none: as the release brings it), and what was passed over as looser."""

    flow: Flow
    bound: Bound | None = None
    passed_over: tuple[tuple[Bound, tuple[str, ...]], ...] = ()

    def why(self, at: int | None = None) -> str:
        """Say whence it comes: set here, taken over from above, or the city's as released."""
        return self.whence(at) + (f"，自{in_words(self.bound.effective_on)}起" if self.bound is not None else "")

    def whence(self, at: int | None = None) -> str:
        if self.bound is None:
            return "全市统一"
        if self.bound.region == at:
            return f"沿用原{self.bound.origin}的" if self.bound.origin else "本级设置"
        return f"承接自{self.bound.region_name}" + (f"（沿用原{self.bound.origin}的）" if self.bound.origin else "")


_table: list[dict[str, tuple[Bound, ...]]] = [{}]


def put(bindings: Iterable[Bound]) -> None:
    """Keep the adopted bindings for the lookups to come; exchanged at once, so that no thread looks while there are none."""
    found: dict[str, list[Bound]] = {}
    for one in bindings:
        found.setdefault(one.flow, []).append(one)
    _table[0] = {key: tuple(rows) for key, rows in found.items()}


def holding(key: str, place: Place, on: date) -> Holding:
    """Find what new papers of a place begin under on a day. Raises LookupError for a process nobody knows.

    The nearest region wins, but none below the city may loosen what holds above it: a binding that does, since a release has
    tightened the process, is passed over.
    """
    newest = current_flows().get(key)
    if newest is None:
        raise LookupError(f"没有流程“{key}”")
    found = Holding(newest)
    for level, region in zip(LEVELS, (None, place.district, place.street), strict=True):
        bound = _of(key, level, region, on)
        if bound is not None:
            found = _laid(found, bound)
    return found


def flows_at(subject: Any, on: date) -> dict[str, Flow]:
    """Give every process as new papers begin under it where an object lies."""
    place = Place(subject.district_id, subject.street_id)
    return {key: holding(key, place, on).flow for key in current_flows()}


def _of(key: str, level: str, region: int | None, on: date) -> Bound | None:
    """Find the binding of one region on a day: the latest that has begun, of two of one day the later adopted."""
    here = [one for one in kept(key) if one.level == level and (level == "city" or one.region == region) and one.holds_on(on)]
    return max(here, key=lambda one: one.order, default=None)


def _laid(above: Holding, bound: Bound) -> Holding:
    flow = bound_flow(bound)
    if flow is None:
        return Holding(above.flow, above.bound, (*above.passed_over, (bound, (f"没有第{bound.version}版的定义",))))
    looser = () if bound.level == "city" else compared(above.flow, flow)
    if looser:
        return Holding(above.flow, above.bound, (*above.passed_over, (bound, looser)))
    return Holding(flow, bound, above.passed_over)


def bound_flow(bound: Bound) -> Flow | None:
    """Give the definition a binding names: of a variant its newest version, so that it keeps up with the city's process."""
    flow = all_flows().get((bound.flow, bound.version))
    return None if flow is None else newest_like(flow)


@lru_cache(maxsize=256)
def compared(above: Flow, below: Flow) -> tuple[str, ...]:
    """Say where one definition is looser than another; kept, since definitions do not change while the process runs."""
    return loosened(above, below)


def kept(key: str) -> Iterator[Bound]:
    """Give the adopted bindings of a process, as they are kept."""
    yield from _table[0].get(key, ())
