"""A forecast says on which day an answer changes by itself (V8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.elders import BEIJING, LIMITS, TODAY
from tests.rules.partly_known import ALONE, EMPTY, KNOWN, LEFT, LONG_AGO, NUMBER, SON, answer, known_facts
from workflows.rules.eligibility import (
    LeftCity,
    Spouse,
)
from workflows.rules.forecast import forecast, next_change
from workflows.rules.known import KnownCertificate, KnownFacts
from workflows.rules.unknown import Answer, find


def test_forecast_names_the_day_six_months_are_full() -> None:
    son = replace(SON, residence=BEIJING, left_city=LeftCity(date(2025, 1, 15), "work"))
    known = replace(KNOWN, spouse=Spouse(True), children=(son,), lives_independently_since=date(2025, 2, 28))
    assert answer(known, LEFT) is answer(known, EMPTY) is Answer.NO
    changes = forecast(known, LIMITS)
    assert [(change.on, change.category, change.answer) for change in changes] == [
        (date(2025, 7, 15), LEFT, Answer.YES),
        (date(2025, 8, 28), EMPTY, Answer.YES),
    ]
    assert changes[1].sentence == "2025-08-28 起属空巢"
    assert next_change(known, LIMITS) == date(2025, 7, 15)


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (date(2025, 8, 31), date(2026, 3, 1)),
        (date(2025, 8, 29), date(2026, 3, 1)),
        (date(2025, 8, 28), date(2026, 2, 28)),
        (date(2023, 8, 29), date(2024, 2, 29)),
        (date(2025, 3, 31), date(2025, 10, 1)),
    ],
)
def test_forecast_agrees_with_the_rule_at_month_ends(since: date, first: date) -> None:
    known = replace(KNOWN, as_of=since, spouse=Spouse(True), children=(SON,), lives_independently_since=since)
    assert next_change(known, LIMITS) == first
    assert answer(replace(known, as_of=first - timedelta(days=1)), EMPTY) is Answer.NO
    assert answer(replace(known, as_of=first), EMPTY) is Answer.YES


def test_forecast_tells_the_day_on_which_an_elder_will_be_left_alone() -> None:
    gone = replace(SON, residence=BEIJING, left_city=LeftCity(LONG_AGO, "work"))
    known = replace(KNOWN, children=(gone,), lives_independently_since=TODAY + timedelta(days=5))
    assert [(one.on, one.category) for one in forecast(known, LIMITS)][:1] == [(TODAY + timedelta(days=5), LEFT)]


def test_forecast_tells_the_sixtieth_birthday_and_the_day_a_certificate_lapses() -> None:
    young = replace(KNOWN, birth_date=date(1965, 7, 1))
    assert [(one.on, one.category) for one in forecast(young, LIMITS)] == [(date(2025, 7, 1), ALONE)]
    paper = replace(KNOWN, disability_certificate=KnownCertificate(NUMBER + "1", date(2026, 5, 31)))
    change = forecast(paper, LIMITS)[0]
    assert change.sentence == "2026-06-01 起不再属重残"
    assert forecast(KNOWN, LIMITS) == ()


@settings(max_examples=40, deadline=None)
@given(known_facts, st.integers(1, 400))
def test_before_the_forecast_day_no_answer_changes(known: KnownFacts, days: int) -> None:
    first = next_change(known, LIMITS)
    day = TODAY + timedelta(days=days)
    if first is None or day < first:
        then = find(replace(known, as_of=day), LIMITS)
        assert [item.answer for item in then.items] == [item.answer for item in find(known, LIMITS).items]
    else:
        now, then = find(known, LIMITS), find(replace(known, as_of=first), LIMITS)
        assert [item.answer for item in then.items] != [item.answer for item in now.items]
