"""What a policy holds: deadlines, figures and lists, each with its clause. 依据: 35号; proposals are marked as such"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from workflows.rules.calendar import WorkingCalendar
from workflows.rules.dates import months_after, months_before

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
DAY_ENDS: Final = time(23, 59, 59)
Value = int | bool | Decimal | str | tuple[str, ...] | tuple[int, ...]


class PolicyError(ValueError):
    """A policy that cannot be taken as it stands; the sentence says where and why."""


class UnknownKey(LookupError):
    """A key that no policy file defines: a slip in the code, never in the data."""


class Direction(StrEnum):
    """The only way a district may change what the policy holds: a number up or down, a list by more, or not at all."""

    RISE = "rise"
    FALL = "fall"
    ADD = "add"
    FIXED = "fixed"

    @property
    def label(self) -> str:
        return _DIRECTIONS[self]


_DIRECTIONS = dict(zip(Direction, ("只能调高", "只能调低", "只能增加", "方案规定，不能更改"), strict=True))


class Unit(StrEnum):
    """What a deadline is counted in; days and longer end with their last day, shorter ones to the second."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"

    @property
    def label(self) -> str:
        return _UNITS[self]

    @property
    def is_a_clock(self) -> bool:
        return self in _CLOCKS


_UNITS = dict(zip(Unit, ("个工作日", "天", "个月", "小时", "分钟", "秒"), strict=True))
CASES: Final = {"urgent": "紧急", "priority": "优先", "crisis": "危机", "death": "疑似去世"}  # what a variant of a deadline is for
_CLOCKS = (Unit.HOURS, Unit.MINUTES, Unit.SECONDS)
# the longest and the shortest that each unit can be in calendar time, to compare deadlines in different units
_LONGEST = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.DAYS: 86400, Unit.WORKING_DAYS: 10 * 86400, Unit.MONTHS: 31 * 86400}
_SHORTEST = _LONGEST | {Unit.WORKING_DAYS: 86400, Unit.MONTHS: 28 * 86400}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time to act in, and where it comes from; one not in force belongs to work that the house does not do yet."""

    key: str
    amount: int
    unit: Unit
    label: str
    clause: str
    proposed: bool = False
    may_only: Direction | None = None
    variants: Mapping[str, Deadline] = field(default_factory=dict)
    in_force: bool = True

    def after(self, moment: datetime, calendar: WorkingCalendar) -> datetime:
        """Say when it runs out: the day it starts is not counted, and the last day counts to its end. 依据: 民法典 201-203条"""
        if self.unit.is_a_clock:
            return moment.astimezone(SHANGHAI) + timedelta(**{self.unit.value: self.amount})
        return _end_of(self.last_day(moment.astimezone(SHANGHAI).date(), calendar))

    def last_day(self, start: date, calendar: WorkingCalendar) -> date:
        """Say on which day a deadline counted in days, working days or months runs out."""
        if self.unit is Unit.WORKING_DAYS:
            return calendar.add_working_days(start, self.amount)
        if self.unit is Unit.MONTHS:
            return months_after(start, self.amount) or date.max
        if self.unit is Unit.DAYS:
            return start + timedelta(days=self.amount)
        raise ValueError(f"{self.key} is counted in {self.unit}, not in days")

    def before(self, day: date, calendar: WorkingCalendar) -> date:
        """Say on which day a reminder falls that comes this long before the day."""
        if self.unit is Unit.WORKING_DAYS:
            return calendar.add_working_days(day, -self.amount)
        if self.unit is Unit.MONTHS:
            return months_before(day, self.amount) or date.min
        if self.unit is Unit.DAYS:
            return day - timedelta(days=self.amount)
        raise ValueError(f"{self.key} is counted in {self.unit}, not in days")

    @property
    def sentence(self) -> str:
        return f"{self.label}：{self.length}（{self.source}）"

    @property
    def length(self) -> str:
        """Say how long it is, and how long in each of its cases that has a length of its own."""
        own = "".join(f"，{CASES.get(name, name)}{one.amount}{one.unit.label}" for name, one in self.variants.items())
        return f"{self.amount}{self.unit.label}{own}"

    @property
    def source(self) -> str:
        return f"依据：{self.clause}{'，建议值' if self.proposed else ''}"

    def may_outlast(self, other: Deadline) -> bool:
        """Say whether it could run longer than another one, wherever both begin."""
        if self.unit is other.unit:
            return self.amount > other.amount
        return self.amount * _LONGEST[self.unit] > other.amount * _SHORTEST[other.unit]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, switch, word or list of the policy, and which way a district may move it; `among` names all it can be made of.

    One that is not in force is read by nothing yet: it is kept with its clause, and cannot be set.
    """

    key: str
    value: Value
    label: str
    clause: str
    proposed: bool = False
    may_only: Direction | None = None
    at_least: int | None = None
    at_most: int | None = None
    among: tuple[str | int, ...] = ()
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one district changes from a day on, and by which document; values still to be checked against the layer below.

    `origin` says where it was written (file or database row), `lines` where each key stands in it. Of a district's overlays with the same
    `slot` only the one entered last is laid: a version replaces those before it, where documents of their own (no slot) add up.
    `until_on` is the first day on which it holds no more.
    """

    region: str
    effective_on: date
    basis: str
    origin: str
    deadlines: Mapping[str, object] = field(default_factory=dict)
    figures: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    slot: str = ""
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.effective_on <= day and (self.until_on is None or day < self.until_on)

    def place(self, key: str) -> str:
        line = self.lines.get(key)
        return f"{self.origin}第{line}行“{key}”" if line else f"{self.origin}“{key}”"


@dataclass(frozen=True, slots=True)
class Book:
    """A whole policy: the plan's own, or the plan's with a district's overlays on it."""

    deadlines: Mapping[str, Deadline]
    figures: Mapping[str, Figure]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, DAY_ENDS, tzinfo=SHANGHAI)
