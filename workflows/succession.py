"""What becomes of a place's form of a process when the place is merged, split or renamed: it follows where that is beyond doubt.

依据: 35号 二(二)四: what a district or street adds stays added for the people it was added for. Where the parts of a merger differ, nobody
has decided which form is to hold; then what holds above holds, and the binding is told as lapsed with what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from workflows.placing import Bound
from workflows.rules.dates import in_words


@dataclass(frozen=True)
class Succession:
    """One unit that became another, or part of it, on a day; `founded`: the other came to be by that, and had no form of its own before."""

    on: date
    new: int
    old: int
    old_name: str
    new_name: str
    new_level: str
    new_parent: int | None
    founded: bool
    old_ended: date | None = None


@dataclass(frozen=True)
class Settled:
    """All bindings as they hold, the inherited ones among them, and by their number why some hold no longer."""

    bounds: tuple[Bound, ...]
    lapsed: Mapping[int, str]


def settle(bounds: Iterable[Bound], successions: Iterable[Succession], ended: Mapping[int, date]) -> Settled:
    """Let bindings follow their places through the reforms, in the order of their days; `ended` tells which places are no more."""
    found, lapsed = list(bounds), dict[int, str]()
    successions = list(successions)
    ended = {**ended, **{one.old: one.old_ended for one in successions if one.old_ended is not None}}
    ordered = sorted(successions, key=lambda one: (one.on, one.new, one.old))
    for _, group in groupby(ordered, key=lambda one: (one.on, one.new)):
        for heir, lapses in _through(found, list(group)):
            found += heir
            lapsed |= {number: why for number, (region, why) in lapses.items() if region in ended}
    named = {one.old for one in ordered}
    for one in found:
        day = ended.get(one.region)
        if day is not None and one.region not in named and (one.ends_on is None or one.ends_on > day):
            said = f"{one.region_name}{in_words(day)}起停用，没有写明由哪里承接"
            lapsed[one.number] = f"{said}；要继续施行，请在承接的区划另行提出"
    return Settled(tuple(found), lapsed)


Lapses = dict[int, tuple[int, str]]


def _through(found: Sequence[Bound], group: Sequence[Succession]) -> Iterator[tuple[list[Bound], Lapses]]:
    """Take what lay in the old units through one reform into one unit, process by process."""
    new, olds = group[0], {one.old for one in group}
    for flow in dict.fromkeys(one.flow for one in found if one.region in olds):
        lines = {one.old: _line(found, one.old, flow, new.on) for one in group}
        own = None if new.founded else _line(found, new.new, flow, new.on)
        said = {_said(line) for line in lines.values()} | (set() if own is None else {_said(own)})
        same_level = all(bound.level == new.new_level for line in lines.values() for bound in line)
        if len(said) == 1 and same_level:
            yield ([] if own is not None else _heirs(next(iter(lines.values())), new)), {}
        else:
            kept = None if own is None else _said(own)
            why = _why(new, same_level, own)
            yield [], {bound.number: (old, why) for old, line in lines.items() for bound in line if _said(line) != kept}


def _line(found: Iterable[Bound], region: int, flow: str, on: date) -> list[Bound]:
    """Give what holds in a unit on a day and what is to follow there."""
    here = [one for one in found if one.region == region and one.flow == flow and (one.ends_on is None or one.ends_on > on)]
    now = max((one for one in here if one.effective_on <= on), key=lambda one: one.order, default=None)
    return sorted([*([now] if now else []), *(one for one in here if one.effective_on > on)], key=lambda one: one.order)


def _said(line: Collection[Bound]) -> tuple[tuple[int, date | None, date | None], ...]:
    """Give what a line of bindings says from the day on, whoever said it and when it began before."""
    return tuple((one.version, one.effective_on if number else None, one.ends_on) for number, one in enumerate(line))


def _heirs(line: Iterable[Bound], new: Succession) -> list[Bound]:
    return [
        replace(
            one, region=new.new, level=new.new_level, region_name=new.new_name, parent=new.new_parent,
            effective_on=max(one.effective_on, new.on), origin=one.origin or one.region_name,
        )
        for one in line
    ]  # fmt: skip


def _why(new: Succession, same_level: bool, own: Collection[Bound] | None) -> str:
    if not same_level:
        reason = "级别不同"
    elif own is None:
        reason = "合并前各处施行的不同"
    else:
        reason = f"{new.new_name}原来施行的与此不同，仍按原来的"
    said = f"{in_words(new.on)}起并入{new.new_name}，{reason}"
    return f"{said}；要继续施行，请在{new.new_name}另行提出"
