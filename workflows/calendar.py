"""The city's working calendar: the arrangements on file, and above them those entered in the database. 依据: 国务院办公厅节假日安排"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Protocol

from workflows.policy.loader import HERE, read_toml
from workflows.policy.model import PolicyError
from workflows.rules.calendar import HolidayYear, WorkingCalendar

HOLIDAYS_FILE = "holidays.toml"
NOTICE_MONTH = 11  # by then the State Council has mostly published the next year's arrangement
_WORKED = "worked"


def years_to_know(today: date) -> range:
    """Give the years whose arrangement must be known: this one, and the next from the month in which the notice usually comes."""
    return range(today.year, today.year + (2 if today.month >= NOTICE_MONTH else 1))


class HolidaySource(Protocol):
    """Something that knows arrangements of whole years, such as the table an administrator keeps."""

    def years(self) -> Mapping[int, HolidayYear]:
        """Give the arrangements; a year given here replaces the file's."""

    def version(self) -> object:
        """Give a value that changes whenever the arrangements do."""


class CityCalendar:
    """Puts the sources together, and remembers the outcome while they stay the same."""

    def __init__(self, filed: Mapping[int, HolidayYear]) -> None:
        self._filed = filed
        self._sources: list[HolidaySource] = []
        self._known: tuple[object, ...] | None = None
        self._calendar = WorkingCalendar({})

    def plug_in(self, source: HolidaySource) -> None:
        self._sources.append(source)
        self._known = None

    def current(self) -> WorkingCalendar:
        version = tuple(source.version() for source in self._sources)
        if version != self._known:
            years = dict(self._filed)
            for source in self._sources:
                years |= source.years()
            self._calendar, self._known = WorkingCalendar(years), version
        return self._calendar


@lru_cache(maxsize=1)
def holidays_on_file() -> Mapping[int, HolidayYear]:
    """Read the arrangements that came with the release."""
    return {int(year): holiday_year(int(year), table, HOLIDAYS_FILE) for year, table in read_toml(HERE / HOLIDAYS_FILE).items()}


def holiday_year(year: int, table: object, origin: str) -> HolidayYear:
    """Make a year's arrangement of `{festival: [days off], worked: [weekends worked]}`, or refuse it with the reason in Chinese."""
    if not isinstance(table, Mapping):
        raise PolicyError(f"{origin}：{year}年应为一节，逐节列出放假日期")
    off: dict[date, str] = {}
    for festival, days in table.items():
        for day in _days(year, festival, days, origin):
            if festival != _WORKED and day in off:
                raise PolicyError(f"{origin}：{day}在“{off[day]}”和“{festival}”中重复")
            off |= {day: str(festival)} if festival != _WORKED else {}
    worked = frozenset(_days(year, _WORKED, table.get(_WORKED, []), origin))
    if twice := sorted(worked & off.keys()):
        raise PolicyError(f"{origin}：{twice[0]}既放假又调休上班")
    if weekday := sorted(day for day in worked if day.weekday() < 5):
        raise PolicyError(f"{origin}：{weekday[0]}不是周末，不必列为调休上班")
    return HolidayYear(year, off, worked)


def _days(year: int, name: object, days: object, origin: str) -> list[date]:
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise PolicyError(f"{origin}：{year}年“{name}”应为日期列表")
    if wrong := [day for day in days if day.year != year]:
        raise PolicyError(f"{origin}：{wrong[0]}不在{year}年")
    return days


@lru_cache(maxsize=1)
def city() -> CityCalendar:
    """Give the process's calendar, to plug sources into."""
    return CityCalendar(holidays_on_file())


def working_calendar() -> WorkingCalendar:
    """Give the calendar as it stands now."""
    return city().current()
