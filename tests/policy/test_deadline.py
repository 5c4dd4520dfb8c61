"""When a deadline runs out: the day it starts is not counted, the last day counts to its end in Asia/Shanghai. 依据: 民法典 201-203条"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import working_calendar
from workflows.policy import Deadline, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = working_calendar()
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - hypothesis adds the zone
BEFORE_THE_FESTIVAL = datetime(2025, 9, 30, 15, 0, tzinfo=SHANGHAI)


def at(*moment: int) -> datetime:
    year, month, day, hour, minute, second = moment
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def lasting(amount: int, unit: Unit) -> Deadline:
    return Deadline("key", amount, unit, "名称", "条款")


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (60, Unit.SECONDS, at(2025, 9, 30, 15, 1, 0)),
        (3, Unit.MINUTES, at(2025, 9, 30, 15, 3, 0)),
        (24, Unit.HOURS, at(2025, 10, 1, 15, 0, 0)),
        (3, Unit.DAYS, at(2025, 10, 3, 23, 59, 59)),
        (1, Unit.WORKING_DAYS, at(2025, 10, 9, 23, 59, 59)),
        (3, Unit.WORKING_DAYS, at(2025, 10, 11, 23, 59, 59)),
        (5, Unit.MONTHS, at(2026, 2, 28, 23, 59, 59)),
    ],
)
def test_a_deadline_set_before_the_national_day(amount: int, unit: Unit, expected: datetime) -> None:
    found = lasting(amount, unit).after(BEFORE_THE_FESTIVAL, CALENDAR)
    assert found == expected
    assert found.tzinfo is SHANGHAI


def test_the_day_is_the_one_in_shanghai_not_in_greenwich() -> None:
    late = datetime(2025, 6, 9, 17, 0, tzinfo=UTC)  # 10 June, one in the morning
    assert lasting(1, Unit.DAYS).after(late, CALENDAR).date() == date(2025, 6, 11)


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert lasting(6, Unit.MONTHS).last_day(date(2025, 8, 31), CALENDAR) == date(2026, 2, 28)
    assert lasting(6, Unit.MONTHS).last_day(date(2023, 8, 31), CALENDAR) == date(2024, 2, 29)


def test_reminders_are_counted_backwards() -> None:
    assert lasting(30, Unit.DAYS).before(date(2025, 7, 1), CALENDAR) == date(2025, 6, 1)
    assert lasting(1, Unit.WORKING_DAYS).before(date(2025, 10, 9), CALENDAR) == date(2025, 9, 30)
    assert lasting(6, Unit.MONTHS).before(date(2025, 8, 31), CALENDAR) == date(2025, 2, 28)


def test_a_clock_has_no_last_day() -> None:
    for count in (lasting(1, Unit.HOURS).last_day, lasting(1, Unit.HOURS).before):
        with pytest.raises(ValueError, match="hours"):
            count(date(2025, 1, 1), CALENDAR)


@given(moments, st.integers(1, 30), st.sampled_from(Unit))
def test_a_longer_deadline_never_ends_earlier_and_none_ends_before_it_begins(moment: datetime, amount: int, unit: Unit) -> None:
    found = lasting(amount, unit).after(moment, CALENDAR)
    assert moment < found <= lasting(amount + 1, unit).after(moment, CALENDAR)
    if not unit.is_a_clock:
        assert (found.hour, found.minute, found.second) == (23, 59, 59)


@given(moments, st.integers(1, 20))
def test_working_days_never_end_before_as_many_days(moment: datetime, amount: int) -> None:
    working, days = lasting(amount, Unit.WORKING_DAYS), lasting(amount, Unit.DAYS)
    end = working.after(moment, CALENDAR)
    assert end >= days.after(moment, CALENDAR)
    assert CALENDAR.is_working_day(end.date())
    assert end - moment < timedelta(days=amount * 2 + 12)
