"""Which policy holds where and when: the plan's book with every overlay of the district, on the day.

Overlays come from files and from any source plugged in (the database's, versioned by effective date). Later ones are laid on top, and each
may only add or tighten what lies below; a newer version in the same slot replaces the older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from workflows.policy.loader import DISTRICTS, load_base, read_overlays
from workflows.policy.model import SHANGHAI, Book, Deadline, Figure, Overlay, UnknownKey, Value
from workflows.policy.overlay import lay, lay_what_holds

_REMEMBERED = 4096
DISTRICT_CODE = 6  # digits


class OverlaySource(Protocol):
    """Something that knows overlays: files, or the tables of a district's configurator."""

    def overlays(self) -> Sequence[Overlay]:
        """Give every overlay in its order of entry; the resolver picks by place and day."""

    def version(self) -> object:
        """Give a value that changes whenever the overlays do."""


class Files:
    """The overlays of `workflows/policy/districts/`; what cannot be read of them is left out and told."""

    def __init__(self, folder: Path = DISTRICTS) -> None:
        self._read = read_overlays(folder)

    def overlays(self) -> Sequence[Overlay]:
        return self._read[0]

    def version(self) -> object:
        return 0

    @property
    def faults(self) -> tuple[str, ...]:
        """Say what is wrong in the files themselves, with file, line and field."""
        return self._read[1]


class Resolver:
    """Answers what holds at a place on a day; remembers each answer while its sources stay the same.

    A value that an overlay may not set is left out and the rest goes on: `faults` tells it, and a configurator is refused it beforehand.
    """

    def __init__(self, base: Book, sources: Sequence[OverlaySource] = ()) -> None:
        self.base, self.sources = base, list(sources)
        self._books: dict[tuple[str, date], Book] = {}
        self._known: tuple[object, ...] = ()

    def plug_in(self, source: OverlaySource) -> None:
        """Lay another source's overlays above those already there."""
        self.sources.append(source)

    def book(self, region: str | None, on: date) -> Book:
        """Give the policy of a district (by its code, or that of a unit within it) on a day."""
        version = tuple(source.version() for source in self.sources)
        if version != self._known or len(self._books) >= _REMEMBERED:
            self._books, self._known = {}, version
        if not region:
            return self.base
        key = (region[:DISTRICT_CODE], on)
        if key not in self._books:
            self._books[key] = self._laid(self._applying(key[0], on))[0]
        return self._books[key]

    @property
    def files(self) -> list[Files]:
        """Give the sources that are files."""
        return [source for source in self.sources if isinstance(source, Files)]

    @property
    def districts(self) -> frozenset[str]:
        """Name the districts that have an overlay, from whatever day on."""
        return frozenset(overlay.region for source in self.sources for overlay in source.overlays())

    def trial(self, proposed: Overlay) -> tuple[Book, Book]:
        """Give the policy of a place without and with a proposal in its slot, on its first day. Raises PolicyError with every reason."""
        region, on = proposed.region, proposed.effective_on
        others = [one for one in self._applying(region, on) if not proposed.slot or one.slot != proposed.slot]
        return self.book(region, on), lay(self._laid(others)[0], proposed)

    def is_to_change(self, region: str, slot: str, on: date) -> bool:
        """Say whether the version entered last in a slot is to begin after a day: the present value entered again would prevent that."""
        overlays = (overlay for source in self.sources for overlay in source.overlays())
        found = [one for one in overlays if one.slot == slot and one.region == region]
        return bool(found) and found[-1].effective_on > on

    def faults(self, within: str = "") -> tuple[str, ...]:
        """Tell each value that is left out because it would loosen what lies below it, whenever: everywhere, or in one district."""
        told: dict[str, None] = {}
        overlays = [overlay for source in self.sources for overlay in source.overlays()]
        for region in {overlay.region for overlay in overlays if within in ("", overlay.region)}:
            for on in {one.effective_on for one in overlays if one.region == region}:
                told |= dict.fromkeys(self._laid(self._applying(region, on))[1])
        return tuple(sorted(told))

    def _laid(self, overlays: Sequence[Overlay]) -> tuple[Book, list[str]]:
        book = self.base
        told: list[str] = []
        for overlay in overlays:
            book, wrong = lay_what_holds(book, overlay)
            told += wrong
        return book, told

    def _applying(self, region: str, on: date) -> list[Overlay]:
        """Name the overlays that count in a district on a day, in the order in which they are laid."""
        found: dict[object, tuple[tuple[int, date], Overlay]] = {}
        for place, source in enumerate(self.sources):
            for number, overlay in enumerate(source.overlays()):
                if overlay.region != region or not overlay.holds_on(on):
                    continue
                slot = (place, overlay.slot or number)
                # of one slot the version entered last counts, also where an earlier one was to begin later: it was decided anew
                found[slot] = ((place, overlay.effective_on), overlay)
        return [overlay for _, overlay in sorted(found.values(), key=lambda one: one[0])]


@lru_cache(maxsize=1)
def resolver() -> Resolver:
    """Give the process's resolver: the plan's files and the districts' files, read once."""
    return Resolver(load_base(), [Files()])


def today() -> date:
    """Give today's date in the city."""
    return datetime.now(SHANGHAI).date()


def deadline(key: str, district: str | None = None, *, variant: str | None = None, on: date | None = None) -> Deadline:
    """Give a deadline as it holds in a district (or street) on a day; an unknown variant falls to the ordinary length."""
    found = resolver().book(district, on or today()).deadlines.get(key)
    if found is None:
        raise UnknownKey(f"no deadline {key!r} in workflows/policy")
    return found.variants.get(variant, found) if variant else found


def figure(key: str, district: str | None = None, *, on: date | None = None) -> Value:
    """Give a figure, switch, word or list as it holds in a district on a day."""
    return _figure(key, district, on).value


def number(key: str, district: str | None = None, *, on: date | None = None) -> int:
    """Give a whole number as it holds in a district on a day."""
    value = figure(key, district, on=on)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key!r} is not a whole number")
    return value


def switch(key: str, district: str | None = None, *, on: date | None = None) -> bool:
    """Say whether a switch is on in a district on a day."""
    value = figure(key, district, on=on)
    if not isinstance(value, bool):
        raise TypeError(f"{key!r} is not a switch")
    return value


def names(key: str, district: str | None = None, *, on: date | None = None) -> tuple[str, ...]:
    """Give a list of words as it holds in a district on a day."""
    value = figure(key, district, on=on)
    if not isinstance(value, tuple):
        raise TypeError(f"{key!r} is not a list")
    return tuple(str(element) for element in value)


def clause(key: str) -> str:
    """Say which clause a deadline or figure comes from."""
    base = resolver().base
    found: Deadline | Figure | None = base.deadlines.get(key) or base.figures.get(key)
    if found is None:
        raise UnknownKey(f"no key {key!r} in workflows/policy")
    return found.clause


def _figure(key: str, district: str | None, on: date | None) -> Figure:
    found = resolver().book(district, on or today()).figures.get(key)
    if found is None:
        raise UnknownKey(f"no figure {key!r} in workflows/policy")
    return found
