"""The figures that the pure rules need, taken from the policy of a place."""

from __future__ import annotations

from datetime import date

from workflows.policy.policies import figure, number
from workflows.rules.eligibility import Thresholds
from workflows.rules.obligations import Frequency


def thresholds(district: str | None = None, *, on: date | None = None) -> Thresholds:
    """Give the figures of the definitions of annex 1."""
    grades = figure("severe_grades", district, on=on)
    assert isinstance(grades, tuple)
    return Thresholds(
        elder_age=number("elder_age", district, on=on),
        months_apart=number("months_apart", district, on=on),
        impaired_from_level=number("impaired_from_level", district, on=on),
        severe_grades=frozenset(int(grade) for grade in grades),
    )


def frequency(district: str | None = None, *, on: date | None = None) -> Frequency:
    """Give how often the district asks for visits, home visits and assistance. 依据: 35号 二(二)四"""
    return Frequency(
        visits_per_month=number("visits_per_month", district, on=on),
        home_visits_per_month=number("home_visits_per_month", district, on=on),
        assistance_per_quarter=number("assistance_per_quarter", district, on=on),
    )
