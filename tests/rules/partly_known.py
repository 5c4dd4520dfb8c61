"""Elders of whom something is not known yet, and every elder that what is known leaves possible."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from tests.rules.elders import BEIJING, HOME, LIMITS, OTHER_DISTRICT, OTHER_STREET, TODAY
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
