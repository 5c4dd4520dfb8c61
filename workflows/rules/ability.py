"""The ability level of an assessment. 依据: GB/T 42195-2022; MZ/T 039-2013 results are kept beside, never converted"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

COMA, DIAGNOSIS, RISK_EVENTS = "coma", "diagnosis", "risk_events"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an item: its score and its text."""

    score: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the assessment (`B.1.1` 进食 ...)."""

    code: str
    name: str
    description: str
    options: tuple[Option, ...]

    @property
    def scores(self) -> frozenset[int]:
        return frozenset(option.score for option in self.options)


@dataclass(frozen=True, slots=True)
class Band:
    """A level and the lowest total that reaches it."""

    level: int
    from_total: int
    name: str


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """The standard's items, bands and figures, as the policy gives them (`workflows.policy.instruments`)."""

    standard: str
    title: str
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]  # from the best level to the worst
    risk_events_from: int
    adjustments_add_up: bool

    @property
    def items(self) -> dict[str, Item]:
        return {item.code: item for dimension in self.dimensions for item in dimension.items}

    @property
    def worst_level(self) -> int:
        return self.bands[-1].level

    def level_of(self, total: int) -> int:
        return next(band.level for band in self.bands if total >= band.from_total)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answers by item code, and the three facts that may worsen the level."""

    answers: Mapping[str, int]
    coma: bool
    dementia_or_mental_disorder: bool
    risk_events_30_days: int


@dataclass(frozen=True, slots=True)
class AbilityResult:
    """The total, the level by the bands and the level after adjustment; all None while an item is unanswered."""

    complete: bool
    total: int | None = None
    preliminary_level: int | None = None
    level: int | None = None
    adjustments: tuple[str, ...] = ()


INCOMPLETE = AbilityResult(complete=False)


def unanswered(assessment: Assessment, instrument: Instrument) -> tuple[str, ...]:
    """Name the items still to be answered, in the standard's order."""
    return tuple(code for code in instrument.items if code not in assessment.answers)


def assess(assessment: Assessment, instrument: Instrument) -> AbilityResult:
    """Add up the items and apply the adjustments; the answers must be options of the items. 依据: GB/T 42195-2022"""
    if unanswered(assessment, instrument):
        return INCOMPLETE
    total = sum(assessment.answers[code] for code in instrument.items)
    preliminary = instrument.level_of(total)
    if assessment.coma:
        return AbilityResult(True, total, preliminary, instrument.worst_level, (COMA,))
    applied = tuple(
        name
        for name, applies in (
            (DIAGNOSIS, assessment.dementia_or_mental_disorder),
            (RISK_EVENTS, assessment.risk_events_30_days >= instrument.risk_events_from),
        )
        if applies
    )
    worse_by = len(applied) if instrument.adjustments_add_up else min(1, len(applied))
    return AbilityResult(True, total, preliminary, min(instrument.worst_level, preliminary + worse_by), applied)


@dataclass(frozen=True, slots=True)
class AssessedLevel:
    """A finished assessment on file: under which standard, on which day, with which level."""

    standard: str
    level: int
    assessed_on: date


def deciding(assessments: Iterable[AssessedLevel], on: date) -> AssessedLevel | None:
    """Choose the latest assessment not after the day; of two on one day the worse, so that no duty is lost. 依据: 附件1第5条, R27"""
    known = [assessment for assessment in assessments if assessment.assessed_on <= on]
    return max(known, key=lambda assessment: (assessment.assessed_on, assessment.level), default=None)
