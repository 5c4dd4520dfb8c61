"""Festivals and seasons fall on the computed days of 2024-2040. 依据: 35号 二(二)四"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from workflows.rules.festivals import festivals, seasons

FIXTURES = Path(__file__).parent / "fixtures"
YEARS = range(2024, 2041)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.mark.parametrize("year", YEARS)
def test_festivals_of_the_year_fall_on_the_days_of_the_table(year: int) -> None:
    expected = [
        (row["date"], row["code"], row["statutory_holiday"], row["traditional"])
        for row in rows("festivals.csv")
        if row["date"].startswith(str(year))
    ]
    found = [(str(one.on), one.code, str(int(one.is_day_off)), str(int(one.is_traditional))) for one in festivals(year)]
    assert sorted(found) == sorted(expected)
    assert len(found) == 14


@pytest.mark.parametrize("year", YEARS)
def test_hot_and_cold_days_fall_on_the_days_of_the_table(year: int) -> None:
    expected = {
        row["season"].replace("天津法定供暖期(基准)", "供暖期"): (date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
        for row in rows("seasons.csv")
        if row["year"] == str(year)
    }
    assert {season.name: (season.begins_on, season.ends_on) for season in seasons(year)} == expected


def test_festivals_come_in_the_order_of_the_year() -> None:
    for year in (1990, 2025, 2033, 2060):
        days = [festival.on for festival in festivals(year)]
        assert days == sorted(days)
        assert all(day.year == year for day in days)
