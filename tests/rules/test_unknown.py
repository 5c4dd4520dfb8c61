"""Missing facts give 待核实, never a silent no (V13), and a forecast says when an answer changes by itself (V8)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.elders import BEIJING, HOME, LIMITS, OTHER_DISTRICT, OTHER_STREET, TODAY
from tests.rules.elders import categories as categories_of
from workflows.rules.categories import Category
from workflows.rules.eligibility import (
    CHILD,
    GB_42195,
    SUPPORTER,
    AbilityLevel,
    DisabilityCertificate,
    ElderFacts,
    FamilyMember,
    LeftCity,
    SingleChildFamily,
    Spouse,
)
from workflows.rules.forecast import forecast, next_change
from workflows.rules.known import UNKNOWN, KnownCertificate, KnownFacts, KnownFamily, KnownMember, Unknown
from workflows.rules.unknown import Answer, find

ALONE, EMPTY, LEFT = Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND
LONG_AGO, LATELY = date(2020, 1, 1), TODAY - timedelta(days=10)
NUMBER = "1201041948030201844"
KNOWN = KnownFacts(
    as_of=TODAY,
    residence=HOME,
    birth_date=date(1948, 3, 2),
    spouse=None,
    children=(),
    children_are_all=True,
    has_carer=True,
    able_to_work=True,
    lives_independently_since=LONG_AGO,
    ability=None,
    disability_certificate=None,
    single_child_family=None,
)
SON = KnownMember(CHILD, cohabits=False, residence=OTHER_DISTRICT, left_city=None, name="张一")


def answer(known: KnownFacts, category: Category) -> Answer:
    return find(known, LIMITS).by_category[category].answer


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


def completions(known: KnownFacts) -> Iterator[ElderFacts]:
    """Walk over every elder that what is known leaves possible."""
    wholes = product(
        possible(known.birth_date, [date(1940, 1, 1), date(2000, 1, 1)]),
        possible(known.spouse, [None, Spouse(True)]),
        product(*(possible_members(member) for member in known.children)),
        [()] if known.children_are_all else [(), *((extra,) for extra in possible_members(KnownMember(CHILD)))],
        possible(known.has_carer, [True, False]),
        possible(known.able_to_work, [True, False]),
        possible(known.lives_independently_since, [None, LONG_AGO, LATELY]),
        possible(known.ability, [None, AbilityLevel(GB_42195, 0), AbilityLevel(GB_42195, 2)]),
        possible_certificates(known.disability_certificate),
        possible_families(known.single_child_family),
    )
    for birth, spouse, members, others, carer, works, since, ability, paper, family in wholes:
        yield ElderFacts(TODAY, birth, HOME, spouse, (*members, *others), carer, works, since, ability, paper, family)


def possible(value: object, values: list) -> list:  # type: ignore[type-arg]
    return values if value is UNKNOWN else [value]


def possible_members(member: KnownMember) -> list[FamilyMember]:
    """Every member consistent with the form's reading: left_city is filled exactly by who lives outside the city."""
    places = [HOME, OTHER_STREET, OTHER_DISTRICT, BEIJING]
    found = [
        FamilyMember(member.kind, cohabits, place, left)
        for cohabits in possible(member.cohabits, [True, False])
        for place in possible(member.residence, places)
        for left in possible(member.left_city, [None, LeftCity(LONG_AGO, "work"), LeftCity(LATELY, "work")])
        if (left is not None) is (place is BEIJING) and (not cohabits or place is HOME)
    ]
    return list(dict.fromkeys(found))


def possible_certificates(value: KnownCertificate | None | Unknown) -> list[DisabilityCertificate | None]:
    if isinstance(value, Unknown):
        return [None, *possible_certificates(KnownCertificate())]
    if value is None:
        return [None]
    numbers = possible(value.number, [NUMBER + grade for grade in "1234"])
    return [DisabilityCertificate(one, until) for one in numbers for until in possible(value.valid_until, [None, LATELY])]


def possible_families(value: KnownFamily | None | Unknown) -> list[SingleChildFamily | None]:
    if isinstance(value, Unknown):
        return [None, *possible_families(KnownFamily())]
    if value is None:
        return [None]
    statuses = possible(value.only_child_status, ["healthy", "disabled", "deceased"])
    return [SingleChildFamily(status, again) for status in statuses for again in possible(value.bore_or_adopted_again, [True, False])]


unknown = st.just(UNKNOWN)
consistent_members = st.sampled_from(
    [KnownMember(m.kind, m.cohabits, m.residence, m.left_city) for kind in (CHILD, SUPPORTER) for m in possible_members(KnownMember(kind))]
)
partly_known_members = st.builds(
    lambda member, hide: replace(member, **{part: UNKNOWN for part in hide}),
    consistent_members,
    st.sets(st.sampled_from(["cohabits", "residence", "left_city"])),
)
known_facts = st.builds(
    KnownFacts,
    as_of=st.just(TODAY),
    residence=st.just(HOME),
    birth_date=st.just(date(1940, 1, 1)) | unknown,
    spouse=st.none() | st.just(Spouse(True)) | unknown,
    children=st.lists(partly_known_members, max_size=2).map(tuple),
    children_are_all=st.booleans(),
    has_carer=st.booleans() | unknown,
    able_to_work=st.booleans() | unknown,
    lives_independently_since=st.sampled_from([None, LONG_AGO, LATELY]) | unknown,
    ability=st.none(),
    disability_certificate=st.none(),
    single_child_family=st.none(),
)
papers = st.builds(
    lambda ability, paper, family: replace(KNOWN, ability=ability, disability_certificate=paper, single_child_family=family),
    st.sampled_from([None, AbilityLevel(GB_42195, 0), AbilityLevel(GB_42195, 1), UNKNOWN]),
    st.sampled_from([None, UNKNOWN])
    | st.builds(KnownCertificate, st.sampled_from([NUMBER + "2", NUMBER + "4", UNKNOWN]), st.sampled_from([None, LATELY, UNKNOWN])),
    st.sampled_from([None, UNKNOWN])
    | st.builds(KnownFamily, st.sampled_from(["healthy", "deceased", UNKNOWN]), st.sampled_from([True, False, UNKNOWN])),
)


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
