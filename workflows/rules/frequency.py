"""From when a change counts: a duty gained from the next day, a duty lost from the next period. 依据: 35号 二(二)四"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in a category; `lost_on` is None while it lasts."""

    category: str
    gained_on: date
    lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class FigureFrom:
    """A figure from a day on."""

    effective_on: date
    value: int


def categories_counting(spells: Iterable[Spell], period: tuple[date, date], on: date) -> frozenset[str]:
    """Give the categories that count in the period on the day: those gained before it, and not lost before the period began."""
    return frozenset(spell.category for spell in spells if spell.gained_on < on and (spell.lost_on is None or spell.lost_on >= period[0]))


def figure_counting(figures: Iterable[FigureFrom], period: tuple[date, date], on: date) -> int:
    """Give the figure that counts in the period on the day: a rise counts from the next day, a fall from the next period."""
    history = sorted(figures, key=lambda figure: figure.effective_on)
    before = [figure.value for figure in history if figure.effective_on <= period[0]]
    during = [figure.value for figure in history if period[0] < figure.effective_on < on]
    return max([*before[-1:], *during], default=0)
