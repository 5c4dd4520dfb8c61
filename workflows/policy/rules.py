"""The figures that the pure rules need, taken from the policy of a place."""

from __future__ import annotations

from datetime import date

from workflows.policy.model import Book
from workflows.policy.policies import resolver, today
from workflows.rules.eligibility import Thresholds
from workflows.rules.obligations import Frequency


def thresholds(district: str | None = None, *, on: date | None = None) -> Thresholds:
    """Give the figures of the definitions of annex 1."""
    return thresholds_of(resolver().book(district, on or today()))


def thresholds_of(book: Book) -> Thresholds:
    """Give the figures of the definitions as one book has them."""
    grades = book.figures["severe_grades"].value
    assert isinstance(grades, tuple)
    return Thresholds(
        elder_age=number_of(book, "elder_age"),
        months_apart=number_of(book, "months_apart"),
        impaired_from_level=number_of(book, "impaired_from_level"),
        severe_grades=frozenset(int(grade) for grade in grades),
    )


def frequency(district: str | None = None, *, on: date | None = None) -> Frequency:
    """Give how often the district asks for visits, home visits and assistance. 依据: 35号 二(二)四"""
    return frequency_of(resolver().book(district, on or today()))


def frequency_of(book: Book) -> Frequency:
    """Give the frequencies as one book has them."""
    return Frequency(
        visits_per_month=number_of(book, "visits_per_month"),
        home_visits_per_month=number_of(book, "home_visits_per_month"),
        assistance_per_quarter=number_of(book, "assistance_per_quarter"),
    )


def number_of(book: Book, key: str) -> int:
    """Give a whole number as one book has it."""
    value = book.figures[key].value
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key!r} is not a whole number")
    return value
