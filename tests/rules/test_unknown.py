"""Missing facts give 待核实, never a silent no (V13)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.elders import BEIJING, HOME, LIMITS, OTHER_DISTRICT, TODAY
from tests.rules.elders import categories as categories_of
from tests.rules.partly_known import ALONE, EMPTY, KNOWN, LEFT, LONG_AGO, NUMBER, SON, answer, completions, known_facts, papers
from workflows.rules.categories import Category
from workflows.rules.eligibility import (
    CHILD,
    DisabilityCertificate,
    ElderFacts,
    LeftCity,
    SingleChildFamily,
)
from workflows.rules.known import UNKNOWN, KnownCertificate, KnownFacts, KnownFamily, KnownMember
from workflows.rules.unknown import Answer, find


def asked(known: KnownFacts, category: Category) -> list[str]:
    return [fact.path for fact in find(known, LIMITS).by_category[category].to_find_out]


def test_v13_children_without_an_address_leave_living_alone_and_empty_nest_to_verify() -> None:
    known = replace(KNOWN, children=(replace(SON, residence=UNKNOWN, left_city=UNKNOWN),))
    assert answer(known, ALONE) is Answer.TO_VERIFY
    assert answer(known, EMPTY) is Answer.TO_VERIFY
    assert asked(known, EMPTY) == ["children[0].residence"]
    finding = find(known, LIMITS).by_category[EMPTY]
    assert finding.sentence.startswith("是否属空巢老年人待核实，需查明子女张一的居住地")


def test_facts_that_cannot_change_the_answer_are_not_asked_for() -> None:
    known = replace(KNOWN, spouse=UNKNOWN, has_carer=True, able_to_work=UNKNOWN)
    assert answer(known, Category.LONE) is Answer.NO
    assert asked(known, ALONE) == ["spouse"]
    assert [fact.path for fact in find(known, LIMITS).to_find_out] == ["spouse"]


def test_the_district_alone_settles_the_empty_nest_and_leaves_the_street_to_living_alone() -> None:
    nearby = replace(KNOWN, children=(replace(SON, residence=UNKNOWN, district=HOME.district),))
    assert answer(nearby, EMPTY) is Answer.NO
    assert asked(nearby, ALONE) == ["children[0].residence"]
    far = replace(KNOWN, children=(replace(SON, residence=UNKNOWN, district=OTHER_DISTRICT.district),))
    assert answer(far, EMPTY) is Answer.YES
    assert answer(far, ALONE) is Answer.YES


def test_a_child_known_to_have_left_the_city_needs_no_address_to_live_apart() -> None:
    gone = replace(KNOWN, children=(KnownMember(CHILD, left_city=LeftCity(LONG_AGO, "work")),))
    assert find(gone, LIMITS).of(Answer.YES) == (ALONE, EMPTY, LEFT)
    assert find(gone, LIMITS).to_find_out == ()


def test_an_address_in_the_city_shows_that_the_child_has_not_left() -> None:
    known = replace(KNOWN, children=(replace(SON, left_city=UNKNOWN),))
    assert answer(known, LEFT) is Answer.NO
    beyond = replace(KNOWN, children=(replace(SON, residence=BEIJING, left_city=UNKNOWN),))
    assert asked(beyond, LEFT) == ["children[0].left_city"]


def test_a_child_at_home_has_not_left_the_city() -> None:
    at_home = KnownMember(CHILD, cohabits=True)
    assert answer(replace(KNOWN, children=(at_home,)), LEFT) is Answer.NO


def test_nothing_known_leaves_all_seven_to_verify() -> None:
    findings = find(KnownFacts(as_of=TODAY, residence=HOME), LIMITS)
    assert findings.of(Answer.TO_VERIFY) == tuple(Category)
    assert {fact.label for fact in findings.to_find_out} >= {"出生日期", "有无子女", "有无配偶"}
    assert all(fact.source for fact in findings.to_find_out)


def test_someone_known_to_be_young_needs_nothing_found_out() -> None:
    findings = find(KnownFacts(as_of=TODAY, residence=HOME, birth_date=date(1990, 1, 1)), LIMITS)
    assert findings.of(Answer.NO) == tuple(Category) and findings.to_find_out == ()


def test_a_certificate_of_grade_three_is_a_no_whatever_its_term() -> None:
    known = replace(KNOWN, disability_certificate=KnownCertificate(NUMBER + "3", UNKNOWN))
    assert answer(known, Category.SEVERELY_DISABLED) is Answer.NO
    graver = replace(KNOWN, disability_certificate=KnownCertificate(NUMBER + "2", UNKNOWN))
    assert asked(graver, Category.SEVERELY_DISABLED) == ["disability_certificate.valid_until"]


def test_an_unknown_fact_refuses_to_be_used_as_true_or_false() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


@settings(max_examples=60, deadline=None)
@given(known_facts | papers)
def test_the_answer_is_what_the_walk_over_all_possible_elders_gives(known: KnownFacts) -> None:
    outcomes = [categories_of(facts) for facts in completions(known)]
    for finding in find(known, LIMITS).items:
        holds = {finding.category in found for found in outcomes}
        expected = Answer.TO_VERIFY if len(holds) == 2 else Answer.YES if holds == {True} else Answer.NO
        assert finding.answer is expected, finding
        assert bool(finding.to_find_out) is (expected is Answer.TO_VERIFY)


def found_out(known: KnownFacts, path: str, truth: ElderFacts) -> KnownFacts:
    """Write the truth into one unknown fact, as a grid worker would."""
    whole, _, part = path.partition(".")
    if path == "children":
        extra = tuple(KnownMember(m.kind, m.cohabits, m.residence, m.left_city) for m in truth.children[len(known.children) :])
        return replace(known, children=(*known.children, *extra), children_are_all=True)
    if whole.startswith("children["):
        place = int(whole[len("children[") : -1])
        members = list(known.children)
        members[place] = replace(members[place], **{part: getattr(truth.children[place], part)})
        return replace(known, children=tuple(members))
    value = getattr(truth, whole)
    if part:
        return replace(known, **{whole: replace(getattr(known, whole), **{part: getattr(value, part)})})
    if isinstance(value, DisabilityCertificate):
        value = KnownCertificate(value.number, value.valid_until)
    if isinstance(value, SingleChildFamily):
        value = KnownFamily(value.only_child_status, value.bore_or_adopted_again)
    return replace(known, **{whole: value})


@settings(max_examples=60, deadline=None)
@given(known_facts | papers, st.data())
def test_finding_out_what_is_named_settles_every_category(known: KnownFacts, data: st.DataObject) -> None:
    truth = data.draw(st.sampled_from(list(completions(known))))
    for _ in range(3):  # a child found out about may raise questions of its own
        for fact in find(known, LIMITS).to_find_out:
            known = found_out(known, fact.path, truth)
    findings = find(known, LIMITS)
    assert findings.of(Answer.TO_VERIFY) == ()
    assert set(findings.of(Answer.YES)) == categories_of(truth)
