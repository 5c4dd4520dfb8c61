"""Elders to reason about: a childless widow by default, changed fact by fact."""

from dataclasses import replace
from datetime import date
from typing import Any

from workflows.policy.rules import thresholds
from workflows.rules.categories import Category
from workflows.rules.eligibility import CHILD, ElderFacts, FamilyMember, LeftCity, Residence, Verdict, decide

LIMITS = thresholds()
TODAY = date(2025, 6, 30)
HOME = Residence("120104", "120104003")
OTHER_STREET = Residence("120104", "120104005")
OTHER_DISTRICT = Residence("120101", "120101002")
BEIJING = Residence("110105", "110105001")
WIDOW = ElderFacts(
    as_of=TODAY,
    birth_date=date(1948, 3, 2),
    residence=HOME,
    spouse=None,
    children=(),
    has_carer=True,
    able_to_work=True,
    lives_independently_since=date(2010, 1, 1),
    ability=None,
    disability_certificate=None,
    single_child_family=None,
)


def elder(**facts: Any) -> ElderFacts:
    return replace(WIDOW, **facts)


def child(residence: Residence = HOME, *, cohabits: bool = False, left: date | None = None, kind: str = CHILD) -> FamilyMember:
    return FamilyMember(kind, cohabits, residence, LeftCity(left, "work") if left else None)


def categories(facts: ElderFacts) -> set[Category]:
    return set(decide(facts, LIMITS).categories)


def verdict(facts: ElderFacts, category: Category) -> Verdict:
    return next(one for one in decide(facts, LIMITS).verdicts if one.category is category)
