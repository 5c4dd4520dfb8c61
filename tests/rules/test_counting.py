"""Counting many elders asks the rule fewer times and gives the same answers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from tests.rules.elders import LIMITS
from tests.rules.partly_known import known_facts
from workflows.rules.counting import answers
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
