"""Counting many elders asks the rule fewer times and gives the same answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.elders import LIMITS
from tests.rules.partly_known import known_facts
from workflows.rules.categories import Category
from workflows.rules.counting import answers, depending_on
from workflows.rules.known import KnownFacts
from workflows.rules.unknown import find


@given(known_facts)
@settings(max_examples=150, deadline=None)
def test_the_answers_are_those_with_sentences(known: KnownFacts) -> None:
    (said,) = answers(known, LIMITS)
    assert said == {item.category: item.answer for item in find(known, LIMITS).items}


@given(known_facts)
@settings(max_examples=100, deadline=None)
def test_two_rules_at_once_answer_as_each_alone(known: KnownFacts) -> None:
    sooner = replace(LIMITS, months_apart=2, elder_age=55)
    assert answers(known, LIMITS, sooner) == [*answers(known, LIMITS), *answers(known, sooner)]


@given(known_facts, st.sets(st.sampled_from(Category)))
@settings(max_examples=100, deadline=None)
def test_asked_for_some_categories_it_answers_those_as_for_all(known: KnownFacts, asked: set[Category]) -> None:
    (whole,), (part,) = answers(known, LIMITS), answers(known, LIMITS, only=frozenset(asked))
    assert part == {category: answer for category, answer in whole.items() if category in asked}


OTHER_FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "elder_age": st.integers(50, 70), "months_apart": st.integers(1, 12), "impaired_from_level": st.integers(0, 3),
        "severe_grades": st.sampled_from([frozenset({1, 2, 3}), frozenset({1, 2, 4}), frozenset({1, 2, 3, 4})]),
    },
)  # fmt: skip


@given(known_facts, OTHER_FIGURES)
@settings(max_examples=200, deadline=None)
def test_no_other_category_depends_on_the_figures_that_differ(known: KnownFacts, changed: dict[str, Any]) -> None:
    other = replace(LIMITS, **changed)
    old, new = answers(known, LIMITS, other)
    assert {category for category in Category if old[category] is not new[category]} <= depending_on(LIMITS, other)
