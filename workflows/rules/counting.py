"""The answers of `rules.unknown.find` without their sentences, for counting many elders: three askings of the rule instead of fourteen.

A filling depends on the category only in the further child that there may be, so two fillings speak most in favour of all seven categories
and one speaks most against all. A property test holds this to `find`.
"""

from __future__ import annotations

from workflows.rules.categories import Category
from workflows.rules.eligibility import Thresholds, decide
from workflows.rules.filling import Filling
from workflows.rules.known import KnownFacts
from workflows.rules.unknown import Answer, missing_facts

SPEAKING_OF_CHILDREN = frozenset({Category.EMPTY_NEST, Category.LEFT_BEHIND})  # whom a further child far away speaks for


def answers(known: KnownFacts, *rules: Thresholds) -> list[dict[Category, Answer]]:
    """Answer yes, no or 待核实 for each category, under each of several figures. 依据: 35号 附件1"""
    missing = frozenset(missing_facts(known))
    if missing:
        return [_with_gaps(known, limits, missing) for limits in rules]
    facts = Filling(Category.LONE, known, rules[0], missing).facts()
    return [_whole(decide(facts, limits).categories) for limits in rules]


def _whole(holding: tuple[Category, ...]) -> dict[Category, Answer]:
    return {category: Answer.YES if category in holding else Answer.NO for category in Category}


def _with_gaps(known: KnownFacts, limits: Thresholds, missing: frozenset[str]) -> dict[Category, Answer]:
    nothing: frozenset[str] = frozenset()
    best = set(decide(Filling(Category.LONE, known, limits, nothing).facts(), limits).categories)
    if not known.children_are_all:
        with_children = decide(Filling(Category.EMPTY_NEST, known, limits, nothing).facts(), limits).categories
        best = (best - SPEAKING_OF_CHILDREN) | (set(with_children) & SPEAKING_OF_CHILDREN)
    worst = set(decide(Filling(Category.LONE, known, limits, missing).facts(), limits).categories)
    return {one: Answer.NO if one not in best else Answer.YES if one in worst else Answer.TO_VERIFY for one in Category}
