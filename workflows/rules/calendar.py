"""Working days: weekends, and the year's holiday arrangement of the State Council, which moves some of them. 依据: 国务院办公厅节假日安排

A year without its arrangement falls back to weekends, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's arrangement: weekdays (and weekends) off, and weekends worked."""

    year: int
    off: Mapping[date, str]  # the day and its festival
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The arrangements known, asked day by day."""

    years: Mapping[int, HolidayYear]

    def knows(self, year: int) -> bool:
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open; without the year's arrangement, whether it is a weekday."""
        arrangement = self.years.get(day.year)
        if arrangement is not None:
            if day in arrangement.off:
                return False
            if day in arrangement.worked:
                return True
        return day.weekday() < _SATURDAY

    def add_working_days(self, start: date, count: int) -> date:
        """Find the working day that lies `count` after the start, which itself is not counted; negative counts back, zero stays."""
        step = timedelta(days=1 if count > 0 else -1)
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after the start, up to and with the end."""
        return sum(self.is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))

    def missing(self, start: date, end: date) -> tuple[int, ...]:
        """Name the years of a span whose arrangement is not known."""
        return tuple(year for year in range(start.year, end.year + 1) if year not in self.years)

    def warning(self, start: date, end: date) -> str:
        """Say in Chinese which arrangement is missing for the span; empty where none is."""
        missing = self.missing(start, end)
        if not missing:
            return ""
        return f"缺少{'、'.join(f'{year}年' for year in missing)}节假日安排，工作日暂按周一至周五计算，请在“节假日安排”中录入"
