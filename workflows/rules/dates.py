"""Months, quarters and their ends, counted on calendar dates of Asia/Shanghai."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3


def months_before(day: date, months: int) -> date | None:
    """Count calendar months back, the day cut to the last (31 August less six: 28 or 29 February); None before the calendar begins."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    if year < date.min.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date | None:
    """Count calendar months on, the day cut to the month's last; None after the calendar ends."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day_lasting(since: date, months: int) -> date | None:
    """Find the first day on which `since` lies `months` back or more: the inverse of `months_before` (31 August: 1 March)."""
    cut = months_after(since, months)
    if cut is None or cut.day == since.day:
        return cut
    return None if cut == date.max else cut + timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """Count the full years of age; negative for a birth still to come."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def birthday(birth: date, age: int) -> date | None:
    """Find the first day of that age; 29 February falls on 1 March in a common year."""
    return first_day_lasting(birth, age * MONTHS_A_YEAR)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar quarter."""
    first_month = (quarter_number(day) - 1) * MONTHS_A_QUARTER + 1
    last_month = first_month + MONTHS_A_QUARTER - 1
    return date(day.year, first_month, 1), date(day.year, last_month, monthrange(day.year, last_month)[1])


def quarter_number(day: date) -> int:
    return (day.month - 1) // MONTHS_A_QUARTER + 1


def half_year_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the half-year, whose ends close the snapshots. 依据: 35号 二(二)三"""
    if day.month <= MONTHS_A_YEAR // 2:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def in_words(day: date) -> str:
    """Write a day as an office does: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_in_words(moment: datetime) -> str:
    """Write a moment, already in local time, as an office does: 2026年3月5日 14:30."""
    return f"{in_words(moment)} {moment:%H:%M}"


def day_of_year_in_words(day: date) -> str:
    """Write a day whose year is plain as an office does: 3月5日, without the noughts that data has."""
    return f"{day.month}月{day.day}日"


def near_in_words(day: date, today: date) -> str:
    """Write a day that is read beside today's: its year is said where it is another than today's."""
    return day_of_year_in_words(day) if day.year == today.year else in_words(day)


def days_in_words(first: date, last: date) -> str:
    """Write a stretch of days as an office does: 2026年3月5日至3月8日; a single day stands alone."""
    return in_words(first) if first == last else f"{in_words(first)}至{near_in_words(last, first)}"


def period_in_words(name: str) -> str:
    """Write a period's name as an office does: 2026-03, 2026Q1, 2026H2, 2026-03-05; what is none of these stays as it is."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|Q(\d)|H([12])(?:-(\d+))?)", name)
    if found is None:
        return name
    year, month, day, quarter, half, again = found.groups()
    if quarter:
        return f"{year}年第{quarter}季度"
    if half:
        return f"{year}年{'上' if half == '1' else '下'}半年" + (f"（第{again}次）" if again else "")
    return f"{year}年{int(month)}月" + (f"{int(day)}日起" if day else "")


def dates_in_words(text: str) -> str:
    """Write the days of a sentence as an office does; the rule itself names them as data does."""
    return re.sub(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])", lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", text)
