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


def answers(known: KnownFacts, *rules: Thresholds, only: frozenset[Category] = frozenset(Category)) -> list[dict[Category, Answer]]:
    """Answer yes, no or 待核实 for each category, or for those asked, under each of several figures. 依据: 35号 附件1"""
    missing = frozenset(missing_facts(known))
    if missing:
        return [_with_gaps(known, limits, missing, only) for limits in rules]
    facts = Filling(Category.LONE, known, rules[0], missing).facts()
    return [_whole(decide(facts, limits, only).categories, only) for limits in rules]


def _whole(holding: tuple[Category, ...], only: frozenset[Category]) -> dict[Category, Answer]:
    return {category: Answer.YES if category in holding else Answer.NO for category in Category if category in only}


def _with_gaps(known: KnownFacts, limits: Thresholds, missing: frozenset[str], only: frozenset[Category]) -> dict[Category, Answer]:
    nothing: frozenset[str] = frozenset()
    childless = only if known.children_are_all else only - SPEAKING_OF_CHILDREN
    best = set(decide(Filling(Category.LONE, known, limits, nothing).facts(), limits, childless).categories) if childless else set()
    if of_children := only - childless:
        best |= set(decide(Filling(Category.EMPTY_NEST, known, limits, nothing).facts(), limits, of_children).categories)
    # what does not hold at best cannot hold at worst
    worst = set(decide(Filling(Category.LONE, known, limits, missing).facts(), limits, best).categories) if best else set()
    return {one: Answer.NO if one not in best else Answer.YES if one in worst else Answer.TO_VERIFY for one in Category if one in only}


def depending_on(old: Thresholds, new: Thresholds) -> frozenset[Category]:
    """Name the categories whose definition reads a figure in which two rules differ."""
    found: set[Category] = set(Category) if old.elder_age != new.elder_age else set()
    found |= {Category.EMPTY_NEST, Category.LEFT_BEHIND} if old.months_apart != new.months_apart else set()
    found |= {Category.FUNCTIONALLY_IMPAIRED} if old.impaired_from_level != new.impaired_from_level else set()
    return frozenset(found | ({Category.SEVERELY_DISABLED} if old.severe_grades != new.severe_grades else set()))
