"""Versions of one figure: the one entered last holds from its day on, and every day keeps what held on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.policy.test_policy import BOOK, HEPING, Entered, overlay, value
from workflows.policy import Overlay, PolicyError, Resolver


def versions(*values: tuple[date, int | None]) -> tuple[Overlay, ...]:
    """Give the versions of one figure in their order of entry; None sets nothing any more."""
    rows = ((on, {} if number is None else {"visits_per_month": number}) for on, number in values)
    return tuple(replace(overlay(on=on, figures=dict(figures)), slot="visits_per_month") for on, figures in rows)


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ([(date(2025, 3, 1), 4), (date(2025, 7, 1), 2)], {date(2025, 2, 1): 1, date(2025, 6, 30): 4, date(2025, 7, 1): 2}),
        ([(date(2025, 3, 1), 4), (date(2025, 7, 1), None)], {date(2025, 6, 30): 4, date(2025, 7, 1): 1}),
        # what was to begin later is replaced by what was decided after it
        ([(date(2025, 7, 1), 4), (date(2025, 3, 1), None)], {date(2025, 3, 1): 1, date(2025, 8, 1): 1}),
        ([(date(2025, 7, 1), 4), (date(2025, 9, 1), 2)], {date(2025, 8, 31): 4, date(2025, 9, 1): 2}),
    ],
)
def test_the_version_entered_last_holds_from_its_day_and_the_days_before_keep_theirs(
    entered: list[tuple[date, int | None]], expected: dict[date, int]
) -> None:
    resolving = Resolver(BOOK, [Entered(*versions(*entered))])
    assert {on: value(resolving, "visits_per_month", HEPING, on) for on in expected} == expected


def test_a_trial_stands_in_the_place_of_its_own_earlier_versions() -> None:
    """A district may come back towards the plan from where it went itself: the plan is the floor, not its own last figure."""
    file = Entered(overlay(figures={"visits_per_month": 2}))
    resolving = Resolver(BOOK, [file, Entered(*versions((date(2025, 3, 1), 4)))])
    (proposed,) = versions((date(2025, 7, 1), 3))
    before, after = resolving.trial(proposed)
    assert (before.figures["visits_per_month"].value, after.figures["visits_per_month"].value) == (4, 3)
    with pytest.raises(PolicyError, match="不得低于2"):
        resolving.trial(versions((date(2025, 7, 1), 1))[0])
    assert resolving.trial(versions((date(2025, 7, 1), None))[0])[1].figures["visits_per_month"].value == 2
