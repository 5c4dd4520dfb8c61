"""Which policy holds where and when: the plan's book with every overlay of the place and those above it, on the day.

Overlays come from files and from any source plugged in (the database's, versioned by effective date). Later and nearer ones are laid on
top, and each may only add or tighten what lies below.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from workflows.policy.loader import load_base, load_overlays
from workflows.policy.model import SHANGHAI, Book, Deadline, Figure, Overlay, UnknownKey, Value
from workflows.policy.overlay import lay

_REMEMBERED = 4096


class OverlaySource(Protocol):
    """Something that knows overlays: files, or the tables of a district's configurator."""

    def overlays(self) -> Sequence[Overlay]:
        """Give every overlay in its order of entry; the resolver picks by place and day."""

    def version(self) -> object:
        """Give a value that changes whenever the overlays do."""


class Files:
    """The overlays of `workflows/policy/districts/`."""

    @lru_cache(maxsize=1)  # noqa: B019 - one instance for the process
    def overlays(self) -> Sequence[Overlay]:
        return load_overlays()

    def version(self) -> object:
        return 0


class Resolver:
    """Answers what holds at a place on a day; remembers each answer while its sources stay the same."""

    def __init__(self, base: Book, sources: Sequence[OverlaySource] = ()) -> None:
        self.base, self.sources = base, list(sources)
        self._books: dict[tuple[str, date], Book] = {}
        self._known: tuple[object, ...] = ()

    def plug_in(self, source: OverlaySource) -> None:
        """Lay another source's overlays above those already there."""
        self.sources.append(source)

    def book(self, region: str | None, on: date) -> Book:
        """Give the policy of a region (district or street code) on a day."""
        version = tuple(source.version() for source in self.sources)
        if version != self._known or len(self._books) >= _REMEMBERED:
            self._books, self._known = {}, version
        if not region:
            return self.base
        key = (region, on)
        if key not in self._books:
            book = self.base
            for overlay in self._applying(region, on):
                book = lay(book, overlay)
            self._books[key] = book
        return self._books[key]

    def _applying(self, region: str, on: date) -> list[Overlay]:
        found = [
            (len(overlay.region), place, overlay.effective_on, overlay)
            for place, source in enumerate(self.sources)
            for overlay in source.overlays()
            if region.startswith(overlay.region) and overlay.effective_on <= on
        ]
        return [overlay for _, _, _, overlay in sorted(found, key=lambda one: one[:3])]


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
