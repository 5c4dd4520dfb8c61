"""Calendar months, quarters and their inverses."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.dates import (
    age_on,
    birthday,
    days_in_words,
    first_day_lasting,
    half_year_of,
    month_of,
    months_after,
    months_before,
    near_in_words,
    quarter_number,
    quarter_of,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
months = st.integers(1, 24)


@given(days, months)
def test_months_before_keeps_the_day_or_cuts_it_to_the_last(day: date, count: int) -> None:
    found = months_before(day, count)
    assert found is not None
    assert (day.year - found.year) * 12 + day.month - found.month == count
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(days, days, months)
def test_later_days_never_lie_earlier_months_before(first: date, second: date, count: int) -> None:
    earlier, later = sorted((first, second))
    one, two = months_before(earlier, count), months_before(later, count)
    assert one is not None and two is not None and one <= two


@given(days, months)
def test_first_day_lasting_is_the_first_on_which_the_months_are_full(since: date, count: int) -> None:
    first = first_day_lasting(since, count)
    assert first is not None
    there, day_before = months_before(first, count), months_before(first - timedelta(days=1), count)
    assert there is not None and since <= there
    assert day_before is not None and since > day_before


def test_the_calendars_ends_are_not_crossed() -> None:
    assert months_before(date(1, 3, 1), 6) is None
    assert months_after(date(9999, 12, 1), 6) is None
    assert first_day_lasting(date(9999, 12, 31), 6) is None
    assert first_day_lasting(date(9999, 8, 31), 4) == date(9999, 12, 31)


@given(days, st.integers(0, 110))
def test_the_birthday_is_the_first_day_of_an_age(birth: date, age: int) -> None:
    day = birthday(birth, age)
    assert day is not None and age_on(birth, day) == age and age_on(birth, day - timedelta(days=1)) == age - 1


@given(days)
def test_periods_contain_their_day_and_end_where_the_next_begins(day: date) -> None:
    for period_of in (month_of, quarter_of, half_year_of):
        first, last = period_of(day)
        assert first <= day <= last and first.day == 1
        assert period_of(last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert quarter_number(day) == (quarter_of(day)[0].month + 2) // 3


def test_a_day_beside_todays_says_its_year_where_it_is_another() -> None:
    today = date(2026, 11, 30)
    assert near_in_words(date(2026, 12, 5), today) == "12月5日"
    assert near_in_words(date(2025, 12, 5), today) == "2025年12月5日"
    assert near_in_words(date(2027, 1, 4), today) == "2027年1月4日"


def test_a_stretch_of_days_says_its_year_once_and_a_single_day_stands_alone() -> None:
    assert days_in_words(date(2026, 12, 1), date(2026, 12, 1)) == "2026年12月1日"
    assert days_in_words(date(2026, 12, 1), date(2026, 12, 5)) == "2026年12月1日至12月5日"
    assert days_in_words(date(2026, 12, 30), date(2027, 1, 2)) == "2026年12月30日至2027年1月2日"
