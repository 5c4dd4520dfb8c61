"""Working days by the State Council's arrangement, by weekends where it is missing."""

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import CityCalendar, holiday_year, holidays_on_file, working_calendar
from workflows.policy import PolicyError
from workflows.rules.calendar import HolidayYear, WorkingCalendar

CITY = working_calendar()
WEEKENDS_ONLY = WorkingCalendar({})
SPRING = {"春节": [date(2027, 2, 5), date(2027, 2, 8)], "worked": [date(2027, 2, 20)]}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_years_on_file_agrees_with_the_published_arrangement(year: int) -> None:
    for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = date(year, 1, 1) + timedelta(days=number)
        assert CITY.is_working_day(day) is chinese_calendar.is_workday(day), day


def test_a_sunday_that_is_worked_counts_and_a_holiday_monday_does_not() -> None:
    assert CITY.is_working_day(date(2025, 1, 26))
    assert CITY.add_working_days(date(2025, 1, 27), 1) == date(2025, 2, 5)
    assert CITY.add_working_days(date(2025, 2, 5), -1) == date(2025, 1, 27)
    assert CITY.add_working_days(date(2025, 1, 28), 0) == date(2025, 1, 28)


def test_a_year_without_arrangement_falls_back_to_weekends_and_says_so() -> None:
    assert not CITY.knows(2027)
    assert CITY.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert CITY.warning(date(2026, 12, 1), date(2027, 1, 10)).startswith("缺少2027年节假日安排")
    assert CITY.warning(date(2026, 1, 1), date(2026, 12, 31)) == ""
    assert CITY.missing(date(2026, 1, 1), date(2028, 1, 1)) == (2027, 2028)


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 40))
def test_adding_and_counting_working_days_agree(start: date, count: int) -> None:
    end = CITY.add_working_days(start, count)
    assert CITY.is_working_day(end)
    assert CITY.working_days_between(start, end) == count
    assert CITY.working_days_between(start, end - timedelta(days=1)) == count - 1


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 20), st.integers(1, 20))
def test_two_spans_of_working_days_add_up(start: date, one: int, two: int) -> None:
    assert CITY.add_working_days(CITY.add_working_days(start, one), two) == CITY.add_working_days(start, one + two)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_without_arrangements_five_working_days_are_a_week(start: date) -> None:
    if start.weekday() < 5:
        assert WEEKENDS_ONLY.add_working_days(start, 5) == start + timedelta(days=7)


class Entered:
    """An administrator's table."""

    def __init__(self) -> None:
        self.table: dict[int, HolidayYear] = {}
        self.state = 0

    def years(self) -> Mapping[int, HolidayYear]:
        return self.table

    def version(self) -> object:
        return self.state

    def enter(self, year: HolidayYear) -> None:
        self.table[year.year] = year
        self.state += 1


def test_an_entered_year_takes_effect_and_replaces_the_files() -> None:
    calendar, entered = CityCalendar(holidays_on_file()), Entered()
    calendar.plug_in(entered)
    assert calendar.current().is_working_day(date(2027, 2, 5))
    entered.enter(holiday_year(2027, SPRING, "录入"))
    assert not calendar.current().is_working_day(date(2027, 2, 5))
    assert calendar.current().is_working_day(date(2027, 2, 20))
    entered.enter(HolidayYear(2026, {}, frozenset()))
    assert calendar.current().is_working_day(date(2026, 2, 17))
    assert calendar.current() is calendar.current()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"春节": [date(2026, 2, 5)]}, "不在2027年"),
        ({"春节": "2027-02-05"}, "应为日期列表"),
        ({"春节": [date(2027, 2, 5)], "元宵节": [date(2027, 2, 5)]}, "重复"),
        ({"春节": [date(2027, 2, 6)], "worked": [date(2027, 2, 6)]}, "既放假又调休上班"),
        ({"worked": [date(2027, 2, 5)]}, "不是周末"),
        ([], "应为一节"),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused_with_the_reason(table: object, reason: str) -> None:
    with pytest.raises(PolicyError, match=reason):
        holiday_year(2027, table, "录入")
