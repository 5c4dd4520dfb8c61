"""The seven categories of annex 1, by the plan's own examples (V1-V13) and by rules that hold for every elder."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.elders import BEIJING, HOME, LIMITS, OTHER_DISTRICT, OTHER_STREET, TODAY, categories, child, elder, verdict
from tests.rules.strategies import elders
from workflows.rules.ability import AssessedLevel, deciding
from workflows.rules.categories import Category
from workflows.rules.eligibility import (
    CHILD,
    GB_42195,
    MZ_039,
    SUPPORTER,
    AbilityLevel,
    DisabilityCertificate,
    ElderFacts,
    SingleChildFamily,
    Spouse,
    decide,
)
from workflows.rules.particulars import Flag, SubCode, flags, label, sub_codes

LONE, ALONE, EMPTY, LEFT = Category.LONE, Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND
IMPAIRED, DISABLED, SPECIAL = Category.FUNCTIONALLY_IMPAIRED, Category.SEVERELY_DISABLED, Category.SPECIAL_FAMILY
COUPLE = Spouse(cohabits=True)
HALF_A_YEAR_AGO = date(2024, 12, 30)  # 30 June less six months
NUMBER = "120104194803020184"


def certificate(grade: int, until: date | None = None) -> DisabilityCertificate:
    return DisabilityCertificate(f"{NUMBER}4{grade}", until)


def test_v1_widow_cared_for_by_a_niece_lives_alone_but_is_not_lone() -> None:
    assert categories(elder(has_carer=True, able_to_work=True)) == {ALONE}
    assert "有人照顾" in verdict(elder(), LONE).sentence


def test_v2_never_married_uncared_for_and_unable_to_work_is_lone_and_living_alone() -> None:
    assert categories(elder(has_carer=False, able_to_work=False)) == {LONE, ALONE}


def test_v3_widower_whose_son_lives_in_the_same_street_is_in_none_of_the_first_four() -> None:
    facts = elder(children=(child(HOME),))
    assert categories(facts) == set()
    assert "住在同一街道" in verdict(facts, ALONE).sentence


def test_v4_widower_whose_son_lives_in_another_street_of_the_district_lives_alone_only() -> None:
    assert categories(elder(children=(child(OTHER_STREET),))) == {ALONE}


def test_v5_couple_whose_only_son_lives_in_another_district_is_a_double_empty_nest() -> None:
    facts = elder(spouse=COUPLE, children=(child(OTHER_DISTRICT),), lives_independently_since=date(2024, 11, 30))
    assert categories(facts) == {EMPTY}
    assert sub_codes(EMPTY, facts) == (SubCode.DOUBLE,)
    assert label(EMPTY, sub_codes(EMPTY, facts)) == "双空巢"


def test_v6_couple_whose_children_left_six_months_ago_to_the_day_is_a_double_left_behind() -> None:
    facts = elder(spouse=COUPLE, children=(child(BEIJING, left=HALF_A_YEAR_AGO), child(BEIJING, left=date(2023, 1, 1))))
    assert LEFT in categories(facts)
    assert label(LEFT, sub_codes(LEFT, facts, is_rural=True)) == "农村双留守"
    assert label(LEFT, sub_codes(LEFT, facts, is_rural=False)) == "城市双留守"


def test_v7_one_child_still_in_the_city_is_not_left_behind() -> None:
    facts = elder(spouse=COUPLE, children=(child(BEIJING, left=HALF_A_YEAR_AGO), child(OTHER_DISTRICT)))
    assert LEFT not in categories(facts)
    assert "有1人未离开本市" in verdict(facts, LEFT).sentence


def test_v8_children_gone_for_five_months_and_29_days_is_not_left_behind_yet() -> None:
    facts = elder(spouse=COUPLE, children=(child(BEIJING, left=HALF_A_YEAR_AGO + timedelta(days=1)),))
    assert LEFT not in categories(facts)


def test_v9_certificate_that_expired_yesterday_does_not_count_and_is_flagged() -> None:
    expired = elder(disability_certificate=certificate(2, TODAY - timedelta(days=1)))
    assert DISABLED not in categories(expired)
    assert flags(expired) == (Flag.CERTIFICATE_EXPIRED,)
    assert "证件过期" in verdict(expired, DISABLED).sentence
    on_its_last_day = elder(disability_certificate=certificate(2, TODAY))
    assert DISABLED in categories(on_its_last_day)
    assert flags(on_its_last_day) == ()


@pytest.mark.parametrize(("grade", "counts"), [(1, True), (2, True), (3, False), (4, False)])
def test_v10_only_grades_one_and_two_count(grade: int, counts: bool) -> None:
    assert (DISABLED in categories(elder(disability_certificate=certificate(grade)))) is counts


def test_v11_the_latest_assessment_decides_and_the_older_one_stays() -> None:
    on_file = [AssessedLevel(MZ_039, 1, date(2019, 5, 1)), AssessedLevel(GB_42195, 0, date(2024, 5, 1))]
    latest = deciding(on_file, TODAY)
    assert latest == on_file[1]
    assert IMPAIRED not in categories(elder(ability=AbilityLevel(latest.standard, latest.level)))
    assert deciding(on_file, date(2020, 1, 1)) == on_file[0]
    assert deciding(on_file, date(2018, 1, 1)) is None


def test_two_assessments_of_one_day_count_by_the_worse_one() -> None:
    same_day = [AssessedLevel(GB_42195, 0, TODAY), AssessedLevel(GB_42195, 2, TODAY)]
    assert deciding(same_day, TODAY) == deciding(same_day[::-1], TODAY) == same_day[1]


@pytest.mark.parametrize(
    ("status", "again", "counts"),
    [("deceased", False, True), ("disabled", False, True), ("deceased", True, False), ("disabled", True, False), ("healthy", False, False)],
)
def test_v12_special_family_has_neither_borne_nor_adopted_again(status: str, again: bool, counts: bool) -> None:
    assert (SPECIAL in categories(elder(single_child_family=SingleChildFamily(status, again)))) is counts


@pytest.mark.parametrize(("standard", "worst"), [(GB_42195, 4), (MZ_039, 3)])
def test_every_level_from_one_on_is_impaired_by_either_standard(standard: str, worst: int) -> None:
    for level in range(worst + 1):
        assert (IMPAIRED in categories(elder(ability=AbilityLevel(standard, level)))) is (level >= 1)


@pytest.mark.parametrize(
    ("birth", "as_of", "is_elder"),
    [
        (date(1965, 6, 30), date(2025, 6, 30), True),
        (date(1965, 7, 1), date(2025, 6, 30), False),
        (date(1964, 2, 29), date(2024, 2, 28), False),
        (date(1964, 2, 29), date(2024, 2, 29), True),
        (date(2040, 2, 29), date(2100, 2, 28), False),
        (date(2040, 2, 29), date(2100, 3, 1), True),
        (date(2030, 1, 1), date(2025, 6, 30), False),
    ],
)
def test_an_elder_is_sixty_on_the_birthday(birth: date, as_of: date, is_elder: bool) -> None:
    facts = elder(birth_date=birth, as_of=as_of, has_carer=False, able_to_work=False, lives_independently_since=None)
    assert (LONE in categories(facts)) is is_elder


@pytest.mark.parametrize(
    ("as_of", "since", "is_enough"),
    [
        (date(2025, 8, 31), date(2025, 2, 28), True),
        (date(2025, 8, 31), date(2025, 3, 1), False),
        (date(2024, 8, 31), date(2024, 2, 29), True),
        (date(2024, 8, 30), date(2024, 2, 29), True),
        (date(2024, 8, 29), date(2024, 2, 29), True),
        (date(2024, 8, 28), date(2024, 2, 29), False),
        (date(2025, 8, 28), date(2025, 2, 28), True),
        (date(2026, 2, 28), date(2025, 8, 31), False),
        (date(2026, 3, 1), date(2025, 9, 1), True),
        (date(2025, 12, 31), date(2025, 6, 30), True),
        (date(1, 3, 1), date(1, 1, 1), False),
    ],
)
def test_six_months_are_calendar_months_cut_to_the_last_day(as_of: date, since: date, is_enough: bool) -> None:
    facts = elder(as_of=as_of, spouse=COUPLE, children=(child(OTHER_DISTRICT),), lives_independently_since=since)
    assert verdict(facts, EMPTY).sentence.count("已满6个月") == is_enough


def test_a_supporter_at_home_does_not_end_living_alone_of_the_childless() -> None:
    at_home = child(HOME, cohabits=True, kind=SUPPORTER)
    assert categories(elder(children=(at_home,), lives_independently_since=None)) == {ALONE}
    assert categories(elder(children=(at_home, child(OTHER_STREET)), lives_independently_since=None)) == set()


def test_a_supporter_who_stays_ends_left_behind_but_not_empty_nest() -> None:
    gone = child(BEIJING, left=date(2020, 1, 1))
    assert LEFT in categories(elder(children=(gone,)))
    found = categories(elder(children=(gone, child(OTHER_STREET, kind=SUPPORTER))))
    assert LEFT not in found and EMPTY in found


def test_supporters_alone_make_nobody_an_empty_nest() -> None:
    assert categories(elder(children=(child(BEIJING, left=date(2020, 1, 1), kind=SUPPORTER),))) == {ALONE, LEFT}


def test_left_behind_asks_for_independent_life_on_the_day_itself() -> None:
    gone = (child(BEIJING, left=date(2020, 1, 1)),)
    assert LEFT in categories(elder(children=gone, lives_independently_since=TODAY))
    assert LEFT not in categories(elder(children=gone, lives_independently_since=TODAY + timedelta(days=1)))
    assert LEFT not in categories(elder(children=gone, lives_independently_since=None))


def test_a_spouse_who_lives_elsewhere_leaves_a_single_empty_nest() -> None:
    facts = elder(spouse=Spouse(cohabits=False), children=(child(OTHER_DISTRICT),))
    assert sub_codes(EMPTY, facts) == (SubCode.SINGLE,)
    assert sub_codes(ALONE, facts) == ()
    assert label(LEFT, (SubCode.SINGLE,)) == "单留守"


def oracle(facts: ElderFacts) -> set[str]:
    """The table of the vectors' README, written a second time without looking at the first."""
    month = facts.as_of.month - 6
    year, month = (facts.as_of.year, month) if month > 0 else (facts.as_of.year - 1, month + 12)
    cut = date(year, month, min(facts.as_of.day, monthrange(year, month)[1]))
    sixty = facts.birth_date.replace(year=facts.birth_date.year + 60)
    if facts.as_of < sixty:
        return set()
    kids = [member for member in facts.children if member.kind == CHILD]
    since = facts.lives_independently_since
    found = set()
    if not facts.spouse and not kids and not facts.has_carer and not facts.able_to_work:
        found.add("lone")
    near = [member for member in facts.children if member.cohabits or member.residence.street == facts.residence.street]
    if not facts.spouse and (not kids or not near):
        found.add("living_alone")
    nested = [kid for kid in kids if kid.cohabits or kid.residence.district == facts.residence.district]
    if kids and not nested and since and since <= cut:
        found.add("empty_nest")
    if facts.children and all(m.left_city and m.left_city.since <= cut for m in facts.children) and since and since <= facts.as_of:
        found.add("left_behind")
    if facts.ability and facts.ability.level > 0:
        found.add("functionally_impaired")
    paper = facts.disability_certificate
    if paper and paper.number[19] in "12" and (not paper.valid_until or facts.as_of <= paper.valid_until):
        found.add("severely_disabled")
    family = facts.single_child_family
    if family and family.only_child_status in ("disabled", "deceased") and not family.bore_or_adopted_again:
        found.add("special_family")
    return found


@given(elders())
def test_every_elder_gets_what_a_second_reading_of_the_table_gives(facts: ElderFacts) -> None:
    assert categories(facts) == oracle(facts)


@given(elders())
def test_every_verdict_is_one_chinese_sentence_with_its_clause(facts: ElderFacts) -> None:
    for one in decide(facts, LIMITS).verdicts:
        assert one.sentence.endswith(f"{'属' if one.holds else '不属'}{one.category.label}老年人（{one.category.clause}）。")
        assert one.sentence.count("。") == 1 and not one.sentence.startswith("，")
        assert len(one.sentence) > len(f"，不属{one.category.label}老年人（{one.category.clause}）。")


@given(elders(), st.integers(1, 4000))
def test_growing_older_alone_loses_no_category_but_an_expired_certificate(facts: ElderFacts, days: int) -> None:
    later = replace(facts, as_of=facts.as_of + timedelta(days=days))
    assert categories(facts) - categories(later) <= {Category.SEVERELY_DISABLED}


@given(elders(), st.sampled_from(["has_carer", "able_to_work"]))
def test_help_or_strength_can_only_end_being_lone(facts: ElderFacts, name: str) -> None:
    changed: dict[str, Any] = {name: True}
    assert categories(facts) - categories(replace(facts, **changed)) <= {Category.LONE}
    assert categories(replace(facts, **changed)) <= categories(facts)
